"""Making of STIX objects: ids and dates that depend on the content alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from extract.records import Entity

__all__ = ["NAMESPACE", "TIMELESS", "Json", "created", "extension", "references", "tool"]

Json = dict[str, Any]

NAMESPACE = UUID("5a3e2f0c-8d7b-5c1e-9f64-1b0d6c2e7a93")
TIMELESS = "2024-01-01T00:00:00.000Z"
"""`created` of what is the same in every article, and of all objects of an article without a date."""

_CATALOGUES = {"attack": "mitre-attack", "misp": "misp-galaxy"}
_NO_REFERENCE = frozenset({"iso3166"})


def created(kind: str, **properties: Any) -> Json:
    """An object, checked by stix2, with the id that its content gives it."""
    from stix2 import parse

    content = {key: value for key, value in properties.items() if value not in (None, [], "")}
    content = {"type": kind, "spec_version": "2.1", **content}
    content.setdefault("created", TIMELESS)
    content["modified"] = content["created"]
    name = json.dumps(content, sort_keys=True, ensure_ascii=False)
    content["id"] = f"{kind}--{uuid5(NAMESPACE, name)}"
    parse(content, version="2.1")
    return {"type": kind, "spec_version": "2.1", "id": content.pop("id"), **content}


def tool() -> Json:
    """The identity that made all objects."""
    return created(
        "identity",
        name="incident-extract",
        identity_class="system",
        description="extracts incident records from news articles",
    )


def extension(by: Json) -> Json:
    """The definition of the property extension that holds the evidence."""
    return created(
        "extension-definition",
        created_by_ref=by["id"],
        name="news evidence",
        description="The interval of days of an incident, and the places in an article's text that say each field, "
        "with who says so.",
        schema=(
            "JSON object. Of an incident or note: article, incident (ids of the record), incident_type, realis, "
            "status, score (0 to 1), earliest, latest (inclusive days), when_basis, triggers, roles, blame, impact, "
            "claims. Of a report: article, sha256 of the source, entities with name, type, role, country, aliases "
            "and mentions. Places have start, end (half-open offsets in code points into the article's normalised "
            "text) and text. Keys without a value are left out."
        ),
        version="1.0",
        extension_types=["property-extension"],
    )


def references(entity: Entity) -> list[Json]:
    """The catalogues that know the entity."""
    return [
        {"source_name": _CATALOGUES.get(catalogue, catalogue), "external_id": number}
        for catalogue, number in sorted(entity.links.items())
        if catalogue not in _NO_REFERENCE
    ]
