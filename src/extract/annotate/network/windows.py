"""Articles of any length through windows of a fixed size, and back."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def fitted(length: int, largest: int, overlap: int) -> int:
    """The least size of windows of which no more are needed than of the largest ones."""
    if length <= largest:
        return length
    count = -(-(length - overlap) // (largest - overlap))
    return -(-(length - overlap) // count) + overlap


def starts_of(length: int, size: int, overlap: int) -> list[int]:
    """Where windows of `size` pieces begin so that neighbours share at least `overlap`."""
    if length <= size:
        return [0]
    count = -(-(length - overlap) // (size - overlap))
    return [round(i * (length - size) / (count - 1)) for i in range(count)]


def owners(length: int, size: int, starts: list[int]) -> tuple[Ints, Ints]:
    """For each piece the window in which it stands farthest from an edge, and its place there."""
    window = np.zeros(length, dtype=np.int64)
    for number, (before, start) in enumerate(pairwise(starts), 1):
        window[(before + size + start) // 2 :] = number
    return window, np.arange(length) - np.asarray(starts)[window]
