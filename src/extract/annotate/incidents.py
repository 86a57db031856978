"""The incidents component: marks triggers, with type, realis and arguments, by the rules of domain packs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.annotate import layers
from extract.annotate.arguments import ArgumentFinder, Sentence, kinds_of
from extract.annotate.learned import Learned, find_learned
from extract.annotate.realis import RealisRules
from extract.annotate.triggers import HeadFinder, Heads, Sentences, TriggerFinder, by_sentence
from extract.domain import load_domain
from extract.records import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc, Span, Token
    from spacy.vocab import Vocab

    from extract.annotate.layers import ArgumentMark, TriggerMark
    from extract.domain import Domain
    from extract.records import Realis


_TOLD = 0.7
"""How sure a rule must be of a trigger of a type that the encoder knows, where the encoder finds none of any."""
_AFIELD = 0.85
"""How sure the encoder must be in a document that has hardly a word of the pack's field."""
_PLAIN = 0.85
"""How sure the encoder must be that something happened of which a rule says that it did not."""
_OWN = 0.5
"""A trigger of the encoder with a lower score would be none if no rule spoke for it."""
_SHORT = 4
"""Tokens at most from the beginning of a noun phrase to its noun."""
_DOUBTFUL = 0.8
"""A trigger of the encoder that is less sure gives way to a rule's of a type that the encoder does not know."""


@Language.factory(
    "extract_incidents",
    assigns=["doc._.triggers", "doc.spans"],
    requires=["token.tag", "token.dep", "token.head", "doc.ents"],
    default_config={"packs": ["cyber"], "max_triggers": 500},
)
def create_incidents(nlp: Language, name: str, *, packs: list[str], max_triggers: int) -> IncidentMarker:
    """Make the component.

    Args:
        nlp: the pipeline; its parser must run before.
        name: the component's name in the pipeline.
        packs: names of packs under `models/packs`, or folders.
        max_triggers: triggers kept of one document; a diagnostic says when there were more.

    Raises:
        PackError: a pack is missing or broken.
    """
    layers.register()
    return IncidentMarker(nlp.vocab, packs, max_triggers)


class IncidentMarker:
    """Marks triggers on `doc._.triggers` and as span groups; see `extract.domain` for what the rules are."""

    def __init__(self, vocab: Vocab, packs: list[str], max_triggers: int) -> None:
        self._packs = tuple(packs)
        self._markers = [_PackMarker(vocab, load_domain(pack)) for pack in packs]
        self._limit = max_triggers

    def __call__(self, doc: Doc) -> Doc:
        """Mark the triggers of a document and give it back."""
        outside = layers.outside(doc)
        marks: list[TriggerMark] = []
        for marker in self._markers:
            taken = [(mark.start, mark.end) for mark in marks]
            marks += [mark for mark in marker(doc, outside) if not layers.is_within(mark.start, mark.end, taken)]
        marks.sort(key=lambda mark: (mark.start, mark.end))
        if len(marks) > self._limit:
            message = f"{len(marks)} incident triggers; those after the first {self._limit} were left out"
            doc._.problems.append(
                Diagnostic(
                    code="too-many-triggers",
                    stage="annotate",
                    message=message,
                    start=marks[self._limit].start,
                )
            )
            del marks[self._limit :]
        doc._.triggers = tuple(marks)
        doc._.packs = self._packs
        layers.set_spans(doc, layers.TRIGGER_SPANS, ((m.start, m.end, m.type) for m in marks))
        layers.set_spans(doc, layers.ARGUMENT_SPANS, ((a.start, a.end, a.role) for m in marks for a in m.arguments))
        return doc


class _PackMarker:
    """The rules of one pack."""

    def __init__(self, vocab: Vocab, domain: Domain) -> None:
        self._domain = domain
        self._heads = HeadFinder(vocab, domain)
        self._triggers = TriggerFinder(vocab, domain)
        self._arguments = ArgumentFinder(domain)
        self._realis = RealisRules()

    def __call__(self, doc: Doc, outside: list[layers.Offsets]) -> list[TriggerMark]:
        heads = self._heads(doc)
        by_rule = self._by_rule(doc, outside, heads)
        known = self._known(doc)
        if not known:
            return by_rule
        least = 0.0 if self._is_at_home(doc, heads) else _AFIELD
        told = [mark for mark in by_rule if mark.type in known and not mark.effect]
        other = [mark for mark in by_rule if mark.type not in known or mark.effect]
        sure = [(m.start, m.end) for m in other if m.realis == "actual" and not m.denied and not m.effect]
        learned = [
            mark
            for mark in self._learned(doc, outside, told)
            if mark.score >= least and (mark.score >= _DOUBTFUL or not layers.is_within(mark.start, mark.end, sure))
        ]
        if not learned:
            return other + [mark for mark in told if mark.score >= _TOLD and self._is_at_home(doc, heads, more=1)]
        wanted = {self._domain.victim}
        if any(mark.realis == "actual" for mark in learned):
            wanted.add(self._domain.time)
        other += [mark for mark in told if mark.realis == "actual" and not mark.denied and wanted <= _roles(mark)]
        taken = [(mark.start, mark.end) for mark in learned]
        return learned + [mark for mark in other if not layers.is_within(mark.start, mark.end, taken)]

    def _is_at_home(self, doc: Doc, heads: Heads, *, more: int = 0) -> bool:
        """Whether a document has words of the pack's field, and so many more of them than it must have."""
        evidence = self._domain.evidence
        return heads.distinct(doc, evidence.groups + evidence.background) >= evidence.minimum + more

    def _known(self, doc: Doc) -> frozenset[str]:
        """The types that the encoder finds."""
        named = self._domain.encoder
        heads = doc._.scores.heads if doc._.scores is not None else {}
        if named is None or named.triggers not in heads:  # an encoder that was trained for less
            return frozenset()
        return frozenset(heads[named.triggers].labels)

    def _learned(self, doc: Doc, outside: list[layers.Offsets], by_rule: Sequence[TriggerMark]) -> list[TriggerMark]:
        """The triggers of the encoder, for which a rule's trigger of the same type speaks too."""
        headlines = _headlines(doc)
        marks = []
        text = layers.text_of(doc)
        sentences = [sentence.start_char for sentence in doc.sents]
        for one in find_learned(doc._.scores, self._domain, sentences, by_rule):
            span = doc.char_span(one.start, one.end, alignment_mode="expand")
            if span is None or layers.is_within(one.start, one.end, outside):
                continue
            if not any(token.tag_.startswith(("N", "V")) for token in span) or _is_auxiliary(span):
                continue
            if _is_advice(span.root):
                continue
            modality = self._realis(
                doc,
                span.root.i,
                specific=bool(one.arguments),
                headline=layers.is_within(one.start, one.end, headlines),
            )
            same = [mark for mark in by_rule if layers.is_within(mark.start, mark.end, [(one.start, one.end)])]
            unreal = any(mark.realis != "actual" for mark in same)
            # A trigger that the rule alone has made one has the rule's arguments, if the encoder sees none.
            told = [argument for mark in same for argument in mark.arguments if one.score < _OWN]
            actual = one.realis["actual"] >= (_PLAIN if unreal else 0.5)
            realis: Realis = "actual" if actual else max(("generic", "other"), key=one.realis.__getitem__)
            marks.append(
                layers.TriggerMark(
                    start=one.start,
                    end=one.end,
                    type=one.type,
                    arguments=self._told_apart(
                        [
                            _headed(doc, _whole(text, a))
                            for a in one.arguments or told
                            if not layers.is_within(a.start, a.end, outside)
                        ],
                        text,
                    ),
                    score=max([one.score, *(round((one.score + mark.score) / 2, 3) for mark in same)]),
                    realis=realis,
                    certainty=modality.certainty,
                    denied=modality.denied and not actual,
                    effect=modality.open and not actual,
                    besides=self._besides(one, same),
                    cluster=one.cluster,
                )
            )
        return marks

    def _told_apart(self, arguments: list[ArgumentMark], text: str) -> tuple[ArgumentMark, ...]:
        """The arguments without a victim whose words are those of the attacker: "it said it had stolen the data"."""
        doers = {text[a.start : a.end].lower() for a in arguments if a.role == self._domain.attacker}
        return tuple(
            a for a in arguments if a.role != self._domain.victim or text[a.start : a.end].lower() not in doers
        )

    def _besides(self, one: Learned, by_rule: Iterable[TriggerMark]) -> tuple[ArgumentMark, ...]:
        """What rules say that a trigger of the encoder affected, and the encoder does not."""
        known = [(argument.start, argument.end) for argument in one.arguments]
        return tuple(
            argument
            for mark in by_rule
            for argument in mark.arguments
            if self._domain.roles[argument.role].impact and not layers.is_within(argument.start, argument.end, known)
        )

    def _by_rule(self, doc: Doc, outside: list[layers.Offsets], heads: Heads) -> list[TriggerMark]:
        sentences = Sentences(doc)
        triggers = [
            trigger
            for trigger in self._triggers(doc, heads, sentences)
            if not layers.is_within(doc[trigger.start].idx, doc[trigger.end - 1].idx + 1, outside)
        ]
        if not triggers:
            return []
        kinds = kinds_of(doc, outside)
        headlines = _headlines(doc)
        marks = []
        for (start, end), members in by_sentence(triggers, sentences).items():
            arguments = self._arguments(Sentence(doc, start, end, heads, kinds), members)
            for trigger, found in zip(members, arguments, strict=True):
                span = doc[trigger.start : trigger.end]
                modality = self._realis(
                    doc,
                    trigger.root,
                    specific=any(mark.score == 1.0 or mark.role == self._domain.time for mark in found),
                    headline=layers.is_within(span.start_char, span.end_char, headlines),
                )
                # "Among the victims are ..." is in the present, though they were hit
                presupposed = (
                    trigger.pattern.effect and modality.realis == "generic" and doc[trigger.root].tag_.startswith("N")
                )
                marks.append(
                    layers.TriggerMark(
                        start=span.start_char,
                        end=span.end_char,
                        type=trigger.pattern.type,
                        arguments=tuple(found),
                        score=trigger.pattern.score,
                        realis="actual" if presupposed else modality.realis,
                        certainty=modality.certainty,
                        denied=modality.denied,
                        effect=trigger.pattern.effect or modality.open,
                        avowed=trigger.pattern.avows,
                        dating=trigger.pattern.dating,
                    )
                )
        return marks


def _is_advice(verb: Token) -> bool:
    """Whether a verb tells the reader what to do: "Steal a trick from pizza makers"."""
    return (
        verb.tag_ == "VB"
        and verb.dep_ == "ROOT"
        and verb.i == verb.sent.start
        and not any(child.dep_ in ("nsubj", "nsubjpass", "aux") for child in verb.children)
    )


def _is_auxiliary(span: Span) -> bool:
    """Whether nothing is left of a verb but "were" or "had been"."""
    return all(token.dep_ in ("aux", "auxpass") and token.head not in span for token in span)


def _roles(mark: TriggerMark) -> set[str]:
    return {argument.role for argument in mark.arguments}


def _whole(text: str, argument: ArgumentMark) -> ArgumentMark:
    """An argument as whole words, without the ending of a possessive."""
    start, end = argument.start, argument.end
    while start > 0 and text[start - 1 : start + 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1 : end + 1].isalnum():
        end += 1
    end -= 2 * (text[end - 2 : end] in ("'s", "’s")) or text[end - 1] in "'’"
    return replace(argument, start=start, end=end)


def _headed(doc: Doc, argument: ArgumentMark) -> ArgumentMark:
    """An argument that is nothing but the beginning of a noun phrase ("the", "serious"), as far as its noun."""
    span = doc.char_span(argument.start, argument.end, alignment_mode="expand")
    if span is None or any(not token.tag_.startswith(("DT", "JJ", "PRP$", ",", "HYPH")) for token in span):
        return argument
    noun = span[-1].head
    if noun.i < span.end or not noun.tag_.startswith("N") or noun.i - span.end > _SHORT:
        return argument
    return replace(argument, end=noun.idx + len(noun))


def _headlines(doc: Doc) -> list[layers.Offsets]:
    article = layers.article_of(doc)
    return [(b.start, b.end) for b in article.blocks if b.kind == "headline"] if article else []
