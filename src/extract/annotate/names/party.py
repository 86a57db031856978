"""A party of the document in the making: names that mean one thing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from extract.annotate.names.candidate import Name
from extract.annotate.names.lexicon import Gender
from extract.records import EntityType

TYPE_ORDER: tuple[EntityType, ...] = (
    "vulnerability", "malware", "group", "person", "organization", "place", "product", "event", "work",
)  # fmt: skip
"""Which type wins where the votes are equal."""


@dataclass(slots=True, eq=False)
class Party:
    """One entity of the document in the making."""

    names: list[Name]
    texts: list[str]
    """The text of each name."""
    votes: Counter[EntityType] = field(default_factory=Counter)
    type: EntityType = "other"

    @property
    def words(self) -> list[str]:
        """The words of its longest name."""
        return max(self.texts, key=lambda text: (text.count(" "), len(text))).split()

    @property
    def known(self) -> bool:
        """Whether a gazetteer or a pattern has one of its names."""
        return any(name.known for name in self.names)

    @property
    def gender(self) -> Gender | None:
        """The gender that titles, descriptions and given names tell."""
        counts = Counter(name.gender for name in self.names if name.gender)
        return counts.most_common(1)[0][0] if counts else None

    def decide(self) -> None:
        """Set the type from the votes of its names."""
        self.votes = Counter()
        for name in self.names:
            self.votes.update(name.votes)
        best = max(self.votes.values(), default=0.0)
        self.type = next((kind for kind in TYPE_ORDER if best and self.votes[kind] == best), "other")

    def sort(self) -> None:
        """Bring its names into the order of the text."""
        order = sorted(range(len(self.names)), key=lambda i: self.names[i].start)
        self.names, self.texts = [self.names[i] for i in order], [self.texts[i] for i in order]

    def absorb(self, other: Party) -> None:
        """Take in the names of another party."""
        self.names += other.names
        self.texts += other.texts


def key_of(text: str) -> str:
    """What equal names have in common: case, full stops and kinds of apostrophes don't count."""
    return " ".join(text.replace(".", "").replace("’", "'").casefold().split())
