"""The shapes that articles pass through before they are an `Article`.

Item     one unit of work: a file, one line of a JSON Lines file, stdin; cheap, picklable
Draft    what a format read out of its bytes, before normalisation
Parsed   the finished `Article` and what was noticed on the way
Failure  an item, or an input, that could not be read
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from extract.config import Settings
from extract.records import Article, Diagnostic, PublishedFrom

HEAD = 4096
"""What a format's `sniff` sees of a file, in bytes."""


@dataclass(frozen=True)
class Item:
    """One unit of work: where an article's bytes are, not what they say.

    Attributes:
        id: unique within a run; the article's id unless the source gives one of its own.
        path: POSIX path relative to the folder that was given; None for stdin.
        file: where to read the bytes, when they are not in `payload`.
        format: name of the `Format` that parses it.
        index: the line, or the place in a list, from 1, where one file holds several articles.
        payload: the bytes themselves.
        url: the address that they were fetched from, where the container says so.
        encoding: the encoding that whoever sent them declared.
        packed: whether `payload` is a draft that was read already, see `extract.ingest.fields.packed`.
    """

    id: str
    path: str | None
    file: Path | None
    format: str
    index: int | None = None
    payload: bytes | None = None
    url: str | None = None
    encoding: str | None = None
    packed: bool = False

    @property
    def where(self) -> str:
        """The name under which messages speak of it: `news/today.jsonl:12`."""
        name = self.path or "stdin"
        return name if self.index is None else f"{name}:{self.index}"


@dataclass(frozen=True)
class Failure:
    """Something that gives no article, and why.

    Attributes:
        sha256: of the source's bytes, where they could be read.
    """

    id: str
    path: str | None
    sha256: str | None
    diagnostic: Diagnostic

    @classmethod
    def of(cls, item: Item, diagnostic: Diagnostic, sha256: str | None = None) -> Failure:
        """The failure of one item."""
        return cls(id=item.id, path=item.path, sha256=sha256, diagnostic=diagnostic)

    @classmethod
    def because(cls, name: str, code: str, message: str) -> Failure:
        """The failure of an input that gives no item at all."""
        return cls(id=name, path=name, sha256=None, diagnostic=problem(code, f"{name}: {message}"))


@dataclass(frozen=True)
class Parsed:
    """An article ready to annotate, and the soft problems met while reading it."""

    article: Article
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Draft:
    """What a format read, as it stands in the source; `extract.ingest.compose` makes an `Article` of it.

    Attributes:
        published: a date in any common notation.
        published_from: which kind of statement that date is.
        description: the source's own summary, to find the standfirst by.
        language: what the source says, as a tag ("en", "en-GB").
    """

    text: str
    id: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    published: str | int | float | None = None
    published_from: PublishedFrom = "input"
    description: str | None = None
    language: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Format:
    """An input format; each module in `extract.ingest.formats` has one as `FORMAT`.

    Attributes:
        name: how it is called in messages and in `Item.format`.
        suffixes: of its files, in lower case, with the dot. Formats may share one if they have a `sniff`.
        parse: bytes of one article -> `Draft`; raises `ArticleError`, or `FormatError` without its extra.
        split: for files of several articles: a stream -> their items, read as they are asked for. An item has
            its bytes as `payload`; only the item that the whole file is may leave them where they are, in
            `file`. Raises as `parse` does where nothing more can be read.
        sniff: whether a file that begins with these bytes (up to `HEAD` of them) is of this format, beyond
            doubt: it is believed rather than the suffix.
        extra: the extra of incident-extract whose libraries it needs.
        bytes_for_a_character: a source with more bytes for each character allowed is refused unread.
    """

    name: str
    suffixes: tuple[str, ...]
    parse: Callable[[bytes], Draft]
    split: Callable[[Item, BinaryIO, Settings], Iterator[Item | Failure]] | None = field(default=None)
    sniff: Callable[[bytes], bool] | None = field(default=None)
    extra: str | None = None
    bytes_for_a_character: int = 16


def problem(code: str, message: str) -> Diagnostic:
    """A diagnostic of this room."""
    return Diagnostic(code=code, stage="ingest", message=message)
