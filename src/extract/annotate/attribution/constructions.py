"""Plain constructions that attribute, by reporting word and parse: a verb with its clause, "according to", an adverb.

They weigh in where the encoder hesitates, which it does in news of another sort than it learnt from. And they find
the claims inside another one's content ("X reported that Y told Z that ..."): the encoder's tags never nest,
because its corpus does not.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from spacy.matcher import PhraseMatcher

from extract.annotate.attribution.lexicon import reporting
from extract.annotate.attribution.spans import Attribution, encloses, overlaps
from extract.annotate.attribution.tree import child, clause_of, indices, is_verb, phrase, runs, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token
    from spacy.vocab import Vocab

    from extract.annotate.layers import Offsets

_NO_CUE = frozenset({"amod", "compound", "aux", "auxpass"})
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_SPEAKERS = frozenset({"i", "we", "you"})
"""Who speaks or is spoken to inside a quotation says nothing that the quotation does not."""


@lru_cache(maxsize=1)  # of the pipeline in use: a vocabulary that is done with must not stay
def _matcher(vocab: Vocab) -> PhraseMatcher:
    from spacy.tokens import Doc

    matcher = PhraseMatcher(vocab, attr="LOWER")
    for kind, form in reporting():
        if kind in ("verb", "adverb", "phrase"):
            matcher.add(kind, [Doc(vocab, words=form.split())])
    return matcher


def forget() -> None:
    """Keep nothing for the vocabulary in use."""
    _matcher.cache_clear()


def find_constructions(doc: Doc) -> list[Attribution]:
    """The attributions of a parsed document that have one of the plain constructions, in the order of their cues."""
    found: dict[Offsets, Attribution] = {}
    for span in sorted(_matcher(doc.vocab)(doc, as_spans=True), key=lambda s: (s.start, -s.end)):
        attribution = _read(doc, span)
        if attribution and attribution.content:
            found.setdefault(attribution.cue, attribution)
    return list(found.values())


def nested(constructions: list[Attribution], outer: list[Attribution]) -> list[Attribution]:
    """Those constructions that lie whole inside a content of an outer attribution and are not its like."""
    pieces = sorted({piece for attribution in outer for piece in attribution.content})
    starts = [start for start, _ in pieces]
    known = sorted(attribution.cue for attribution in outer)
    inner = []
    for one in constructions:
        at = bisect_right(starts, one.cue[0]) - 1
        before = bisect_right(known, (one.cue[0], one.cue[1])) - 1
        taken = any(overlaps(one.cue, cue) for cue in known[max(before, 0) : before + 2])
        if at >= 0 and not taken and all(encloses(pieces[at], part) for part in _parts(one)):
            inner.append(one)
    return inner


def _parts(attribution: Attribution) -> list[Offsets]:
    return [attribution.cue, *attribution.content, *([attribution.source] if attribution.source else [])]


def _read(doc: Doc, span: Span) -> Attribution | None:
    if span.label_ == "verb":
        return _verb(doc, span.root)
    return _adverb(doc, span.root) if span.label_ == "adverb" else _phrase(doc, span)


def _verb(doc: Doc, verb: Token) -> Attribution | None:
    """A verb with a subject that is not the speaker, and with a clause."""
    if not is_verb(verb) or verb.dep_ in _NO_CUE:
        return None
    subject = subject_of(verb)
    clauses = [kid for kid in verb.children if kid.dep_ == "ccomp" and kid.i > verb.i and _is_finite(kid)]
    if subject is None or subject.lower_ in _SPEAKERS or not clauses:
        return None
    return Attribution(
        phrase(doc, subject, below=verb.i) if subject.i < verb.i else phrase(doc, subject, above=verb.i),
        (verb.idx, verb.idx + len(verb)),
        tuple(runs(doc, set().union(*(indices(clause) for clause in clauses)))),
    )


def _is_finite(clause: Token) -> bool:
    """Whether a clause has a tense: "that it works", not "it to work"."""
    return any(token.tag_ in _FINITE for token in (clause, *clause.lefts))


def _adverb(doc: Doc, adverb: Token) -> Attribution | None:
    """The clause around "allegedly"."""
    clause = adverb.head if is_verb(adverb.head) else clause_of(adverb)
    marks = {kid.i for kid in clause.children if kid.dep_ in {"mark", "cc"}}
    content = runs(doc, indices(clause, [adverb]) - marks)
    return Attribution(None, (adverb.idx, adverb.idx + len(adverb)), tuple(content))


def _phrase(doc: Doc, span: Span) -> Attribution | None:
    """X is the source of "according to X", the clause around the phrase its content."""
    source = child(span[-1], {"pobj", "pcomp"})
    if source is None:
        return None
    clause = clause_of(span.root)
    marks = {kid.i for kid in clause.children if kid.dep_ in {"mark", "cc"}}
    content = runs(doc, indices(clause, [span.root]) - marks)
    return Attribution(phrase(doc, source), (span.start_char, span.end_char), tuple(content))
