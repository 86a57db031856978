"""The component `extract_coreference`: pronouns and definite nominals join the entities that they mean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from spacy.language import Language

from extract.annotate import layers
from extract.annotate.coref.anaphors import AnaphorFinder
from extract.annotate.coref.referents import Referent, referents
from extract.annotate.coref.resolve import Resolver
from extract.annotate.coref.speakers import Speakers
from extract.annotate.entities import set_entities
from extract.annotate.layers import PARTY_BLOCKS, MentionMark
from extract.annotate.names.lexicon import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc


class CoreferenceComponent:
    """Adds the mentions of kind `pronoun` and `nominal` to `Doc._.entities`."""

    def __init__(self, nlp: Language, name: str) -> None:
        layers.register()
        self.name = name
        self.lexicon = lexicon()
        self.find_anaphors = AnaphorFinder(nlp.vocab, self.lexicon)
        self.find_speakers = Speakers(nlp.vocab, self.lexicon)

    def __call__(self, doc: Doc) -> Doc:
        """Resolve the anaphors of a document."""
        if not doc._.entities:
            return doc
        everyone, mentions = referents(doc, self.lexicon)
        named = np.zeros(len(doc), dtype=bool)
        for _, span in mentions:
            named[span.start : span.end] = True
        speech = self.find_speakers(doc, mentions)
        outside = layers.outside(doc, PARTY_BLOCKS)
        anaphors = [
            a
            for a in self.find_anaphors(doc, named)
            if not layers.is_within(doc[a.start].idx, doc[a.head].idx + 1, outside)
        ]
        resolver = Resolver(doc, everyone, mentions, self.lexicon, speech)
        resolver.run(anaphors)
        spoken = speech.fixed | self.find_speakers.later(doc, speech, mentions, resolver.holder)
        for i, referent in spoken.items():
            if layers.is_within(doc[i].idx, doc[i].idx + 1, outside):
                continue
            resolver.predicate(i, referent)
            referent.added.append(MentionMark(doc[i].idx, doc[i].idx + len(doc[i]), "pronoun"))
        set_entities(doc, [_with_added(referent) for referent in everyone])
        return doc


def _with_added(referent: Referent) -> layers.EntityMark:
    mentions = sorted((*referent.mark.mentions, *referent.added), key=lambda m: (m.start, m.end))
    return replace(referent.mark, mentions=tuple(mentions))


@Language.factory(
    "extract_coreference",
    assigns=["doc._.entities"],
    requires=["doc._.entities", "token.tag"],
)
def make_coreference(nlp: Language, name: str) -> CoreferenceComponent:
    """Create the component; it runs behind `extract_entities` and reads dependencies where they are."""
    return CoreferenceComponent(nlp, name)
