"""How likely an incident of a record is one that an annotator would have written down."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.assemble.grouping import Happening

# Logistic regression on the incidents of the dev articles: `benchmarks/calibration.py --fit` prints these numbers.
BIAS = -3.958
WEIGHTS = (3.429, 1.120, 0.283, 1.971, -0.418)


def evidence_for(happening: Happening, *, victim: bool) -> tuple[float, ...]:
    """What speaks for an incident, as numbers.

    The score of its surest trigger, the logarithm of their number, whether it has a victim, whether the encoder
    found it, and whether its type is a general one.
    """
    own = [mention.mark.score for mention in happening.mentions if not mention.mark.effect]
    return (
        max(own),
        math.log(len(own)),
        float(victim),
        float(happening.learned),
        float(happening.domain.types[happening.type].general),
    )


def likelihood(evidence: Sequence[float]) -> float:
    """The share of incidents with such evidence that are right, 0..1, by logistic regression."""
    total = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, evidence, strict=True))
    return round(1 / (1 + math.exp(-total)), 2)
