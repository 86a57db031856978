"""Full dates as they are written, read by dateparser: one step, on an expression that a rule has found.

dateparser on its own guesses: it completes dates from the clock and reads any words. Here it gets a full
date, one language, a fixed base and only its absolute parser; its answers are cached.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from extract.annotate.timex.periods import Period, day_of

_FULL = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d{4})/(\d\d?)/(\d\d?)|(\d\d?)[-/.](\d\d?)[-/.](\d{4}|\d\d)")
_SLASHED = re.compile(r"(?<![\w/])(\d\d?)/(\d\d?)/(?:\d{4}|\d\d)(?![\w/])")


@lru_cache(maxsize=65536)
def written_day(text: str) -> Period | None:
    """The day that a full date in words and figures names ("3rd March, 2023"); None where there is none."""
    data = _parser().get_date_data(re.sub(r"[’‘']", "", text))
    found: datetime | None = data.date_obj
    return Period("day", found.date()) if found is not None and data.period == "day" else None


def numeric_day(text: str, *, day_first: bool) -> Period | None:
    """The day of a date in figures; None where there is no such day.

    Args:
        text: "2023-03-03", "2023/3/3", "03/04/2021", "3.4.2021".
        day_first: how to read a date that has slashes and can be read both ways.
    """
    match = _FULL.match(text)
    if match is None:
        return None
    parts = [int(part) for part in match.groups() if part is not None]
    if match[7] is None:
        return day_of(*parts)
    first, second, year = parts
    if len(match[9]) == 2:
        year = full_year(year)
    orders = [(first, second), (second, first)]
    if day_first or "." in text:
        orders.reverse()
    days = (day_of(year, month, day) for month, day in orders)
    return next((day for day in days if day), None)


def is_ambiguous(text: str) -> bool:
    """Whether a date with slashes can be read in two ways: "03/04/2021", not "13/04/2021" or "3/3/2021"."""
    match = _FULL.match(text)
    if match is None or match[7] is None or "." in text:
        return False
    return match[7] != match[8] and int(match[7]) <= 12 and int(match[8]) <= 12


def day_order(text: str) -> bool | None:
    """Whether a text's clear dates with slashes put the day first; None where there are none, or both kinds."""
    orders = {int(m[1]) > 12 for m in _SLASHED.finditer(text) if (int(m[1]) > 12) != (int(m[2]) > 12)}
    return orders.pop() if len(orders) == 1 else None


def full_year(two_digits: int) -> int:
    """The year of "'98" or "'07": 1970 to 2069."""
    return two_digits + (1900 if two_digits >= 70 else 2000)


@cache
def _parser() -> Any:
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=["en"],
        settings={
            "PARSERS": ["absolute-time"],
            "STRICT_PARSING": True,
            "DATE_ORDER": "MDY",
            "RELATIVE_BASE": datetime.combine(date(2000, 1, 1), datetime.min.time()),
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
