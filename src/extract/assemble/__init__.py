"""Assemble: the marks on a `Doc` become one `Extraction`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.assemble.claims import assemble_claims
from extract.assemble.entities import assemble_entities
from extract.assemble.incidents import assemble_incidents
from extract.assemble.times import assemble_times
from extract.records import Article, Extraction, Provenance

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["assemble"]


def assemble(doc: Doc, provenance: Provenance) -> Extraction:
    """The record of an annotated document.

    Args:
        doc: a document that the project's components have annotated.
        provenance: what annotated it.
    """
    article = doc._.article or Article(id="doc", text=doc.text)
    times = assemble_times(doc)
    entities = assemble_entities(doc)
    claims = assemble_claims(doc, entities=entities, times=times)
    incidents = assemble_incidents(doc, entities=entities, times=times, claims=claims)
    return Extraction(
        article=article,
        entities=entities,
        times=times,
        claims=claims,
        incidents=incidents,
        diagnostics=tuple(doc._.problems),
        provenance=provenance,
    )
