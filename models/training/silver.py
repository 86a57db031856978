"""Targets for heads that an article has no gold for: what a trained encoder sees in it."""

from __future__ import annotations

from typing import Any

import claims
import numpy as np
from data import NOTHING, Article, Span, covered
from encode import biases_of, encode, torch_run
from model import Encoder

from extract.annotate.network.decode import log_softmax
from extract.annotate.network.wordpiece import WordPiece


def silver(known: Encoder, article: Article, names: list[str], wordpiece: WordPiece, run: dict[str, Any]) -> None:
    """Add targets for the heads `names`: shares of tags as they are, links as the plain assembly makes them."""
    pieces, targets = article.pieces, article.targets
    matrices = encode(torch_run(known), pieces, wordpiece, run["window"], run["overlap"])
    for name in names:
        if not known.declared[name].linked:
            targets.shares[name] = np.exp(log_softmax(matrices[name])).astype(np.float32)

    def pieces_of(told: dict[str, Any]) -> Span:
        return covered(pieces, (told["start"], told["end"]))

    links: dict[str, list[tuple[int, int, int]]] = {"claims_source": [], "claims_cue": []}
    for claim in claims.assemble(matrices, biases_of(known), pieces, article.record["text"]):
        cue = pieces_of(claim["cue"])
        source = pieces_of(claim["source"])[0] if claim["source"] else NOTHING
        links["claims_source"].append((*cue, source))
        links["claims_cue"] += [(*pieces_of(content), cue[0]) for content in claim["content"]]
    targets.pointers |= {name: found for name, found in links.items() if name in names}
