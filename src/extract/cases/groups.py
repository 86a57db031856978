"""The shapes that linking works on: a group of sightings, and why each is in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.cases.records import Because
from extract.cases.sightings import Sighting

__all__ = ["Group", "Member"]


@dataclass(slots=True)
class Member:
    """A sighting in a group, and what it was recognised by."""

    sighting: Sighting
    because: tuple[Because, ...]


@dataclass(slots=True)
class Group:
    """The sightings of one happening; all but `members` is what further ones are recognised by.

    A name, number or attacker counts when it is that of the sighting that opened the group, or of two articles: what
    one article alone brings in doesn't draw in others.

    Attributes:
        place: its number.
        days: first and last day, as ordinals, of the sighting that opened it; None without a date.
        published: day of publication of that sighting.
        victims: number of victims that it names.
        articles: by article id its sightings, so far as they were recognised by something of their own.
    """

    place: int
    days: tuple[int, int] | None
    published: int | None
    victims: int
    members: list[Member] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)
    wide: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    attackers: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    articles: dict[str, list[Sighting]] = field(default_factory=dict)
    _once: dict[str, str] = field(default_factory=dict)

    def add(self, one: Sighting, because: tuple[Because, ...]) -> None:
        """Take a sighting in, with what it is recognised by."""
        for name in ("names", "stems", "wide", "identifiers", "numbers", "attackers"):
            known: set[str] = getattr(self, name)
            for value in getattr(one, name):
                if not self.members or self._once.setdefault(f"{name}|{value}", one.article) != one.article:
                    known.add(value)
        self.kinds.add(one.kind)
        self.articles.setdefault(one.article, []).append(one)
        self.members.append(Member(one, because))
