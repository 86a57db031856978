from __future__ import annotations

import pytest

from extract.assemble.when import Interval, compatible, interval_of, to_when
from extract.records import Timex

PUBLISHED = "2024-06-21"


def timex(text: str, phrase: str, value: str | None, days: tuple[str, str] | None = None, id_: str = "T1") -> Timex:
    start = text.index(phrase)
    return Timex(
        id=id_,
        start=start,
        end=start + len(phrase),
        text=phrase,
        type="DATE",
        value=value,
        earliest=days[0] if days else None,
        latest=days[1] if days else None,
    )


def test_since_runs_to_the_publication() -> None:
    text = "The port has been attacked since 2023."
    time = timex(text, "2023", "2023", ("2023-01-01", "2023-12-31"))
    interval = interval_of([time], text.index("attacked"), text, PUBLISHED)
    assert interval == Interval("2023-01-01", PUBLISHED, True, "argument", ("T1",))


def test_since_without_a_publication_date_has_no_end() -> None:
    text = "The port has been attacked since 2023."
    time = timex(text, "2023", "2023", ("2023-01-01", "2023-12-31"))
    interval = interval_of([time], text.index("attacked"), text, None)
    assert interval is not None
    assert (interval.earliest, interval.latest) == ("2023-01-01", None)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("last year", "last year", True),
        ("last year", "last August", False),
        ("last year", "on Friday", False),
        ("on Friday", "this week", True),
    ],
)
def test_unresolved_times_that_lie_apart(first: str, second: str, together: bool) -> None:
    text = f"It was attacked {first}. It was attacked {second}."
    one = interval_of([timex(text, first, None)], 7, text, None)
    other = interval_of([timex(f"It was attacked {second}.", second, None)], 7, text, None)
    assert one is not None
    assert other is not None
    assert compatible(one, other) is together


def test_an_unresolved_time_is_not_a_resolved_one() -> None:
    text = "In 2016 it was attacked, and last year."
    resolved = interval_of([timex(text, "2016", "2016", ("2016-01-01", "2016-12-31"))], 15, text, None)
    unresolved = interval_of([timex(text, "last year", None)], 15, text, None)
    assert resolved is not None
    assert unresolved is not None
    assert not compatible(resolved, unresolved)


def test_an_unresolved_time_is_named_without_days() -> None:
    text = "It was attacked last year."
    when = to_when(interval_of([timex(text, "last year", None)], 7, text, None))
    assert (when.earliest, when.latest, when.time_ids) == (None, None, ("T1",))
