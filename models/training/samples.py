"""Articles to training samples and batches."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from data import NOTHING, Article, Targets
from torch import Tensor

from extract.annotate.network.windows import owners, starts_of
from extract.annotate.network.wordpiece import WordPiece


@dataclass
class Sample:
    """A stretch of an article through one window or, read as in use, a whole article through several.

    Piece i of the sample is piece `place[i]` of window `row[i]`.
    """

    windows: list[tuple[np.ndarray, np.ndarray]]
    row: np.ndarray
    place: np.ndarray
    targets: Targets

    def __len__(self) -> int:
        return len(self.row)


def cut(article: Article, begin: int, end: int) -> Sample:
    """The pieces begin..end in one window; links with an end outside are left out."""
    targets = article.targets
    tags = {name: values[begin:end] for name, values in targets.tags.items()}
    pointers = {
        name: [
            (max(a, begin) - begin, min(b, end) - begin, NOTHING if to == NOTHING else to - begin)
            for a, b, to in found
            if a < end and b > begin and (to == NOTHING or begin <= to < end)
        ]
        for name, found in targets.pointers.items()
    }
    pairs = {
        name: [(a - begin, b - begin, related) for a, b, related in found if begin <= a < end and begin <= b < end]
        for name, found in targets.pairs.items()
    }
    shares = {name: values[begin:end] for name, values in targets.shares.items()}
    pieces = article.pieces
    window = (pieces.ids[begin:end], pieces.shapes[begin:end])
    place = np.arange(end - begin)
    return Sample([window], np.zeros_like(place), place, Targets(tags, pointers, pairs, shares))


def whole(article: Article, size: int, overlap: int) -> Sample:
    """The article through overlapping windows, each piece read where it has most context."""
    pieces = article.pieces
    size = min(size, len(pieces))
    starts = starts_of(len(pieces), size, overlap)
    row, place = owners(len(pieces), size, starts)
    windows = [(pieces.ids[s : s + size], pieces.shapes[s : s + size]) for s in starts]
    return Sample(windows, row, place, article.targets)


def samples(articles: list[Article], size: int, overlap: int, unit: str, dice: random.Random) -> list[Sample]:
    """One epoch's samples: the windows fall elsewhere each time, so that no border is ever learnt."""
    if unit == "article":
        return [whole(article, dice.randrange(size * 7 // 8, size + 1), overlap) for article in articles]
    found = []
    for article in articles:
        length = len(article.pieces)
        inner = range(dice.randrange(size // 4, size), length, size) if length > size else []
        borders = [0, *inner, length]
        found += [cut(article, a, b) for a, b in pairwise(borders)]
    return found


def batches(pool: list[Sample], size: int, dice: random.Random) -> list[list[Sample]]:
    """Shuffled batches of about `size` windows each, of windows of about the same length."""
    dice.shuffle(pool)
    pool.sort(key=lambda sample: -(-len(sample.windows[0][0]) // 16))
    made: list[list[Sample]] = [[]]
    count = 0
    for sample in pool:
        if made[-1] and count + len(sample.windows) > size:
            made.append([])
            count = 0
        made[-1].append(sample)
        count += len(sample.windows)
    dice.shuffle(made)
    return made


def inputs(batch: list[Sample], wordpiece: WordPiece) -> tuple[Tensor, Tensor, Tensor | None]:
    """Ids, shapes and mask of all windows of a batch, with the marks of begin and end."""
    windows = [window for sample in batch for window in sample.windows]
    longest = max(len(ids) for ids, _ in windows) + 2
    ids = np.full((len(windows), longest), wordpiece.pad)
    shapes = np.zeros((len(windows), longest), dtype=np.int64)
    mask = np.zeros((len(windows), longest), dtype=bool)
    for row, (words, forms) in enumerate(windows):
        n = len(words)
        ids[row, 0], ids[row, n + 1] = wordpiece.start, wordpiece.end
        ids[row, 1 : n + 1], shapes[row, 1 : n + 1] = words, forms
        mask[row, : n + 2] = True
    return torch.from_numpy(ids), torch.from_numpy(shapes), None if mask.all() else torch.from_numpy(mask)


def gathered(vectors: Tensor, batch: list[Sample]) -> list[Tensor]:
    """Vectors of the pieces of each sample."""
    found, first = [], 0
    for sample in batch:
        found.append(vectors[torch.from_numpy(sample.row) + first, torch.from_numpy(sample.place) + 1])
        first += len(sample.windows)
    return found
