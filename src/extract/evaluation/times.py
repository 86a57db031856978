"""Measures for times, those of TempEval-3's task A.

strict    the same characters, blanks and punctuation at the edges apart
relaxed   a shared character; as many pairs as possible, same spans before others, then by overlap
type      relaxed pairs of the same type
value     relaxed pairs of the same value, spellings folded that mean the same (P7D and P1W, 1998Q3 and
          1998-Q3, T10:00:00 and T10); TempEval-3's ranking figure
value_exact     the same letter by letter
strict_value    the same span and value
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from extract.evaluation.align import Alignment
from extract.evaluation.matching import best_pairs
from extract.evaluation.measures import Counts

__all__ = ["fold_value", "score"]

_MONTHS = {"Y": 12, "M": 1, "Q": 3, "DE": 120, "E": 120, "CE": 1200, "C": 1200, "ML": 12000, "L": 12000}
_SECONDS = {"W": 604_800, "D": 86_400, "H": 3600, "TM": 60, "S": 1}
_QUANTITY = r"\d+(?:\.\d+)?(?:DE|CE|ML|[YMQWDHSECL])"
_PERIOD = re.compile(rf"P(?P<date>(?:{_QUANTITY})*)(?:T(?P<clock>(?:{_QUANTITY})*))?")
_PART = re.compile(r"(\d+(?:\.\d+)?)([A-Z]+)")
_EDGES = re.compile(r"""[\s\u200b.,;:()\[\]"'`‘’“”]""")


def score(gold: Mapping[str, Any], system: Mapping[str, Any] | None, counts: Counts) -> None:
    """Count one article.

    Args:
        gold: a gold line with the layer `times`.
        system: the record of the same article, None where there is none.
        counts: where to add.
    """
    text = gold["text"]
    expected = [(*_trim(text, time["start"], time["end"]), time) for time in gold["gold"]["times"]]
    found = []
    if system:
        alignment = Alignment(system["article"]["text"], text)
        for time in system.get("times") or []:
            span = alignment.span(time["start"], time["end"])
            found.append((*_trim(text, *span), time) if span else (-1, -1, time))
    weights = {}
    for g, (start, end, _) in enumerate(expected):
        for s, (left, right, _) in enumerate(found):
            shared = min(end, right) - max(start, left)
            if shared > 0:
                weights[g, s] = 1e9 + 1e5 * ((start, end) == (left, right)) + shared
    right_of = dict.fromkeys(("strict", "relaxed", "type", "value", "value_exact", "strict_value"), 0)
    for g, s in best_pairs(weights).items():
        theirs, ours = expected[g][2], found[s][2]
        strict = expected[g][:2] == found[s][:2]
        value = fold_value(theirs["value"]) == fold_value(ours["value"])
        held = {
            "strict": strict,
            "relaxed": True,
            "type": theirs["type"] == ours["type"],
            "value": value,
            "value_exact": (theirs["value"] or "") == (ours["value"] or ""),
            "strict_value": strict and value,
        }
        for name, holds in held.items():
            right_of[name] += holds
    for name, number in right_of.items():
        counts.add(name, number, len(found), len(expected))


def fold_value(value: str | None) -> str:
    """The TIMEX3 value in the one spelling that its harmless variants share; "" for None."""
    value = re.sub(r"\s+", "", value or "").upper()
    if value.startswith("P") and not value.endswith("_REF"):
        return _fold_period(value) or value
    date, mark, clock = value.partition("T") if re.match(r"[\dX]", value) else (value, "", "")
    date = re.sub(r"^([\dX]{4})-?(Q|H|W|SP|SU|FA|WI)", r"\1-\2", date)
    date = re.sub(r"-W(\d)(?!\d)", r"-W0\1", date)
    if re.search(r"\d", date):
        if not date.startswith("XXXX"):
            date = re.sub(r"(-XX)+$", "", date)
        if re.fullmatch(r"\d{2,3}X+", date):
            date = date.rstrip("X")
    clock = re.sub(r"^(\d\d:\d\d):00(?:\.0+)?", r"\1", clock)
    clock = re.sub(r"^(\d\d):00(?=$|[Z+-])", r"\1", clock)
    return date + mark + clock


def _fold_period(value: str) -> str | None:
    whole = _PERIOD.fullmatch(value)
    if not whole or not (whole["date"] or whole["clock"]):
        return None
    months = seconds = 0.0
    for part, prefix in ((whole["date"], ""), (whole["clock"] or "", "T")):
        for number, unit in _PART.findall(part):
            unit = "TM" if prefix and unit == "M" else unit
            months += float(number) * _MONTHS.get(unit, 0)
            seconds += float(number) * _SECONDS.get(unit, 0)
    return f"P{months:g}M{seconds:g}S"


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = max(start, 0), min(end, len(text))
    left, right = start, end
    while left < right and _EDGES.match(text[left]):
        left += 1
    while right > left and _EDGES.match(text[right - 1]):
        right -= 1
    return (left, right) if left < right else (start, end)
