"""Stretches of a document: runs of proper nouns, and lines in which capitals tell nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from extract.annotate.layers import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONGEST_HEADLINE = 400


def proper_runs(doc: Doc, tags: np.ndarray) -> Iterator[tuple[int, int]]:
    """The longest stretches of tokens with these tags, in order."""
    found = np.isin(doc.to_array("TAG"), tags).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], found, [0]))))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def shouting(doc: Doc) -> np.ndarray:
    """For each token, whether its line is in capitals or title case, so that no name shows there."""
    marks = np.zeros(len(doc) + 1, dtype=bool)
    for line in _LINE.finditer(text_of(doc)):
        words = _WORD.findall(line[0]) if len(line[0]) < _LONGEST_HEADLINE else []
        if not 4 <= len(words) <= 40:
            continue
        capitals = sum(word.isupper() for word in words)
        titled = sum(word[0].isupper() or len(word) < 5 for word in words)
        if capitals > 0.7 * len(words) or (
            titled == len(words) and sum(word[0].isupper() for word in words) > 0.6 * len(words)
        ):
            span = doc.char_span(line.start(), line.end(), alignment_mode="expand")
            if span is not None:
                marks[span.start : span.end] = True
    return marks
