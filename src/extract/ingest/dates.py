"""Publication dates as sources write them -> YYYY-MM-DD; what is ambiguous stays unread, the clock too."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_MONTH_DAY = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+({_MONTH}),?[\s-]+(\d{{4}})\b", re.IGNORECASE)
_SLASHES = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{13}")


def to_day(value: str | int | float) -> str | None:
    """The day that a statement of time names, as the source itself has it (no shift of time zone).

    Seconds and milliseconds since 1970 give the day in UTC. "03/04/2024" names two days and gives None.
    """
    text = str(value).strip()
    if _EPOCH.fullmatch(text):
        seconds = float(text) / (1000 if len(text.partition(".")[0]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    if match := _ISO.search(text) or _COMPACT.search(text):
        return _day(match[1], match[2], match[3])
    if match := _MONTH_DAY.search(text):
        return _day(match[3], _month(match[1]), match[2])
    if match := _DAY_MONTH.search(text):
        return _day(match[3], _month(match[2]), match[1])
    if match := _SLASHES.search(text):
        first, second = int(match[1]), int(match[2])
        if first == second or second > 12:
            return _day(match[3], first, second)
        if first > 12:
            return _day(match[3], second, first)
    return None


def day_in_name(name: str) -> str | None:
    """The day in a file's name: `2024-06-21-port.txt`, `port_20240621.txt`."""
    for match in (*_ISO.finditer(name.replace("_", "-")), *_COMPACT.finditer(name)):
        if 1900 <= int(match[1]) <= 2099 and (day := _day(match[1], match[2], match[3])):
            return day
    return None


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].casefold()) + 1


def _day(year: str | int, month: str | int, day: str | int) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
