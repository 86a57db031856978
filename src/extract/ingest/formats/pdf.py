"""The text of a PDF, its lines put together to paragraphs by where they stand on the page."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median, quantiles
from typing import Any

from extract.errors import ArticleError, FormatError
from extract.ingest import press
from extract.ingest.source import Draft, Format, problem
from extract.records import Diagnostic

MOST_PAGES = 500
"""A document of more pages is no article."""
_GAP = 1.35
"""Lines further apart than this many usual distances belong to two paragraphs."""
_SMALL = 0.5
_SHORT = 0.7
"""A line shorter than this share of the longest ends its paragraph if it ends a sentence."""
_TITLE = range(12, 221)
_PRINTED = re.compile(
    r"^\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}(?:\s[AP]M)?\b|^(?P<url>(?:https?|(?:fi|\ufb01)le)://\S+)\s+\d+/\d+$"
)
"""What browsers print at the edges of a page."""
_NUMBERS = re.compile(r"\d+")


@dataclass
class _Line:
    text: str
    y: float
    size: float


def sniff(head: bytes) -> bool:
    """Whether it begins as a PDF."""
    return head.lstrip().startswith(b"%PDF-")


def parse(data: bytes) -> Draft:
    """The text of all pages. A line that comes again at the edge of most pages is left out, the largest is the title.

    Raises:
        ArticleError: `binary-file`, `broken-pdf` or `encrypted-file`; `no-text` for pictures of pages; `too-long`.
        FormatError: the extra `pdf` is not installed.
    """
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise FormatError('PDF needs pypdf: pip install "incident-extract[pdf]"') from error
    if not sniff(data[:1024]):
        raise ArticleError("binary-file", "this is no PDF")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong is said by diagnostics
    diagnostics: list[Diagnostic] = []
    pages: list[list[_Line]] = []
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("encrypted-file", "the PDF needs a password")
        if len(reader.pages) > MOST_PAGES:
            raise ArticleError("too-long", f"{len(reader.pages):,} pages, more than the {MOST_PAGES} that are read")
        for number, page in enumerate(reader.pages, start=1):
            try:
                pages.append(_lines(page))
            except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
                diagnostics.append(problem("broken-page", f"page {number} can't be read: {error}"))
    except ArticleError:
        raise
    except Exception as error:
        raise ArticleError("broken-pdf", f"the PDF can't be read: {type(error).__name__}: {error}") from error
    repeated = _repeated(pages)
    printed = [found for page in pages for line in page if (found := _PRINTED.search(line.text))]
    kept = [[line for line in page if _key(line) not in repeated and not _PRINTED.search(line.text)] for page in pages]
    title = _title(next((page for page in kept if page), []))
    paragraphs = list(_paragraphs(kept, title))
    if not paragraphs:
        raise ArticleError("no-text", "there is no text in this PDF; its pages may be pictures")
    if press.is_export([line.text for page in kept for line in page]):
        message = "this is an export of a press database, read as one article; as RTF or DOCX it is read as many"
        diagnostics.append(problem("several-articles", message))
    return Draft(
        text="\n\n".join(paragraphs),
        title=_join([line.text.strip() for line in title]) or None,
        url=next((url for found in printed if (url := found["url"] or "").startswith("http")), None),
        diagnostics=tuple(diagnostics),
    )


def _lines(page: Any) -> list[_Line]:
    """The lines of a page in the order of its content, with height on the page and size of type, in points."""
    pieces: list[tuple[str, float, float]] = []

    def visit(text: str, user: Any, matrix: Any, font: Any, size: float) -> None:
        if text:
            scale = abs(matrix[3] or matrix[1]) * abs(user[3] or 1)
            pieces.append((text, matrix[5] * user[3] + matrix[4] * user[1] + user[5], (size or 0) * (scale or 1)))

    page.extract_text(visitor_text=visit)
    found: list[_Line] = []
    for text, y, size in pieces:
        for at, part in enumerate(text.split("\n")):
            if found and at == 0 and abs(found[-1].y - y) < max(size, 1) * _SMALL:
                found[-1].text += part
                found[-1].size = max(found[-1].size, size if part.strip() else 0)
            elif part.strip():
                found.append(_Line(part, y, size))
    return [line for line in found if line.text.strip()]


def _key(line: _Line) -> str:
    return _NUMBERS.sub("#", line.text.strip())


def _repeated(pages: Sequence[Sequence[_Line]]) -> set[str]:
    """Running heads and page numbers: what stands at the edge of most of three pages or more, numbers apart."""
    if len(pages) < 3:
        return set()
    edges = Counter(key for page in pages for key in {_key(line) for line in (*page[:2], *page[-2:])})
    return {key for key, count in edges.items() if count * 2 > len(pages)}


def _paragraphs(pages: Sequence[Sequence[_Line]], title: Sequence[_Line]) -> Iterator[str]:
    """The paragraphs that the lines make up, without the lines of the title."""
    open_: list[str] = []
    last: _Line | None = None
    gaps = [upper.y - lower.y for page in pages for upper, lower in pairwise(page) if 0 < upper.y - lower.y < 100]
    # The distance inside paragraphs: the lower quartile, since short paragraphs make the others as many.
    usual = quantiles(gaps, n=4)[0] if len(gaps) > 1 else 100.0
    width = max((len(line.text) for page in pages for line in page), default=0)
    for page in pages:
        for line in page:
            is_title = any(line is one for one in title)
            if last is not None and (is_title or _breaks(last, line, usual, width)):
                yield _join(open_)
                open_ = []
            last = None if is_title else line
            if not is_title:
                open_.append(line.text.strip())
    if open_:
        yield _join(open_)


def _breaks(upper: _Line, lower: _Line, usual: float, width: int) -> bool:
    """Whether a paragraph ends between two lines. Over a page or column break it goes on unless a sentence ended."""
    gap = upper.y - lower.y
    ended = upper.text.rstrip().endswith((".", "!", "?", "”", '"'))
    if gap <= 0 or gap > 100 or len(upper.text) < _SHORT * width:
        return ended or (0 < gap <= 100 and gap > _GAP * usual)
    if abs(upper.size - lower.size) > 0.15 * max(upper.size, lower.size):
        return True
    return gap > _GAP * usual


def _join(lines: Sequence[str]) -> str:
    text = lines[0] if lines else ""
    for line in lines[1:]:
        # A word that was divided for the line; a compound keeps its hyphen where the next part is no lower case.
        divided = text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower()
        text = text[:-1] + line if divided else f"{text} {line}"
    return text


def _title(page: Sequence[_Line]) -> list[_Line]:
    """The first lines that are in the largest type of a page, where that is larger than most and they are short."""
    if len(page) < 3:
        return []
    largest = max(line.size for line in page)
    begin = next(at for at, line in enumerate(page) if line.size > 0.95 * largest)
    title = list(takewhile(lambda line: line.size > 0.95 * largest, page[begin:]))
    length = sum(len(line.text) for line in title)
    return title if largest > 1.15 * median(line.size for line in page) and length in _TITLE else []


FORMAT = Format(name="pdf", suffixes=(".pdf",), parse=parse, sniff=sniff, extra="pdf", bytes_for_a_character=100)
