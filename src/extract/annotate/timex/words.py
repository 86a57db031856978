"""From captured words to numbers, clock times, and readings."""

from __future__ import annotations

import re
from datetime import date

from extract.annotate.timex.context import Context, Reading
from extract.annotate.timex.grammar import Found
from extract.annotate.timex.numbers import quantity
from extract.annotate.timex.periods import Interval, Period, narrow, nth_weekday, portion
from extract.records import TimexType

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d\d)(?:[:.](\d\d))?)?")


def reading(found: Found, ctx: Context, period: Period | None, *, suffix: str = "", relative: bool = False) -> Reading:
    """The reading of an expression that means a period, narrowed as its modifier says."""
    if period is not None:
        period = _shaped(found, ctx, period)
    if period is None:
        return unresolved(found)
    timed = bool(suffix) and period.unit == "day"
    kind: TimexType = "TIME" if timed else found.rule.options["type"]
    return Reading(
        kind,
        period.value + (suffix + zone_of(found, ctx, period.start) if timed else ""),
        period,
        _portion(found, ctx, period) or _narrowed(period, modifier_of(found, ctx), ctx.published),
        "published" if relative else None,
    )


def unresolved(found: Found) -> Reading:
    """An expression of which nothing can be said."""
    return Reading(found.rule.options["type"])


def modifier_of(found: Found, ctx: Context) -> str | None:
    """Which part of the period the words before it leave: "early", "end", "before" ..."""
    table = ctx.lexicon["values"]["mod"]
    words = (*found.words.get("mod", ()), *found.words.get("mid", ()))
    return next((table[word] for word in reversed(words) if word in table), None)


def step_of(found: Found, ctx: Context, name: str = "which") -> int:
    """-1 for "last", 0 for "this", 1 for "next" and their like."""
    table = ctx.lexicon["values"]["which"]
    return next((int(table[word]) for word in reversed(found.words.get(name, ())) if word in table), 0)


def number_of(found: Found, ctx: Context, table: str, name: str | None = None) -> int | None:
    """The number of a captured word ("3rd", "third"), or of a word of a table ("March", "Fri")."""
    words = found.words.get(name or table)
    if not words:
        return None
    if words[0][0].isdigit():
        return int(re.sub(r"\D", "", words[0]))
    values = ctx.lexicon["values"]
    if table == "ordinal":
        tens = quantity(words, values["number"])
        last = values["ordinal"].get(words[-1])
        return int(last) + int(tens if isinstance(tens, float) else 0) if last is not None else None
    number: int | None = values[table].get(words[0] if table == "month" else words[0][:3])
    return number


def quantity_of(found: Found, ctx: Context, name: str = "quantity") -> float | str | None:
    """The captured quantity, with a half where "and a half" stands behind."""
    amount = quantity([w for w in found.words.get(name, ()) if w != "and"], ctx.lexicon["values"]["number"])
    return amount + 0.5 if "half" in found.words and isinstance(amount, float) else amount


def singular(word: str) -> str:
    """The singular of a unit of time."""
    if word == "millennia":
        return "millennium"
    if word == "centuries":
        return "century"
    return word.removesuffix("s")


def part_of(found: Found, ctx: Context) -> str:
    """The TIMEX3 suffix of a captured part of the day: "TMO", "T12:00"; "" without one."""
    word = found.first("part") or (found.first("time") if found.first("time") in ("noon", "midnight") else "")
    return f"T{ctx.lexicon['values']['part'][singular(word)]}" if word else ""


def clock_of(found: Found, ctx: Context) -> str | None:
    """The TIMEX3 suffix of a captured clock time: "T19:15"; "" without one, None where none is."""
    words = found.words.get("time")
    if not words or words[0] in ("noon", "midnight"):
        return ""
    match = _CLOCK.match(words[0])
    if len(words[0]) == 4 and words[0].isdigit():
        hour, minute, second = int(words[0][:2]), int(words[0][2:]), None
    elif match:
        hour, minute, second = int(match[1]), int(match[2] or 0), match[3]
    else:
        amount = quantity(words, ctx.lexicon["values"]["number"])
        hour, minute, second = int(amount) if isinstance(amount, float) else 99, 0, None
    half = re.sub(r"[\d:.]", "", words[0]) or (words[-1].replace(".", "") if words[-1][0] in "ap" else "")
    part = found.first("part")
    if part and half not in ("am", "pm") and 1 <= hour <= 12:
        late = part in ctx.lexicon["late_parts"] and not (part == "night" and (hour == 12 or hour < 6))
        half = "pm" if late else "am"
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or minute > 59 or (second and int(second) > 59):
        return None
    return f"T{hour:02d}:{minute:02d}" + (f":{second}" if second else "")


def zone_of(found: Found, ctx: Context, day: date) -> str:
    """The offset from UTC of a captured time zone on a day, as ISO 8601 has it; "" where it isn't known."""
    values = ctx.lexicon["values"]
    zone = found.first("zone")
    if zone not in values["zone_pair"]:
        return str(values["zone"].get(zone, ""))
    rule = next((rule for rule in values["summer_time"] if day.year >= rule["since"]), None)
    if rule is None:
        return ""
    summer = nth_weekday(day.year, *rule["first"]) <= day < nth_weekday(day.year, *rule["last"])
    return str(values["zone_pair"][zone][summer])


def _shaped(found: Found, ctx: Context, period: Period) -> Period | None:
    """The period that the words around a date make of it: its week, the first or last day, a weekend of a month."""
    if "whole" in found.words:
        return Period.containing("weekend" if found.first("whole") == "weekend" else "week", period.start)
    if "edge" in found.words:
        return Period("day", period.start if found.first("edge") == "first" else period.last)
    if found.first("span") == "weekend" and period.unit == "month":
        saturday = nth_weekday(period.start.year, period.start.month, 5, _nth(found, ctx))
        return Period("weekend", saturday)
    return period


def _portion(found: Found, ctx: Context, period: Period) -> Interval | None:
    """The days that "the first week of", "the second half of" a period leave; None where neither is said."""
    if "span" not in found.words or period.unit == "weekend":
        return None
    return portion(period, _nth(found, ctx), found.first("span"))


def _nth(found: Found, ctx: Context) -> int:
    word = found.first("nth")
    return -1 if word in ("last", "final", "latter") else int(ctx.lexicon["values"]["ordinal"][word])


def _narrowed(period: Period, modifier: str | None, published: date | None) -> Interval:
    if modifier in ("before", "after"):
        if published is None or not period.start <= published <= period.last:
            return period.interval
        return (period.start, published) if modifier == "before" else (published, period.last)
    return narrow(period, modifier) if modifier else period.interval
