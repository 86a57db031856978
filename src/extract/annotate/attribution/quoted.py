"""Joins what the parse found with the quotations: whole marks, split contents, quotations that run on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from extract.annotate.attribution.quotes import Quote
from extract.annotate.attribution.spans import Attribution, merged, overlaps
from extract.annotate.layers import Offsets

_REACH = 80
"""The most characters between a cue and a quotation that stands in no construction with it."""
_LEAD_IN = re.compile(r"[^.!?;\n]*(?::[ ]*\n\s*)?")
_WORDS = re.compile(r"\w+(?:\W+\w+){2}")
_BETWEEN = re.compile(r"[^.!?\n]*[.!?,:]?\s*")


def with_quotes(text: str, found: list[Attribution], quotes: list[Quote]) -> list[Attribution]:
    """The attributions with contents widened to whole quotations, and quotations nobody took yet given out.

    A cue inside a quotation keeps its content inside it. A quotation that no content touches goes to
    the cue that it stands beside, else to the attribution before it: after the cue's sentence
    (“A,” he said. “B.”), or in a paragraph of its own.

    Args:
        text: the text that all offsets count in.
        found: attributions in the order of their cues; a content may be empty.
        quotes: the quotations of the text, in order.
    """
    if not quotes:
        return found
    starts = [quote.start for quote in quotes]
    ends = [quote.end for quote in quotes]
    result: list[Attribution] = []
    for attribution in found:
        at = bisect_right(starts, attribution.cue[0]) - 1
        if at >= 0 and attribution.cue[1] <= quotes[at].end:
            content = _clipped(attribution, (quotes[at].start + 1, quotes[at].end - 1))
        elif attribution.content:
            content = _widened(attribution, quotes, starts, ends)
        else:
            content = _beside(text, attribution, quotes, starts, ends)
        result.append(replace(attribution, content=content))
    return _given_out(text, result, quotes)


def _clipped(attribution: Attribution, inside: Offsets) -> tuple[Offsets, ...]:
    pieces = ((max(start, inside[0]), min(end, inside[1])) for start, end in attribution.content)
    return tuple(piece for piece in pieces if piece[0] < piece[1])


def _widened(attribution: Attribution, quotes: list[Quote], starts: list[int], ends: list[int]) -> tuple[Offsets, ...]:
    pieces: list[Offsets] = []
    for start, end in attribution.content:
        first, last = bisect_right(ends, start), bisect_left(starts, end)
        if first < last:
            for edge in (quotes[first].span, quotes[last - 1].span):
                if attribution.source is None or not overlaps(edge, attribution.source):
                    start, end = min(start, edge[0]), max(end, edge[1])
        pieces.append((start, end))
    return tuple(merged(pieces))


def _beside(
    text: str, attribution: Attribution, quotes: list[Quote], starts: list[int], ends: list[int]
) -> tuple[Offsets, ...]:
    if attribution.source is None:
        return ()
    left = min(attribution.cue[0], attribution.source[0])
    before = bisect_right(ends, left) - 1
    if before >= 0 and not text[ends[before] : left].strip(" ,"):
        return (quotes[before].span,)
    right = max(attribution.cue[1], attribution.source[1])
    after = bisect_left(starts, right)
    near = after < len(quotes) and starts[after] - right <= _REACH
    if near and _LEAD_IN.fullmatch(text, right, starts[after]):
        return (quotes[after].span,)
    return ()


def _given_out(text: str, found: list[Attribution], quotes: list[Quote]) -> list[Attribution]:
    taken = sorted(piece for attribution in found for piece in attribution.content)
    reach: list[int] = []  # the furthest end of the contents up to each
    for _, end in taken:
        reach.append(max(end, reach[-1] if reach else 0))
    order = sorted((i for i, a in enumerate(found) if a.content), key=lambda i: _end(found[i]))
    ends = [_end(found[i]) for i in order]
    extra: dict[int, list[Offsets]] = {}
    last: tuple[int, int] | None = None  # the attribution that got the quotation before, and where that ends
    for quote in quotes:
        at = bisect_left(taken, (quote.end, 0))
        if at and reach[at - 1] > quote.start:
            last = None
            continue
        place = bisect_right(ends, quote.start) - 1
        if place < 0:
            continue
        owner, end = order[place], ends[place]
        if last is not None and last[1] > end:
            owner, end = last
        if _runs_on(text, end, quote, found[owner]):
            extra.setdefault(owner, []).append(quote.span)
            last = (owner, quote.end)
    return [
        replace(a, content=tuple(merged([*a.content, *extra[i]]))) if i in extra else a for i, a in enumerate(found)
    ]


def _end(attribution: Attribution) -> int:
    """Where an attribution ends: its cue, its source or its content."""
    spans = [attribution.cue, *attribution.content, *([attribution.source] if attribution.source else [])]
    return max(end for _, end in spans)


def _runs_on(text: str, end: int, quote: Quote, owner: Attribution) -> bool:
    if not _WORDS.search(text, quote.start, quote.end) or not any(_has_mark(text, piece) for piece in owner.content):
        return False
    between = text[end : quote.start] if quote.start - end <= 2 * _REACH else None
    if between is None:
        return False
    if "\n" not in between:
        return _BETWEEN.fullmatch(between) is not None
    line_end = text.find("\n", quote.end)
    tail = text[quote.end : line_end if line_end >= 0 else len(text)].strip()
    head, _, rest = between.partition("\n")
    return not rest.strip() and _BETWEEN.fullmatch(head) is not None and (quote.continues or not tail)


def _has_mark(text: str, piece: Offsets) -> bool:
    return text[piece[0]] in "\"“„«'`‘" or text[piece[1] - 1] in "\"”»'’"
