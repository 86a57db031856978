"""From scores to spans and links, in numpy."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.int64]
Span = tuple[int, int]
"""First piece and piece after the last."""

DISTANCES = 48
_MARGIN = 16


def log_softmax(scores: Floats) -> Floats:
    """Logarithms of the shares along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def best_tags(scores: Floats) -> Ints:
    """The best well-formed tags, columns O, B-a, I-a, B-b, I-b ...: an I only follows a B or I of its own label.

    Where the best tag of each piece by itself makes a well-formed sequence, that is the answer. Around each place
    where it does not, from `_MARGIN` pieces before it to the next piece that is no I, Viterbi (Forney 1973) finds it.
    """
    tags: Ints = scores.argmax(axis=-1).astype(np.int64)
    if not len(tags):
        return tags
    before = np.concatenate(([0], tags[:-1]))
    inside = (tags > 0) & (tags % 2 == 0)
    broken = np.flatnonzero(inside & (before != tags) & (before != tags - 1))
    end = 0
    for place in broken.tolist():
        if place < end:
            continue
        start = max(end, place - _MARGIN)
        end = place + 1
        while end < len(tags) and inside[end]:
            end += 1
        tags[start:end] = _viterbi(scores[start:end], int(tags[start - 1]) if start else 0)
    return tags


def _viterbi(scores: Floats, previous: int) -> list[int]:
    """The best well-formed tags of a stretch that follows the tag `previous`."""
    # Stretches are short: lists are several times faster here than arrays.
    rows: list[list[float]] = scores.tolist()
    best = rows[0]
    for inside in range(2, len(best), 2):
        if previous not in (inside, inside - 1):
            best[inside] = -math.inf
    back = []
    for row in rows[1:]:
        score = max(best)
        top = best.index(score)
        came = [top] * len(best)
        reached = [score + own for own in row]
        for inside in range(2, len(best), 2):
            came[inside] = inside - 1 if best[inside - 1] > best[inside] else inside
            reached[inside] = best[came[inside]] + row[inside]
        back.append(came)
        best = reached
    tags = [best.index(max(best))]
    for came in reversed(back):
        tags.append(came[tags[-1]])
    return tags[::-1]


def spans_of(tags: Ints, labels: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """(label, first piece, piece after the last) of every span of a well-formed sequence, in order."""
    begins = np.flatnonzero(tags % 2)
    inside = (tags > 0) & (tags % 2 == 0)
    outside = np.append(np.flatnonzero(~inside), len(tags))
    ends = outside[np.searchsorted(outside, begins, side="right")]
    kinds = tags[begins] // 2
    return [(labels[k], b, e) for k, b, e in zip(kinds.tolist(), begins.tolist(), ends.tolist(), strict=True)]


def distance_bucket(offset: Ints) -> Ints:
    """Bucket of a signed distance in pieces: exact to 8, then in steps that grow by about a quarter."""
    size = np.minimum(np.abs(offset), 1000)
    far = 8 + (np.log(np.maximum(size, 8) / 8.0) / np.log(1000 / 8.0) * 15).astype(np.int64)
    bucket = np.where(size < 8, size, far)
    return np.where(offset < 0, bucket, bucket + DISTANCES // 2)


def link(matrix: Floats, bias: Floats, left: Ints, right: Ints) -> Floats:
    """How much each piece of `left` points at each of `right`; 0 is indifference.

    Args:
        matrix: the rows of a linked head, queries in the first half of the columns, keys in the second.
        bias: what each bucket of distance adds.
        left: indices of pieces.
        right: indices of pieces.
    """
    size = matrix.shape[1] // 2
    scores = matrix[left, :size] @ matrix[right, size:].T / size**0.5
    return np.asarray(scores + bias[distance_bucket(right[None, :] - left[:, None])])
