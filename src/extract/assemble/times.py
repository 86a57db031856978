"""Time marks become `Timex` records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.annotate.layers import text_of
from extract.records import Timex

if TYPE_CHECKING:
    from spacy.tokens import Doc


def assemble_times(doc: Doc) -> tuple[Timex, ...]:
    """The time expressions of an annotated document, with ids T1, T2, ... in the order of the text."""
    marks = doc._.times
    text = text_of(doc)
    order = sorted(range(len(marks)), key=lambda index: (marks[index].start, marks[index].end))
    ids = {index: f"T{number}" for number, index in enumerate(order, 1)}
    return tuple(
        Timex(
            id=ids[index],
            start=mark.start,
            end=mark.end,
            text=text[mark.start : mark.end],
            type=mark.type,
            value=mark.value,
            earliest=mark.earliest,
            latest=mark.latest,
            anchor=ids[mark.anchor] if isinstance(mark.anchor, int) else mark.anchor,
        )
        for index in order
        for mark in (marks[index],)
    )
