"""DOCX: one article, or the many that a press database puts into one file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from extract.config import Settings
from extract.errors import ArticleError, FormatError
from extract.ingest import documents
from extract.ingest.fields import unpacked_draft
from extract.ingest.source import Failure, Format, Item

_TITLES = frozenset({"title", "heading 1"})


def sniff(head: bytes) -> bool:
    """Whether it begins as a ZIP archive of a Word document."""
    return head.startswith(b"PK\x03\x04") and b"word/" in head


def split(item: Item, stream: BinaryIO, settings: Settings) -> Iterator[Item | Failure]:
    """The article, or one item for each of an export of Nexis or Factiva.

    Raises:
        ArticleError: `empty-file`, `too-long`, `archive-bomb`, or `broken-docx`.
        FormatError: the extra `office` is not installed.
    """
    try:
        from docx import Document
        from docx.table import Table
    except ImportError as error:
        raise FormatError('DOCX needs python-docx: pip install "incident-extract[office]"') from error
    data = documents.whole(stream)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # The sizes stand in the archive, and no more than them is ever unpacked.
            if sum(info.file_size for info in archive.infolist()) > 4 * documents.LARGEST:
                raise ArticleError("archive-bomb", "the document unpacks to too much; it is not read")
        document = Document(io.BytesIO(data))
        lines: list[str] = []
        title = None
        for one in document.iter_inner_content():
            if isinstance(one, Table):
                lines += _rows(one)
                continue
            text = one.text.strip()
            if title is None and text and _style(one) in _TITLES:
                title = text
            lines += text.split("\n")
    except ArticleError:
        raise
    except Exception as error:
        raise ArticleError("broken-docx", f"the document can't be read: {type(error).__name__}: {error}") from error
    yield from documents.items(item, lines, title=title)


def _rows(table: Any) -> list[str]:
    """Each row as a line, its cells set apart by tabs; a cell that spans columns counts once."""
    lines = []
    for row in table.rows:
        cells = list(dict.fromkeys(cell.text.strip() for cell in row.cells))
        first, *more = "\t".join(cells).split("\n")
        lines += [first, *more]
    return lines


def _style(paragraph: Any) -> str:
    style = paragraph.style
    return str(style.name).casefold() if style is not None else ""


FORMAT = Format(name="docx", suffixes=(".docx",), parse=unpacked_draft, split=split, sniff=sniff, extra="office")
