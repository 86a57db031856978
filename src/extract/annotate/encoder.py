"""The component `extract_encoder`: one pass of the trained encoder, for all learned layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language

from extract.annotate import layers
from extract.annotate.layers import STORY_BLOCKS, Offsets, outside, text_of
from extract.annotate.network.model import encoder
from extract.records import BlockKind

if TYPE_CHECKING:
    from spacy.tokens import Doc

_READ: frozenset[BlockKind] = STORY_BLOCKS | {"dateline"}
"""A byline or caption between them changes what is found in the sentences around, so that one story would give other
records out of a page than out of a feed."""


@Language.factory("extract_encoder", assigns=["doc._.scores"])
def make_encoder(nlp: Language, name: str) -> EncoderComponent:
    """The factory of `extract_encoder`."""
    return EncoderComponent()


class EncoderComponent:
    """Writes `Doc._.scores`, the `extract.annotate.network.scores.Scores` of the text."""

    def __init__(self) -> None:
        """Load the encoder.

        Raises:
            ModelError: the trained weights are missing or broken.
        """
        layers.register()
        self._encoder = encoder()

    def __call__(self, doc: Doc) -> Doc:
        """Score a document."""
        doc._.scores = self._encoder(text_of(doc), _left_out(doc))
        return doc


def _left_out(doc: Doc) -> list[Offsets]:
    """Stretches that are not read: what stands before, amid or after the story and is no part of it."""
    return outside(doc, _READ)
