"""Resolves what has no place in the calendar: durations, repetitions, vague references."""

from __future__ import annotations

from typing import Literal

from extract.annotate.timex.context import Context, Reading
from extract.annotate.timex.grammar import Found
from extract.annotate.timex.numbers import VAGUE, plain
from extract.annotate.timex.words import number_of, part_of, quantity_of, singular, unresolved


def duration(found: Found, ctx: Context) -> Reading | None:
    """A length of time: "three years" is P3Y, "several hours" PTXH."""
    return _length(found, ctx, "DURATION")


def repeated(found: Found, ctx: Context) -> Reading | None:
    """Something that comes again: "every two weeks" is P2W, "Tuesdays" XXXX-WXX-2."""
    values = ctx.lexicon["values"]
    if "wd" in found.words:
        number = number_of(found, ctx, "weekday", "wd")
        return None if number is None else Reading("SET", f"XXXX-WXX-{number + 1}{part_of(found, ctx)}")
    if "month" in found.words:
        return Reading("SET", f"XXXX-{values['month'][found.first('month')]:02d}")
    if "season" in found.words:
        return Reading("SET", f"XXXX-{values['season'][found.first('season')]}")
    if "part" in found.words:
        return Reading("SET", f"XXXX-XX-XX{part_of(found, ctx)}")
    return _length(found, ctx, "SET")


def reference(found: Found, _ctx: Context) -> Reading | None:
    """The value that the rule itself gives: PAST_REF, PRESENT_REF, FUTURE_REF, or how often."""
    return Reading(found.rule.options["type"], found.rule.options["value"])


def _length(found: Found, ctx: Context, kind: Literal["DURATION", "SET"]) -> Reading | None:
    word = found.first("unit").removesuffix("long")
    unit = singular(word)
    code = ctx.lexicon["values"]["unit"].get(unit)
    if code is None:
        return None
    if "quantity" in found.words:
        amount = VAGUE if found.first("quantity") == "multi" else quantity_of(found, ctx)
    elif "more" in found.words:  # "a year or two"
        amount = VAGUE
    else:
        amount = 1.0 if kind == "SET" or word == unit else VAGUE
    if amount is None:
        return unresolved(found)
    if code == "W2":
        code, amount = "W", amount * 2 if isinstance(amount, float) else amount
    figure = plain(amount) if isinstance(amount, float) else amount
    value = f"PT{figure}{code[1:]}" if code.startswith("T") else f"P{figure}{code}"
    return Reading(kind, value)
