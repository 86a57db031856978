"""RTF: one article, or the many that a press database puts into one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from extract.config import Settings
from extract.errors import ArticleError, FormatError
from extract.ingest import documents
from extract.ingest.fields import unpacked_draft
from extract.ingest.source import Failure, Format, Item


def sniff(head: bytes) -> bool:
    """Whether it begins as RTF."""
    return head.startswith(b"{\\rtf")


def split(item: Item, stream: BinaryIO, settings: Settings) -> Iterator[Item | Failure]:
    """The article, or one item for each of an export of LexisNexis or Factiva.

    Raises:
        ArticleError: `empty-file`, `too-long`, or `broken-rtf`.
        FormatError: the extra `office` is not installed.
    """
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError as error:
        raise FormatError('RTF needs striprtf: pip install "incident-extract[office]"') from error
    data = documents.whole(stream)
    if not sniff(data):
        raise ArticleError("broken-rtf", "this is no RTF")
    try:
        text = str(rtf_to_text(data.decode("latin-1"), errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, IndexError, KeyError, LookupError) as error:
        raise ArticleError("broken-rtf", f"the RTF can't be read: {error}") from error
    yield from documents.items(item, [line.replace("|", "\t") for line in text.split("\n")])


FORMAT = Format(name="rtf", suffixes=(".rtf",), parse=unpacked_draft, split=split, sniff=sniff, extra="office")
