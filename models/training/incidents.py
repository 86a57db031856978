"""Incidents from the scores of the incidents heads, plainly: to measure a checkpoint, not to ship."""

from __future__ import annotations

from typing import Any

import numpy as np
from model import Head

from extract.annotate.network.decode import best_tags, link, log_softmax, spans_of
from extract.annotate.network.wordpiece import Pieces

Matrices = dict[str, np.ndarray]
Allowed = dict[str, set[str]]


def share(scores: np.ndarray) -> np.ndarray:
    """Probabilities of single judgements."""
    return 1 / (1 + np.exp(-scores))


def clusters(together: np.ndarray, threshold: float) -> list[list[int]]:
    """Average-linkage clusters of a matrix of probabilities."""
    found = [[i] for i in range(len(together))]
    while len(found) > 1:
        best, pair = threshold, None
        for i in range(len(found)):
            for j in range(i):
                mean = together[np.ix_(found[i], found[j])].mean()
                if mean > best:
                    best, pair = mean, (j, i)
        if pair is None:
            break
        found[pair[0]] += found.pop(pair[1])
    return found


def assemble(
    matrices: Matrices,
    biases: Matrices,
    pieces: Pieces,
    text: str,
    heads: dict[str, Head],
    allowed: Allowed,
    *,
    belongs: float = 0.5,
    same: float = 0.5,
) -> list[dict[str, Any]]:
    """Triggers of one type that are likely one happening, with the arguments that belong to any of them."""
    types, roles = heads["incidents_triggers"].labels, heads["incidents_arguments"].labels
    triggers = spans_of(best_tags(log_softmax(matrices["incidents_triggers"])), types)
    arguments = spans_of(best_tags(log_softmax(matrices["incidents_arguments"])), roles)
    if not triggers:
        return []
    realis = np.exp(log_softmax(matrices["incidents_realis"]))
    where = np.array([a for _, a, _ in triggers])
    alike = share(link(matrices["incidents_same"], biases["incidents_same"], where, where))
    alike = (alike + alike.T) / 2
    kind = np.array([types.index(label) for label, *_ in triggers])
    alike[kind[:, None] != kind[None, :]] = 0
    owned: dict[int, list[int]] = {}
    if arguments:
        targets = np.array([a for _, a, _ in arguments])
        scores = share(link(matrices["incidents_belongs"], biases["incidents_belongs"], where, targets))
        for column, (role, *_) in enumerate(arguments):
            fits = np.array([not allowed or role in allowed[label] for label, *_ in triggers])
            chances = np.where(fits, scores[:, column], -1)
            if fits.any():
                for row in {int(chances.argmax()), *np.flatnonzero(chances > belongs).tolist()}:
                    owned.setdefault(row, []).append(column)

    def characters(first: int, last: int) -> dict[str, Any]:
        start, end = int(pieces.starts[first]), int(pieces.ends[last - 1])
        return {"start": start, "end": end, "text": text[start:end]}

    records = []
    for group in clusters(alike, same):
        found: dict[str, list[dict[str, Any]]] = {}
        for column in sorted({c for row in group for c in owned.get(row, [])}):
            role, first, last = arguments[column]
            found.setdefault(role, []).append(characters(first, last))
        shares = np.array([realis[a:b].mean(axis=0) for _, a, b in (triggers[row] for row in group)])
        # One mention told as a fact makes the happening a fact.
        actual = shares[:, 0].max() >= 0.5
        label = "actual" if actual else heads["incidents_realis"].labels[1 + int(shares[:, 1:].mean(axis=0).argmax())]
        records.append(
            {
                "type": triggers[group[0]][0],
                "realis": label,
                "triggers": [characters(a, b) for _, a, b in (triggers[row] for row in sorted(group))],
                "roles": found,
            }
        )
    return records
