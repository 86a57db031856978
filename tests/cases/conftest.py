"""Records by hand: one article of one or more incidents."""

from __future__ import annotations

from typing import Any

import pytest

from extract.records import Extraction

PROVENANCE = {"version": "0", "model": "m", "packs": ["cyber"], "settings_sha256": "0"}


class Text:
    """Text that grows word by word, so that spans of it are right."""

    def __init__(self) -> None:
        self.text = ""

    def span(self, words: str) -> dict[str, Any]:
        start = len(self.text)
        self.text += words + " . "
        return {"start": start, "end": start + len(words), "text": words}


def incident(
    kind: str = "data_breach",
    victim: str | None = "Halden Freight",
    *,
    when: str | None = None,
    aliases: tuple[str, ...] = (),
    others: tuple[str, ...] = (),
    entity: str = "organization",
    country: str | None = None,
    links: dict[str, str] | None = None,
    customers: int | None = None,
    money: int | None = None,
    attacker: str | None = None,
    cve: str | None = None,
    status: str = "reported",
    realis: str = "actual",
    affected: tuple[tuple[str, str], ...] = (),
    score: float = 0.9,
) -> dict[str, Any]:
    """What `record` makes an incident of; `when` is a day, or first/last day."""
    return locals()


def record(
    article: str,
    *incidents: dict[str, Any],
    published: str | None = "2024-06-21",
    text: str | None = None,
    title: str | None = None,
) -> Extraction:
    """An article that reports these incidents; its text is `text` and what the incidents need."""
    body = Text()
    body.text = f"{text or f'Story {article} has words of its own, as {article} of {article} tells it'}. "
    entities: list[dict[str, Any]] = []

    def named(name: str, kind: str, **more: Any) -> dict[str, Any]:
        span = body.span(name)
        known = next((one for one in entities if one["name"] == name), None)
        if known is None:
            known = {"id": f"E{len(entities) + 1}", "type": kind, "name": name, "mentions": [], **more}
            entities.append(known)
        known["mentions"].append({**span, "kind": "name"})
        return {**span, "entity_id": known["id"]}

    made = []
    for number, one in enumerate(incidents, 1):
        roles: dict[str, list[dict[str, Any]]] = {"victim": [body.span("customers")]}
        if one["victim"]:
            more = {"aliases": one["aliases"], "country": one["country"], "links": one["links"] or {}}
            roles["victim"].append(named(one["victim"], one["entity"], **more))
        roles["victim"] += [named(name, "organization") for name in one["others"]]
        if one["customers"]:
            span = body.span(f"{one['customers']:,}")
            roles["number_of_victim"] = [{**span, "value": one["customers"], "unit": "customers"}]
        if one["money"]:
            roles["damage_amount"] = [{**body.span(f"${one['money']:,}"), "value": one["money"], "unit": "USD"}]
        if one["attacker"]:
            roles["attacker"] = [body.span("hackers"), named(one["attacker"], "group")]
        if one["cve"]:
            roles["cve"] = [body.span(one["cve"])]
        first, _, last = (one["when"] or "").partition("/")
        when = {"earliest": first, "latest": last or first, "basis": "argument"} if first else {}
        impact = [{**body.span(words), "affected": affected} for words, affected in one["affected"]]
        made.append(
            {
                "id": f"I{number}",
                "type": one["kind"],
                "realis": one["realis"],
                "status": one["status"],
                "summary": f"{one['victim']} hit",
                "when": when,
                "triggers": [body.span("breach")],
                "roles": roles,
                "impact": impact,
                "score": one["score"],
            }
        )
    content = {"id": article, "title": title or f"Title of {article}", "published": published, "text": body.text}
    return Extraction.model_validate(
        {"article": content, "entities": entities, "incidents": made, "provenance": PROVENANCE}
    )


class Make:
    """What the fixture `make` is."""

    incident = staticmethod(incident)
    record = staticmethod(record)


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()
