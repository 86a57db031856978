"""Claim marks become `Claim` records: ids, entities, the time of saying, and what lies in what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypedDict

from extract.annotate.layers import text_of
from extract.assemble.lookup import entity_at
from extract.records import Claim, Cue, Entity, Source, Span, Timex

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from extract.annotate.layers import ClaimMark, Offsets

_RELATIVE = frozenset({"WP", "WDT"})
_MEDIA: frozenset[str] = frozenset({"organization", "work", "product", "other"})
"""Types of entity that can pass a claim on: outlets are taken for works and products at times."""


def assemble_claims(doc: Doc, *, entities: tuple[Entity, ...], times: tuple[Timex, ...]) -> tuple[Claim, ...]:
    """The claims of an annotated document, ids `C1`, `C2` ... in the order of the text.

    Args:
        doc: a document with claim marks in `Doc._.claims`.
        entities: its entities; a source and those who passed the claim on point to them.
        times: its time expressions; `time_id` names the one that says when it was said.
    """
    marks: tuple[ClaimMark, ...] = doc._.claims
    if not marks:
        return ()
    text = text_of(doc)
    parents = _parents(marks)
    when = _times_of_saying(doc, marks, times)
    types = {entity.id: entity.type for entity in entities}
    claims = []
    for number, mark in enumerate(marks):
        via = dict.fromkeys(entity_at(entities, *span) for span in mark.via)
        claims.append(
            Claim(
                id=f"C{number + 1}",
                source=_source(doc, text, mark, entities),
                via=tuple(id_ for id_ in via if id_ is not None and types.get(id_) in _MEDIA),
                cue=Cue(**_span(text, mark.cue), lemma=mark.lemma) if mark.cue else None,
                content=tuple(Span(**_span(text, piece)) for piece in mark.content),
                quotation=mark.quotation,
                stance=mark.stance,
                certainty=mark.certainty,
                polarity=mark.polarity,
                time_id=when.get(number),
                parent=f"C{parents[number] + 1}" if number in parents else None,
            )
        )
    return tuple(claims)


class _Fields(TypedDict):
    start: int
    end: int
    text: str


def _span(text: str, span: Offsets) -> _Fields:
    return {"start": span[0], "end": span[1], "text": text[span[0] : span[1]]}


def _source(doc: Doc, text: str, mark: ClaimMark, entities: tuple[Entity, ...]) -> Source | None:
    if mark.source is None:
        return None
    entity = next((id_ for id_ in (entity_at(entities, *span) for span in _cores(doc, mark.source)) if id_), None)
    return Source(**_span(text, mark.source), entity_id=entity, kind=mark.kind)


def _cores(doc: Doc, source: Offsets) -> Iterator[Offsets]:
    """Where the entity of a source may stand: its head with what goes before it but no owner."""
    head = _root(doc, source)
    if head.tag_ in _RELATIVE and head.head.dep_ == "relcl":  # "the bank, which said": what "which" means
        head = head.head.head
    first = max((kid.right_edge.i + 1 for kid in head.children if kid.dep_ == "poss"), default=head.left_edge.i)
    yield doc[min(first, head.i)].idx, head.idx + len(head)
    for kid in head.children:
        if kid.dep_ == "appos":
            yield doc[kid.left_edge.i].idx, kid.idx + len(kid)


def _root(doc: Doc, span: Offsets) -> Token:
    tokens = doc.char_span(*span, alignment_mode="expand")
    if tokens is None:
        raise ValueError(f"no token at {span}")
    return tokens.root


def _parents(marks: tuple[ClaimMark, ...]) -> dict[int, int]:
    """For each claim the index of the one whose content encloses its spans, the tightest."""
    pieces = sorted(
        ((start, end, owner) for owner, mark in enumerate(marks) for start, end in mark.content),
        key=lambda piece: (piece[0], -piece[1], piece[2]),
    )
    inner = []
    for number, mark in enumerate(marks):
        spans = [*mark.content, *([mark.cue] if mark.cue else []), *([mark.source] if mark.source else [])]
        inner.append((min(s for s, _ in spans), max(e for _, e in spans), number))
    parents: dict[int, int] = {}
    open_pieces: list[tuple[int, int, int]] = []
    place = 0
    for start, end, number in sorted(inner):
        while place < len(pieces) and pieces[place][0] <= start:
            open_pieces.append(pieces[place])
            place += 1
        open_pieces = [piece for piece in open_pieces if piece[1] > start]
        around = [p for p in open_pieces if p[1] >= end and p[2] != number]
        if around:
            parents[number] = min(around, key=lambda p: (p[1] - p[0], p[2]))[2]
    return parents


def _times_of_saying(doc: Doc, marks: tuple[ClaimMark, ...], times: tuple[Timex, ...]) -> dict[int, str]:
    """For each claim the first date or time that hangs on its cue and stands in no content.

    The content of a claim around it may hold it: "they said that she denied on Friday that ...".
    """
    cues: dict[int, list[int]] = {}
    for number, mark in enumerate(marks):
        if mark.cue:
            cues.setdefault(_root(doc, mark.cue).i, []).append(number)
    found: dict[int, str] = {}
    for time in times:
        if time.type not in {"DATE", "TIME"}:
            continue
        root = _root(doc, (time.start, time.end))
        for number in cues.get(_cue_above(root, cues), ()):
            source, cue = marks[number].source, marks[number].cue or (0, 0)
            others = (piece for mark in marks for piece in mark.content if not piece[0] <= cue[0] < piece[1])
            taken = [*marks[number].content, *others, *([source] if source else [])]
            if number not in found and not any(s < time.end and time.start < e for s, e in taken):
                found[number] = time.id
    return found


def _cue_above(token: Token, cues: dict[int, list[int]]) -> int:
    return next((up.i for up in token.ancestors if up.i in cues), -1)
