"""An incident of a record -> what it is recognised by in other articles (`Sighting`), and what it says (`Facts`)."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from extract.cases.copies import sketch
from extract.cases.names import is_acronym, is_generic, normalise, plain
from extract.cases.scheme import Scheme
from extract.records import Article, Entity, Extraction, Filler, Incident

__all__ = ["Facts", "Sighting", "facts", "sighting"]

NOTHING: frozenset[str] = frozenset()
_SPACE = re.compile(r"\s+")
_STROKE = re.compile(r"\s[-–—|]\s")


@dataclass(slots=True)
class Sighting:
    """What an incident is recognised by.

    Attributes:
        number: its place in the collection.
        article: id of the article.
        incident: id of the incident in it.
        kind: its type.
        published: day of publication, as an ordinal.
        first: first day that it may have happened on, as an ordinal; None without a date.
        last: last such day.
        names: victims' names, normalised, that identify them; a generic one with its country.
        stems: those of the names that may stand for a longer one, or be stood for by a shorter one.
        wide: countries, peoples and products among the victims: too much happens to these to tell incidents apart.
        acronyms: names that are written as an acronym.
        victims: number of victims with a name.
        identifiers: CVE numbers and names of vulnerabilities.
        numbers: counts and sums.
        attackers: attackers with a name.
    """

    number: int
    article: str
    incident: str
    kind: str
    published: int | None
    first: int | None
    last: int | None
    names: frozenset[str]
    stems: frozenset[str]
    wide: frozenset[str]
    acronyms: frozenset[str]
    victims: int
    identifiers: frozenset[str]
    numbers: frozenset[str]
    attackers: frozenset[str]


class Value(NamedTuple):
    """One value that an incident gives for a field; `key` is what it is compared by."""

    field: str
    key: str
    text: str
    value: float | int | None = None
    unit: str | None = None
    by: str | None = None


class Facts(NamedTuple):
    """What an incident says, as plain data that can be laid down on disk."""

    article: str
    title: str | None
    publisher: str | None
    url: str | None
    published: str | None
    sketch: tuple[int, ...]
    incident: str
    kind: str
    score: float
    summary: str
    earliest: str | None
    latest: str | None
    victims: tuple[tuple[str, str, tuple[str, ...], str | None], ...]
    identifiers: tuple[str, ...]
    values: tuple[Value, ...]

    @classmethod
    def load(cls, row: list[Any]) -> Facts:
        """Facts from what JSON made of them."""
        one = cls._make(row)
        return one._replace(
            sketch=tuple(one.sketch),
            victims=tuple((key, name, tuple(aliases), country) for key, name, aliases, country in one.victims),
            identifiers=tuple(one.identifiers),
            values=tuple(Value(*value) for value in one.values),
        )


def sighting(record: Extraction, incident: Incident, number: int, scheme: Scheme) -> Sighting:
    """What an incident is recognised by."""
    domain = scheme.domain(incident.type)
    entities = {entity.id: entity for entity in record.entities}
    attackers = _attackers(incident, entities, domain.attacker if domain else "attacker")
    names: set[str] = set()
    stems: set[str] = set()
    wide: set[str] = set()
    acronyms: set[str] = set()
    outlets = _outlets(record.article)
    victims = [
        entity
        for entity in _victims(incident, entities, domain.victim if domain else "victim")
        if entity.type not in _NO_VICTIM and normalise(entity.name) not in attackers | outlets
    ]
    for entity in victims:
        if country := _country(entity):
            wide.add(country)
            continue
        for name in _names(entity, record.article.text):
            if entity.type in ("product", "work"):
                wide.add(name)
                continue
            names.add(name)
            if entity.type not in ("place", "person"):
                stems.add(name)
        acronyms |= {normalise(one) for one in (entity.name, *entity.aliases) if is_acronym(one)} & names
    return Sighting(
        number=number,
        article=record.article.id,
        incident=incident.id,
        kind=sys.intern(incident.type),
        published=_ordinal(record.article.published),
        first=_ordinal(incident.when.earliest),
        last=_ordinal(incident.when.latest),
        names=_set(names),
        stems=_set(stems),
        wide=_set(wide),
        acronyms=_set(acronyms),
        victims=len(victims),
        identifiers=_set(set(_identifiers(incident, entities, scheme))),
        numbers=_set(set(_numbers(incident, scheme))),
        attackers=_set(attackers),
    )


_NO_VICTIM = frozenset(["malware", "vulnerability"])


def facts(record: Extraction, incident: Incident, scheme: Scheme) -> Facts:
    """What an incident says."""
    article = record.article
    domain = scheme.domain(incident.type)
    entities = {entity.id: entity for entity in record.entities}
    outlets = _outlets(article)
    victims = [
        entity
        for entity in _victims(incident, entities, domain.victim if domain else "victim")
        if normalise(entity.name) not in outlets
    ]
    return Facts(
        article=article.id,
        title=article.title,
        publisher=article.publisher,
        url=article.url,
        published=article.published,
        sketch=sketch(article),
        incident=incident.id,
        kind=incident.type,
        score=incident.score,
        summary=incident.summary,
        earliest=incident.when.earliest,
        latest=incident.when.latest,
        victims=tuple((normalise(one.name), one.name, one.aliases, one.country) for one in victims),
        identifiers=tuple(sorted(set(_identifiers(incident, entities, scheme)))),
        values=tuple(dict.fromkeys(_values(record, incident, scheme, entities))),
    )


def _values(record: Extraction, incident: Incident, scheme: Scheme, entities: dict[str, Entity]) -> Iterator[Value]:
    yield Value("status", incident.status, incident.status)
    domain = scheme.domain(incident.type)
    skipped = {domain.victim, domain.time, *domain.keys} if domain else set()
    by = _speakers(record, entities)
    for role, fillers in sorted(incident.roles.items()):
        if role in skipped:
            continue
        for filler in fillers:
            if role in scheme.amounts:
                if filler.value is not None:
                    yield Value(role, f"{filler.value:g}", filler.text, filler.value, filler.unit)
            elif role in scheme.parties:
                if name := _named(filler, entities):
                    yield Value(role, normalise(name), name)
            elif key := plain(filler.text):
                yield Value(role, key, _SPACE.sub(" ", filler.text))
    attacker = domain.attacker if domain else "attacker"
    for blame in incident.blame:
        yield Value(attacker, normalise(blame.attacker), blame.attacker, by=by.get(blame.by or ""))
    for impact in incident.impact:
        yield Value(
            "impact",
            plain(impact.text),
            _SPACE.sub(" ", impact.text).strip(),
            unit=impact.affected,
            by=by.get(impact.by or ""),
        )


def _outlets(article: Article) -> set[str]:
    """The article's outlet: its publisher, and what stands behind a stroke at the end of its title."""
    tail = _STROKE.split(article.title or "")[1:]
    return {normalise(name) for name in (article.publisher or "", *tail[-1:]) if name}


def _country(entity: Entity) -> str | None:
    """The country that an entity is, or whose people it is; not the one that it lies in."""
    code = entity.links.get("iso3166")
    return code if entity.type == "place" else (entity.country or code) if entity.type == "group" else None


def _speakers(record: Extraction, entities: dict[str, Entity]) -> dict[str, str]:
    """Who makes each claim, by the claim's id."""
    found = {}
    for claim in record.claims:
        if source := claim.source:
            entity = entities.get(source.entity_id or "")
            found[claim.id] = entity.name if entity else source.text
    return found


def _victims(incident: Incident, entities: dict[str, Entity], role: str) -> list[Entity]:
    ids = dict.fromkeys(filler.entity_id for filler in incident.roles.get(role, ()) if filler.entity_id)
    return [entities[one] for one in ids if one in entities and _is_named(entities[one])]


def _is_named(entity: Entity) -> bool:
    return any(mention.kind == "name" for mention in entity.mentions)


def _named(filler: Filler, entities: dict[str, Entity]) -> str | None:
    entity = entities.get(filler.entity_id or "")
    return entity.name if entity and _is_named(entity) else None


def _names(entity: Entity, text: str) -> Iterator[str]:
    """The names of a victim that identify it, normalised."""
    main = normalise(entity.name)
    for written in (entity.name, *entity.aliases):
        name = normalise(written)
        if not name or name.isdigit() or _is_common(written, text):
            continue
        words = name.split()
        part = name != main and set(words) < set(main.split()) and len(words) == 1 and not is_acronym(written)
        if part or (entity.type == "person" and len(words) == 1):
            continue  # "Halden" for Halden Freight here may be Halden Bank elsewhere
        if not is_generic(name):
            yield sys.intern(name)
        elif entity.country:
            yield sys.intern(f"{name} @{entity.country}")


def _is_common(name: str, text: str) -> bool:
    """Whether the article uses a name of one word as a common word as well: "Ransomware"."""
    return " " not in name and re.search(rf"\b{re.escape(name.lower())}\b", text) is not None


def _attackers(incident: Incident, entities: dict[str, Entity], role: str) -> set[str]:
    """Attackers with a name; countries and generic names tell no incident from another."""
    found = {normalise(blame.attacker) for blame in incident.blame if blame.attacker[:1].isupper()}
    for filler in incident.roles.get(role, ()):
        entity = entities.get(filler.entity_id or "")
        if entity and _is_named(entity) and entity.type != "place":
            found.add(normalise(entity.name))
    places = {normalise(entity.name) for entity in entities.values() if entity.type == "place"}
    return {sys.intern(name) for name in found - places if name and not is_generic(name)}


def _identifiers(incident: Incident, entities: dict[str, Entity], scheme: Scheme) -> Iterator[str]:
    for role in sorted(scheme.keys.intersection(incident.roles)):
        for filler in incident.roles[role]:
            entity = entities.get(filler.entity_id or "")
            name = entity.name if entity and entity.type == "vulnerability" and _is_named(entity) else ""
            if match := scheme.identifier.search(_SPACE.sub("", filler.text)) or scheme.identifier.search(name):
                yield sys.intern(match[0].upper())
            elif not is_generic(normalise(name)):
                yield sys.intern(normalise(name))


def _numbers(incident: Incident, scheme: Scheme) -> Iterator[str]:
    for role in sorted(scheme.amounts.intersection(incident.roles)):
        for filler in incident.roles[role]:
            if filler.value is not None and filler.value >= _SMALL:
                unit = filler.unit if filler.unit and filler.unit.isupper() else ""
                yield sys.intern(f"{filler.value:.12g}{unit}")


_SMALL = 20
"""Numbers below it are too common to tell anything."""


def _ordinal(day: str | None) -> int | None:
    return date.fromisoformat(day).toordinal() if day else None


def _set(values: set[str]) -> frozenset[str]:
    return frozenset(values) if values else NOTHING
