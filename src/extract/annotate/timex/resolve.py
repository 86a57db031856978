"""What an expression means: whether it is one in its context (guards), and its reading (operations)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from extract.annotate.timex import amounts, dates, feasts, guards, relative

if TYPE_CHECKING:
    from extract.annotate.timex.context import Context, Reading
    from extract.annotate.timex.grammar import Found

OPERATIONS: dict[str, Callable[[Found, Context], Reading | None]] = {
    "written": dates.written,
    "numeric": dates.numeric,
    "date": dates.dated,
    "weekday": dates.weekday,
    "season": dates.season,
    "quarter": dates.quarter,
    "quarters": dates.quarters,
    "same_quarter": relative.same_quarter,
    "quarter_ended": dates.quarter_ended,
    "decade": dates.decade,
    "century": dates.century,
    "spelled_year": dates.year_in_words,
    "named_day": feasts.named_day,
    "range": dates.span_of,
    "deictic": relative.deictic,
    "part": relative.part,
    "which_unit": relative.which_unit,
    "the_unit": relative.the_unit,
    "year_end": relative.year_end,
    "ago": relative.ago,
    "anchored": relative.anchored,
    "duration": amounts.duration,
    "repeated": amounts.repeated,
    "reference": amounts.reference,
}
"""What a rule's `op` may name, beside "skip"; each gives None where the words are no time after all."""


def resolve(found: Found, ctx: Context) -> Reading | None:
    """The reading of an expression; None where it is no time expression in its context."""
    options = found.rule.options
    guard = options.get("guard")
    if guard and not guards.GUARDS[guard](found, ctx):
        return None
    return OPERATIONS[found.rule.op](found, ctx)
