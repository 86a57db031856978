"""What holds for any publication date and any text."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.annotate import layers
from extract.annotate.times import TimesComponent
from extract.annotate.timex.feasts import feast_day
from extract.annotate.timex.grammar import load_grammar
from extract.annotate.timex.periods import Period, Unit, add_months, narrow

layers.register()
COMPONENT = TimesComponent(load_grammar())
BLANK = spacy.blank("en")
PUBLISHED = st.dates(date(1900, 1, 1), date(2100, 12, 31))
EXPRESSIONS = sorted(
    {
        text.replace("[", "").replace("]", "")
        for rule in COMPONENT.grammar.rules
        for text, _ in rule.options.get("match", ())
    }
)
UNITS: list[Unit] = [
    "day",
    "week",
    "weekend",
    "month",
    "quarter",
    "half",
    "season",
    "year",
    "decade",
    "century",
]
CHAINS = [
    "the day before",
    "a year earlier",
    "two weeks later",
    "that week",
    "the previous month",
    "at the time",
]


def consistent(marks: tuple[layers.TimeMark, ...]) -> bool:
    return all(
        (mark.earliest is None) == (mark.latest is None)
        and (mark.earliest is None or (mark.latest is not None and mark.earliest <= mark.latest))
        and (mark.earliest is None or mark.value is not None)
        and (mark.type not in ("DURATION", "SET") or mark.earliest is None)
        and not (isinstance(mark.anchor, int) and mark.anchor >= index)
        for index, mark in enumerate(marks)
    )


@settings(deadline=None, max_examples=60)
@given(PUBLISHED, st.lists(st.sampled_from(EXPRESSIONS + CHAINS), min_size=1, max_size=12))
def test_any_publication_date(published: date, expressions: list[str]) -> None:
    marks = COMPONENT.marks(BLANK(". In ".join(expressions)), published)
    assert consistent(marks)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(EXPRESSIONS + CHAINS), min_size=1, max_size=8))
def test_without_a_publication_date(expressions: list[str]) -> None:
    marks = COMPONENT.marks(BLANK(". In ".join(expressions)), None)
    assert consistent(marks)
    assert all(mark.anchor != "published" for mark in marks)


@settings(deadline=None, max_examples=100)
@given(PUBLISHED, st.text(st.sampled_from("0123456789-/:., '’adMaySeptJunweklystyrgo\n"), max_size=60))
def test_any_text(published: date, text: str) -> None:
    marks = COMPONENT.marks(BLANK(text), published)
    assert consistent(marks)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
    assert all(one.end <= two.start for one, two in pairwise(marks))


@given(PUBLISHED)
def test_weekdays_lie_within_a_week(published: date) -> None:
    for name in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        (mark,) = COMPONENT.marks(BLANK(f"on {name}"), published)
        assert mark.value is not None
        day = date.fromisoformat(mark.value)
        assert 0 <= (published - day).days <= 6
        assert day.strftime("%A") == name


@given(st.sampled_from(UNITS), PUBLISHED, st.integers(-50, 50))
def test_periods_tile_the_calendar(unit: Unit, day: date, count: int) -> None:
    period = Period.containing(unit, day)
    if unit != "weekend":
        assert period.start <= day <= period.last
    shifted = period.shift(count)
    if shifted is not None:
        assert shifted.shift(-count) == period
        assert Period.containing(unit, shifted.start) == shifted
        following = shifted.shift(1)
        if following and unit not in ("weekend", "season"):
            assert (following.start - shifted.last).days == 1
    for part in ("early", "mid", "late", "start", "end"):
        first, last = narrow(period, part)
        assert period.start <= first <= last <= period.last


def test_easter() -> None:
    days = {1943: (4, 25), 2000: (4, 23), 2008: (3, 23), 2024: (3, 31), 2038: (4, 25)}
    found = {year: feast_day({"easter": 0}, year) for year in days}
    assert {year: (day.month, day.day) for year, day in found.items() if day} == days
    assert feast_day({"orthodox_easter": 0}, 2024) == date(2024, 5, 5)


def test_a_festival_outside_its_list_has_no_day() -> None:
    assert feast_day({"since": 1970, "days": ["02-06", ""]}, 1970) == date(1970, 2, 6)
    assert [feast_day({"since": 1970, "days": ["02-06", ""]}, year) for year in (1969, 1971, 1972)] == [None] * 3


def test_no_such_month() -> None:
    assert add_months(date(9999, 1, 1), 12) is None
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "32 March",
        "Feb 30, 2023",
        "30 February 2023",
        "2023-02-30",
        "31/31/2021",
        "in the year 0",
        "in 20000000000 years",
        "20000000000 years ago",
        "9" * 5000 + " years ago",
        "2024-W60",
        "at 25:61 GMT",
        "13 p.m. on Friday",
        "the 0th century",
        "999 centuries ago",
        "September 31",
        "31-Feb-2024",
        "31-02-2024",
        "2024-13",
        "2024-00",
        "the 31st of June 2021",
        "Lunar New Year 1066",
        "0/0/0000",
        "1200 BC",
        "at 25 o'clock",
        "",
        "\n\n",
    ],
)
def test_nonsense_gets_no_value(text: str) -> None:
    marks = COMPONENT.marks(BLANK(text), date(2024, 6, 21))
    assert [mark.value for mark in marks if mark.value and not mark.value.startswith(("P", "2024-06-21"))] == []


def test_relative_expressions_without_publication_date() -> None:
    relative = [
        "yesterday",
        "last August",
        "Friday",
        "In February",
        "two weeks ago",
        "June 3",
        "this morning",
    ]
    for text in relative:
        (mark,) = COMPONENT.marks(BLANK(text), None)
        assert (mark.value, mark.earliest, mark.latest, mark.anchor) == (None, None, None, None), text
    for text, value in {
        "3 March 2023": "2023-03-03",
        "since 2016": "2016",
        "the 1990s": "199",
        "2023-Q1": "2023-Q1",
    }.items():
        (mark,) = COMPONENT.marks(BLANK(text), None)
        assert mark.value == value


def test_linear_in_the_length_of_the_text() -> None:
    """A pattern that backtracks would not come to an end here."""
    units = (
        "the ",
        "one two ",
        "1,111",
        "a year earlier, ",
        "May 5-",
        "20 ",
        "-2020",
        "'90s",
        "03/04/2021 ",
        "months of ",
        "the first week of the second half of ",
        "the early hours of ",
        "today (23 ",
        "21-Jun-",
        "FY24 ",
    )
    for unit in units:
        COMPONENT.marks(BLANK.make_doc(unit * (8000 // len(unit))), date(2024, 6, 21))
