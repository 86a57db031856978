from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from extract.annotate.network.decode import DISTANCES
from extract.annotate.network.model import encoder
from extract.annotate.network.scores import Head, Scores
from extract.annotate.network.wordpiece import WordPiece

ROLES = {"[": "source", "<": "cue", "{": "content"}
Marked = Callable[[str], tuple[str, Scores]]


@pytest.fixture(scope="session")
def wordpiece() -> WordPiece:
    """The tokenizer of the encoder that the package ships."""
    return encoder().wordpiece


@pytest.fixture(scope="session")
def marked(wordpiece: WordPiece) -> Marked:
    """Scores of an encoder that tags just what is marked: "[Ann] <said> {it broke}."; it points at nothing."""

    def scores(text: str) -> tuple[str, Scores]:
        plain, spans = "", []
        for part in re.findall(r"[\[<{][^\]>}]*[\]>}]|[^\[<{]+", text):
            if part[0] in ROLES:
                spans.append((ROLES[part[0]], len(plain), len(plain) + len(part) - 2))
                part = part[1:-1]
            plain += part
        pieces = wordpiece(plain)
        labels = tuple(ROLES.values())
        tags = np.zeros(len(pieces), dtype=np.int64)
        for role, start, end in spans:
            first, last = np.searchsorted(pieces.starts, [start, end])
            tags[first:last] = 2 * labels.index(role) + 2
            tags[first] -= 1
        bias = np.zeros(DISTANCES, dtype=np.float32)
        heads = {
            "claims_tags": Head("claims_tags", "bio", labels),
            "claims_source": Head("claims_source", "pointer", bias=bias),
            "claims_cue": Head("claims_cue", "pointer", bias=bias),
        }
        nothing = np.zeros((len(pieces), 2), dtype=np.float32)
        matrices = {"claims_tags": 10 * np.eye(7, dtype=np.float32)[tags]}
        return plain, Scores(pieces, heads, matrices | {"claims_source": nothing, "claims_cue": nothing})

    return scores
