"""The component `extract_claims`: who says what, and how sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language

from extract.annotate import layers
from extract.annotate.attribution.constructions import find_constructions, nested
from extract.annotate.attribution.headlines import find_in_headline, headline_of
from extract.annotate.attribution.qualities import describe
from extract.annotate.attribution.quoted import with_quotes
from extract.annotate.attribution.quotes import Quote, find_quotes
from extract.annotate.attribution.sources import only_cites, origin_of
from extract.annotate.attribution.spans import Attribution
from extract.annotate.attribution.tagged import find_tagged
from extract.annotate.layers import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc


@Language.factory(
    "extract_claims",
    assigns=["doc._.claims", "doc.spans"],
    requires=["doc._.scores", "token.tag", "token.dep", "token.head", "token.sent_start"],
)
def make_claims(nlp: Language, name: str) -> ClaimFinder:
    """The factory of `extract_claims`."""
    return ClaimFinder()


class ClaimFinder:
    """Marks the attributions of a document in `Doc._.claims`, in the order of the text."""

    def __init__(self) -> None:
        layers.register()

    def __call__(self, doc: Doc) -> Doc:
        """Mark the claims of a document that was parsed and scored; any other has none."""
        if not doc.has_annotation("DEP") or doc._.scores is None:
            return doc
        text = text_of(doc)
        quotes = find_quotes(text)
        outside = layers.outside(doc)
        found = (_inside(attribution, outside) for attribution in _find(doc, text, quotes))
        marks = [
            describe(doc, text, attribution, quotes, origin_of(doc, text, attribution))
            for attribution in found
            if attribution is not None and not only_cites(doc, attribution)
        ]
        marks.sort(key=lambda mark: (min(start for start, _ in _spans(mark)), mark.cue or (0, 0)))
        doc._.claims = tuple(marks)
        layers.set_spans(doc, layers.SOURCE_SPANS, ((*m.source, m.kind) for m in marks if m.source))
        layers.set_spans(doc, layers.CUE_SPANS, ((*m.cue, m.lemma) for m in marks if m.cue))
        layers.set_spans(doc, layers.CONTENT_SPANS, ((*piece, m.stance) for m in marks for piece in m.content))
        return doc


def _find(doc: Doc, text: str, quotes: list[Quote]) -> list[Attribution]:
    """The attributions that the encoder tags, and those inside their contents."""
    headline = headline_of(doc, text)
    constructions = find_constructions(doc)
    tagged = find_tagged(doc, doc._.scores, constructions, headline[1] if headline else 0)
    outer = [attribution for attribution in with_quotes(text, tagged, quotes) if attribution.content]
    outer += find_in_headline(doc, text, outer)
    return outer + nested(constructions, outer)


def _spans(mark: layers.ClaimMark) -> list[layers.Offsets]:
    return [*mark.content, *([mark.source] if mark.source else []), *([mark.cue] if mark.cue else [])]


def _inside(attribution: Attribution, outside: list[layers.Offsets]) -> Attribution | None:
    """The attribution without what lies outside the story; None if nothing of it is left."""
    if not outside:
        return attribution
    fixed = [attribution.cue, *([attribution.source] if attribution.source else [])]
    if any(layers.is_within(*span, outside) for span in fixed):
        return None
    content = tuple(piece for piece in attribution.content if not layers.is_within(*piece, outside))
    return Attribution(attribution.source, attribution.cue, content) if content else None
