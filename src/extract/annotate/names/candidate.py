"""A candidate: a span that may be a name, with the evidence gathered for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from extract.annotate.names.known import Known
from extract.annotate.names.lexicon import Gender
from extract.records import EntityType

PROPER_TAGS = ("NNP", "NNPS")
POSSESSIVES = frozenset({"'s", "’s", "'", "’", "‘s", "`s", "´s"})
PREFIXES = frozenset(["pro", "anti", "non", "ex", "post", "pre", "mid"])
"""Before a hyphen and a name they make an adjective: "pro-Oslo"."""


@dataclass(slots=True, eq=False)
class Name:
    """A candidate: tokens start:end of the document, and the evidence gathered for it."""

    start: int
    end: int
    votes: dict[EntityType, float] = field(default_factory=dict)
    known: Known | None = None
    role: str | None = None
    country: str | None = None
    gender: Gender | None = None
    descriptions: list[tuple[int, int, str]] = field(default_factory=list)
    """Nominals that stand in apposition or behind a copula: tokens start:end, the head noun in lower case."""
    nouns: set[str] = field(default_factory=set)
    """Head nouns that describe it, in lower case."""
    unsure: bool = False
    """In a line of capitals: counts only where the rest of the document knows the name."""

    def vote(self, kind: EntityType, weight: float) -> None:
        """Add to the evidence that it is of this type."""
        self.votes[kind] = self.votes.get(kind, 0.0) + weight


def without_overlaps(names: Iterable[Name], length: int) -> list[Name]:
    """The longest of overlapping candidates; of equally long ones the known name, with the other's votes."""
    taken: list[Name | None] = [None] * length
    kept: list[Name] = []
    for name in sorted(names, key=lambda n: (n.start - n.end, n.known is None, n.start)):
        holders = {id(other): other for other in taken[name.start : name.end] if other}
        if not holders:
            taken[name.start : name.end] = [name] * (name.end - name.start)
            kept.append(name)
            continue
        for other in holders.values():
            if (other.start, other.end) == (name.start, name.end):
                for kind, weight in name.votes.items():
                    other.vote(kind, weight)
    return kept
