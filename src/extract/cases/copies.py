"""Articles that repeat another one: an agency's story as several outlets print it."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Sequence

from extract.records import Article

__all__ = ["originals", "sketch"]

_WORD = re.compile(r"\w+")
_SHINGLE = 6
"""Words that are looked at together: more than stock phrases have."""

_SIZE = 48
"""Hashes kept of an article, the smallest ones."""

_SHARE = 0.5
"""Share of the shorter article's hashes that the other one has as well."""


def sketch(article: Article) -> tuple[int, ...]:
    """The smallest hashes of an article's runs of words, ascending; those of the story alone where it is told apart."""
    story = [article.text[block.start : block.end] for block in article.blocks if block.kind in ("story", "standfirst")]
    words = _WORD.findall((" ".join(story) or article.text).casefold())
    runs = {" ".join(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))} if words else set()
    return tuple(sorted({zlib.crc32(run.encode("utf-8", "surrogatepass")) for run in runs})[:_SIZE])


def originals(sketches: Sequence[tuple[int, ...]]) -> list[int | None]:
    """For each of some articles, in order, the place of the earlier one that it repeats, or None.

    Each is compared with originals that share a hash with it, never with all.
    """
    found: list[int | None] = []
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for at, hashes in enumerate(sketches):
        shared: defaultdict[int, int] = defaultdict(int)
        for one in hashes:
            for holder in holders[one][:_SIZE]:
                shared[holder] += 1
        best = min(shared, key=lambda holder: (-shared[holder], holder), default=None)
        if best is not None and _overlap(sketches[best], hashes) >= _SHARE:
            found.append(best)
            continue
        found.append(None)
        for one in hashes:
            holders[one].append(at)
    return found


def _overlap(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Share of the shorter one's hashes that the longer one has; below the bound up to which both are complete."""
    bound = min(one[-1] if len(one) == _SIZE else 2**32, other[-1] if len(other) == _SIZE else 2**32)
    first = {value for value in one if value <= bound}
    second = {value for value in other if value <= bound}
    return len(first & second) / max(1, min(len(first), len(second)))
