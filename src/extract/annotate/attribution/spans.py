"""What a finder of attributions hands to the modules that describe them."""

from __future__ import annotations

from dataclasses import dataclass

from extract.annotate.layers import Offsets


@dataclass(frozen=True, slots=True)
class Attribution:
    """Source, cue and content as half-open character offsets, the pieces in the order of the text."""

    source: Offsets | None
    cue: Offsets
    content: tuple[Offsets, ...]


def overlaps(left: Offsets, right: Offsets) -> bool:
    """Whether two stretches share a character."""
    return left[0] < right[1] and right[0] < left[1]


def encloses(outer: Offsets, inner: Offsets) -> bool:
    """Whether `inner` lies in `outer`."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def merged(pieces: list[Offsets]) -> list[Offsets]:
    """The pieces in order, those that overlap or touch made one."""
    result: list[Offsets] = []
    for start, end in sorted(pieces):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result
