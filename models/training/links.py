"""Scores of pairs of pieces in numpy, the same as `Encoder.link`."""

from __future__ import annotations

import numpy as np
from model import DISTANCES


def distance_bucket(offset: np.ndarray) -> np.ndarray:
    """Bucket of a signed distance in pieces: exact to 8, then in steps that grow by about a quarter."""
    size = np.minimum(np.abs(offset), 1000)
    far = 8 + (np.log(np.maximum(size, 8) / 8.0) / np.log(1000 / 8.0) * 15).astype(np.int64)
    bucket = np.where(size < 8, size, far)
    return np.where(offset < 0, bucket, bucket + DISTANCES // 2)


def link(matrix: np.ndarray, bias: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """How much each left piece points at each right piece; 0 is indifference."""
    size = matrix.shape[1] // 2
    scores = matrix[left, :size] @ matrix[right, size:].T / size**0.5
    return scores + bias[distance_bucket(right[None, :] - left[:, None])]
