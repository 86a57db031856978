"""How near a sighting is to a group: by the names of the victims, and by the days on which it happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from string import ascii_uppercase

from extract.cases.groups import Group
from extract.cases.names import prefixes
from extract.cases.sightings import Sighting

__all__ = ["NEAR", "busy_names", "days_of", "distance", "gap", "months", "name_fit", "reach", "significant_digits"]

Days = tuple[int, int]

NEAR = 10
"""Days by which articles differ on the date of one happening (when it began, was noticed, was told)."""

NEAR_BUSY = 3
"""The same where much happens to the victim, so that only dates tell one happening from another: both must have one."""

BUSY = 6
"""Stretches of 30 days, in one year, whose dated incidents make a name busy; countries and products are so anyway."""

CROWD = 3
"""Victims from which an incident is a list of many; one of them in common says little."""

EXACT = 31
"""Days of an interval at most that places an incident in one stretch."""

NEAR_ATTACKER = 31
"""Days by which they differ where they name the same attacker or CVE, or give the same round number."""

NEAR_NUMBER = 400
"""The same where they give the same number or sum, of two significant digits or more."""

RECENT = 45
"""Days before its publication in which an undated incident is held to have happened, unless fillers say more."""

TOGETHER = 21
"""Days between the publication of two undated reports of one happening."""

VAGUE = 92
"""Two intervals of more days than that show no happening to be the same by overlapping."""

COARSE = 1100
"""An interval of more days than that dates nothing."""

_MONTH = 30
_YEAR = 12


def days_of(one: Sighting) -> Days | None:
    """First and last day of a sighting, where its dates say when it happened."""
    if one.first is None or one.last is None or one.last - one.first > COARSE:
        return None
    return one.first, one.last


def busy_names(sightings: Iterable[Sighting]) -> frozenset[str]:
    """Names to which much happens in a year of a collection."""
    stretches: defaultdict[str, set[int]] = defaultdict(set)
    for one in sightings:
        days = days_of(one)
        if days and days[1] - days[0] <= EXACT:
            for name in one.names:
                stretches[name].add(days[0] // _MONTH)
    return frozenset(name for name, found in stretches.items() if _is_dense(sorted(found)))


def _is_dense(stretches: list[int]) -> bool:
    return any(last - first < _YEAR for first, last in zip(stretches, stretches[BUSY - 1 :], strict=False))


def name_fit(one: Sighting, group: Group, busy: frozenset[str]) -> int:
    """3 for a common name, 2 where one name begins with the other, 1 for one that says little, 0 for none."""
    common = one.names & group.names
    if common - busy and (len(common) > 1 or max(one.victims, group.victims) < CROWD):
        return 3
    if common or one.wide & group.wide:
        return 1
    begins = (
        stem in prefixes(other) or other in prefixes(stem)
        for stem in one.stems - busy
        for other in group.stems - busy
        if stem[0] == other[0]
    )
    return 2 if any(begins) else 0


def reach(one: Sighting, group: Group, name: int, numbers: set[str] | frozenset[str], others: int) -> int:
    """Days by which the dates of a sighting and a group may lie apart, by what they have in common; -1: they are two.

    Args:
        one: the sighting.
        group: what it is compared with.
        name: see `name_fit`.
        numbers: those in common.
        others: number of attackers and identifiers in common.
    """
    if any(significant_digits(number) > 1 for number in numbers):
        return NEAR_NUMBER
    mine = days_of(one)
    if mine is None and group.days is None:
        apart = abs((one.published or 0) - (group.published or 0))
        return 0 if apart <= TOGETHER and (name > 1 or others or numbers) else -1
    if others or numbers:
        return NEAR if name == 1 else NEAR_ATTACKER
    lengths = [days[1] - days[0] for days in (mine, group.days) if days]
    if name == 1:
        exact = len(lengths) == 2 and max(lengths) <= NEAR_BUSY and one.kind in group.kinds
        return NEAR_BUSY if exact else -1
    if min(lengths) > VAGUE:
        return -1
    return NEAR if max(lengths) <= VAGUE else 0


def gap(one: Sighting, group: Group) -> int | None:
    """Days between a sighting and a group, 0 where they overlap; None where nothing dates one of them."""
    mine = days_of(one) or _before(one.published)
    other = group.days or _before(group.published)
    if mine is None or other is None:
        return 0 if one.numbers & group.numbers or one.attackers & group.attackers else None
    return max(0, mine[0] - other[1], other[0] - mine[1])


def distance(one: Sighting, group: Group) -> int:
    """Days between the date of the one, or its publication, and that of the other: the nearer, the likelier."""
    days = days_of(one)
    mine = days[0] if days else one.published
    other = group.days[0] if group.days else group.published
    return abs(mine - other) if mine is not None and other is not None else COARSE


def months(days: Days | None, published: int | None, slack: int = 0) -> tuple[int, ...]:
    """Numbers of the stretches of 30 days in which it may have happened; (0,) where nothing dates it."""
    window = days or _before(published)
    if window is None:
        return (0,)
    return tuple(range((window[0] - slack) // _MONTH, (window[1] + slack) // _MONTH + 1))


def significant_digits(number: str) -> int:
    """Digits of a number that say something: two in "2400000USD"."""
    return len(number.rstrip(ascii_uppercase).replace(".", "").strip("0"))


def _before(published: int | None) -> Days | None:
    return (published - RECENT, published) if published is not None else None
