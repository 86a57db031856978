"""Days of the calendar that have a name: fixed, counted, from Easter, or listed year by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dateutil.easter import EASTER_ORTHODOX, easter

from extract.annotate.timex.context import Context, Reading
from extract.annotate.timex.dates import by_word, choose, day_number, nearest
from extract.annotate.timex.grammar import Found
from extract.annotate.timex.periods import Period, nth_weekday
from extract.annotate.timex.words import number_of, reading, step_of, unresolved

_ENDS_WEEKEND = 1
"""Weekday until which a day off belongs to the weekend before it: Tuesday."""


def feast_day(rule: Mapping[str, Any], year: int) -> date | None:
    """The day of a named day in a year; None where its list has no day for that year.

    Args:
        rule: its entry in the lexicon: a `fixed` month and day, the `nth` weekday of a month (`plus` days),
            days from `easter` or from `orthodox_easter`, or its `days` in each year `since` one; with
            `after_leap_year` only in the years behind leap years.
        year: 1 to 9999.
    """
    if rule.get("after_leap_year") and year % 4 != 1:
        return None
    if "fixed" in rule:
        return date.fromisoformat(f"{year:04d}-{rule['fixed']}")
    if "nth" in rule:
        month, number, nth = rule["nth"]
        return nth_weekday(year, month, number, nth) + timedelta(days=rule.get("plus", 0))
    if "days" in rule:
        index = year - rule["since"]
        day = rule["days"][index] if 0 <= index < len(rule["days"]) else ""
        return date.fromisoformat(f"{year:04d}-{day}") if day else None
    if "orthodox_easter" in rule:
        return easter(year, EASTER_ORTHODOX) + timedelta(days=rule["orthodox_easter"])
    return easter(year) + timedelta(days=rule["easter"])


def named_day(found: Found, ctx: Context) -> Reading | None:
    """A day of the calendar that has a name: "Christmas Eve", "Thanksgiving 2023"."""
    rule = found.rule.options
    if "day" in found.words and day_number(found, ctx) != rule["number"]:
        return None
    if "day" in rule:
        return reading(found, ctx, Period("day", date.fromisoformat(rule["day"])))
    if "year" in found.words and "monthly" not in rule:
        return _around(found, ctx, _feast(rule, int(found.first("year"))), relative=False)
    if ctx.published is None:
        return unresolved(found)
    year = ctx.published.year
    if "monthly" in rule:
        choices = _monthly(rule, year, number_of(found, ctx, "month"))
    else:
        choices = [day for y in (year - 1, year, year + 1) if (day := _feast(rule, y))]
    if "of" in found.words:
        wanted = year + step_of(found, ctx, "of")
        chosen = next((day for day in choices if day.start.year == wanted), None)
    elif "monthly" in rule:
        chosen = choose(choices, ctx.published, ctx.direction(found.start) or "past")
    elif "which" in found.words and found.first("which") != "this":
        chosen = by_word(choices, ctx.published, step_of(found, ctx))
    else:
        direction = ctx.direction(found.start)
        chosen = choose(choices, ctx.published, direction) if direction else nearest(choices, ctx.published, None)
    return _around(found, ctx, chosen, relative=True)


def _around(found: Found, ctx: Context, day: Period | None, *, relative: bool) -> Reading:
    """A named day, or its week or weekend with the day itself: "the Labor Day weekend" ends on that Monday."""
    if "whole" not in found.words or day is None:
        return reading(found, ctx, day, relative=relative)
    before = found.first("whole") == "weekend" and day.start.weekday() <= _ENDS_WEEKEND
    got = reading(found, ctx, day.shift(-7) if before else day, relative=relative)
    if got.interval is None:
        return got
    return replace(got, interval=(min(got.interval[0], day.start), max(got.interval[1], day.start)))


def _feast(rule: Mapping[str, Any], year: int) -> Period | None:
    day = feast_day(rule, year)
    return Period("day", day) if day else None


def _monthly(rule: Mapping[str, Any], year: int, month: int | None) -> list[Period]:
    """A day of every month, as "the second Tuesday", in a year and its neighbours; of one month where it is said."""
    weekday_number, nth = rule["monthly"]
    months = (month,) if month else range(1, 13)
    years = range(max(year - 1, 1), year + 2)
    return [Period("day", nth_weekday(y, m, weekday_number, nth)) for y in years for m in months]
