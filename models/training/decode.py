"""From scores to spans: the best well-formed tag sequence, in numpy."""

from __future__ import annotations

import numpy as np

Span = tuple[int, int]


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Logarithms of the shares along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def best_tags(scores: np.ndarray) -> np.ndarray:
    """Viterbi over columns O, B-a, I-a, B-b, I-b ...: an I only follows a B or I of its own label."""
    steps, columns = scores.shape
    if not steps:
        return np.zeros(0, dtype=np.int64)
    inside = np.arange(2, columns, 2)
    best, back = scores[0].copy(), np.zeros((steps, columns), dtype=np.int64)
    best[inside] = -np.inf
    for step in range(1, steps):
        top = int(best.argmax())
        before = np.full(columns, best[top])
        back[step] = top
        begun = best[inside - 1] > best[inside]
        before[inside] = np.where(begun, best[inside - 1], best[inside])
        back[step, inside] = np.where(begun, inside - 1, inside)
        best = before + scores[step]
    tags = np.zeros(steps, dtype=np.int64)
    tags[-1] = best.argmax()
    for step in range(steps - 1, 0, -1):
        tags[step - 1] = back[step, tags[step]]
    return tags


def spans_of(tags: np.ndarray, labels: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """(label, first piece, piece after the last) of every span of a well-formed sequence."""
    spans: list[tuple[str, int, int]] = []
    for i, tag in enumerate(tags.tolist()):
        if tag % 2:
            spans.append((labels[tag // 2], i, i + 1))
        elif tag:
            spans[-1] = (spans[-1][0], spans[-1][1], i + 1)
    return spans
