"""Days of the calendar that have a name: fixed, counted, from Easter, or listed year by year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dateutil.easter import EASTER_ORTHODOX, easter

from extract.annotate.timex.periods import nth_weekday


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
