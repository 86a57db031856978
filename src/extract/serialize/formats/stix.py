"""STIX 2.1: one bundle of all articles (extra `stix`).

For each article a `report` with the article as its external reference; for each incident that is told as a fact an
`incident` with relationships to victims (`identity`), actors (`intrusion-set` where a catalogue knows the name, else
`threat-actor`), `malware`, `vulnerability` and `location`. What is hedged or denied has a `note` that says who says so.
Offsets, intervals and claims stand in a property extension of our own, which the bundle defines.

An object's id is the UUIDv5 of its content: equal content has one id in every bundle, other content another. What is
named (an organization, a known group, a country) holds nothing of the article, so that it is one object over all
articles. No clock is read: such an object is dated `TIMELESS`, the others with the article's date of publication.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar
from uuid import uuid5

from extract.serialize.evidence import Facts
from extract.serialize.stix_objects import NAMESPACE, TIMELESS, Json, created, extension, references, tool
from extract.serialize.vocabulary import apply, country_name, fold, load_vocabulary

if TYPE_CHECKING:
    from extract.records import Certainty, Entity, Extraction, Incident

__all__ = ["FORMAT", "Stix"]

CONFIDENCE: dict[Certainty, int] = {"certain": 85, "probable": 50, "possible": 15}
"""STIX 2.1, appendix A: high, medium, low."""

_CLASSES = {"person": "individual", "organization": "organization", "group": "group", "product": "system"}
_CVE = re.compile(r"\bCVE-\d{4}-\d{4,}\b", re.IGNORECASE)


class Stix:
    """The `OutputFormat` of STIX bundles."""

    name = "stix"
    suffixes = (".stix.json", ".stix")
    requires: ClassVar[dict[str, str]] = {"stix2": "stix"}

    def write(self, records: Iterable[Extraction], stream: BinaryIO) -> None:
        """Write one bundle, object by object; ids alone are kept in memory."""
        seen: set[str] = set()
        digest = sha256()
        stream.write(b'{"type": "bundle", ')
        for record in records:
            for one in objects(record):
                if one["id"] not in seen:
                    stream.write(b",\n" if seen else b'"objects": [\n')
                    stream.write(json.dumps(one, ensure_ascii=False).encode())
                    seen.add(one["id"])
                    digest.update(one["id"].encode())
        ending = "\n], " if seen else ""
        stream.write(f'{ending}"id": "bundle--{uuid5(NAMESPACE, digest.hexdigest())}"}}\n'.encode())


FORMAT = Stix()


def objects(record: Extraction) -> Iterator[Json]:
    """The STIX objects of one article, what is referred to first; none where the article has nothing to report."""
    found = _Article(record)
    refs = found.make()
    if refs:
        yield from found.made.values()


class _Article:
    """The objects of one article while they are made; `made` has them by id."""

    def __init__(self, record: Extraction) -> None:
        self.facts = Facts(record)
        self.vocabulary = load_vocabulary(record.provenance.packs)
        self.made: dict[str, Json] = {}
        self.tool = self._keep(tool())
        self.extension = self._keep(extension(self.tool))
        article = record.article
        self.dated = f"{article.published}T00:00:00.000Z" if article.published else TIMELESS
        url = article.url if (article.url or "").startswith(("http://", "https://")) else None
        reference = {"source_name": article.publisher or "news article", "url": url, "external_id": article.id}
        self.reference = {key: value for key, value in reference.items() if value}

    def make(self) -> list[str]:
        """Make all objects; the ids of what the report is about."""
        record = self.facts.record
        before = set(self.made)
        for incident in record.incidents:
            if incident.realis == "actual":
                self._incident(incident)
        for entity in record.entities:
            if entity.type in ("malware", "vulnerability") or (entity.type == "group" and references(entity)):
                self._named(entity, "actor" if entity.type == "group" else entity.type)
        refs = [one for one in self.made if one not in before]
        if refs:
            self._report(refs)
        return refs

    def _keep(self, made: Json) -> Json:
        return self.made.setdefault(made["id"], made)

    def _own(self, kind: str, evidence: Json | None = None, **properties: Any) -> Json:
        """An object that belongs to this article."""
        if evidence:
            content = {"extension_type": "property-extension", **evidence}
            properties["extensions"] = {self.extension["id"]: content}
        language = self.facts.article.language if kind in ("incident", "note", "report") else None
        return self._keep(
            created(kind, created_by_ref=self.tool["id"], created=self.dated, lang=language, **properties)
        )

    def _report(self, refs: list[str]) -> None:
        article = self.facts.article
        entities = [
            {
                "name": one.name,
                "type": one.type,
                **{key: value for key, value in (("role", one.role), ("country", one.country)) if value},
                **({"aliases": list(one.aliases)} if one.aliases else {}),
                "mentions": [{"start": m.start, "end": m.end, "text": m.text} for m in one.mentions],
            }
            for one in self.facts.record.entities
        ]
        evidence: Json = {"article": article.id, "entities": entities}
        if article.sha256:
            evidence["sha256"] = article.sha256
        self._own(
            "report",
            evidence,
            name=article.title or article.id,
            report_types=list(self.vocabulary.stix.report_types),
            published=self.dated,
            labels=None if article.published else ["publication-date-unknown"],
            object_refs=refs,
            external_references=[self.reference],
        )

    def _incident(self, incident: Incident) -> None:
        name = incident.summary.split(";")[0].rstrip(".")
        related: list[tuple[str, Json]] = []
        actors: list[Json] = []
        relationship = ""
        for role, to in self.vocabulary.stix.roles.items():
            if to.object == "actor":
                relationship = to.relationship
                actors += self._actors(incident, role, name)
            elif to.object != "vulnerability" or not any(one["type"] == "vulnerability" for _, one in related):
                related += [(to.relationship, one) for one in self._objects(incident, role, to.object, name)]
        sentence = self.facts.sentence(incident)
        description = f"{incident.summary}\n\n“{sentence}”" if sentence else incident.summary
        evidence = self.facts.evidence(incident)
        if incident.type in self.vocabulary.stix.not_incidents:
            self._finding(incident, name, description, evidence, [one for _, one in related])
            return
        made = self._own(
            "incident",
            evidence,
            name=name,
            description=description,
            confidence=round(incident.score * 100),
            labels=[incident.type, f"status-{incident.status}"],
            external_references=[self.reference],
        )
        for kind, one in related:
            self._relate(made, kind, one)
        self._attribution(incident, made, actors, relationship)
        for impact in incident.impact:
            if impact.affected != "denied":
                continue
            claim = self.facts.claims.get(impact.by or "")
            self._own(
                "note",
                abstract=f"Said not to have been affected: {impact.text}",
                content=self.facts.saying(claim)
                if claim
                else f"The article says that “{impact.text}” was not affected.",
                authors=[self.facts.speaker(claim)] if claim and self.facts.speaker(claim) else None,
                object_refs=[made["id"]],
                external_references=[self.reference],
            )

    def _finding(self, incident: Incident, name: str, text: str, evidence: Json, related: list[Json]) -> None:
        """What is no incident in STIX: the weaknesses it is about, and a note with the evidence."""
        about = [one for one in related if one["type"] == "vulnerability"]
        about = about or [self._own("vulnerability", name=name, external_references=[self.reference])]
        for one in about:
            for other in related:
                if other["type"] != "vulnerability":
                    self._relate(one, "related-to", other)
        self._own(
            "note",
            evidence,
            abstract=name,
            content=text,
            confidence=round(incident.score * 100),
            labels=[incident.type],
            object_refs=[one["id"] for one in about],
            external_references=[self.reference],
        )

    def _relate(self, source: Json, relationship: str, target: Json, **properties: Any) -> Json:
        return self._own(
            "relationship",
            relationship_type=relationship,
            source_ref=source["id"],
            target_ref=target["id"],
            **properties,
        )

    def _attribution(self, incident: Incident, made: Json, actors: list[Json], relationship: str) -> None:
        """Relationships to the actors, as sure as the article is, and notes on the blame that is voiced or hedged."""
        blames = incident.blame or (None,) * len(actors)
        for actor, blame in zip(actors, blames, strict=False):
            confidence = CONFIDENCE[blame.certainty] if blame else None
            link = self._relate(made, relationship, actor, confidence=confidence)
            if blame is None:
                continue
            if blame.country:
                located = "originates-from" if actor["type"] == "intrusion-set" else "located-at"
                self._relate(actor, located, self._country(blame.country), confidence=confidence)
            claim = self.facts.claims.get(blame.by or "")
            if claim is None and blame.certainty == "certain":
                continue
            self._own(
                "note",
                abstract=f"Attribution to {blame.attacker}: {blame.certainty}",
                content=self.facts.saying(claim) if claim else f"The article itself attributes it to {blame.attacker}.",
                authors=[self.facts.speaker(claim)] if claim and self.facts.speaker(claim) else None,
                confidence=confidence,
                object_refs=[link["id"], made["id"], actor["id"]],
                external_references=[self.reference],
            )

    def _actors(self, incident: Incident, role: str, name: str) -> list[Json]:
        """In the order of the blames where there are any, else the named attackers, else the first unnamed one."""
        fillers = incident.roles.get(role, ())
        if incident.blame:
            return [
                self._actor(one.attacker, self.facts.called(one.attacker), name, incident) for one in incident.blame
            ]
        named = {one.id: one for filler in fillers if (one := self.facts.named(filler))}
        if named:
            return [self._actor(one.name, one, name, incident) for one in named.values()]
        return [self._actor(filler.text, None, name, incident) for filler in fillers[:1]]

    def _actor(self, called: str, entity: Entity | None, name: str, incident: Incident) -> Json:
        if entity and any(mention.kind == "name" for mention in entity.mentions):
            made = self._named(entity, "actor", incident.type)
            if made:
                return made
        return self._own(
            "threat-actor",
            name=f"{called} ({name})",
            external_references=[self.reference],
            **self._actor_types(called, incident.type),
        )

    def _actor_types(self, called: str, incident_type: str) -> Json:
        words = dict.fromkeys(self.vocabulary.attacker, fold(called))
        return {"threat_actor_types": ["unknown"], **apply(self.vocabulary.stix.actors, incident_type, words)}

    def _objects(self, incident: Incident, role: str, kind: str, name: str) -> list[Json]:
        """What the fillers of a role name; where none has a name, the first of them, as this article's own."""
        fillers = incident.roles.get(role, ())
        found: dict[str, Json] = {}
        for filler in fillers:
            cve = _CVE.search(filler.text) if kind == "vulnerability" else None
            entity = self.facts.named(filler)
            made = self._vulnerability(cve.group()) if cve else entity and self._named(entity, kind, incident.type)
            if made:
                found[made["id"]] = made
        if found:
            return list(found.values())
        unnamed = (self._unnamed(filler.text, role, kind, f"{filler.text} ({name})") for filler in fillers)
        return [made for made in unnamed if made][:1]

    def _unnamed(self, text: str, role: str, kind: str, name: str) -> Json | None:
        if kind == "identity":
            return self._own("identity", name=name, identity_class="unknown")
        if kind == "vulnerability":
            return self._own("vulnerability", name=name, external_references=[self.reference])
        types = apply(self.vocabulary.stix.malware, "", {role: fold(text)}) if kind == "malware" else {}
        return self._own("malware", name=name, is_family=False, **types) if types else None

    def _named(self, entity: Entity, kind: str, incident_type: str = "") -> Json | None:
        """The object of a named entity, the same in every article; none where it is not of that kind."""
        known = references(entity)
        if kind in ("identity", "location") and entity.type == "place":
            return self._place(entity)
        if kind == "identity":
            made = self._shared("identity", name=entity.name, identity_class=_CLASSES.get(entity.type, "unknown"))
            if entity.country:
                self._locate(made, entity.country)
            return made
        if kind == "actor" and known:
            return self._shared("intrusion-set", name=entity.name, external_references=known)
        if kind == "actor":
            types = self._actor_types(entity.name, incident_type)
            if entity.type == "place":
                types = {"threat_actor_types": ["nation-state"]}
            return self._shared("threat-actor", name=entity.name, **types)
        if kind == "malware" and entity.type == "malware":
            return self._shared("malware", name=entity.name, is_family=True, external_references=known)
        if kind == "vulnerability" and entity.type == "vulnerability":
            return self._vulnerability(entity.name)
        return None

    def _shared(self, kind: str, **properties: Any) -> Json:
        """An object that is the same in every article."""
        return self._keep(created(kind, created_by_ref=self.tool["id"], **properties))

    def _vulnerability(self, name: str) -> Json:
        cve = _CVE.search(name)
        if cve is None:
            return self._shared("vulnerability", name=name)
        number = cve.group().upper()
        return self._shared(
            "vulnerability", name=number, external_references=[{"source_name": "cve", "external_id": number}]
        )

    def _place(self, entity: Entity) -> Json | None:
        """A location; STIX has none without a country."""
        if entity.country is None:
            return None
        if "iso3166" in entity.links:
            return self._country(entity.country)
        return self._shared("location", name=entity.name, country=entity.country)

    def _country(self, code: str) -> Json:
        return self._shared("location", name=country_name(code), country=code)

    def _locate(self, made: Json, code: str) -> None:
        self._shared(
            "relationship",
            relationship_type="located-at",
            source_ref=made["id"],
            target_ref=self._country(code)["id"],
        )
