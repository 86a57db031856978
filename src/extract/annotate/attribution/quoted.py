"""Joins what the parse found with the quotations: whole marks, split contents, quotations that run on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace

from extract.annotate.attribution.lexicon import reporting
from extract.annotate.attribution.quotes import Quote
from extract.annotate.attribution.spans import Attribution, merged, overlaps
from extract.annotate.layers import Offsets

_REACH = 80
"""Half of the most characters between an attribution and a quotation that carries it on."""
_SIGNED = re.compile(
    r"\s{0,3}(?P<cue>[―—–]|-{1,2})\s?(?P<source>[A-Z][\w.'’-]*(?: (?:[a-z]{2,3} )?[A-Z][\w.'’-]*){0,4})"
    r"(?=,|\s*(?:\n|\Z))"
)
"""What follows a quotation that is signed: “We never paid.” ― Ann Lee"""
_WORDS = re.compile(r"\w+(?:\W+\w+){2}")
_BEHIND = re.compile(r"(?:(?<=,[\"”»’])|(?<=,['’]['’])|,)\s?")
"""Between a quotation, which ends with a comma, and who said it."""
_BETWEEN = re.compile(r"[^.!?\n]*[.!?,:]?\s*")


def with_quotes(text: str, found: list[Attribution], quotes: list[Quote]) -> list[Attribution]:
    """The attributions with contents widened to whole quotations, and quotations nobody took yet given out.

    The content of a cue inside a quotation is left as it is. A quotation that no content touches goes to the
    attribution before it: after the cue's sentence (“A,” he said. “B.”), or in a paragraph of its own.

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
        inside = at >= 0 and attribution.cue[1] <= quotes[at].end
        content = attribution.content if inside else _widened(attribution, quotes, starts, ends)
        result.append(replace(attribution, content=content))
    return _given_out(text, _told(text, _signed(text, result, quotes), quotes), quotes)


def _told(text: str, found: list[Attribution], quotes: list[Quote]) -> list[Attribution]:
    """The attributions, where a verb of saying that has none stands right behind a quotation with that as its content.

    "Hackers reportedly copied data “of no importance,” the agency told the paper": the tags, which never nest, leave
    the quotation to the first cue, whose content then ends before it.
    """
    ends = [quote.end for quote in quotes]
    told: dict[Offsets, Offsets] = {}  # cue -> quotation
    for attribution in found:
        if attribution.content or attribution.source is None:
            continue
        if not any(("verb", word) in reporting() for word in text[slice(*attribution.cue)].lower().split()):
            continue
        begin = min(attribution.source[0], attribution.cue[0])
        at = bisect_right(ends, begin) - 1
        if at >= 0 and _BEHIND.fullmatch(text, ends[at], begin) and _WORDS.search(text, quotes[at].start, ends[at]):
            told[attribution.cue] = quotes[at].span
    if not told:
        return found
    taken = sorted(told.values())
    starts, ends = [start for start, _ in taken], [end for _, end in taken]
    result = []
    for attribution in found:
        content = attribution.content
        touched = [(piece, taken[bisect_right(ends, piece[0]) : bisect_left(starts, piece[1])]) for piece in content]
        if attribution.cue in told:
            content = (told[attribution.cue],)
        elif rest := [part for piece, quoted in touched for part in _without(piece, quoted)]:
            content = tuple((start, start + len(text[start:end].rstrip())) for start, end in rest)
        result.append(replace(attribution, content=content))
    return result


def _signed(text: str, found: list[Attribution], quotes: list[Quote]) -> list[Attribution]:
    """The attributions with those of quotations that a dash and a name follow; nobody else keeps such a quotation."""
    signed: dict[Offsets, Attribution] = {}
    for quote in quotes:
        match = _SIGNED.match(text, quote.end)
        if (
            match
            and _WORDS.search(text, quote.start, quote.end)
            and text.rfind("\n", 0, quote.start) + 1 == quote.start
        ):
            signed[quote.span] = Attribution(match.span("source"), match.span("cue"), (quote.span,))
    if not signed:
        return found
    result = [replace(a, content=tuple(part for piece in a.content for part in _without(piece, signed))) for a in found]
    cues = {a.cue for a in signed.values()}
    return sorted([*(a for a in result if a.cue not in cues), *signed.values()], key=lambda a: a.cue)


def _without(piece: Offsets, taken: Iterable[Offsets]) -> list[Offsets]:
    """What is left of a piece beside some stretches that lie apart and in order."""
    parts, (begin, end) = [], piece
    for start, stop in taken:
        if overlaps((begin, end), (start, stop)):
            if begin < start:
                parts.append((begin, start))
            begin = max(begin, stop)
    return [*parts, (begin, end)] if begin < end else parts


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
