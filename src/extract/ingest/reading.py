"""One item -> one article: reads the bytes, lets the format parse them, composes the article."""

from __future__ import annotations

import hashlib

from extract.config import Settings
from extract.errors import ArticleError
from extract.ingest.compose import compose
from extract.ingest.containers import unpacked
from extract.ingest.encoding import as_declared
from extract.ingest.fields import unpacked_draft
from extract.ingest.registry import formats
from extract.ingest.source import Draft, Item, Parsed


def parse(item: Item, settings: Settings) -> Parsed:
    """Read one item.

    Returns:
        The article, its text final, and diagnostics for what was guessed or could not be read in it.

    Raises:
        ArticleError: `unreadable-file`, `truncated-file`, `empty-file`, `binary-file`, `unknown-encoding`, `no-text`,
            `too-long`, or that a format is broken (`broken-json`, `broken-html` ...); the message names the source.
        FormatError: the libraries of the format's extra are not installed.
    """
    try:
        one = formats()[item.format]
        data = _bytes(item, settings.max_characters * one.bytes_for_a_character)
        draft = unpacked_draft(data) if item.packed else one.parse(as_declared(data, item.encoding))
        return compose(draft, item, settings, hashlib.sha256(data).hexdigest())
    except ArticleError as error:
        raise ArticleError(error.code, f"{item.where}: {error}") from error


def parse_text(
    text: str,
    *,
    id: str,  # noqa: A002  the name that the record has for it
    settings: Settings,
    published: str | None = None,
    title: str | None = None,
) -> Parsed:
    """An article from a string, as `parse` makes one of a text file.

    Args:
        text: plain text; its line and paragraph breaks are read as in a file.
        id: the article's id.
        settings: of the run.
        published: its publication day, which wins over one in the text.
        title: becomes the first paragraph unless the text begins with it.

    Raises:
        ArticleError: `no-text` or `too-long`.
    """
    draft = Draft(text=text, title=title, published=published, published_from="argument")
    data = text.encode("utf-8", "surrogatepass")
    return compose(draft, Item(id=id, path=None, file=None, format="txt"), settings, hashlib.sha256(data).hexdigest())


def _bytes(item: Item, limit: int) -> bytes:
    if item.payload is not None:
        data = item.payload
        size = len(data)
    elif item.file is not None:
        try:
            size = item.file.stat().st_size
            with item.file.open("rb") as stream:
                data = unpacked(stream).read(limit + 1)
        except OSError as error:
            raise ArticleError("unreadable-file", error.strerror or str(error)) from error
    else:
        raise ArticleError("unreadable-file", "there is nothing to read: neither a file nor bytes")
    if len(data) > limit:
        size = max(size, len(data))
        raise ArticleError("too-long", f"{size:,} bytes or more, beyond the {limit:,} that an article may have")
    if not data.strip():
        raise ArticleError("empty-file", "the file is empty")
    return data
