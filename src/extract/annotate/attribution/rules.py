"""Span finding by rules: reporting cues and the dependency parse give source, cue and content.

Nothing else knows how attributions are found: whatever yields `Attribution`s can stand in for this module and
`models/lexicons/cue_frames.toml`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from spacy.matcher import PhraseMatcher

from extract.annotate.attribution.lexicon import Cue, reporting, word_list
from extract.annotate.attribution.quoted import with_quotes
from extract.annotate.attribution.spans import Attribution, overlaps
from extract.annotate.attribution.tree import (
    SUBJECTS,
    agent_of,
    child,
    clause_of,
    indices,
    is_verb,
    phrase,
    runs,
    subject_of,
)
from extract.packs import load_toml

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token
    from spacy.vocab import Vocab

    from extract.annotate.attribution.quotes import Quote
    from extract.annotate.layers import Offsets

_NO_CUE = frozenset({"amod", "compound", "aux", "auxpass"})
_LONGEST_TAIL = 60
_AUXILIARIES = frozenset({"aux", "auxpass", "neg", "prt"})


_Content = tuple[set[int], "Token | None"]


class Rules:
    """Finds attributions in a parsed document.

    Args:
        vocab: the vocabulary of the pipeline.
    """

    def __init__(self, vocab: Vocab) -> None:
        from spacy.tokens import Doc as NewDoc

        frames = load_toml("lexicons/cue_frames.toml")
        self._no_clause = word_list("cue_frames.clause.excluded")
        self._infinitive = word_list("cue_frames.infinitive.lemmas")
        self._object = word_list("cue_frames.object.lemmas")
        self._object_prepositions = word_list("cue_frames.object.prepositions")
        self._passive = word_list("cue_frames.passive.lemmas")
        self._prepositions: dict[str, list[str]] = frames["prepositions"]
        self._matcher = PhraseMatcher(vocab, attr="LOWER")
        for kind, form in reporting():
            self._matcher.add(kind, [NewDoc(vocab, words=form.split())])

    def find(self, doc: Doc, text: str, quotes: list[Quote]) -> list[Attribution]:
        """The attributions of a document, in the order of their cues."""
        found: dict[Offsets, Attribution] = {}
        for span in sorted(self._matcher(doc, as_spans=True), key=lambda s: (s.start, -s.end)):
            attribution = self._at(doc, text, span)
            if attribution is not None:
                found.setdefault(attribution.cue, attribution)
        return [a for a in with_quotes(text, list(found.values()), quotes) if a.content]

    def _at(self, doc: Doc, text: str, span: Span) -> Attribution | None:
        cue = reporting()[span.label_, span.text.lower()]  # type: ignore[index]
        if cue.kind == "verb":
            found = _tail(doc, text, span.root) or self._verb(doc, span.root, cue)
        elif cue.kind == "adverb":
            found = _adverb(doc, span.root)
        elif cue.kind == "noun":
            found = _noun(doc, span.root)
        else:
            found = _phrase(doc, span)
        return None if found is None else _in_line(text, found)

    def _verb(self, doc: Doc, verb: Token, cue: Cue) -> Attribution | None:
        if not is_verb(verb) or verb.dep_ in _NO_CUE:
            return None
        passive = child(verb, {"auxpass", "nsubjpass"}) is not None or (
            verb.tag_ == "VBN" and verb.dep_ in {"acl", "advcl"}
        )
        subject = agent_of(verb) if passive else subject_of(_escaped(verb, cue) or verb)
        content, extra = self._content(verb, cue.lemma, passive, subject)
        pieces = runs(doc, content)
        if (subject is None and not passive) or (not pieces and cue.lemma in self._no_clause):
            return None
        source = None
        if subject is not None and not (subject.lower_ in {"it", "there"} and passive):
            before = subject.i < verb.i
            source = phrase(doc, subject, below=verb.i) if before else phrase(doc, subject, above=verb.i)
            if any(overlaps(source, piece) for piece in pieces):
                source = (subject.idx, subject.idx + len(subject))
        return Attribution(source, _cue(doc, verb, extra), tuple(pieces))

    def _content(self, verb: Token, lemma: str, passive: bool, subject: Token | None) -> _Content:
        """The content by the first construction that fits, and the preposition that belongs to the cue."""
        found = self._clause(verb, lemma, subject)
        if not found and lemma in self._infinitive:
            found = _infinitive(verb, lemma, passive)
        if passive:
            return found or self._passive_subject(verb, lemma, subject), None
        if not found and lemma in self._object:
            found = self._objects(verb)
        if found:
            return found, None
        for kid in verb.children:
            if kid.dep_ == "prep" and kid.lower_ in self._prepositions.get(lemma, ()):
                return indices(kid) - {kid.i}, kid
        return set(), None

    def _clause(self, verb: Token, lemma: str, subject: Token | None) -> set[int]:
        """What "said" takes; a verb thrown in ("..., he said, ...") has the clause that it interrupts."""
        if lemma in self._no_clause:
            return set()
        clauses = [kid for kid in verb.children if kid.dep_ == "ccomp"]
        if clauses:
            out = [token for clause in clauses for token in clause.subtree if _belongs_above(token)]
            out += [subject] if subject is not None else []
            return set().union(*(indices(clause, out) for clause in clauses))
        kids = list(verb.children)
        as_he_said = verb.dep_ == "advcl" and len(kids) <= 3 and any(kid.lower_ == "as" for kid in kids)
        return indices(verb.head, [verb]) if verb.dep_ == "parataxis" or as_he_said else set()

    def _objects(self, verb: Token) -> set[int]:
        """The object and what goes with it: "blamed the outage on a contractor"."""
        target = child(verb, {"dobj", "oprd"})
        if target is None or target.i < verb.i:
            return set() if target is None else indices(target)
        ends = [kid.right_edge.i for kid in verb.children if kid.dep_ == "oprd" or self._goes_with_object(kid)]
        last = max([target.right_edge.i, *(end for end in ends if end > target.i)])
        return indices(target) | set(range(max(target.left_edge.i, verb.i + 1), last + 1))

    def _passive_subject(self, verb: Token, lemma: str, agent: Token | None) -> set[int]:
        """The subject and what follows: "the clerk was accused of theft"."""
        target = child(verb, {"nsubjpass"})
        if target is None or target.lower_ == "it" or lemma not in self._object:
            return set()
        if agent is None and lemma not in self._passive:
            return set()
        rest = (kid for kid in verb.children if kid.i > verb.i and self._goes_with_object(kid))
        return indices(target).union(*map(indices, rest))

    def _goes_with_object(self, kid: Token) -> bool:
        return kid.dep_ in {"prep", "dative"} and kid.lower_ in self._object_prepositions


def _infinitive(verb: Token, lemma: str, passive: bool) -> set[int]:
    """The infinitive of "declined to comment", with whom it is asked of: "urged users to wait"."""
    xcomp = next((kid for kid in verb.children if kid.dep_ == "xcomp" and is_verb(kid)), None)
    if xcomp is None:
        return set()
    target = child(verb, {"nsubjpass"} if passive else {"dobj", "dative"})
    if target is None or target.lower_ == "it" or lemma == "tell":
        return indices(xcomp)
    return indices(xcomp) | indices(target)


def _belongs_above(token: Token) -> bool:
    """Whether the parser put into a clause what goes with the verb above: "citing officials"."""
    return (token.dep_ == "advcl" and token.lower_ == "citing") or (token.dep_ == "conj" and _escape_cue(token))


def _escape_cue(verb: Token) -> bool:
    """Whether this is the "declined" of "said that it is safe but declined to say", put into the clause."""
    cue = reporting().get(("verb", verb.lower_))
    but = any(k.dep_ == "cc" and k.lower_ == "but" for k in verb.head.children)
    return cue is not None and cue.stance == "declines" and but and child(verb, SUBJECTS) is None


def _escaped(verb: Token, cue: Cue) -> Token | None:
    """The reporting verb that shares its subject with such a "declined"."""
    if cue.stance != "declines" or verb.dep_ != "conj" or not _escape_cue(verb):
        return None
    return next(
        (
            up
            for up in islice(verb.ancestors, 10)
            if ("verb", up.lower_) in reporting() and child(up, {"ccomp"}) is not None
        ),
        None,
    )


def _tail(doc: Doc, text: str, verb: Token) -> Attribution | None:
    """A line that ends in ", X says" without a stop, a headline: the parser reads on into the next line."""
    end = verb.idx + len(verb)
    if not is_verb(verb) or text[end : end + 2].strip(" ")[:1] not in ("", "\n"):
        return None
    first = text.rfind("\n", 0, verb.idx) + 1
    comma = text.rfind(",", max(first, verb.idx - _LONGEST_TAIL), verb.idx)
    pieces = runs(doc, _tokens(doc, first, comma)) if comma > first else []
    source = _tokens(doc, comma + 1, verb.idx)
    if not pieces or not source:
        return None
    return Attribution(runs(doc, source)[0], (verb.idx, end), tuple(pieces))


def _tokens(doc: Doc, start: int, end: int) -> set[int]:
    span = doc.char_span(start, end, alignment_mode="contract")
    return set() if span is None else set(range(span.start, span.end))


def _in_line(text: str, found: Attribution) -> Attribution:
    """The attribution without what lies in another line than its cue."""
    first = text.rfind("\n", 0, found.cue[0]) + 1
    last = text.find("\n", found.cue[1])
    last = len(text) if last < 0 else last
    clipped = ((max(start, first), min(end, last)) for start, end in found.content)
    pieces = tuple((start, end) for start, end in clipped if start < end)
    source = found.source if found.source and first <= found.source[0] and found.source[1] <= last else None
    return replace(found, source=source, content=pieces)


def _cue(doc: Doc, verb: Token, extra: Token | None) -> Offsets:
    """The verb with the auxiliaries, negation and particle beside it."""
    first = last = verb.i
    held = {kid.i for kid in verb.children if kid.dep_ in _AUXILIARIES or (kid.dep_ == "advmod" and kid.tag_ == "RB")}
    while first - 1 in held:
        first -= 1
    while first < verb.i and doc[first].dep_ == "advmod":
        first += 1
    particles = {kid.i for kid in verb.children if kid.dep_ == "prt"}
    while last + 1 in particles or (extra is not None and last + 1 == extra.i):
        last += 1
    return doc[first].idx, doc[last].idx + len(doc[last])


def _adverb(doc: Doc, adverb: Token) -> Attribution | None:
    clause = clause_of(adverb) if not is_verb(adverb.head) else adverb.head
    if clause == adverb:
        return None
    contrast = [
        k
        for k in clause.conjuncts
        if k.i > clause.i and any(c.lower_ == "but" for c in k.head.children if c.dep_ == "cc")
    ]
    found = indices(clause, [adverb, *contrast])
    if clause.dep_ in {"relcl", "ccomp", "advcl", "conj"} or clause.dep_ == "ROOT":
        marks = {k.i for k in clause.children if k.dep_ in {"mark", "cc"}}
        found -= marks
    pieces = runs(doc, found)
    cue = (adverb.idx, adverb.idx + len(adverb))
    return Attribution(None, cue, tuple(pieces))


def _noun(doc: Doc, noun: Token) -> Attribution | None:
    clause = next(
        (
            k
            for k in noun.children
            if k.dep_ in {"acl", "ccomp"} and any(m.lower_ == "that" and m.dep_ == "mark" for m in k.children)
        ),
        None,
    )
    if clause is None or noun.tag_[:2] != "NN":
        return None
    source: Offsets | None = None
    owner = child(noun, {"poss"})
    by = next((k for k in noun.children if k.dep_ == "prep" and k.lower_ in {"by", "from"}), None)
    author = child(by, {"pobj"}) if by is not None else None
    if owner is not None:
        source = phrase(doc, owner, below=noun.i)
    elif author is not None:
        source = phrase(doc, author, below=clause.left_edge.i)
    return Attribution(source, (noun.idx, noun.idx + len(noun)), tuple(runs(doc, indices(clause))))


def _phrase(doc: Doc, span: Span) -> Attribution | None:
    """X is the source of "according to X", the clause around the phrase its content."""
    head = span.root
    last = span[-1]
    source = child(last, {"pobj", "pcomp"})
    if source is None:
        return None
    clause = clause_of(head)
    while clause.dep_ == "conj" and is_verb(clause.head) and child(clause, SUBJECTS) is None:
        clause = clause.head
    pieces = runs(doc, indices(clause, [head]))
    return Attribution(phrase(doc, source), (span.start_char, span.end_char), tuple(pieces))
