"""Finds quotations by their marks: straight, curly, doubled single ones, guillemets, unpaired ones."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extract.annotate.layers import Offsets

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(r"[\"“”„‟«»]|''|``|‘‘|’’|‘|’(?!\w)")
_OPENING = frozenset({"“", "„", "«", "``", "‘‘"})
_CLOSING = frozenset({"”", "’", "’’"})
_CLOSERS = {
    '"': ('"', "”"),
    "“": ("”", "’’", "''", '"'),
    "”": ("”", '"'),
    "„": ("“", "”", "‟", '"'),
    "‟": ("”", '"'),
    "«": ("»",),
    "»": ("«",),
    "``": ("''", "’’", '"', "”"),
    "''": ("''", "’’", "”"),
    "‘‘": ("’’", "''"),
}
"""Each opening mark with the marks that end what it opens; writers mix them."""
_LONGEST_SINGLE = 600


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its marks; `continues`: it carries on the quotation of the paragraph before."""

    start: int
    end: int
    continues: bool = False

    @property
    def span(self) -> Offsets:
        """Start and end."""
        return self.start, self.end


def find_quotes(text: str) -> list[Quote]:
    """The outermost quotations of a text, in order, none across a line break.

    A line whose last mark stays open is quoted from there to its end if it begins with that mark or if
    the next line begins with a mark, which then continues it. Other marks without a partner are passed over.
    Time is linear in the text.
    """
    quotes: list[Quote] = []
    pending: Quote | None = None
    for line in _LINE.finditer(text):
        lead = line.end() - len(line.group().lstrip())
        if lead == line.end():
            continue
        found, unclosed = _in_line(text, line.start(), line.end())
        tail = Quote(unclosed, line.start() + len(line.group().rstrip())) if unclosed is not None else None
        if tail and tail.start == lead:
            found.append(tail)
        if pending and found and found[0].start == lead:
            if not quotes or quotes[-1] != pending:
                quotes.append(pending)
            found[0] = replace(found[0], continues=True)
        quotes += found
        pending = replace(tail, continues=bool(found) and found[-1].continues) if tail and tail.start == lead else tail
    return quotes


def _in_line(text: str, first: int, last: int) -> tuple[list[Quote], int | None]:
    """The quotations of one line, and where the one starts that is left open."""
    quotes: list[Quote] = []
    opened: tuple[int, str] | None = None
    for match in _MARK.finditer(text, first, last):
        mark, at = match.group(), match.start()
        if opened and opened[1] == "‘":
            if mark == "’" and at - opened[0] <= _LONGEST_SINGLE:
                quotes.append(Quote(opened[0], match.end()))
            opened = None
            if mark == "’":
                continue
        if opened is None:
            if mark in _OPENING or (mark not in _CLOSING and _may_open(text, at, match.end(), first, last)):
                opened = (at, mark)
        elif _closes(opened[1], mark, text, at):
            quotes.append(Quote(opened[0], match.end()))
            opened = None
    return quotes, None if opened is None or opened[1] == "‘" else opened[0]


def _may_open(text: str, at: int, after: int, first: int, last: int) -> bool:
    before = text[at - 1] if at > first else " "
    return not (before.isalnum() or before in ",.!?") and after < last and not text[after].isspace()


def _closes(opening: str, mark: str, text: str, at: int) -> bool:
    if mark == opening == '"':
        return not text[at - 1].isspace() or not text[at + 1 : at + 2].isalnum()
    if mark == '"' and opening == "“" and "”" in text[at : at + _LONGEST_SINGLE]:
        return False
    return mark in _CLOSERS[opening]
