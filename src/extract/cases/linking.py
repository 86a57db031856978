"""Sightings -> groups, one for each happening.

Sightings are taken in an order that depends on nothing but themselves: exactly dated ones first, undated ones last.
Each joins the likeliest group that it can be a report of, or opens one. The groups that it is compared with come from
an index by name and month, by name and number, by name and attacker, and by identifier, so that the work grows with the
number of sightings and not with its square. A group's dates are those of the sighting that opened it: groups don't grow
along a chain of dates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.cases.closeness import (
    NEAR,
    busy_names,
    days_of,
    distance,
    gap,
    months,
    name_fit,
    reach,
    significant_digits,
)
from extract.cases.groups import Group, Member
from extract.cases.names import initials, prefixes
from extract.cases.records import Because
from extract.cases.scheme import Scheme
from extract.cases.sightings import Sighting

__all__ = ["link"]

COMPARED = 64
"""Groups of one index entry that a sighting is compared with, the last ones opened: bounds the work."""

TELLING = 4
"""Significant digits from which a number alone, without a name, tells an incident from all others."""


@dataclass(frozen=True, slots=True)
class _Match:
    because: tuple[Because, ...]
    rank: tuple[int, ...]


def link(sightings: Iterable[Sighting], scheme: Scheme) -> tuple[list[Group], int]:
    """Group sightings by what they are sightings of.

    Args:
        sightings: in any order; article ids tell articles apart.
        scheme: which types go together.

    Returns:
        The groups, and the number of sightings in none: they name nobody, no CVE and no telling number, or an article
        has them beside another incident of the same victim without a date that tells them apart.
    """
    known = sorted(sightings, key=_order)
    _add_long_names(known)
    linker = _Linker(scheme, busy_names(known))
    rest = [one for one in known if not linker.place(one)]
    left = sum(not linker.join_own_article(one) for one in rest)
    return linker.groups, left


def _order(one: Sighting) -> tuple[object, ...]:
    if days := days_of(one):
        length = days[1] - days[0]
        precision, day = (0 if length <= 3 else 1 if length <= 31 else 2), days[0]
    else:
        precision, day = 3, one.published or 0
    return precision, day, -len(one.names), one.published or 0, one.article, one.incident


def _add_long_names(sightings: Sequence[Sighting]) -> None:
    """Give sightings of an acronym the name that it stands for too, where the collection has one alone for it.

    What an article says it stands for goes before what its letters fit.
    """
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    for one in sightings:
        for acronym in one.acronyms:
            meanings[acronym].update(one.names - one.acronyms)
    spelled: defaultdict[str, set[str]] = defaultdict(set)
    for name in {name for one in sightings for name in one.stems - one.acronyms}:
        for acronym in initials(name):
            spelled[acronym].add(name)
    for one in sightings:
        if one.names == one.acronyms:
            for acronym in sorted(one.acronyms):
                long = meanings[acronym] or spelled[acronym]
                if len(long) == 1:
                    one.names |= long
                    one.stems |= long


class _Linker:
    def __init__(self, scheme: Scheme, busy: frozenset[str]) -> None:
        self._scheme = scheme
        self._busy = busy
        self.groups: list[Group] = []
        self._index: defaultdict[str, list[int]] = defaultdict(list)
        self._of_article: defaultdict[str, dict[int, None]] = defaultdict(dict)

    def place(self, one: Sighting) -> bool:
        """Add a sighting to the likeliest group, or to a new one; False where it can't be recognised again."""
        if not (one.names or one.wide or one.identifiers or _telling(one)):
            return False
        matches = {at: found for at in self._candidates(one) if (found := self._match(one, self.groups[at]))}
        ranked = sorted(matches, key=lambda at: (matches[at].rank, -at), reverse=True)
        if ranked and (len(ranked) == 1 or matches[ranked[0]].rank > matches[ranked[1]].rank):
            self._add(one, self.groups[ranked[0]], matches[ranked[0]].because)
            return True
        if days_of(one) is None and self._repeats_its_article(one):
            return False
        group = Group(len(self.groups), days_of(one), one.published, one.victims)
        self.groups.append(group)
        self._add(one, group, ("first",))
        return True

    def join_own_article(self, one: Sighting) -> bool:
        """Add a sighting of nobody in particular to the one group of its article that it can be a part of."""
        if one.names or one.wide or one.identifiers:
            return False
        fitting = []
        for at in self._of_article.get(one.article, ()):
            group = self.groups[at]
            kinds = {other.kind for other in group.articles[one.article]}
            apart = gap(one, group)
            if (
                one.kind not in kinds
                and any(self._scheme.compatible(one.kind, kind) for kind in kinds)
                and (apart is None or apart <= NEAR)
            ):
                fitting.append(group)
        if len(fitting) != 1:
            return False
        fitting[0].members.append(Member(one, ("article",)))
        return True

    def _add(self, one: Sighting, group: Group, because: tuple[Because, ...]) -> None:
        group.add(one, because)
        self._of_article[one.article][group.place] = None
        for key in self._keys(one, group):
            entry = self._index[key]
            if not entry or entry[-1] != group.place:
                entry.append(group.place)

    def _keys(self, one: Sighting, group: Group) -> Iterator[str]:
        """The index entries under which a group is found by what one of its sightings says."""
        stretches = months(group.days, group.published)
        for name in one.names:
            yield from (f"n|{name}|{month}" for month in stretches)
            yield from (f"m|{name}|{extra}" for extra in (*one.numbers, *one.attackers))
        for stem in one.stems:
            yield from (f"p|{begun}|{month}" for begun in prefixes(stem) for month in stretches)
        for name in one.wide:
            yield from (f"w|{name}|{month}" for month in stretches)
        yield from (f"i|{name}" for name in one.identifiers)
        yield from (f"u|{number}" for number in _telling(one))

    def _candidates(self, one: Sighting) -> set[int]:
        stretches = months(days_of(one), one.published, NEAR)
        keys = [f"n|{name}|{month}" for name in one.names for month in stretches]
        keys += [f"m|{name}|{extra}" for name in one.names for extra in (*one.numbers, *one.attackers)]
        keys += [f"p|{stem}|{month}" for stem in one.stems for month in stretches]
        keys += [f"n|{begun}|{month}" for stem in one.stems for begun in prefixes(stem) for month in stretches]
        keys += [f"w|{name}|{month}" for name in one.wide for month in stretches]
        keys += [f"i|{name}" for name in one.identifiers]
        keys += [f"u|{number}" for number in _telling(one)]
        return {at for key in keys if key in self._index for at in self._index[key][-COMPARED:]}

    def _match(self, one: Sighting, group: Group) -> _Match | None:
        """Why a sighting can be one of the group, with how well it fits; None where it can't."""
        if not any(self._scheme.compatible(one.kind, kind) for kind in group.kinds):
            return None
        identifiers = len(one.identifiers & group.identifiers)
        if not self._scheme.befalls(one.kind):
            return _Match(("identifier",), (identifiers,)) if identifiers else None
        numbers = one.numbers & group.numbers
        attackers = len(one.attackers & group.attackers)
        name = name_fit(one, group, self._busy)
        if not name:
            if (one.names or one.wide) and (group.names or group.wide):
                return None
            if not (identifiers or group.numbers.intersection(_telling(one))):
                return None
        apart = gap(one, group)
        if apart is None or apart > reach(one, group, name, numbers, attackers + identifiers):
            return None
        if self._told_apart(one, group, apart):
            return None
        found: tuple[tuple[int, Because], ...] = (
            (name, "name"), (identifiers, "identifier"), (len(numbers), "number"), (attackers, "attacker"),
        )  # fmt: skip
        rank = (name, len(numbers) + identifiers, attackers, -distance(one, group))
        return _Match(tuple(why for shared, why in found if shared), rank)

    def _told_apart(self, one: Sighting, group: Group, apart: int) -> bool:
        """Whether the sighting's own article has another incident of its type in the group, at another time."""
        own = [other for other in group.articles.get(one.article, ()) if other.kind == one.kind]
        return bool(own) and (apart > 0 or any(days_of(other) is None for other in (one, *own)))

    def _repeats_its_article(self, one: Sighting) -> bool:
        groups = (self.groups[at] for at in self._of_article.get(one.article, ()))
        return any(one.names & group.names or one.wide & group.wide for group in groups)


def _telling(one: Sighting) -> list[str]:
    return [number for number in one.numbers if significant_digits(number) >= TELLING]
