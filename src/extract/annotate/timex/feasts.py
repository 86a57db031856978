"""Days of the calendar that have a name and no fixed place in every year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from extract.annotate.timex.periods import nth_weekday


def feast_day(rule: Mapping[str, Any], year: int) -> date:
    """The day of a named day in a year.

    Args:
        rule: its entry in the lexicon: a `fixed` month and day, the `nth` weekday of a month (`plus` days),
            or days from `easter`.
        year: 1 to 9999.
    """
    if "fixed" in rule:
        return date.fromisoformat(f"{year:04d}-{rule['fixed']}")
    if "nth" in rule:
        month, number, nth = rule["nth"]
        return nth_weekday(year, month, number, nth) + timedelta(days=rule.get("plus", 0))
    return easter(year) + timedelta(days=rule["easter"])


def easter(year: int) -> date:
    """Western Easter Sunday, by the anonymous Gregorian algorithm (Nature, 20 April 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)
