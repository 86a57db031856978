"""The calendar: stretches of days that a date expression can mean, their TIMEX3 values and intervals."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "weekend", "month", "quarter", "half", "season", "year", "decade", "century"]
Interval = tuple[date, date]

MONTHS: dict[str, int] = {
    "month": 1, "quarter": 3, "half": 6, "season": 3, "year": 12, "decade": 120, "century": 1200,
}  # fmt: skip
"""Length in months of the units that are made of whole months."""

SEASON_STARTS = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}
_SEASON_MONTHS = {code: month for month, code in SEASON_STARTS.items()}


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period: its unit and its first day."""

    unit: Unit
    start: date

    @classmethod
    def containing(cls, unit: Unit, day: date) -> Period:
        """The period of this kind that `day` lies in (for a weekend: that of its ISO week)."""
        if unit == "day":
            return cls(unit, day)
        if unit in ("week", "weekend"):
            monday = day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
            return cls(unit, monday if unit == "week" else monday + timedelta(days=5))
        if unit == "season":
            month = day.month // 3 * 3
            return cls(unit, date(day.year, month, 1) if month else date(max(day.year - 1, 1), 12, 1))
        length = MONTHS[unit]
        if length > 12:
            return cls(unit, date(max(day.year // (length // 12) * (length // 12), 1), 1, 1))
        return cls(unit, date(day.year, (day.month - 1) // length * length + 1, 1))

    @property
    def last(self) -> date:
        """Its last day."""
        if self.unit == "day":
            return self.start
        if self.unit in ("week", "weekend"):
            return self.start + timedelta(days=6 if self.unit == "week" else 1)
        return _month_end(self.start, MONTHS[self.unit])

    @property
    def interval(self) -> Interval:
        """First and last day."""
        return self.start, self.last

    @property
    def value(self) -> str:
        """Its TIMEX3 value, for instance 2024-06-21, 2024-W25, 2024-W25-WE, 2024-Q2, 2024-SU, 202, 20."""
        year = f"{self.start.year:04d}"
        match self.unit:
            case "day":
                return self.start.isoformat()
            case "week" | "weekend":
                iso = self.start.isocalendar()
                return f"{iso.year:04d}-W{iso.week:02d}" + ("-WE" if self.unit == "weekend" else "")
            case "month":
                return f"{year}-{self.start.month:02d}"
            case "quarter":
                return f"{year}-Q{(self.start.month + 2) // 3}"
            case "half":
                return f"{year}-H{(self.start.month + 5) // 6}"
            case "season":
                return f"{year}-{SEASON_STARTS[self.start.month]}"
            case "decade":
                return year[:3]
            case "century":
                return year[:2]
        return year

    def shift(self, count: int) -> Period | None:
        """The period `count` of its own units later (earlier when negative); None beyond years 1 to 9999."""
        try:
            if self.unit in MONTHS:
                start = add_months(self.start, count * (12 if self.unit == "season" else MONTHS[self.unit]))
            else:
                start = self.start + timedelta(days=count * (1 if self.unit == "day" else 7))
        except OverflowError:
            return None
        return Period(self.unit, start) if start and start.year < 9999 else None

    def move(self, unit: Unit, count: int) -> Period | None:
        """A period of the same kind, `count` of another unit later; None beyond years 1 to 9999."""
        if unit in MONTHS:
            moved = add_months(self.start, count * MONTHS[unit])
        else:
            base = Period("day", self.start).shift(count * (1 if unit == "day" else 7))
            moved = base.start if base else None
        return Period.containing(self.unit, moved) if moved and moved.year < 9999 else None


def add_months(day: date, count: int) -> date | None:
    """The day `count` months later, or that month's last day; None beyond years 1 to 9999."""
    years, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not 1 <= years <= 9999:
        return None
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def day_of(year: int, month: int, day: int) -> Period | None:
    """A day of the calendar; None where there is no such day."""
    if not (1 <= year <= 9998 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return Period("day", date(year, month, day))


def month_of(year: int, month: int) -> Period:
    """A month of the calendar."""
    return Period("month", date(year, month, 1))


def year_of(year: int) -> Period | None:
    """A calendar year; None beyond years 1 to 9998."""
    return Period("year", date(year, 1, 1)) if 1 <= year <= 9998 else None


def season_of(year: int, code: str) -> Period:
    """A meteorological season, by its TIMEX3 code; the winter of a year begins in its December."""
    return Period("season", date(year, _SEASON_MONTHS[code], 1))


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth Monday (0) to Sunday (6) of a month; nth = -1 is the last."""
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    end = date(year, month, calendar.monthrange(year, month)[1])
    return end - timedelta(days=(end.weekday() - weekday) % 7)


def narrow(period: Period, part: str) -> Interval:
    """The days that "early", "mid", "late", "start", "end" of a period leave; docs/times.md has the table."""
    start, last = period.interval
    late, early = part in ("late", "end"), part in ("early", "start")
    if period.unit == "month":
        if early:
            return start, start.replace(day=10)
        return (start.replace(day=21), last) if late else (start.replace(day=11), start.replace(day=20))
    if period.unit == "week":
        first, final = (0, 1) if early else (4, 6) if late else (2, 3)
        return start + timedelta(days=first), start + timedelta(days=final)
    months = MONTHS.get(period.unit)
    if months is None:
        return start, last
    if period.unit == "year" and part in ("start", "end"):
        first, final = (0, 3) if early else (9, 12)
    elif months > 12:  # whole years, the longest part first: 0-3, 4-6, 7-9
        years = months // 12
        cuts = (0, -(-years // 3), years - years // 3, years)
        first, final = (cut * 12 for cut in (cuts[:2] if early else cuts[2:] if late else cuts[1:3]))
    else:
        third = months // 3
        first, final = (0, third) if early else (months - third, months) if late else (third, months - third)
    begin = add_months(start, first)
    return (begin, _month_end(start, final)) if begin else (start, last)


def portion(period: Period, nth: int, span: str) -> Interval | None:
    """The days of the nth week or half of a period (-1: the last); None where it has no such part.

    Args:
        period: a month, or for halves anything made of whole months.
        nth: 1 to 4 for weeks, counted from the first day, 1 or 2 for halves.
        span: "week", "half" or "fortnight".
    """
    start, last = period.interval
    if span == "week":
        if period.unit != "month":
            return None
        if nth < 0:
            return last - timedelta(days=6), last
        return start + timedelta(days=7 * nth - 7), start + timedelta(days=7 * nth - 1)
    if period.unit == "month":
        middle = start.replace(day=15)
    else:
        half = add_months(start, MONTHS.get(period.unit, 2) // 2)
        if half is None or period.unit not in MONTHS:
            return None
        middle = half - timedelta(days=1)
    return (start, middle) if nth == 1 else (middle + timedelta(days=1), last)


def _month_end(start: date, months: int) -> date:
    month = add_months(start, months - 1) or date(9999, 12, 1)
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
