from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from extract.records import Block
from extract.view.marks import Marks, Paragraph, paragraphs

LAYERS = ("claim", "entity", "victim")

texts = st.text(alphabet="ab \n\U0001f600é", min_size=1, max_size=60)
stretches = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(LAYERS)), max_size=12)


def marked(text: str, spans: list[tuple[int, int, str]]) -> Marks:
    marks = Marks()
    for left, right, layer in spans:
        start, end = sorted((min(left, len(text)), min(right, len(text))))
        marks.add_at(start, end, layer, "I1", label=layer if layer == "victim" else "")
    return marks


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words(found: tuple[Paragraph, ...], number: int) -> str:
    return "".join(
        segment.text
        for paragraph in found
        for segment in paragraph.segments
        if any(mark.number == number for mark in segment.marks)
    )


@given(texts, stretches)
def test_segments_are_the_text_and_marks_keep_their_words(text: str, spans: list[tuple[int, int, str]]) -> None:
    marks = marked(text, spans).all()
    found = paragraphs(text, (), marks)
    assert squeezed("".join(s.text for p in found for s in p.segments)) == squeezed(text)
    for mark in marks:
        assert squeezed(words(found, mark.number)) == squeezed(text[mark.start : mark.end])


@given(texts, stretches)
def test_what_overlaps_is_drawn_on_lines_of_its_own(text: str, spans: list[tuple[int, int, str]]) -> None:
    labelled = [mark for mark in marked(text, spans).all() if mark.label]
    for one in labelled:
        for other in labelled:
            if one is not other and one.start < other.end and other.start < one.end:
                assert one.lane != other.lane


def test_one_reason_is_one_mark() -> None:
    marks = Marks()
    assert marks.add_at(0, 4, "entity", "E1") == marks.add_at(0, 4, "entity", "E1") == 1
    assert marks.add_at(0, 4, "victim", "I1") == 2
    assert marks.add_at(0, 4, "victim", "I2") == 3


def test_paragraphs_follow_blocks_and_empty_lines() -> None:
    text = "Head\n\nRIGA, May 1 - One.\nStill one.\n\nTwo."
    blocks = (
        Block(start=0, end=4, kind="headline"),
        Block(start=6, end=19, kind="dateline"),
        Block(start=19, end=len(text), kind="story"),
    )
    found = [(p.kind, "".join(s.text for s in p.segments).strip()) for p in paragraphs(text, blocks, ())]
    assert found == [
        ("headline", "Head"),
        ("dateline", "RIGA, May 1 -"),
        ("story", "One.\nStill one."),
        ("story", "Two."),
    ]


def test_a_segment_knows_what_opens_and_closes_in_it() -> None:
    marks = Marks()
    marks.add_at(0, 9, "claim", "C1")
    marks.add_at(4, 9, "entity", "E1")
    (paragraph,) = paragraphs("They knew it.", (), marks.all())
    first, second, third = paragraph.segments
    assert [m.layer for m in first.opening] == ["claim"]
    assert [m.layer for m in second.opening] == ["entity"]
    assert [m.layer for m in second.closing] == ["claim", "entity"]
    assert third.marks == ()
