"""When an incident happened: the interval of its time arguments, else of the passage, else nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from extract.packs import load_toml
from extract.records import When

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extract.records import Claim, Timex, WhenBasis

_SINCE = re.compile(r"\b(?:since|ever since|starting|beginning)(?: \w+){0,2} ?$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|before)(?: the)? ?$", re.IGNORECASE)
_BEFORE = re.compile(r"\bbefore(?: the)? ?$", re.IGNORECASE)
_WHEN = re.compile(r",? when\b")
_LEAD = 16  # characters before a time in which "since" is looked for


@dataclass(frozen=True, slots=True)
class Interval:
    """Inclusive days; `open` when it began then and went on, `None` where that side is not known.

    `unresolved` is the expression, in lower case, when its days are not known for want of a publication date
    (the days of the report, "Friday" or "this week", are one: empty): it keeps what happened "last year" and
    "last August" apart.
    """

    earliest: str | None
    latest: str | None
    open: bool = False
    basis: WhenBasis = "argument"
    time_ids: tuple[str, ...] = ()
    unresolved: str | None = None

    @property
    def days(self) -> tuple[str | None, str | None]:
        """First and last day."""
        return self.earliest, self.latest

    def meet(self, other: Interval) -> Interval:
        """What both say together: an open interval stays, else the days in common."""
        ids = tuple(dict.fromkeys(self.time_ids + other.time_ids))
        if self.open or other.open:
            keep = self if self.open else other
            return Interval(keep.earliest, keep.latest, True, keep.basis, ids, keep.unresolved)
        earliest = max(filter(None, (self.earliest, other.earliest)), default=None)
        latest = min(filter(None, (self.latest, other.latest)), default=None)
        if earliest and latest and earliest > latest:
            return self
        return Interval(earliest, latest, False, self.basis, ids, self.unresolved)


def compatible(new: Interval, old: Interval, *, slack: int = 0) -> bool:
    """Whether two times may be those of one happening.

    They must have days in common, or lie at most `slack` days apart; what has a closed time of its own is no
    part of a series that goes on.
    """
    if new.open != old.open or new.unresolved != old.unresolved:
        return False
    if slack and new.earliest and new.latest and old.earliest and old.latest:
        late, early = max(new.earliest, old.earliest), min(new.latest, old.latest)
        return days_between(early, late) <= slack
    starts = (new.earliest or "", old.earliest or "")
    ends = (new.latest or "9999", old.latest or "9999")
    return max(starts) <= min(ends)


def days_apart(one: Interval, other: Interval) -> int:
    """Days between two intervals; 0 or less where they touch, or where it cannot be told."""
    if not (one.earliest and one.latest and other.earliest and other.latest):
        return 0
    return max(days_between(one.latest, other.earliest), days_between(other.latest, one.earliest))


def days_between(first: str, last: str) -> int:
    """Days from one ISO day to another; negative where the second is earlier."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def interval_of(times: Iterable[Timex], start: int, text: str, published: str | None) -> Interval | None:
    """The interval that the times of a trigger at `start` give together; the first one leads."""
    result: Interval | None = None
    for time in times:
        one = _interval(time, start, text, published)
        if one is None:
            continue
        if result is None:
            result = one
        elif (
            one.earliest is None
            and one.unresolved is None
            and not _BEFORE.search(text[max(0, time.start - _LEAD) : time.start])
        ):
            result = _ending(result, one)
        elif compatible(one, result):
            result = result.meet(one)
    return result


def _ending(began: Interval, until: Interval) -> Interval:
    """From the one to the other: "began in 2022 and lasted until October 2024"."""
    latest = max(filter(None, (began.latest, until.latest)), default=None)
    return Interval(began.earliest, latest, began.open, began.basis, began.time_ids + until.time_ids)


def _interval(time: Timex, start: int, text: str, published: str | None) -> Interval | None:
    if time.value == "PRESENT_REF":
        return Interval(published, published, False, "published", (time.id,)) if published else None
    if time.type in ("SET", "DURATION"):
        return None
    before = text[max(0, time.start - _LEAD) : time.start]
    if time.value is None:
        return Interval(None, None, bool(_SINCE.search(before)), "argument", (time.id,), _unresolved(time))
    if time.earliest is None and time.latest is None:
        return None
    dates_what_follows = _WHEN.match(text, time.end)  # "since 2016, when it was hit": the clause is about 2016
    if dates_what_follows and start > time.end:
        return Interval(time.earliest, time.latest, False, "argument", (time.id,))
    if _SINCE.search(before) or time.text.lower().startswith("since "):
        return Interval(
            time.earliest,
            max(published, time.earliest or "") if published else None,
            True,
            "argument",
            (time.id,),
        )
    if _UNTIL.search(before):
        return Interval(None, time.latest, False, "argument", (time.id,))
    return Interval(time.earliest, time.latest, False, "argument", (time.id,))


def _unresolved(time: Timex) -> str:
    words = time.text.lower()
    return words if set(words.split()) & set(load_toml("lexicons/realis.toml")["distant"]) else ""


def passage_interval(
    start: int, times: Iterable[Timex], claims: Iterable[Claim], text: str, published: str | None
) -> Interval | None:
    """The time that the passage before `start` is about: one that opens a sentence of the same paragraph.

    Times that say when something was said are passed over.
    """
    said = {claim.time_id for claim in claims}
    paragraph = text.rfind("\n", 0, start) + 1
    for time in sorted(times, key=lambda one: -one.start):
        if paragraph <= time.start < start and time.id not in said and _opens(text[paragraph : time.start]):
            found = _interval(time, start, text, published)
            if found is not None:
                return replace(found, basis="passage")
    return None


def _opens(before: str) -> bool:
    sentence = re.split(r"[.!?][\"'”’]? ", before[-120:])[-1]
    return len(sentence.split()) <= 2


def to_when(interval: Interval | None) -> When:
    """The record of an interval; one that is not resolved names its times, without days."""
    if interval is None:
        return When()
    return When(earliest=interval.earliest, latest=interval.latest, basis=interval.basis, time_ids=interval.time_ids)
