"""What exchange formats say of an incident beside their own fields: where the article says it, and who says so.

Plain JSON without nulls, so that it can stand in any of them. Offsets are half-open, in code points into the article's
text.
"""

from __future__ import annotations

from typing import Any

from extract.passages import sentence_at
from extract.records import Claim, Entity, Extraction, Filler, Incident, Span

__all__ = ["Facts", "without_nulls"]


class Facts:
    """A record with its parts by id."""

    def __init__(self, record: Extraction) -> None:
        self.record = record
        self.article = record.article
        self.entities = {one.id: one for one in record.entities}
        self.claims = {one.id: one for one in record.claims}
        self._by_name = {one.name: one for one in reversed(record.entities)}

    def entity(self, entity_id: str | None) -> Entity | None:
        """The entity of that id."""
        return self.entities.get(entity_id or "")

    def named(self, filler: Filler) -> Entity | None:
        """The entity that a filler means, where the article names it."""
        entity = self.entity(filler.entity_id)
        return entity if entity and any(one.kind == "name" for one in entity.mentions) else None

    def called(self, name: str) -> Entity | None:
        """The entity of that name."""
        return self._by_name.get(name)

    def sentence(self, incident: Incident) -> str | None:
        """The sentence of the incident's first trigger."""
        if not incident.triggers:
            return None
        return sentence_at(self.article.text, incident.triggers[0].start)

    def speaker(self, claim: Claim) -> str | None:
        """Who makes a claim: the entity's name, else the words of its source."""
        if claim.source is None:
            return None
        entity = self.entity(claim.source.entity_id)
        return entity.name if entity else claim.source.text

    def saying(self, claim: Claim) -> str:
        """A claim as a line: who, in which manner, and the words of its content."""
        words = " … ".join(one.text for one in claim.content)
        return f"{self.speaker(claim) or 'The article'} {claim.stance}: “{words}”"

    def evidence(self, incident: Incident) -> dict[str, Any]:
        """The fields of an incident with the places in the text that say them."""
        voices = [*(one.by for one in incident.blame), *(one.by for one in incident.impact)]
        claims = dict.fromkeys([*incident.claims, *(one for one in voices if one)])
        found: dict[str, Any] = {
            "article": self.article.id,
            "incident": incident.id,
            "incident_type": incident.type,
            "realis": incident.realis,
            "status": incident.status,
            "score": incident.score,
            "earliest": incident.when.earliest,
            "latest": incident.when.latest,
            "when_basis": incident.when.basis,
            "triggers": [_place(one) for one in incident.triggers],
            "roles": {role: [self._filler(one) for one in fillers] for role, fillers in incident.roles.items()},
            "blame": [one.model_dump() for one in incident.blame],
            "impact": [one.model_dump() for one in incident.impact],
            "claims": [self._claim(self.claims[one]) for one in claims if one in self.claims],
        }
        return {key: value for key, value in without_nulls(found).items() if value not in ([], {})}

    def _filler(self, filler: Filler) -> dict[str, Any]:
        entity = self.entity(filler.entity_id)
        return {**_place(filler), "name": entity.name if entity else None, "value": filler.value, "unit": filler.unit}

    def _claim(self, claim: Claim) -> dict[str, Any]:
        return {
            "id": claim.id,
            "speaker": self.speaker(claim),
            "source": _place(claim.source) if claim.source else None,
            "cue": _place(claim.cue) if claim.cue else None,
            "content": [_place(one) for one in claim.content],
            "stance": claim.stance,
            "certainty": claim.certainty,
            "polarity": claim.polarity,
        }


def _place(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def without_nulls(value: Any) -> Any:
    """The same JSON without keys whose value is null."""
    if isinstance(value, dict):
        return {key: without_nulls(one) for key, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [without_nulls(one) for one in value if one is not None]
    return value
