"""Triggers, their arguments and which of them are one incident, from the heads of the trained encoder."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from extract.annotate.layers import ArgumentMark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from extract.annotate.layers import TriggerMark
    from extract.annotate.network.decode import Floats, Ints
    from extract.annotate.network.decode import Span as Pieces
    from extract.annotate.network.scores import Scores
    from extract.domain import Domain

_BELONGS = 0.5
_SAME = 0.3
_RULE = 1.0
"""Added to the scores of a trigger where a pattern has found one of its type; chosen on dev articles."""
_RULE_ROLE = 1.0
_MOST = 500
"""Triggers that are compared pair by pair; of a longer text the ones after them stand alone."""


@dataclass(frozen=True, slots=True)
class Learned:
    """One trigger: characters, type, how sure, the shares of realis, its arguments, and the incident it is of.

    `cluster` numbers the incidents of a document in the order of their first trigger.
    """

    start: int
    end: int
    type: str
    score: float
    realis: dict[str, float]
    arguments: tuple[ArgumentMark, ...]
    cluster: int


def find_learned(
    scores: Scores, domain: Domain, sentences: Sequence[int] = (0,), by_rule: Iterable[TriggerMark] = ()
) -> list[Learned]:
    """The triggers of a text in order; none if the pack names no heads of the encoder.

    Args:
        scores: what the encoder says of the text.
        domain: the pack; its types and roles are labels of the heads.
        sentences: offsets at which sentences begin; an argument belongs to triggers of its own sentence, to the
            likeliest at least.
        by_rule: triggers that the pack's patterns have found; they count as evidence, not more.
    """
    heads = domain.encoder
    if heads is None:
        return []
    by_rule = list(by_rule)
    evidence = [(mark.type, (mark.start, mark.end), _RULE) for mark in by_rule]
    triggers = _joined(scores, [t for t in scores.spans(heads.triggers, heads.more, evidence) if t[0] in domain.types])
    roles = scores.heads[heads.arguments].labels
    fillers = {(a.role, (a.start, a.end)) for mark in by_rule for a in mark.arguments if a.role in roles}
    told = [(*filler, _RULE_ROLE) for filler in sorted(fillers)]
    arguments = _joined(scores, [a for a in scores.spans(heads.arguments, evidence=told) if a[0] in domain.roles])
    if not triggers:
        return []
    firsts = np.array([first for _, (first, _) in triggers])
    places = [np.array([_sentence(scores, sentences, span) for _, span in group]) for group in (triggers, arguments)]
    near = places[0][:, None] == places[1][None, :]
    owned = _owned(scores, domain, triggers, arguments, near)
    labels = scores.heads[heads.realis].labels
    marks = [
        ArgumentMark(*scores.characters(span), role, round(scores.certainty(heads.arguments, role, span), 3))
        for role, span in arguments
    ]
    cluster = _clusters(_alike(scores, heads.same, triggers, firsts))
    return [
        Learned(
            *scores.characters(span),
            kind,
            round(scores.certainty(heads.triggers, kind, span), 3),
            dict(zip(labels, scores.shares(heads.realis, span).tolist(), strict=True)),
            tuple(marks[column] for column in owned[row]),
            cluster[row] if row in cluster else len(cluster) + row,
        )
        for row, (kind, span) in enumerate(triggers)
    ]


def _joined(scores: Scores, spans: list[tuple[str, Pieces]]) -> list[tuple[str, Pieces]]:
    """Spans of one label that at most a space divides are one: "have been leaked"."""
    joined: list[tuple[str, Pieces]] = []
    for label, span in spans:
        if joined and joined[-1][0] == label:
            last = joined[-1][1]
            if scores.characters(span)[0] - scores.characters(last)[1] <= 1:
                joined[-1] = (label, (last[0], span[1]))
                continue
        joined.append((label, span))
    return joined


def _sentence(scores: Scores, sentences: Sequence[int], span: Pieces) -> int:
    return bisect_right(sentences, scores.characters(span)[0])


def _owned(
    scores: Scores,
    domain: Domain,
    triggers: list[tuple[str, Pieces]],
    arguments: list[tuple[str, Pieces]],
    near: npt.NDArray[np.bool_],
) -> list[list[int]]:
    """For each trigger its arguments: those near it that likely belong to it, and that belong to no other more."""
    owned: list[list[int]] = [[] for _ in triggers]
    if not arguments or domain.encoder is None:
        return owned
    firsts, targets = (np.array([first for _, (first, _) in group]) for group in (triggers, arguments))
    chances = _chance(scores.links(domain.encoder.belongs, firsts, targets))
    for column, (role, _) in enumerate(arguments):
        fits = near[:, column] & np.array([role in domain.types[kind].roles for kind, _ in triggers])
        if not fits.any():
            continue
        own = np.where(fits, chances[:, column], -1.0)
        for row in {int(own.argmax()), *np.flatnonzero(own > _BELONGS).tolist()}:
            owned[row].append(column)
    return owned


def _alike(scores: Scores, head: str, triggers: list[tuple[str, Pieces]], firsts: Ints) -> Floats:
    """How likely two triggers are of one incident; 0 for triggers of different types."""
    near = firsts[:_MOST]
    alike = _chance(scores.links(head, near, near))
    kinds = np.array([kind for kind, _ in triggers[:_MOST]])
    return np.asarray(np.where(kinds[:, None] == kinds[None, :], (alike + alike.T) / 2, 0.0))


def _clusters(alike: Floats) -> dict[int, int]:
    """Average linkage above a threshold (UPGMA): row -> number of its cluster."""
    groups = [[i] for i in range(len(alike))]
    means = alike.copy()
    np.fill_diagonal(means, -1.0)
    while len(groups) > 1:
        a, b = divmod(int(means.argmax()), len(groups))
        if means[a, b] <= _SAME:
            break
        a, b = min(a, b), max(a, b)
        sizes = len(groups[a]), len(groups[b])
        row = (means[a] * sizes[0] + means[b] * sizes[1]) / sum(sizes)
        means[a], means[:, a] = row, row
        means[a, a] = -1.0
        means = np.delete(np.delete(means, b, 0), b, 1)
        groups[a] += groups.pop(b)
    groups.sort(key=min)
    return {row: number for number, group in enumerate(groups) for row in group}


def _chance(scores: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-scores)))
