"""From the encoder's tags to attributions: which source a cue has, which cue a content has.

The encoder tags sources, cues and contents, and points from each cue to its source and from each content to its
cue. Those scores, how near two spans stand, and what the parse says of them are added up.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from extract.annotate.attribution.lexicon import CueKind, reporting
from extract.annotate.attribution.spans import Attribution, overlaps
from extract.annotate.attribution.tree import agent_of, child, span_at, subject_of
from extract.annotate.layers import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from extract.annotate.layers import Offsets
    from extract.annotate.network.decode import Floats, Ints
    from extract.annotate.network.decode import Span as Pieces
    from extract.annotate.network.scores import Scores

ROLES = ("source", "cue", "content")

# Weights of what is added up, chosen on dev articles.
_MORE = {"source": 1.5, "cue": 0.8, "content": 0.3}
"""Added to the scores of these tags: a piece that is likely a cue makes a claim, be it less likely than none."""
_PLAIN = {"source": 1.0, "cue": 2.0, "content": 1.0}
"""Added to the scores of the tags where a plain construction has a part."""
_MOST = 24.0
"""The encoder's score of a link is the mean over the pieces, each cut to this."""
_DISTANCE = 3.0
"""Taken off for each step in the logarithm of the pieces between two spans."""
_BREAK = 5.0
"""Taken off for each paragraph break between two spans."""
_PARSE = 8.0
"""Added where the parse joins two spans."""
_SURE = 0.45
"""How sure the encoder must be of a cue that no lexicon knows and that brings no quotation."""
_GAP = 8
"""Most words between two pieces of a content that are made one."""
_REACH = 1500
"""Pieces between two spans that may belong together."""
_ROWS = 64
_WHOLE = 8
"""Pieces of a content behind the end of a paragraph that are a content of their own: a clause, not a few words."""
_MARKS = frozenset("\"'“”„«»‘’`")
_QUOTED = re.compile(r"[\"“”„«»]|''|``|‘‘")
_GRAMMAR = frozenset({"DT", "IN", "TO", "CC", "WDT", "POS"})
_NEW_PARAGRAPH = re.compile(r"\n\s*[^\sa-z]")
_CORE = re.compile(r"[\s,;:–—-]*(?P<core>.*?)(?:\s(?:and|but|or))?[\s,;:–—-]*", re.DOTALL)
_PAUSE = re.compile(r"[.!?\n\"“”]")


_BEFORE_NOUNS = frozenset({"det", "poss", "amod", "nummod", "compound"})
_SUBORDINATORS = frozenset({"since", "after", "before", "because", "until", "when", "while", "although", "though"})


def find_tagged(
    doc: Doc, scores: Scores, constructions: Iterable[Attribution] = (), headline: int = 0
) -> list[Attribution]:
    """The attributions that the encoder's tags make, in the order of their cues; a content may be empty.

    Args:
        doc: a parsed document.
        scores: the encoder's scores of its text, with the heads `claims_tags`, `claims_source`, `claims_cue`.
        constructions: what the parse takes for attributions; each weighs a little.
        headline: the character after the headline; nothing in it belongs to anything after it.
    """
    spans = _spans(text_of(doc), scores, _evidence(constructions))
    first = int(np.searchsorted(scores.pieces.starts, headline)) if headline else 0
    found: list[Attribution] = []
    for above in (True, False):
        part = {role: [s for s in pieces if (s[0] < first) is above] for role, pieces in spans.items()}
        if part["cue"]:
            found += _linked(doc, scores, part)
    return found


def _linked(doc: Doc, scores: Scores, spans: dict[str, list[Pieces]]) -> list[Attribution]:
    """Each cue with its source and its contents."""
    chars = {role: [scores.characters(span) for span in found] for role, found in spans.items()}
    cues = [[token for token in span_at(doc, cue) if not token.is_punct] for cue in chars["cue"]]
    by_cue = _joined(doc, [map(_nouns, cue) for cue in cues], chars["source"])
    sources = _pairs(scores, "claims_source", spans["cue"], spans["source"], by_cue)
    source_of = {cue: source for cue, source, pointed in sources if pointed > 0}
    by_content: dict[int, set[int]] = {}
    for cue, contents in _joined(doc, [map(_neighbours, cue) for cue in cues], chars["content"]).items():
        for content in contents:
            by_content.setdefault(content, set()).add(cue)
    contents_of: list[list[Offsets]] = [[] for _ in cues]
    for content, cue, _ in _pairs(scores, "claims_cue", spans["content"], spans["cue"], by_content):
        contents_of[cue].append(chars["content"][content])
    found = []
    text = text_of(doc)
    for i, span in enumerate(chars["cue"]):
        source = _completed(doc, _trimmed(text, chars["source"][source_of[i]]), span) if i in source_of else None
        if source and _NEW_PARAGRAPH.search(text, min(source[1], span[1]), max(source[0], span[0]) + 1):
            source = _subject(doc, span)  # a heading is no source of what stands below it
        fixed = [span, source] if source else [span]
        own = (piece for piece in contents_of[i] if _says(doc, piece) and not _strays(text, piece, span))
        pieces = _below(doc, span, [_trimmed(text, piece) for piece in own])
        said = _tidied(text, pieces, fixed)
        quoted = any(_QUOTED.search(text, *piece) for piece in said)
        if quoted or _is_known(doc, span) or scores.certainty("claims_tags", "cue", spans["cue"][i]) >= _SURE:
            found.append(Attribution(source, span, said))
    return found


def _below(doc: Doc, cue: Offsets, pieces: list[Offsets]) -> list[Offsets]:
    """The pieces of a content without the clause that the cue's own clause tells the time or the cause of.

    "It has been hit by attacks since it reported an incident": the report is not of the attacks.
    """
    root = span_at(doc, cue).root
    if root.dep_ != "advcl" or not any(c.dep_ == "mark" and c.lower_ in _SUBORDINATORS for c in root.lefts):
        return pieces
    own = [piece for piece in pieces if root.head not in span_at(doc, piece)]
    return own or pieces


def _is_known(doc: Doc, cue: Offsets) -> bool:
    """Whether a lexicon has a word of a cue, or the whole of it."""
    words, span = reporting(), span_at(doc, cue)
    kinds: tuple[CueKind, ...] = ("verb", "noun", "adverb", "phrase")
    return any((kind, form) in words for form in (span.text.lower(), *(t.lower_ for t in span)) for kind in kinds)


def _strays(text: str, piece: Offsets, cue: Offsets) -> bool:
    """Whether a piece of content stands in another paragraph than its cue and is no quotation."""
    between = min(piece[1], cue[1]), max(piece[0], cue[0]) + 1
    return _NEW_PARAGRAPH.search(text, *between) is not None and not _QUOTED.search(text, *piece)


def _says(doc: Doc, piece: Offsets) -> bool:
    """Whether a piece of content has a word that is more than grammar."""
    return any(token.is_alpha and token.tag_ not in _GRAMMAR for token in span_at(doc, piece)) or any(
        token.like_num for token in span_at(doc, piece)
    )


def _trimmed(text: str, span: Offsets) -> Offsets:
    """A span without punctuation and conjunctions at its edges; quotation marks and brackets stay."""
    match = _CORE.fullmatch(text, *span)
    return match.span("core") if match else span


def _subject(doc: Doc, cue: Offsets) -> Offsets | None:
    """The grammatical subject of a cue."""
    subject = next((c for c in span_at(doc, cue).root.children if c.dep_ == "nsubj" and c.tag_ not in _GRAMMAR), None)
    if subject is None:
        return None
    return subject.left_edge.idx, subject.right_edge.idx + len(subject.right_edge)


def _completed(doc: Doc, source: Offsets, cue: Offsets) -> Offsets:
    """A source with the noun that its last word stands before: "The" in "The police suspect a gang"."""
    last = span_at(doc, source)[-1]
    noun = last.head
    if last.dep_ not in _BEFORE_NOUNS or not last.i < noun.i <= last.i + _GAP or not noun.tag_.startswith("N"):
        return source
    end = noun.idx + len(noun)
    between = doc[last.i + 1 : noun.i + 1]
    apart = overlaps((source[1], end), cue) or any(token.is_punct for token in between)
    return source if apart else (source[0], end)


def _tidied(text: str, content: list[Offsets], fixed: list[Offsets]) -> tuple[Offsets, ...]:
    """The pieces in order, those made one that have but a few words of one sentence between them."""
    result: list[Offsets] = []
    for start, end in sorted(content):
        between = (result[-1][1], start) if result else (0, 0)
        gap = text[slice(*between)]
        if (
            result
            and len(gap.split()) <= _GAP
            and not _PAUSE.search(gap)
            and not any(overlaps(between, f) for f in fixed)
        ):
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return tuple(result)


def _evidence(constructions: Iterable[Attribution]) -> Iterator[tuple[str, Offsets, float]]:
    """What the constructions add to the scores of the tags."""
    for one in constructions:
        yield "cue", one.cue, _PLAIN["cue"]
        yield from (("content", piece, _PLAIN["content"]) for piece in one.content)
        if one.source is not None:
            yield "source", one.source, _PLAIN["source"]


def _spans(text: str, scores: Scores, evidence: Iterable[tuple[str, Offsets, float]]) -> dict[str, list[Pieces]]:
    """The tagged spans by role, none over the end of a paragraph; what stands behind it may be another content."""
    place = scores.paragraphs
    found: dict[str, list[Pieces]] = {role: [] for role in ROLES}
    for role, (first, last) in scores.spans("claims_tags", _MORE, evidence):
        breaks = np.flatnonzero(np.diff(place[first:last])) + first + 1
        # A line that goes on in lower case is no new paragraph.
        edges = [first, *(at for at in breaks.tolist() if not text[scores.pieces.starts[at]].islower()), last]
        found[role].append((first, edges[1]))
        if role == "content":
            found[role] += [
                (begin, end)
                for begin, end in pairwise(edges[1:])
                if text[scores.pieces.starts[begin]] in _MARKS or end - begin >= _WHOLE
            ]
    return found


def _pairs(
    scores: Scores, head: str, spans: list[Pieces], others: list[Pieces], joined: dict[int, set[int]]
) -> Iterator[tuple[int, int, float]]:
    """For each span the other one that it belongs to most, and how much it points there, nearness left out.

    Args:
        scores: the encoder's scores.
        head: the linked head whose rows point from `spans` to the first pieces of `others`.
        spans: in the order of the text.
        others: in the order of the text.
        joined: for each span those of the others that the parse joins it to.
    """
    starts = np.array([first for first, _ in others])
    for begin in range(0, len(spans), _ROWS):
        rows = spans[begin : begin + _ROWS]
        low, high = np.searchsorted(starts, [rows[0][0] - _REACH, rows[-1][1] + _REACH]).tolist()
        if low == high:
            continue
        pointed = _pointed(scores, head, rows, starts[low:high])
        for row in range(len(rows)):
            for column in joined.get(begin + row, ()):
                if low <= column < high:
                    pointed[row, column - low] += _PARSE
        best = (pointed + _nearness(scores, rows, others[low:high])).argmax(axis=1).tolist()
        yield from ((begin + row, low + column, float(pointed[row, column])) for row, column in enumerate(best))


def _pointed(scores: Scores, head: str, spans: list[Pieces], firsts: Ints) -> Floats:
    """How much each span points at each piece of `firsts`."""
    rows = np.concatenate([np.arange(first, last) for first, last in spans])
    links = np.clip(scores.links(head, rows, firsts), -_MOST, _MOST)
    lengths = np.array([last - first for first, last in spans])
    begins = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    return np.asarray(np.add.reduceat(links, begins, axis=0) / lengths[:, None])


def _nearness(scores: Scores, spans: list[Pieces], others: list[Pieces]) -> Floats:
    """What is taken off for the pieces and paragraph breaks between each span and each other one."""
    one, other = np.array(spans), np.array(others)
    gap = np.maximum(np.maximum(other[None, :, 0] - one[:, None, 1], one[:, None, 0] - other[None, :, 1]), 0)
    place = scores.paragraphs
    after = place[other[None, :, 0]] - place[one[:, None, 1] - 1]
    before = place[one[:, None, 0]] - place[other[None, :, 1] - 1]
    breaks = np.where(other[None, :, 0] >= one[:, None, 1], after, before)
    return np.asarray(-_DISTANCE * np.log1p(gap) - _BREAK * np.maximum(breaks, 0))


def _joined(doc: Doc, cues: list[Iterable[Iterable[Token]]], spans: list[Offsets]) -> dict[int, set[int]]:
    """For each cue the spans that hold one of the tokens given for it."""
    ranges = [span_at(doc, span) for span in spans]
    starts = [found.start for found in ranges]
    joined: dict[int, set[int]] = {}
    for number, found in enumerate(cues):
        for token in chain.from_iterable(found):
            at = bisect_right(starts, token.i) - 1
            if at >= 0 and token.i < ranges[at].end:
                joined.setdefault(number, set()).add(at)
    return joined


def _nouns(cue: Token) -> Iterator[Token]:
    """What may be the source of a cue: its subject, agent, owner or object."""
    nouns = (subject_of(cue), agent_of(cue), child(cue, {"poss", "pobj", "pcomp"}))
    return (noun for noun in nouns if noun is not None)


def _neighbours(cue: Token) -> Iterator[Token]:
    """What hangs on a cue, and what it hangs on."""
    return chain((cue.head,), cue.children)
