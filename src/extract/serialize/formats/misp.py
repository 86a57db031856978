"""MISP: one event for each article that tells of an incident (extra `misp`).

The file is `{"response": [{"Event": ...}, ...]}`, as MISP exports and imports it. An event has a `report` object with
the article, an `incident` object for each incident that is told as a fact, `victim`, `intrusion-set`, `malware` and
`vulnerability` objects that it refers to, and attributes for other attackers and for what is said not to have been
affected. The comment of each says where in the text it stands. UUIDs are of version 5 and no clock is read: the event
of an article without a date has none, so that MISP gives it one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import UUID, uuid5

from extract.records import Entity, Extraction, Incident, Span
from extract.serialize.evidence import Facts
from extract.serialize.vocabulary import apply, country_name, load_vocabulary, words_of

if TYPE_CHECKING:
    from pymisp import MISPEvent, MISPObject

__all__ = ["FORMAT", "Misp"]

NAMESPACE = UUID("7f0a4c52-9a57-5f0d-8f5b-2d9c8a1e6b44")
_UNDEFINED = 4
"""`threat_level_id` that says nothing."""

_COMPLETED = 2


class Misp:
    """The `OutputFormat` of MISP events."""

    name = "misp"
    suffixes = (".misp.json",)
    requires = MappingProxyType({"pymisp": "misp"})

    def write(self, records: Iterable[Extraction], stream: BinaryIO) -> None:
        """Write one event for each article that tells of an incident."""
        stream.write(b'{"response": [')
        mark = b""
        for record in records:
            if any(one.realis == "actual" for one in record.incidents):
                event = json.loads(_Event(record).event.to_json(sort_keys=True))
                stream.write(mark + b'\n{"Event": ' + json.dumps(event, ensure_ascii=False).encode() + b"}")
                mark = b","
        stream.write(b"\n]}\n")


FORMAT = Misp()


class _Event:
    """One event while it is made."""

    def __init__(self, record: Extraction) -> None:
        from pymisp import MISPEvent

        self.facts = Facts(record)
        self.vocabulary = load_vocabulary(record.provenance.packs)
        article = record.article
        self.key = json.dumps([article.id, article.sha256, record.to_json()])
        self.number = 0
        self.shared: dict[tuple[str, str], MISPObject] = {}
        self.event: MISPEvent = MISPEvent()
        self.event.uuid = self._uuid()
        self.event.info = article.title or article.id
        self.event.distribution = 0
        self.event.threat_level_id = _UNDEFINED
        self.event.analysis = _COMPLETED
        if article.published:
            self.event.set_date(article.published)
        self._report()
        tags: dict[str, None] = {}
        for incident in record.incidents:
            if incident.realis == "actual":
                self._incident(incident)
                found = apply(self.vocabulary.misp, incident.type, words_of(incident))
                tags.update(dict.fromkeys(found.get("tags", ())))
        for tag in tags:
            self.event.add_tag(tag)

    def _uuid(self) -> str:
        self.number += 1
        return str(uuid5(NAMESPACE, f"{self.key}{self.number}"))

    def _object(self, template: str, fields: dict[str, Any], comment: str = "") -> MISPObject:
        from pymisp import MISPObject

        made = MISPObject(template, strict=True)
        made.uuid = self._uuid()
        made.comment = comment
        for relation, value in fields.items():
            if value is not None:
                made.add_attribute(relation, value=str(value), uuid=self._uuid(), to_ids=False)
        self.event.add_object(made)
        return made

    def _once(self, template: str, name: str, fields: dict[str, Any], comment: str = "") -> MISPObject:
        """The object of that name in this event."""
        if (template, name) not in self.shared:
            self.shared[template, name] = self._object(template, fields, comment)
        return self.shared[template, name]

    def _attribute(self, kind: str, category: str, value: str, comment: str) -> None:
        self.event.add_attribute(kind, value, category=category, comment=comment, uuid=self._uuid(), to_ids=False)

    def _refer(self, source: MISPObject, relationship: str, target: MISPObject) -> None:
        source.add_reference(target.uuid, relationship)
        source.references[-1].uuid = self._uuid()

    def _report(self) -> None:
        article = self.facts.article
        url = article.url if (article.url or "").startswith(("http://", "https://")) else None
        source = ", ".join(filter(None, (article.publisher, article.published, article.id)))
        self._object("report", {"title": article.title or article.id, "link": url, "type": "News Article"}, source)

    def _incident(self, incident: Incident) -> None:
        if incident.type in self.vocabulary.stix.not_incidents:
            self._finding(incident)
            return
        sentence = self.facts.sentence(incident)
        days = " to ".join(dict.fromkeys(day for day in (incident.when.earliest, incident.when.latest) if day))
        made = self._object(
            "incident",
            {
                "name": incident.summary.split(";")[0].rstrip("."),
                "description": f"{incident.summary} “{sentence}”" if sentence else incident.summary,
                "score": f"{incident.score:.2f}",
            },
            "; ".join(filter(None, (incident.type, f"status {incident.status}", days, _places(incident.triggers)))),
        )
        for role in self.vocabulary.victim:
            self._victims(incident, role, made)
        for role, to in self.vocabulary.stix.roles.items():
            for filler in incident.roles.get(role, ()):
                entity = self.facts.named(filler)
                if to.object == "malware" and entity and entity.type == "malware":
                    fields = {"name": entity.name, "is_family": "1"}
                    self._refer(made, "uses", self._once("malware", entity.name, fields))
                elif to.object == "vulnerability" and role == self.vocabulary.veris_fields.cve:
                    fields = {"id": filler.text, "description": incident.summary}
                    self._refer(made, "exploits", self._once("vulnerability", filler.text, fields))
        self._attackers(incident, made)
        for impact in incident.impact:
            if impact.affected == "denied":
                claim = self.facts.claims.get(impact.by or "")
                text = self.facts.saying(claim) if claim else f"“{impact.text}” was not affected"
                self._attribute("comment", "Other", text, f"said not to have been affected; {_places([impact])}")

    def _finding(self, incident: Incident) -> None:
        """What is no incident: the weaknesses it is about."""
        numbers = incident.roles.get(self.vocabulary.veris_fields.cve or "", ())
        for one in numbers:
            self._once("vulnerability", one.text, {"id": one.text, "description": incident.summary}, _places([one]))
        if not numbers:
            self._object("vulnerability", {"description": incident.summary}, _places(incident.triggers))

    def _victims(self, incident: Incident, role: str, made: MISPObject) -> None:
        fillers = incident.roles.get(role, ())
        named = {one.id: one for filler in fillers if (one := self.facts.named(filler))}
        for entity in named.values():
            region = country_name(entity.country) if entity.country else None
            places = _places(filler for filler in fillers if filler.entity_id == entity.id)
            fields = {"name": entity.name, "regions": region}
            self._refer(made, "targets", self._once("victim", entity.name, fields, places))
        if fillers and not named:
            self._refer(made, "targets", self._object("victim", {"name": fillers[0].text}, _places(fillers)))

    def _attackers(self, incident: Incident, made: MISPObject) -> None:
        fillers = [filler for role in self.vocabulary.attacker for filler in incident.roles.get(role, ())]
        blamed = {blame.attacker: blame for blame in incident.blame}
        entities = {one.name: one for filler in fillers if (one := self.facts.named(filler))}
        for name in dict.fromkeys([*blamed, *entities]):
            entity = entities.get(name) or self.facts.called(name)
            blame = blamed.get(name)
            claim = self.facts.claims.get(blame.by or "") if blame else None
            parts = [_places(filler for filler in fillers if entity and filler.entity_id == entity.id)]
            if blame:
                parts += [blame.certainty, f"country {blame.country}" if blame.country else ""]
            parts.append(self.facts.saying(claim) if claim else "")
            comment = "; ".join(filter(None, parts))
            if entity and (number := _catalogued(entity)):
                fields = {"name": name, "description": number}
                self._refer(made, "attributed-to", self._once("intrusion-set", name, fields, comment))
            else:
                self._attribute("threat-actor", "Attribution", name, comment)


def _catalogued(entity: Entity) -> str | None:
    numbers = [f"{catalogue} {number}" for catalogue, number in sorted(entity.links.items()) if catalogue != "iso3166"]
    return ", ".join(numbers) or None


def _places(spans: Iterable[Span]) -> str:
    """Where it stands: offsets in code points into the article's text, with the words."""
    return ", ".join(f"{one.start}:{one.end} “{one.text}”" for one in spans)
