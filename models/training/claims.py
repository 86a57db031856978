"""Claims from the scores of the claims heads, as plainly as can be: to measure a checkpoint, not to ship."""

from __future__ import annotations

from typing import Any

import numpy as np

from extract.annotate.network.decode import best_tags, link, log_softmax, spans_of
from extract.annotate.network.wordpiece import PARAGRAPH, Pieces

Matrices = dict[str, np.ndarray]
Span = tuple[int, int]
# Chosen on the dev articles; a link is a mean of scores cut to +-MOST.
DISTANCE, BREAK, MOST = 3.0, 5.0, 12.0
ROLES = ("source", "cue", "content")


def nearness(pieces: Pieces, span: Span, others: list[Span]) -> np.ndarray:
    """Minus what lies between a span and each other one: pieces, by logarithm, and paragraph breaks."""
    breaks = np.cumsum(pieces.shapes // 4 == PARAGRAPH)
    first, last = np.array(others).T
    gap = np.maximum(np.maximum(first - span[1], span[0] - last), 0)
    after = breaks[first] - breaks[span[1] - 1]
    before = breaks[span[0]] - breaks[last - 1]
    return -DISTANCE * np.log1p(gap) - BREAK * np.where(first >= span[1], after, before)


def assemble(matrices: Matrices, biases: Matrices, pieces: Pieces, text: str) -> list[dict[str, Any]]:
    """One claim a cue that has content: the content that points at it, the source it points at."""
    spans: dict[str, list[Span]] = {role: [] for role in ROLES}
    for role, begin, end in spans_of(best_tags(log_softmax(matrices["claims_tags"])), ROLES):
        spans[role].append((begin, end))

    def characters(span: Span) -> dict[str, Any]:
        start, end = int(pieces.starts[span[0]]), int(pieces.ends[span[1] - 1])
        return {"start": start, "end": end, "text": text[start:end]}

    def pointed(name: str, span: Span, others: list[Span]) -> np.ndarray:
        firsts = np.array([first for first, _ in others])
        scores = link(matrices[name], biases[name], np.arange(*span), firsts)
        return np.clip(scores, -MOST, MOST).mean(axis=0)

    cues, sources = spans["cue"], spans["source"]
    contents: dict[int, list[Span]] = {}
    for content in spans["content"] if cues else []:
        scores = pointed("claims_cue", content, cues) + nearness(pieces, content, cues)
        contents.setdefault(int(scores.argmax()), []).append(content)
    found = []
    for number, cue in enumerate(cues):
        if number not in contents:
            continue
        source = None
        if sources:
            scores = pointed("claims_source", cue, sources)
            best = int((scores + nearness(pieces, cue, sources)).argmax())
            source = characters(sources[best]) if scores[best] > 0 else None
        pieces_of_content = [characters(content) for content in contents[number]]
        found.append({"source": source, "cue": characters(cue), "content": pieces_of_content})
    return found
