"""Offsets of a system's text, moved to the gold text.

A system may normalise what it reads. The two texts are compared by their visible characters, quotes and
dashes folded; where these are equal the mapping is exact. Otherwise words are aligned, and the characters of
the words that differ; a character without a partner is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from difflib import SequenceMatcher

__all__ = ["Alignment", "Offsets", "fold"]

Offsets = tuple[int, int]

_PLAIN = str.maketrans(
    dict.fromkeys("“”„‟«»″‶❝❞〝〞＂", '"') | dict.fromkeys("‘’‚‛′`´ʼ＇", "'") | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
)
_VISIBLE = re.compile(r"[^\s\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_WORD = re.compile(r"\w+|[^\w\s]")
_LONGEST_DIFFERENCE = 2000
"""Characters; beyond it, words that differ are not compared letter by letter (quadratic time)."""


def fold(text: str) -> str:
    """Plain quotes and dashes in place of typographic ones; the length stays."""
    return text.translate(_PLAIN)


class Alignment:
    """Where each visible character of a system's text stands in the gold text."""

    def __init__(self, system: str, gold: str) -> None:
        self._same_length = len(gold) if system == gold else None
        self._gold_places = [found.start() for found in _VISIBLE.finditer(gold)]
        places = self._gold_places if system == gold else [found.start() for found in _VISIBLE.finditer(system)]
        left = fold("".join(_VISIBLE.findall(system)))
        right = fold("".join(_VISIBLE.findall(gold)))
        self._rank = {place: rank for rank, place in enumerate(self._gold_places)}
        if left == right:
            self._places, self._partners = places, self._gold_places
        else:
            pairs = _pairs(system, gold, places, self._gold_places)
            self._places, self._partners = [i for i, _ in pairs], [j for _, j in pairs]

    def characters(self, start: int, end: int) -> list[int]:
        """Gold offsets of the visible characters of a stretch of the system's text."""
        return self._partners[bisect_left(self._places, start) : bisect_left(self._places, end)]

    def span(self, start: int, end: int) -> Offsets | None:
        """From the first to behind the last gold character of the stretch; None where none has a partner."""
        if self._same_length is not None:
            return (start, end) if 0 <= start < end <= self._same_length else None
        found = self.characters(start, end)
        return (found[0], found[-1] + 1) if found else None

    def spans(self, start: int, end: int) -> list[Offsets]:
        """The stretch in the gold text, one piece for each run that lacks no gold character."""
        pieces: list[Offsets] = []
        last = -2
        for place in self.characters(start, end):
            rank = self._rank[place]
            pieces.append((pieces.pop()[0] if rank == last + 1 else place, place + 1))
            last = rank
        return pieces


def _pairs(system: str, gold: str, left_places: list[int], right_places: list[int]) -> list[tuple[int, int]]:
    left, right = _words(system, left_places), _words(gold, right_places)
    pairs: list[tuple[int, int]] = []
    matcher = SequenceMatcher(None, [w for w, _ in left], [w for w, _ in right], autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            for (_, ours), (_, theirs) in zip(left[i1:i2], right[j1:j2], strict=True):
                pairs += zip(ours, theirs, strict=True)
        elif kind == "replace":
            ours = [place for _, places in left[i1:i2] for place in places]
            theirs = [place for _, places in right[j1:j2] for place in places]
            if max(len(ours), len(theirs)) > _LONGEST_DIFFERENCE:
                continue
            ours_letters, theirs_letters = ("".join(w for w, _ in side) for side in (left[i1:i2], right[j1:j2]))
            letters = SequenceMatcher(None, ours_letters, theirs_letters, autojunk=False)
            for i, j, size in letters.get_matching_blocks():
                pairs += zip(ours[i : i + size], theirs[j : j + size], strict=True)
    return pairs


def _words(text: str, places: list[int]) -> list[tuple[str, list[int]]]:
    """Words and marks, folded, with the places of their characters; an invisible character splits no word."""
    visible = fold("".join(text[place] for place in places))
    breaks = {i for i in range(1, len(places)) if any(c.isspace() for c in text[places[i - 1] + 1 : places[i]])}
    spaced, index = [], []
    for i, char in enumerate(visible):
        if i in breaks:
            spaced.append(" ")
            index.append(-1)
        spaced.append(char)
        index.append(i)
    joined = "".join(spaced)
    return [
        (found.group(), [places[i] for i in index[found.start() : found.end()]]) for found in _WORD.finditer(joined)
    ]
