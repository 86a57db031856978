"""The component: factory, marks in their context, anchors, blocks."""

from __future__ import annotations

from datetime import date

import pytest
import spacy
from spacy.tokens import Doc

from extract.annotate import layers
from extract.annotate.times import TimesComponent
from extract.annotate.timex.grammar import load_grammar
from extract.records import Article, Block

layers.register()
BLANK = spacy.blank("en")
FRIDAY = date(2024, 6, 21)


def marks_of(text: str, published: date | None = FRIDAY) -> list[tuple[str, str | None]]:
    marks = TimesComponent(load_grammar()).marks(BLANK(text), published)
    return [(text[mark.start : mark.end], mark.value) for mark in marks]


def test_factory_in_a_pipeline() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("extract_times")
    doc = nlp.make_doc("It was hit last August.")
    doc._.article = Article(id="a", text=doc.text, published="2024-06-21")
    doc = nlp(doc)
    assert doc._.times == (layers.TimeMark(11, 22, "DATE", "2023-08", "2023-08-01", "2023-08-31", "published"),)
    assert [(span.text, span.label_) for span in doc.spans[layers.TIME_SPANS]] == [("last August", "DATE")]


def test_without_an_article_relative_expressions_have_no_value() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("extract_times")
    assert [mark.value for mark in nlp("Hit last August and on 3 May 2023.")._.times] == [None, "2023-05-03"]


def test_day_first() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("extract_times", config={"day_first": True})
    assert nlp("on 03/04/2021")._.times[0].value == "2021-04-03"
    assert marks_of("on 03/04/2021") == [("03/04/2021", "2021-03-04")]


@pytest.mark.parametrize(
    ("text", "url", "value", "because"),
    [
        ("Hit on 03/04/2021.", None, "2021-03-04", "the default"),
        ("Hit on 03/04/2021.", "https://news.example.co.uk/a", "2021-04-03", "as is usual in .uk"),
        ("Hit on 03/04/2021.", "https://news.example.com/a", "2021-03-04", "the default"),
        ("Hit on 03/04/2021, known on 13/04/2021.", None, "2021-04-03", "like another date in the text"),
        (
            "Hit on 03/04/2021, known on 04/13/2021.",
            "https://a.example.de",
            "2021-03-04",
            "like another date in the text",
        ),
    ],
)
def test_ambiguous_dates_are_noted(text: str, url: str | None, value: str, because: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("extract_times")
    doc = nlp.make_doc(text)
    doc._.article = Article(id="a", text=text, url=url)
    doc = nlp(doc)
    (problem,) = doc._.problems
    assert doc._.times[0].value == value
    assert (problem.code, problem.stage, problem.start) == ("ambiguous-date", "annotate", 7)
    assert problem.message.endswith(because)


@pytest.mark.parametrize("text", ["on 13/04/2021", "on 3/3/2021", "on 03.04.2021", "on 2021-03-04"])
def test_clear_dates_are_no_problem(text: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("extract_times")
    assert nlp(text)._.problems == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("at 5 p.m. ET on Thursday", "2024-06-20T17:00-04:00"),
        ("at 5 p.m. ET on 3 March 2023", "2023-03-03T17:00-05:00"),
        ("at 10:00 BST", "2024-06-21T10:00+01:00"),
        ("at 0930 GMT", "2024-06-21T09:30Z"),
        ("at 5 p.m. ET on 3 March 1979", "1979-03-03T17:00"),
    ],
)
def test_time_zones(text: str, value: str) -> None:
    assert [got for _, got in marks_of(text)] == [value]


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("more than five years ago", "2018-06-21", "2019-06-21"),
        ("nearly two months ago", "2024-04-21", "2024-05-21"),
        ("less than a week ago", "2024-06-14", "2024-06-21"),
    ],
)
def test_lengths_with_a_bound(text: str, earliest: str, latest: str) -> None:
    (mark,) = TimesComponent(load_grammar()).marks(BLANK(text), FRIDAY)
    assert (mark.earliest, mark.latest) == (earliest, latest)


def test_a_quarter_compared_with_that_of_another_year() -> None:
    text = "In the first quarter of 2024 it made $1, against $2 in the same period of 2022 and $3 in the 2021 quarter."
    assert [value for _, value in marks_of(text)] == ["2024-Q1", "2022-Q1", "2022", "2021-Q1"]


def test_blocks_that_are_not_the_story() -> None:
    text = "Hit in 2019.\n\nShe joined in 2016."
    nlp = spacy.blank("en")
    nlp.add_pipe("extract_times")
    doc = nlp.make_doc(text)
    blocks = (Block(start=0, end=12, kind="story"), Block(start=14, end=len(text), kind="biography"))
    doc._.article = Article(id="a", text=text, published="2024-06-21", blocks=blocks)
    assert [mark.value for mark in nlp(doc)._.times] == ["2019"]


def test_at_the_time_is_the_time_spoken_of() -> None:
    text = "Last year it failed, the bank said at the time."
    first, second = TimesComponent(load_grammar()).marks(BLANK(text), FRIDAY)
    assert (first.value, first.anchor) == ("2023", "published")
    assert (second.value, second.earliest, second.anchor) == ("2023", "2023-01-01", 0)


def test_two_comparisons_count_from_the_same_quarter() -> None:
    text = "In the first quarter of 2024 it made $1, against $2 a year earlier. Sales fell from a year earlier."
    assert [value for _, value in marks_of(text)] == ["2024-Q1", "2023-Q1", "2023-Q1"]


@pytest.mark.parametrize(("modal", "tag", "value"), [("will", "MD", "2024-06-24"), ("had", "VBD", "2024-06-17")])
def test_tense_gives_the_direction(modal: str, tag: str, value: str) -> None:
    doc = Doc(
        BLANK.vocab,
        words=["It", modal, "close", "Monday", "."],
        tags=["PRP", tag, "VB" if tag == "MD" else "VBN", "NNP", "."],
        heads=[2, 2, 2, 2, 2],
        deps=["nsubj", "aux", "ROOT", "npadvmod", "punct"],
    )
    (mark,) = TimesComponent(load_grammar()).marks(doc, FRIDAY)
    assert mark.value == value


@pytest.mark.parametrize("label", ["PERSON", "ORG", "WORK_OF_ART"])
def test_names_are_no_times(label: str) -> None:
    doc = Doc(BLANK.vocab, words=["Mr.", "May", "spoke", "."], ents=["O", f"B-{label}", "O", "O"])
    assert TimesComponent(load_grammar()).marks(doc, FRIDAY) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The 23-year-old was held.",
        "A man aged 41 was held.",
        "It costs $1,999 or $2016.",
        "Version 2.10.2023 and CVE-2024-3400 are hit.",
        "Call 555-1234-2010 now.",
        "A second attack followed.",
        "They may march on.",
        "The Sun and The Sat are papers.",
        "They won 3-2 in 1500 metres.",
        "At the same time it denied the claim.",
        "He is in his 80s.",
    ],
)
def test_no_times(text: str) -> None:
    assert [pair for pair in marks_of(text) if pair[0] != "now"] == []


def test_early_mid_and_late() -> None:
    component = TimesComponent(load_grammar())
    expected = {
        "early June 2023": ("2023-06-01", "2023-06-10"),
        "mid-June 2023": ("2023-06-11", "2023-06-20"),
        "late June 2023": ("2023-06-21", "2023-06-30"),
        "early 2023": ("2023-01-01", "2023-04-30"),
        "mid-2023": ("2023-05-01", "2023-08-31"),
        "late 2023": ("2023-09-01", "2023-12-31"),
        "the end of 2023": ("2023-10-01", "2023-12-31"),
        "the early 1990s": ("1990-01-01", "1993-12-31"),
        "earlier this year": ("2024-01-01", "2024-06-21"),
        "later this month": ("2024-06-21", "2024-06-30"),
    }
    for text, interval in expected.items():
        (mark,) = component.marks(BLANK(text), FRIDAY)
        assert (mark.earliest, mark.latest) == interval, text
