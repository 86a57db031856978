"""Scores of the heads for one article, from a torch model or an exported file."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from model import Encoder

from extract.annotate.network.windows import fitted, owners, starts_of
from extract.annotate.network.wordpiece import Pieces, WordPiece

Matrices = dict[str, np.ndarray]
Run = Callable[[np.ndarray, np.ndarray], Matrices]


def encode(run: Run, pieces: Pieces, wordpiece: WordPiece, window: int, overlap: int) -> Matrices:
    """One row a piece for each head; all windows in one call, each piece read where it has most context."""
    size = fitted(len(pieces), window - 2, overlap)
    if not size:
        return run(np.array([[wordpiece.start, wordpiece.end]]), np.zeros((1, 2), dtype=np.int64))
    starts = starts_of(len(pieces), size, overlap)
    ids = np.full((len(starts), size + 2), wordpiece.start)
    shapes = np.zeros((len(starts), size + 2), dtype=np.int64)
    for row, start in enumerate(starts):
        ids[row, 1:-1], shapes[row, 1:-1] = (
            pieces.ids[start : start + size],
            pieces.shapes[start : start + size],
        )
    ids[:, -1] = wordpiece.end
    row, place = owners(len(pieces), size, starts)
    return {name: matrix[row, place + 1] for name, matrix in run(ids, shapes).items()}


def torch_run(model: Encoder) -> Run:
    """All heads of a model in evaluation mode."""

    def run(ids: np.ndarray, shapes: np.ndarray) -> Matrices:
        parts: dict[str, list[np.ndarray]] = {name: [] for name in model.declared}
        with torch.inference_mode():
            for i in range(0, len(ids), 16):
                vectors = model.body(torch.from_numpy(ids[i : i + 16]), torch.from_numpy(shapes[i : i + 16]))
                for name in parts:
                    parts[name].append(model.heads[name](vectors).numpy())
        return {name: np.concatenate(found) for name, found in parts.items()}

    return run


def biases_of(model: Encoder) -> Matrices:
    """The distance biases of the linked heads."""
    return {name: bias.detach().numpy() for name, bias in model.biases.items()}
