"""Resolves what counts from the publication or from a time told before: "last week", "the year before"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

from extract.annotate.timex.context import ANY, FIRST_HAND, Anchor, Context, Reading
from extract.annotate.timex.dates import choose, dated, weekday
from extract.annotate.timex.grammar import Found
from extract.annotate.timex.numbers import VAGUE
from extract.annotate.timex.periods import MONTHS, Period, Unit, add_months, narrow, year_of
from extract.annotate.timex.words import (
    clock_of,
    modifier_of,
    number_of,
    part_of,
    quantity_of,
    reading,
    singular,
    step_of,
    unresolved,
)

_STEPS = dict.fromkeys(("earlier", "before", "previously", "prior"), -1)
_STEPS |= dict.fromkeys(("later", "after", "afterwards", "afterward"), 1)
_FINER = {
    "year": ("month", 12),
    "month": ("week", 4),
    "week": ("day", 7),
    "decade": ("year", 10),
    "century": ("year", 100),
}
"""In what a fraction of a unit is counted."""
_MAX_COUNT = 9999
_COMPARED_WITHIN = 500
"""Characters for which a quarter told is still the one that "a year earlier" is compared with."""
_ROLLING = ("week", "month", "year", "decade")
_JUST_BEGUN = 2
"""Days of a week in which "this weekend" can still be the one before it."""
_WIDER: tuple[Unit, ...] = ("week", "month", "quarter", "half", "year")
_ORDER = ("day", "weekend", "week", "month", "quarter", "season", "half", "year", "decade", "century")


def deictic(found: Found, ctx: Context) -> Reading | None:
    """Today and its neighbours, with a part of the day or a clock time: "last night", "overnight"."""
    if "month" in found.words:
        return dated(found, ctx)  # "today (23 March)": the day is told behind it
    if ctx.published is None:
        return unresolved(found)
    suffix = clock_of(found, ctx)
    if suffix is None:
        return None
    suffix = suffix or part_of(found, ctx)
    word = found.first("rel") or found.first("which")
    days = {"yesterday": -1, "last": -1, "overnight": -1, "tomorrow": 1}.get(word, 0)
    if "step" in found.words:
        days += _STEPS[found.first("step")] * (1 if (days > 0) == (_STEPS[found.first("step")] > 0) else 0)
    if word in ("overnight", "tonight"):
        suffix = "TNI"
    return reading(found, ctx, Period("day", ctx.published).shift(days), suffix=suffix, relative=True)


def part(found: Found, ctx: Context) -> Reading | None:
    """A part of a day that was told before in the paragraph, else of the publication day."""
    told = ctx.told(units=("day",), since=ctx.paragraph_before(ctx.paragraph_start(found.start)))
    if told:
        return _from(told[0], found, ctx, told[1], suffix=part_of(found, ctx))
    if ctx.published is None:
        return unresolved(found)
    return reading(found, ctx, Period("day", ctx.published), suffix=part_of(found, ctx), relative=True)


def which_unit(found: Found, ctx: Context) -> Reading | None:
    """The last, this or the next unit of the calendar, seen from the publication."""
    word = found.first("unit")
    if word == "day" and found.first("which") not in ("this", "current"):
        return None
    if ctx.published is None:
        return unresolved(found)
    unit = cast(Unit, word or "quarter")
    step = step_of(found, ctx)
    if "beyond" in found.words:
        step = -2 if found.first("beyond") == "before" else 2
    elif "which" not in found.words:
        step = -1
        told = ctx.told(units=("quarter", "half") if unit == "quarter" else (unit,), kinds=("named",))
        if told and told[1].last < ctx.published:  # the latest that there is something to say of is over
            return _from(told[0], found, ctx, told[1])
    if "rolling" in found.words and found.first("which") == "next" and ctx.direction(found.start) == "past":
        told = ctx.told(units=_ORDER[: _ORDER.index(unit) + 1])
        if told:
            return _from(told[0], found, ctx, Period.containing(unit, told[1].start).shift(1))
    period = Period.containing(unit, ctx.published).shift(step)
    if unit == "weekend" and step == 0 and period and _is_over(found, ctx, period.start):
        period = period.shift(-1)
    got = reading(found, ctx, period, relative=True)
    rolls = found.first("which") in ("past", "coming") or (
        "rolling" in found.words and found.before.lower() in ctx.lexicon["rolling_openers"]
    )
    return _rolling(got, ctx.published, unit, step) if rolls and step and unit in _ROLLING else got


def _is_over(found: Found, ctx: Context, start: date) -> bool:
    """Whether "this weekend" is the one just over: on Monday or Tuesday, of what has happened."""
    assert ctx.published is not None
    monday = ctx.published.weekday() < _JUST_BEGUN and start > ctx.published
    return monday and (modifier_of(found, ctx) == "before" or ctx.direction(found.start) == "past")


def _rolling(got: Reading, published: date, unit: Unit, step: int) -> Reading:
    """As long as the unit, up to the publication or from it on: "over the past year", "in the coming decade"."""
    far = _days_before(published, unit, -step)
    return replace(got, interval=(min(far, published), max(far, published))) if far and got.value else got


def same_quarter(found: Found, ctx: Context) -> Reading | None:
    """The quarter or half told before, in another year: "the same period of 2022", "the 2022 quarter"."""
    if "year" in found.words:
        year: int | None = int(found.first("year"))
    else:
        step = -1 if "ago" in found.words else step_of(found, ctx)
        year = ctx.published.year + step if ctx.published else None
    near = _compared_with(found, ctx)
    if near and year and 1 <= year <= 9998:
        return _from(near[0], found, ctx, Period(near[1].unit, near[1].start.replace(year=year)))
    if "year" in found.words and year:
        return reading(found, ctx, year_of(year))
    return Reading("DATE", "PAST_REF" if year else None)


def the_unit(found: Found, ctx: Context) -> Reading | None:
    """A unit with "the" ("the weekend"): the one told before, or that of the publication."""
    unit = cast(Unit, found.first("unit"))
    since = ctx.paragraph_start(found.start)
    told = ctx.told(units=(unit,), since=0 if unit == "quarter" else since, kinds=FIRST_HAND)
    if told and unit != "week" and (unit == "quarter" or ctx.direction(found.start) != "future"):
        return _from(told[0], found, ctx, told[1])
    if ctx.published is None or (unit == "day" and "mod" not in found.words):
        return unresolved(found) if ctx.published is None else None
    period: Period | None = Period.containing(unit, ctx.published)
    if unit in ("weekend", "quarter"):
        choices = [p for step in (-1, 0, 1) if (p := period and period.shift(step))]
        direction = ctx.direction(found.start) or "past"
        period = choose(choices, ctx.published, direction)
        if period and unit == "quarter" and period.last >= ctx.published and direction == "past":
            period = period.shift(-1)
    return reading(found, ctx, period, relative=True)


def year_end(found: Found, ctx: Context) -> Reading | None:
    """The end of the year of the publication."""
    if ctx.published is None:
        return unresolved(found)
    year = Period.containing("year", ctx.published)
    if "s" not in found.text.lower() and "of" not in found.text.lower():
        over = found.before.lower() in ctx.lexicon["tense"]["over"]
        return reading(found, ctx, Period("day", year.last).move("year", -1 if over else 0), relative=True)
    return replace(reading(found, ctx, year, relative=True), interval=narrow(year, "end"))


def ago(found: Found, ctx: Context) -> Reading | None:
    """So many units before the publication ("ago", "back") or after it ("from now")."""
    ahead = "ahead" in found.words
    amount = quantity_of(found, ctx) if "quantity" in found.words else 1.0
    if amount == VAGUE:
        return Reading("DATE", "FUTURE_REF" if ahead else "PAST_REF")
    if ctx.published is None:
        return unresolved(found)
    unit = singular(found.first("unit"))
    if unit == "year" and amount == 1 and not ahead:
        near = _compared_with(found, ctx)
        if near:
            return _shifted(found, ctx, near[1], near[0], unit, amount, -1)
    got = _shifted(found, ctx, Period("day", ctx.published), "published", unit, amount, 1 if ahead else -1)
    return _bounded(got, found, ctx, unit, amount)


def _bounded(got: Reading, found: Found, ctx: Context, unit: str, amount: float | str | None) -> Reading:
    """Narrowed to the days that "more than", "nearly" leave: one unit on that side of the exact day."""
    table = ctx.lexicon["values"]["bound"]
    side = next((table[word] for word in found.words.get("approx", ()) if word in table), None)
    if side is None or ctx.published is None or got.period is None or unit not in _ORDER:
        return got
    count = int(cast(float, amount)) + (side == "beyond")
    first, last = (_days_before(ctx.published, unit, steps) for steps in (count, count - 1))
    return replace(got, interval=(first, last)) if first and last else got


def _days_before(day: date, unit: str, count: int) -> date | None:
    """The day so many units before; None beyond the calendar."""
    if unit in MONTHS:
        return add_months(day, -count * MONTHS[unit])
    moved = Period("day", day).shift(-count * (1 if unit == "day" else 7))
    return moved.start if moved else None


def anchored(found: Found, ctx: Context) -> Reading | None:
    """What counts from a time told before: "the day before", "a year earlier", "that week", "at the time"."""
    unit = singular(found.first("unit")) if "unit" in found.words else None
    if ("wd" in found.words and unit) or "day" in found.words:
        return _neighbour(found, ctx)
    if "same" in found.words:
        since = ctx.paragraph_start(found.start)
        near = ctx.told(since=since)
        if near is None and ctx.published:  # without it, the time meant may be an unresolved "last year"
            near = ctx.told(since=ctx.paragraph_before(since))
        if near:
            return _from(near[0], found, ctx, near[1])
        return Reading("DATE", "PAST_REF" if ctx.published else None) if found.first("same") == "time" else None
    if "part" in found.words:
        day = ctx.told(units=("day",))
        return _from(day[0], found, ctx, day[1], suffix=part_of(found, ctx)) if day else unresolved(found)
    if unit is None:
        return _next_weekday(found, ctx)
    if unit == "night":
        unit = "day"
    step = _STEPS.get(found.first("step"), step_of(found, ctx))
    if found.first("step") in ("before", "after") and found.after.lower() in ctx.lexicon["event_openers"]:
        same = ctx.apposed(found.start)  # "on Oct. 12, the day before the crash"
        return _from(same[0], found, ctx, same[1]) if same else unresolved(found)
    amount = quantity_of(found, ctx) if "quantity" in found.words else 1.0
    told = _base(found, ctx, unit, step)
    if step < 0 and amount == VAGUE and told is None:
        return Reading("DATE", "PAST_REF")
    if step and told is None:
        fine = unit in ("day", "hour", "minute", "second")
        if fine or step > 0 or ctx.published is None or amount == VAGUE:
            return unresolved(found)
        return _shifted(found, ctx, Period("day", ctx.published), "published", unit, amount, step)
    if step and told:
        if amount == VAGUE:
            return Reading("DATE", "PAST_REF" if step < 0 else None, anchor=told[0])
        return _shifted(found, ctx, told[1], told[0], unit, amount, step)
    holds = ctx.told(units=_ORDER[: _ORDER.index(unit) + 1]) if unit in _ORDER else None
    if holds is None:
        return unresolved(found)
    return _from(holds[0], found, ctx, Period.containing(cast(Unit, unit), holds[1].start))


def _neighbour(found: Found, ctx: Context) -> Reading:
    """The day before or after one that is named behind it: "the day after Monday's debate"."""
    named = weekday(found, ctx) if "wd" in found.words else dated(found, ctx)
    if named is None or named.period is None:
        return unresolved(found)
    day = named.period.shift(_STEPS[found.first("step")])
    return _from(named.anchor, found, ctx, day)


def _base(found: Found, ctx: Context, unit: str, step: int) -> tuple[int, Period] | None:
    """What an expression counts from: a quarter, for its like a year earlier, else the last told."""
    near = _compared_with(found, ctx) if unit == "year" and step < 0 else None
    return near or _accounted(found, ctx, ctx.told(kinds=ANY if step > 0 else FIRST_HAND))


def _compared_with(found: Found, ctx: Context) -> tuple[int, Period] | None:
    since = found.start - _COMPARED_WITHIN
    return _accounted(found, ctx, ctx.told(units=("quarter", "half"), since=since, kinds=FIRST_HAND))


def _accounted(found: Found, ctx: Context, told: tuple[int, Period] | None) -> tuple[int, Period] | None:
    """The year of a quarter, where a longer time is accounted for in the paragraph since: "for the nine months"."""
    if told is None or told[1].unit not in ("quarter", "half") or ctx.length < ctx.paragraph_start(found.start):
        return told
    if ctx.told(units=(told[1].unit,), since=ctx.length) is None:
        return told[0], Period.containing("year", told[1].start)
    return told


def _next_weekday(found: Found, ctx: Context) -> Reading | None:
    """A weekday with "the following" or "the previous", from the last day told or the publication."""
    number = number_of(found, ctx, "weekday", "wd")
    if number is None:
        return None
    told = ctx.told(units=("day",))
    base = told[1].start if told else ctx.published
    if base is None:
        return unresolved(found)
    if step_of(found, ctx) < 0:
        base_day = Period("day", base).shift(-((base.weekday() - number) % 7 or 7))
    else:
        base_day = Period("day", base).shift((number - base.weekday()) % 7 or 7)
    return _from(told[0] if told else "published", found, ctx, base_day)


def _shifted(
    found: Found, ctx: Context, base: Period, anchor: Anchor, unit: str, amount: float | str | None, step: int
) -> Reading:
    """The period `amount` units from a base: as exact as the unit, or as a quarter it counts from."""
    if not isinstance(amount, float) or amount > _MAX_COUNT:
        return unresolved(found)
    if unit == "fortnight":
        unit, amount = "week", amount * 2
    if unit in ("hour", "minute", "second"):
        return _hours(base, anchor, unit, amount, step)
    if unit not in _ORDER:
        return unresolved(found)
    if amount != int(amount):
        if unit not in _FINER:
            return unresolved(found)
        unit, factor = _FINER[unit]
        amount = round(amount * factor)
    target = cast(Unit, unit)
    if base.unit in ("quarter", "half", "season") and unit in MONTHS:
        return _from(anchor, found, ctx, base.move(target, step * int(amount)))
    if _ORDER.index(base.unit) > _ORDER.index(unit):
        return _after_some_day(found, ctx, anchor, target, step * int(amount))
    return _from(anchor, found, ctx, Period.containing(target, base.start).shift(step * int(amount)))


def _after_some_day(found: Found, ctx: Context, anchor: Anchor, unit: Unit, count: int) -> Reading:
    """Counted from a longer time: "two weeks later" than "early December" is some day of a later part of it."""
    days = ctx.days_of(anchor) if isinstance(anchor, int) else None
    moved = [_days_before(day, unit, -count) for day in days or ()]
    first, last = moved if len(moved) == 2 else (None, None)
    if first is None or last is None or unit not in ("day", "week", "month"):
        return Reading("DATE", anchor=anchor)
    holds = (Period.containing(wider, first) for wider in _WIDER)
    period = next((period for period in holds if period.last >= last), None)
    return replace(_from(anchor, found, ctx, period), interval=(first, last) if period else None)


def _hours(base: Period, anchor: Anchor, unit: str, amount: float, step: int) -> Reading:
    """Hours before the publication: its hour is unknown, so the days that they may fall on."""
    days = int(amount * {"hour": 3600, "minute": 60, "second": 1}[unit] // 86400)
    near, far = base.shift(step * days), base.shift(step * (days + 1))
    if base.unit != "day" or near is None or far is None:
        return Reading("TIME", anchor=anchor)
    first, last = sorted((near.start, far.start))
    return Reading("TIME", f"{near.value}TXX", near, (first, last), anchor)


def _from(anchor: Anchor, found: Found, ctx: Context, period: Period | None, *, suffix: str = "") -> Reading:
    """A reading that counts from a mark."""
    got = reading(found, ctx, period, suffix=suffix)
    return Reading(got.type, got.value, got.period, got.interval, anchor if got.value else None)
