"""The index of a page: what its lists, filters and charts need of each record, as plain JSON values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from extract.cases import Case
from extract.errors import RecordError
from extract.records import Entity, Extraction, Filler, Incident
from extract.view.reading import Reading
from extract.view.words import country_name, type_label

__all__ = ["Index"]

Row = list[Any]


class Index:
    """Collects the rows of articles and incidents, in the order of the records."""

    def __init__(self) -> None:
        self._articles: list[Row] = []
        self._incidents: list[Row] = []
        self._cases: list[dict[str, Any]] = []
        self._places: dict[str, int] = {}
        self._types: dict[str, str] = {}
        self._countries: dict[str, str] = {}
        self._made_by: dict[str, None] = {}

    def add(self, record: Extraction, shown: Reading) -> None:
        """Add an article and its incidents."""
        place = len(self._articles)
        article = record.article
        self._places.setdefault(article.id, place)
        self._articles.append(
            [
                article.id,
                shown.title,
                article.published,
                article.publisher,
                int(record.failed),
                len(record.claims),
                " ".join(dict.fromkeys(name for one in record.entities for name in (one.name, *one.aliases))),
            ]
        )
        for incident in record.incidents:
            self._types.setdefault(incident.type, type_label(incident.type, record.provenance.packs))
            self._incidents.append(self._incident(place, incident, {one.id: one for one in record.entities}))
        made = record.provenance
        self._made_by[f"{made.version}, model {made.model}, packs {', '.join(made.packs)}"] = None

    def add_case(self, case: Case) -> None:
        """Add a case of articles that were added before.

        Raises:
            RecordError: one of its articles is not among them.
        """
        missing = next((report.article for report in case.reports if report.article not in self._places), None)
        if missing is not None:
            raise RecordError(f"case {case.id} has an article {missing!r} that is not in these records")
        self._named(party.country for party in case.victims if party.country)
        shown = case.model_dump(mode="json", exclude={"schema_version"}, exclude_defaults=True)
        places = {report.article: self._places[report.article] for report in case.reports}
        self._cases.append({**shown, "places": places})

    def content(self) -> dict[str, Any]:
        """The index; the columns of its rows are named in `js/data.js`."""
        return {
            "articles": self._articles,
            "incidents": self._incidents,
            "cases": self._cases,
            "types": dict(sorted(self._types.items())),
            "countries": dict(sorted(self._countries.items())),
            "madeBy": list(self._made_by),
        }

    def _incident(self, place: int, one: Incident, entities: dict[str, Entity]) -> Row:
        victims, attackers = one.roles.get("victim", ()), one.roles.get("attacker", ())
        blamed = [blame.country for blame in one.blame if blame.country]
        return [
            place,
            one.id,
            one.type,
            one.realis,
            one.status,
            one.when.earliest,
            one.when.latest,
            list(dict.fromkeys(_names(victims, entities))),
            list(dict.fromkeys((*_names(attackers, entities), *(blame.attacker for blame in one.blame)))),
            self._named(_countries((*victims, *one.roles.get("place", ())), entities)),
            self._named(blamed or _countries(attackers, entities)),
            one.summary,
            round(one.score, 2),
            len(one.blame),
        ]

    def _named(self, codes: Iterable[str]) -> list[str]:
        found = list(dict.fromkeys(codes))
        for code in found:
            self._countries[code] = country_name(code)
        return found


def _names(fillers: Iterable[Filler], entities: dict[str, Entity]) -> Iterator[str]:
    for filler in fillers:
        entity = entities.get(filler.entity_id or "")
        yield entity.name if entity else filler.text


def _countries(fillers: Iterable[Filler], entities: dict[str, Entity]) -> Iterator[str]:
    for filler in fillers:
        entity = entities.get(filler.entity_id or "")
        if entity and entity.country:
            yield entity.country
