"""The rows of each table that one record gives, without the article's id; keys in the order of the columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.tables.table import Row

if TYPE_CHECKING:
    from extract.records import Entity, Extraction, Span


def articles(record: Extraction) -> Iterator[Row]:
    """One row, also for an article that failed."""
    one, made = record.article, record.provenance
    yield {
        "path": one.path,
        "url": one.url,
        "title": one.title,
        "publisher": one.publisher,
        "authors": one.authors,
        "published": one.published,
        "published_from": one.published_from,
        "language": one.language,
        "failed": record.failed,
        "incidents": len(record.incidents),
        "claims": len(record.claims),
        "text": one.text,
        "sha256": one.sha256,
        "signature": one.signature,
        "version": made.version,
        "model": made.model,
        "packs": made.packs,
        "settings_sha256": made.settings_sha256,
    }


def entities(record: Extraction) -> Iterator[Row]:
    """One row an entity."""
    for one in record.entities:
        yield {
            "id": one.id,
            "type": one.type,
            "name": one.name,
            "aliases": one.aliases,
            "role": one.role,
            "country": one.country,
            "links": tuple(f"{scheme}:{value}" for scheme, value in one.links.items()),
            "mentions": len(one.mentions),
        }


def mentions(record: Extraction) -> Iterator[Row]:
    """One row a mention, in the order of the entities."""
    for one in record.entities:
        for mention in one.mentions:
            yield {"entity": one.id, "name": one.name, **_span(mention), "kind": mention.kind}


def times(record: Extraction) -> Iterator[Row]:
    """One row a time expression."""
    for one in record.times:
        yield {
            "id": one.id,
            **_span(one),
            "type": one.type,
            "value": one.value,
            "earliest": one.earliest,
            "latest": one.latest,
            "anchor": one.anchor,
        }


def claims(record: Extraction) -> Iterator[Row]:
    """One row a claim."""
    entities = _by_id(record)
    for one in record.claims:
        source = one.source
        yield {
            "id": one.id,
            "source": source.text if source else None,
            "source_kind": source.kind if source else None,
            "source_entity": source.entity_id if source else None,
            "source_name": _name(source.entity_id, entities) if source else None,
            "via": one.via,
            "cue": one.cue.text if one.cue else None,
            "lemma": one.cue.lemma if one.cue else None,
            "content": " … ".join(span.text for span in one.content),
            "start": min((span.start for span in one.content), default=None),
            "end": max((span.end for span in one.content), default=None),
            "quotation": one.quotation,
            "stance": one.stance,
            "certainty": one.certainty,
            "polarity": one.polarity,
            "time": one.time_id,
            "parent": one.parent,
        }


def incidents(record: Extraction) -> Iterator[Row]:
    """One row an incident."""
    entities = _by_id(record)
    for one in record.incidents:
        trigger = one.triggers[0] if one.triggers else None
        names = {
            role: tuple(
                dict.fromkeys(_name(filler.entity_id, entities) or filler.text for filler in one.roles.get(role, ()))
            )
            for role in ("victim", "attacker")
        }
        yield {
            "id": one.id,
            "type": one.type,
            "realis": one.realis,
            "status": one.status,
            "summary": one.summary,
            "earliest": one.when.earliest,
            "latest": one.when.latest,
            "basis": one.when.basis,
            "times": one.when.time_ids,
            "victims": names["victim"],
            "attackers": names["attacker"],
            "trigger": trigger.text if trigger else None,
            "start": trigger.start if trigger else None,
            "end": trigger.end if trigger else None,
            "claims": one.claims,
            "score": one.score,
        }


def roles(record: Extraction) -> Iterator[Row]:
    """One row a filler of a role."""
    entities = _by_id(record)
    for one in record.incidents:
        for role, fillers in one.roles.items():
            for filler in fillers:
                yield {
                    "incident": one.id,
                    "type": one.type,
                    "role": role,
                    **_span(filler),
                    "entity": filler.entity_id,
                    "name": _name(filler.entity_id, entities),
                    "value": filler.value,
                    "unit": filler.unit,
                }


def incident_claims(record: Extraction) -> Iterator[Row]:
    """One row a claim that an incident stands on."""
    for one in record.incidents:
        for claim in one.claims:
            yield {"incident": one.id, "claim": claim}


def blame(record: Extraction) -> Iterator[Row]:
    """One row an attribution."""
    for one in record.incidents:
        for blame in one.blame:
            yield {
                "incident": one.id,
                "attacker": blame.attacker,
                "country": blame.country,
                "claim": blame.by,
                "certainty": blame.certainty,
            }


def impact(record: Extraction) -> Iterator[Row]:
    """One row a thing affected, or said not to be."""
    for one in record.incidents:
        for impact in one.impact:
            yield {"incident": one.id, **_span(impact), "affected": impact.affected, "claim": impact.by}


def diagnostics(record: Extraction) -> Iterator[Row]:
    """One row a diagnostic."""
    for one in record.diagnostics:
        yield {"code": one.code, "stage": one.stage, "message": one.message, "start": one.start}


def _by_id(record: Extraction) -> dict[str, Entity]:
    return {entity.id: entity for entity in record.entities}


def _name(entity_id: str | None, entities: dict[str, Entity]) -> str | None:
    return entities[entity_id].name if entity_id in entities else None


def _span(span: Span) -> Row:
    return {"start": span.start, "end": span.end, "text": span.text}
