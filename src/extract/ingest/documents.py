"""Documents of a word processor -> items: one article, or the many of a press database's export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from extract.errors import ArticleError
from extract.ingest import press
from extract.ingest.fields import packed
from extract.ingest.source import Draft, Failure, Item, problem

LARGEST = 64 * 2**20
"""A document is read whole; a larger one, in bytes, is refused."""


def whole(stream: BinaryIO) -> bytes:
    """All bytes of a document.

    Raises:
        ArticleError: `empty-file` or `too-long`.
    """
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ArticleError("too-long", f"more than the {LARGEST:,} bytes that a document may have")
    if not data.strip():
        raise ArticleError("empty-file", "the file is empty")
    return data


def items(item: Item, lines: Sequence[str], *, title: str | None = None) -> Iterator[Item | Failure]:
    """The articles that some paragraphs are.

    Args:
        item: of the document.
        lines: its paragraphs.
        title: of the document, where it is marked as such; it stands in the lines too.
    """
    if not press.is_export(lines):
        yield packed(item, None, Draft(text="\n\n".join(filter(None, map(str.strip, lines))), title=title))
        return
    for number, draft in enumerate(press.articles(lines), start=1):
        one = replace(item, id=f"{item.id}:{number}", index=number)
        if draft is None:
            message = f"{one.where}: no text was found in this article of the export"
            yield Failure.of(one, problem("no-text", message))
        else:
            yield packed(item, number, draft)
