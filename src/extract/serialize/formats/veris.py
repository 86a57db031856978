"""VERIS 1.4.1: one JSON array of incidents, as the VERIS Community Database has them.

What a type, role or word is called in VERIS is data of the domain pack; what the article does not say is "Unknown". The
evidence stands in `plus`. Left out is what is not told as a fact, what has no VERIS action (a disclosed weakness), and
what has no year, which VERIS wants: neither its own nor that of the article's publication, which stands in with a note.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO
from uuid import UUID, uuid5

from extract.records import Extraction, Incident
from extract.serialize.evidence import Facts
from extract.serialize.vocabulary import Vocabulary, apply, load_vocabulary, words_of

__all__ = ["FORMAT", "Veris", "incidents"]

Json = dict[str, Any]

VERSION = "1.4.1"
NAMESPACE = UUID("0c9d1f5e-3c0a-5e4b-8f0e-6a1f2b7d9c35")
UNKNOWN = "Unknown"

_CERTAIN = {"confirmed": "Confirmed", "reported": "Confirmed"}
_NO_CURRENCY = frozenset({"BTC", "ETH"})
_BORROWED_YEAR = "The article does not say when it happened: the year is that of its publication."


class Veris:
    """The `OutputFormat` of VERIS."""

    name = "veris"
    suffixes = (".veris.json",)

    def write(self, records: Iterable[Extraction], stream: BinaryIO) -> None:
        """Write one array with every incident."""
        mark = b"["
        for record in records:
            for one in incidents(record):
                stream.write(mark + b"\n" + json.dumps(one, ensure_ascii=False).encode())
                mark = b","
        stream.write(b"[]\n" if mark == b"[" else b"\n]\n")


FORMAT = Veris()


def incidents(record: Extraction) -> Iterator[Json]:
    """The VERIS incidents of one article."""
    facts = Facts(record)
    vocabulary = load_vocabulary(record.provenance.packs)
    for incident in record.incidents:
        timeline = _timeline(incident, record.article.published)
        found = apply(vocabulary.veris, incident.type, words_of(incident))
        if not vocabulary.veris:
            found = {"action": {"unknown": {}}}
        if incident.realis == "actual" and timeline and found.get("action"):
            yield _incident(facts, vocabulary, incident, timeline, found)


def _incident(facts: Facts, vocabulary: Vocabulary, incident: Incident, timeline: Json, found: Json) -> Json:
    article = facts.article
    key = json.dumps([article.id, article.sha256, incident.id, incident.summary])
    action = found["action"]
    numbers = [one.text for one in incident.roles.get(vocabulary.veris_fields.cve or "", ())]
    if numbers and "hacking" in action:
        action["hacking"]["cve"] = ", ".join(dict.fromkeys(numbers))
    out: Json = {
        "schema_version": VERSION,
        "incident_id": str(uuid5(NAMESPACE, key)).upper(),
        "source_id": "incident-extract",
        "reference": article.url or "; ".join(filter(None, (article.publisher, article.title))) or article.id,
        "summary": incident.summary,
        "security_incident": _CERTAIN.get(incident.status, "Suspected"),
        "confidence": "High" if incident.score >= 0.75 else "Medium" if incident.score >= 0.4 else "Low",
        "timeline": {"incident": timeline},
        "actor": _actor(facts, vocabulary, incident, found.get("actor", {})),
        "action": action,
        "asset": {"assets": [{"variety": one} for one in found.get("assets", [UNKNOWN])], "cloud": [UNKNOWN]},
        "attribute": _attribute(vocabulary, incident, found),
        "victim": _victim(facts, vocabulary, incident),
        "impact": _impact(incident, vocabulary.veris_fields.loss),
        "discovery_method": {"unknown": True},
        "notes": None if incident.when.earliest else _BORROWED_YEAR,
        "plus": {"incident_extract": facts.evidence(incident)},
    }
    return {name: _known(value) for name, value in out.items() if value not in (None, {})}


def _known(value: Any) -> Any:
    """Lists without Unknown where something is known."""
    if isinstance(value, dict):
        return {key: _known(one) for key, one in value.items()}
    if isinstance(value, list) and len(value) > 1 and UNKNOWN in value:
        return [one for one in value if one != UNKNOWN]
    return value


def _timeline(incident: Incident, published: str | None) -> Json:
    """The year, and month and day where the first and last day have the same."""
    first, last = incident.when.earliest, incident.when.latest
    if first is None:
        return {"year": int(published[:4])} if published else {}
    parts: Json = {"year": int(first[:4])}
    if last and first[:7] == last[:7]:
        parts["month"] = int(first[5:7])
        if first == last:
            parts["day"] = int(first[8:])
    return parts


def _actor(facts: Facts, vocabulary: Vocabulary, incident: Incident, said: Json) -> Json:
    fillers = [one for role in vocabulary.attacker for one in incident.roles.get(role, ())]
    if not fillers and not said:
        return {"unknown": {}}
    entities = [one for filler in fillers if (one := facts.named(filler))]
    countries = [one.country for one in incident.blame if one.country]
    countries += [one.country for one in entities if one.country]
    names = dict.fromkeys([*(one.name for one in entities), *(one.attacker for one in incident.blame)])
    actor: Json = {"variety": [UNKNOWN], "motive": [UNKNOWN], **said}
    actor["country"] = [*dict.fromkeys(countries)] or [UNKNOWN]
    if names:
        actor["name"] = list(names)
    return {"external": actor}


def _attribute(vocabulary: Vocabulary, incident: Incident, found: Json) -> Json:
    fields = vocabulary.veris_fields
    attribute: Json = dict(found.get("attribute", {}))
    taken = incident.roles.get(fields.data or "", ())
    if "confidentiality" not in attribute and not taken:
        return attribute
    said = {one.affected for one in incident.impact if any(one.start < t.end and t.start < one.end for t in taken)}
    disclosed = attribute.get("confidentiality", {}).get("data_disclosure", UNKNOWN)
    for affected, value in (("yes", "Yes"), ("possible", "Potentially"), ("denied", "No")):
        if affected in said:
            disclosed = value
            break
    data = [{"variety": one} for one in found.get("data", [UNKNOWN])]
    confidentiality: Json = {"data_disclosure": disclosed, "data": data}
    totals = [one.value for one in incident.roles.get(fields.data_total or "", ()) if one.value is not None]
    if totals:
        confidentiality["data_total"] = int(totals[0])
    return attribute | {"confidentiality": confidentiality}


def _victim(facts: Facts, vocabulary: Vocabulary, incident: Incident) -> Json:
    fillers = [one for role in vocabulary.victim for one in incident.roles.get(role, ())]
    entities = list({one.id: one for filler in fillers if (one := facts.named(filler))}.values())
    if not fillers:
        return {}
    victim: Json = {
        "victim_id": entities[0].name if entities else fillers[0].text,
        "country": [entities[0].country if entities and entities[0].country else UNKNOWN],
        "employee_count": UNKNOWN,
        "industry": "000",
        "government": [UNKNOWN],
    }
    if len(entities) > 1:
        victim["secondary"] = {"amount": len(entities) - 1, "victim_id": [one.name for one in entities[1:]]}
    return victim


def _impact(incident: Incident, role: str | None) -> Json:
    for one in incident.roles.get(role or "", ()):
        unit = one.unit or ""
        if one.value is not None and len(unit) == 3 and unit.isupper() and unit not in _NO_CURRENCY:
            return {"overall_rating": UNKNOWN, "overall_amount": one.value, "iso_currency_code": unit}
    return {}
