"""The incidents component: marks triggers, with type, realis and arguments, by the rules of domain packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language

from extract.annotate import layers
from extract.annotate.arguments import ArgumentFinder, Sentence, kinds_of
from extract.annotate.realis import RealisRules
from extract.annotate.triggers import HeadFinder, Sentences, TriggerFinder, by_sentence
from extract.domain import load_domain
from extract.records import Diagnostic

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from extract.annotate.layers import TriggerMark
    from extract.domain import Domain


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


def _headlines(doc: Doc) -> list[layers.Offsets]:
    article = layers.article_of(doc)
    return [(b.start, b.end) for b in article.blocks if b.kind == "headline"] if article else []
