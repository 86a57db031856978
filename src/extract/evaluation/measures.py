"""Counts that add up over articles, and the figures made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Counts", "Measure"]


@dataclass(slots=True)
class Measure:
    """One measure's counts; `precision`, `recall` and `f1` are in percent, 0 where nothing was counted.

    Most measures count the same things right on both sides; where precision and recall count different
    ones (B-cubed), `right_gold` is recall's.
    """

    right: float = 0.0
    system: float = 0.0
    gold: float = 0.0
    right_gold: float | None = None

    @property
    def precision(self) -> float:
        """Share of the system's that is right."""
        return 100 * self.right / self.system if self.system else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        right = self.right if self.right_gold is None else self.right_gold
        return 100 * right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def as_dict(self) -> dict[str, float]:
        """The figures, rounded to two digits, with the counts."""
        shares = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        counts = {"right": self.right, "system": self.system, "gold": self.gold}
        return {name: round(value, 2) for name, value in (shares | counts).items()}


@dataclass(slots=True)
class Counts:
    """The measures of a layer by name, in the order in which they were first counted."""

    measures: dict[str, Measure] = field(default_factory=lambda: defaultdict(Measure))

    def add(self, name: str, right: float, system: float, gold: float, right_gold: float | None = None) -> None:
        """Count; `right_gold` where recall counts other things right than precision."""
        measure = self.measures[name]
        measure.right += right
        measure.system += system
        measure.gold += gold
        if right_gold is not None:
            measure.right_gold = (measure.right_gold or 0.0) + right_gold

    def __iter__(self) -> Iterator[tuple[str, Measure]]:
        return iter(self.measures.items())
