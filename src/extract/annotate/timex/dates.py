"""Resolves what names its place in the calendar, or part of it: "June 3", "Friday", "the third quarter"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from extract.annotate.timex import absolute
from extract.annotate.timex.context import Context, Direction, Reading
from extract.annotate.timex.grammar import Found
from extract.annotate.timex.numbers import spelled_year
from extract.annotate.timex.periods import (
    Period,
    Unit,
    add_months,
    day_of,
    month_of,
    season_of,
    year_of,
)
from extract.annotate.timex.words import clock_of, number_of, part_of, reading, step_of, unresolved

SURE_DAYS = 280
"""Days off that tense may place a date without its year; beyond, the nearest such date is meant."""

_FIRST_DECADE = 2000
"""Before this year "the 1800s" are a century; "the 2000s" are a decade."""

_JUST_OVER_MONTH = 15
"""Day of a month until which "last February" is not the one just over."""

_JUST_OVER = 92
"""Days for which a quarter that is over is still reported on: "will report third-quarter results"."""


def written(found: Found, ctx: Context) -> Reading | None:
    """A full date in words and figures: "3rd March 2023"."""
    text = f"{found.first('month')} {day_number(found, ctx)} {_year(found, ctx)}"
    return reading(found, ctx, absolute.written_day(text))


def numeric(found: Found, ctx: Context) -> Reading | None:
    """A date in figures: ISO days, weeks and times, quarters, "03/04/2021"."""
    dashed = re.fullmatch(r"(\d+)-([a-z]+)-(\d+)", found.first("numeric"))
    if dashed:  # "21-Jun-2024"
        month = ctx.lexicon["values"]["month"].get(dashed[2])
        year = int(dashed[3]) if len(dashed[3]) == 4 else absolute.full_year(int(dashed[3]))
        return reading(found, ctx, day_of(year, month, int(dashed[1]))) if month else None
    text = found.first("numeric").upper()
    if found.first("fiscal"):
        figures = re.sub(r"\D", "", found.first("fiscal"))
        return reading(found, ctx, year_of(int(figures) if len(figures) == 4 else absolute.full_year(int(figures))))
    if found.first("part"):
        if found.first("part")[0].isdigit():  # "3Q" is Q3
            found = replace(found, words={**found.words, "part": (found.first("part")[::-1],)})
        text = f"{_year(found, ctx)}-{found.first('part').upper()}" if found.first("year") else ""
        if not text:
            return _numbered_part(found, ctx, found.first("part")[0], int(found.first("part")[1]))
    if "W" in text:
        year, week = int(text[:4]), int(text[-2:])
        try:
            return reading(found, ctx, Period("week", date.fromisocalendar(year, week, 1)))
        except ValueError:
            return unresolved(found)
    if "Q" in text or "H" in text:
        return reading(found, ctx, _part_of_year(int(text[:4]), text[-2], int(text[-1])))
    day = absolute.numeric_day(text, day_first=absolute.is_ambiguous(text) and ctx.day_first(found.start, text))
    clock = text[11:] if "T" in text or " " in text else ""
    return reading(found, ctx, day, suffix=f"T{clock}" if clock else "")


def dated(found: Found, ctx: Context) -> Reading | None:
    """Any of weekday, month, day of the month, year, part of the day and clock time."""
    suffix = clock_of(found, ctx) or part_of(found, ctx)
    if suffix is None:
        return None
    year = _year(found, ctx)
    relative = "which" in found.words or "year" not in found.words
    month = number_of(found, ctx, "month")
    day = day_number(found, ctx)
    if month is None and day is None and "year" not in found.words:
        return _this_day(found, ctx, suffix)
    if relative and ctx.published is None:
        return unresolved(found)
    if month is None and day is None and "year" in found.words:
        return reading(found, ctx, year_of(year) if year else None)
    if year is not None:
        if month is None:
            return unresolved(found)
        named = month_of(year, month) if day is None else day_of(year, month, day)
        return reading(found, ctx, named, suffix=suffix, relative=relative)
    assert ctx.published is not None
    choices = _choices(ctx.published.year, month, day, number_of(found, ctx, "weekday", "wd"))
    if "which" in found.words:
        step, seen = step_of(found, ctx), ctx.published
        # "Last February", said early in March, is not the month just over: that is "last month".
        if step < 0 and day is None and seen.day <= _JUST_OVER_MONTH and seen.year > 1:
            seen = seen.replace(day=1) - timedelta(days=1)
        chosen = by_word(choices, seen, step)
        return reading(found, ctx, chosen, suffix=suffix, relative=True)
    bounded = found.before.lower() in ctx.lexicon["tense"]["bounds"]
    direction = None if bounded else _direction(found, ctx, present=True)
    if month is not None and day is None and not bounded:
        chosen = choose(choices, ctx.published, direction or "past")
        if direction is None and chosen and (ctx.published - chosen.start).days > SURE_DAYS:
            chosen = nearest(choices, ctx.published, None)
    else:
        chosen = nearest(choices, ctx.published, direction)
    return reading(found, ctx, chosen, suffix=suffix, relative=True)


def weekday(found: Found, ctx: Context) -> Reading | None:
    """A day of the week, perhaps with a part of the day or a clock time: "late last Thursday night"."""
    if "month" in found.words:
        return dated(found, ctx)  # "Tuesday (11 June)": the day is told behind it
    if ctx.published is None:
        return unresolved(found)
    suffix = clock_of(found, ctx) or part_of(found, ctx)
    number = number_of(found, ctx, "weekday", "wd")
    if number is None or suffix is None:
        return None
    today = ctx.published
    ahead = (number - today.weekday()) % 7
    back = (today.weekday() - number) % 7
    which = found.phrase("which")
    if "week" in found.words:
        monday = Period.containing("week", today).shift(step_of(found, ctx, "week"))
        days = (monday.start - today).days + number if monday else 0
    elif "back" in found.words:
        days = -back - 7
    elif which in ("last", "past", "previous", "preceding", "this past"):
        days = -(back or 7)
    elif which in ("next", "coming", "following", "this coming"):
        days = ahead or 7
    elif which == "this":
        days = ahead if ctx.direction(found.start) != "past" else -back
    else:
        direction = _direction(found, ctx)
        bounded = found.before.lower() in ctx.lexicon["tense"]["bounds"]
        if direction is None and bounded and not ctx.happened(found.start):
            direction = "future"
        days = ahead if direction == "future" else -back
    return reading(found, ctx, Period("day", today).shift(days), suffix=suffix, relative=True)


def season(found: Found, ctx: Context) -> Reading | None:
    """A season, of a year, of last year, or the one that the tense says."""
    code = ctx.lexicon["values"]["season"][found.first("season")]
    if "year" in found.words or "words" in found.words:
        spelled = spelled_year(found.words.get("words", ()), ctx.lexicon["values"]["number"])
        year = int(found.first("year")) if "year" in found.words else spelled
        return reading(found, ctx, season_of(year, code) if year and 1 <= year <= 9998 else None)
    if ctx.published is None:
        return unresolved(found)
    choices = [season_of(ctx.published.year + step, code) for step in (-1, 0, 1)]
    if "which" in found.words:
        chosen = by_word(choices, ctx.published, step_of(found, ctx))
    else:
        chosen = choose(choices, ctx.published, ctx.direction(found.start) or "past")
    return reading(found, ctx, chosen, relative=True)


def quarter(found: Found, ctx: Context) -> Reading | None:
    """A quarter or half by its number, of a year that is said or of the one that the tense says."""
    word = found.first("ord")
    letter = found.first("unit")[0].upper()
    number = number_of(found, ctx, "ordinal", "ord")
    if word in ("final", "last"):
        number = 4 if letter == "Q" else 2
    if number is None or not 1 <= number <= (4 if letter == "Q" else 2):
        return None
    return _numbered_part(found, ctx, letter, number)


def quarters(found: Found, ctx: Context) -> Reading | None:
    """The two quarters that make a half-year: "the first two quarters of 2023"."""
    half = 1 if found.first("ord") == "first" else 2
    return reading(found, ctx, _part_of_year(int(found.first("year")), "H", half))


def quarter_ended(found: Found, ctx: Context) -> Reading | None:
    """The quarter that ends in a month: the calendar quarter that most of it lies in ("the quarter ended July 31")."""
    month = number_of(found, ctx, "month")
    if ctx.published is None or month is None:
        return unresolved(found)
    choices = [month_of(year, month) for year in range(max(ctx.published.year - 1, 1), ctx.published.year + 2)]
    ended = choose(choices, ctx.published, "past")
    if found.after.lower() == "ending" and ctx.direction(found.start) == "future":
        ended = choose(choices, ctx.published, "future")
    middle = add_months(ended.start, -1) if ended else None
    return reading(found, ctx, Period.containing("quarter", middle) if middle else None, relative=True)


def decade(found: Found, ctx: Context) -> Reading | None:
    """A decade: "the 1990s", "the nineties"; two figures mean the twentieth century but for the newest."""
    word = found.first("word").strip("'’‘").removesuffix("s").rstrip("'’")
    tens = ctx.lexicon["values"]["decade"].get(found.first("word"))
    year = tens if tens is not None else int(word) if word.isdigit() else None
    if year is None or year % 10:
        return None
    if year < 100:
        year += 1900 if year >= 30 else 2000
    elif year % 100 == 0 and year < _FIRST_DECADE:
        return reading(found, ctx, Period("century", date(year, 1, 1)))
    return reading(found, ctx, Period("decade", date(year, 1, 1)) if 1000 <= year <= 2190 else None)


def century(found: Found, ctx: Context) -> Reading | None:
    """A century by its number: the 20th begins, as people count, in 1900."""
    number = number_of(found, ctx, "ordinal", "ord")
    if number is None or not 1 < number < 99:
        return None
    return reading(found, ctx, Period("century", date((number - 1) * 100, 1, 1)))


def year_in_words(found: Found, ctx: Context) -> Reading | None:
    """A year in words: "nineteen ninety-six"."""
    year = spelled_year(found.words["words"], ctx.lexicon["values"]["number"])
    if year is None or not 1800 <= year <= 2199:
        return None
    month = number_of(found, ctx, "month")
    return reading(found, ctx, month_of(year, month) if month else year_of(year))


def span_of(found: Found, ctx: Context) -> Reading | None:
    """A range with a dash: its value is the ISO 8601 interval of both ends."""
    if "last" in found.words:
        first = int(found.first("year"))
        text = found.first("last")
        last = int(text) if len(text) == 4 else first // 100 * 100 + int(text)
        if first >= last and len(text) == 2:  # "2024-06" is no range of years, "2024-13" nothing
            return reading(found, ctx, month_of(first, int(text)) if 1 <= int(text) <= 12 else None)
        return _range(found, ctx, year_of(first), year_of(last)) if first < last else None
    if "then" in found.words:
        year = int(found.first("year"))
        months = [ctx.lexicon["values"]["month"][found.first(name)] for name in ("month", "then")]
        return _range(found, ctx, month_of(year, months[0]), month_of(year, months[1]))
    begin = dated(found, ctx)
    if begin is None or begin.period is None:
        return begin
    start = begin.period.start
    until = int(found.first("until"))
    end = day_of(start.year, start.month, until)
    return _range(found, ctx, begin.period, end, relative=begin.anchor is not None)


def choose(choices: list[Period], published: date, direction: Direction) -> Period | None:
    """The latest period that has begun, or the earliest that isn't over."""
    if direction == "past":
        return next((c for c in reversed(choices) if c.start <= published), None)
    return next((c for c in choices if c.last >= published), None)


def _direction(found: Found, ctx: Context, *, present: bool = False) -> Direction | None:
    """The direction that the word before an expression, or its verb, says."""
    if found.before.lower() in ctx.lexicon["tense"]["over"]:
        return "past"
    return ctx.direction(found.start, present=present)


def nearest(choices: list[Period], published: date, direction: Direction | None) -> Period | None:
    """The period that a direction says, if it isn't far off; else the one nearest to the publication."""
    if direction is not None:
        chosen = choose(choices, published, direction)
        if chosen and abs((chosen.start - published).days) <= SURE_DAYS:
            return chosen
    return min(choices, key=lambda c: abs((c.start - published).days), default=None)


def by_word(choices: list[Period], published: date, step: int) -> Period | None:
    """With "last" the latest that is over, with "next" the earliest to come, with "this" the year's."""
    if step < 0:
        return next((c for c in reversed(choices) if c.last < published), None)
    if step > 0:
        return next((c for c in choices if c.start > published), None)
    return next((c for c in choices if c.start.year == published.year), None)


def _choices(year: int, month: int | None, day: int | None, weekday_number: int | None) -> list[Period]:
    years = range(max(year - 1, 1), year + 2)
    if day is None:
        return [month_of(y, month) for y in years] if month else []
    days = [day_of(y, m, day) for y in years for m in ((month,) if month else range(1, 13))]
    real = [d for d in days if d]
    fitting = [d for d in real if weekday_number is None or d.start.weekday() == weekday_number]
    return fitting or (real if month else [])


def _this_day(found: Found, ctx: Context, suffix: str) -> Reading:
    """A clock time alone belongs to the day told before it in the sentence, else to the publication."""
    told = ctx.told(units=("day",), since=ctx.sentence_start(found.start))
    if told:
        return replace(reading(found, ctx, told[1], suffix=suffix), anchor=told[0])
    today = Period("day", ctx.published) if ctx.published else None
    return reading(found, ctx, today, suffix=suffix, relative=True)


def _year(found: Found, ctx: Context) -> int | None:
    word = found.first("year")
    if word.isdigit():
        return int(word) if len(word) > 2 else absolute.full_year(int(word))
    if word:
        return absolute.full_year(int(word[1:]))
    if "which" in found.words and found.rule.options.get("of_year") and ctx.published:
        return ctx.published.year + step_of(found, ctx)
    return None


def day_number(found: Found, ctx: Context) -> int | None:
    """The captured day of the month."""
    words = found.words.get("day")
    return number_of(found, ctx, "ordinal", "day") if words else None


def _part_of_year(year: int, letter: str, number: int) -> Period | None:
    unit: Unit = "quarter" if letter.upper() == "Q" else "half"
    length = 3 if unit == "quarter" else 6
    return Period(unit, date(year, (number - 1) * length + 1, 1)) if 1 <= number <= 12 // length else None


def _numbered_part(found: Found, ctx: Context, letter: str, number: int) -> Reading:
    if "year" in found.words:
        return reading(found, ctx, _part_of_year(int(found.first("year")), letter, number))
    if ctx.published is None:
        return unresolved(found)
    year = ctx.published.year
    if "which" in found.words:
        return reading(found, ctx, _part_of_year(year + step_of(found, ctx), letter, number), relative=True)
    choices = [p for y in (year - 1, year, year + 1) if (p := _part_of_year(y, letter, number))]
    chosen = choose(choices, ctx.published, "past")
    if ctx.direction(found.start) == "future" and chosen and (ctx.published - chosen.last).days > _JUST_OVER:
        chosen = choose(choices, ctx.published, "future")
    return reading(found, ctx, chosen, relative=True)


def _range(found: Found, ctx: Context, first: Period | None, last: Period | None, *, relative: bool = False) -> Reading:
    if first is None or last is None or last.start < first.start:
        return unresolved(found)
    return Reading(
        found.rule.options["type"],
        f"{first.value}/{last.value}",
        last,
        (first.start, last.last),
        "published" if relative else None,
    )
