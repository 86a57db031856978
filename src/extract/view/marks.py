"""Where the words of a record stand in its text: marks, and the text cut into segments that know their marks.

Marks may overlap in any way. A segment is a stretch of text over which no mark begins or ends, so a page can show
every layer at once without nesting one element in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.records import Block, Span

__all__ = ["Mark", "Marks", "Paragraph", "Segment", "paragraphs"]

_GAP = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch of the text, half-open in code points, and why it is marked.

    Attributes:
        number: counts from 1 in the order of adding.
        layer: the style it is shown in, a name of the style sheet (`entity`, `claim`, `victim`, ...).
        owner: id of the entity, time, claim or incident that it belongs to.
        label: what is written before the words, if anything.
        lane: the line under the words that it is drawn on, where several marks of one owner overlap.
    """

    number: int
    start: int
    end: int
    layer: str
    owner: str
    label: str = ""
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text and the marks over it, with those of them that begin or end here."""

    text: str
    marks: tuple[Mark, ...] = ()
    opening: tuple[Mark, ...] = ()
    closing: tuple[Mark, ...] = ()

    @property
    def numbers(self) -> str:
        """The numbers of the marks, for an attribute."""
        return " ".join([str(mark.number) for mark in self.marks])


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of text between empty lines, and the kind of the block that it lies in."""

    kind: str
    segments: tuple[Segment, ...]


class Marks:
    """Collects marks; the same words for the same reason are one mark."""

    def __init__(self) -> None:
        self._marks: dict[tuple[int, int, str, str], Mark] = {}

    def add(self, span: Span, layer: str, owner: str, label: str = "") -> int:
        """The number of the mark for this span."""
        return self.add_at(span.start, span.end, layer, owner, label)

    def add_at(self, start: int, end: int, layer: str, owner: str, label: str = "") -> int:
        """The number of the mark for this stretch, half-open in code points."""
        key = (start, end, layer, owner)
        if key not in self._marks:
            lane = 0
            if label:
                taken = {m.lane for m in self._marks.values() if _share_a_line(m, start, end, owner)}
                lane = next(lane for lane in range(len(taken) + 1) if lane not in taken)
            self._marks[key] = Mark(len(self._marks) + 1, start, end, layer, owner, label, lane)
        return self._marks[key].number

    def all(self) -> tuple[Mark, ...]:
        """Every mark, in the order of adding."""
        return tuple(self._marks.values())


def _share_a_line(mark: Mark, start: int, end: int, owner: str) -> bool:
    return bool(mark.label) and mark.owner == owner and mark.start < end and start < mark.end


def paragraphs(text: str, blocks: Sequence[Block], marks: Iterable[Mark]) -> tuple[Paragraph, ...]:
    """The text in paragraphs, each cut into segments.

    A paragraph ends at an empty line and where a block of another kind begins. Put together, the segments give the
    text without the white space between paragraphs.
    """
    ordered = sorted((mark for mark in marks if mark.start < mark.end), key=lambda mark: (mark.start, -mark.end))
    return tuple(
        Paragraph(kind, tuple(_segments(text, start, end, ordered)))
        for kind, start, end in _stretches(text, blocks)
        if text[start:end].strip()
    )


def _stretches(text: str, blocks: Sequence[Block]) -> Iterable[tuple[str, int, int]]:
    cuts = {0, len(text)}
    for block in blocks:
        cuts |= {block.start, block.end}
    for gap in _GAP.finditer(text):
        cuts |= {gap.start(), gap.end()}
    edges = sorted(cuts)
    for start, end in pairwise(edges):
        kind = next((block.kind for block in blocks if block.start <= start and end <= block.end), "story")
        yield kind, start, end


def _segments(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterable[Segment]:
    here = [mark for mark in marks if mark.start < end and start < mark.end]
    cuts = {start, end}
    for mark in here:
        cuts |= {max(mark.start, start), min(mark.end, end)}
    edges = sorted(cuts)
    for left, right in pairwise(edges):
        over = tuple(mark for mark in here if mark.start <= left and right <= mark.end)
        yield Segment(
            text[left:right],
            over,
            tuple(mark for mark in over if mark.start == left),
            tuple(mark for mark in over if mark.end == right),
        )
