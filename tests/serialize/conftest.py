from __future__ import annotations

from typing import Any

import pytest

from extract.records import Extraction

TEXT = (
    "The gang Cinder Vole encrypted servers of Alpmed, a French clinic network, with the ransomware Tarrow on 3 June "
    "2024 through CVE-2024-10001. "
    "Police said that Russian hackers may have helped. Alpmed denied that patient data was taken. "
    "Thieves sent e-mails to customers. Attacks on clinics are rising. 📉 Orbex mended a flaw."
)


def span(words: str, nth: int = 0) -> dict[str, Any]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return {"start": start, "end": start + len(words), "text": words}


def entity(number: int, kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": f"E{number}", "type": kind, "name": name, "mentions": [span(name)], **more}


def incident(number: int, kind: str, trigger: str, summary: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"I{number}",
        "type": kind,
        "realis": "actual",
        "status": "reported",
        "summary": summary,
        "when": {"earliest": "2024-06-03", "latest": "2024-06-03", "basis": "argument", "time_ids": ["T1"]},
        "triggers": [span(trigger)],
        "score": 0.5,
        **more,
    }


@pytest.fixture(scope="session")
def news() -> Extraction:
    """A record of several incidents, with a known group, malware, a CVE, blame, a denial and what is no fact."""
    return Extraction.model_validate(
        {
            "article": {
                "id": "clinics",
                "url": "https://news.example/clinics",
                "publisher": "The Daily",
                "title": "Clinics & <servers>",
                "published": "2024-06-05",
                "language": "en",
                "text": TEXT,
                "sha256": "0" * 64,
            },
            "entities": [
                entity(1, "group", "Cinder Vole", links={"attack": "G9999", "misp": "00000000-aaaa"}),
                entity(
                    2,
                    "organization",
                    "Alpmed",
                    country="FR",
                    aliases=["a French clinic network"],
                    mentions=[span("Alpmed"), {**span("a French clinic network"), "kind": "nominal"}],
                ),
                entity(3, "malware", "Tarrow"),
                entity(4, "organization", "Orbex"),
                entity(5, "organization", "Police", mentions=[{**span("Police"), "kind": "nominal"}]),
            ],
            "times": [
                {
                    "id": "T1",
                    **span("3 June 2024"),
                    "type": "DATE",
                    "value": "2024-06-03",
                    "earliest": "2024-06-03",
                    "latest": "2024-06-03",
                }
            ],
            "claims": [
                {
                    "id": "C1",
                    "source": {**span("Police"), "entity_id": "E5", "kind": "unnamed"},
                    "cue": {**span("said"), "lemma": "say"},
                    "content": [span("Russian hackers may have helped")],
                    "quotation": "indirect",
                    "stance": "asserts",
                    "certainty": "possible",
                    "polarity": "affirmed",
                },
                {
                    "id": "C2",
                    "source": {**span("Alpmed", 1), "entity_id": "E2", "kind": "named"},
                    "cue": {**span("denied"), "lemma": "deny"},
                    "content": [span("that patient data"), span("was taken")],
                    "quotation": "indirect",
                    "stance": "denies",
                    "certainty": "certain",
                    "polarity": "negated",
                },
            ],
            "incidents": [
                incident(
                    1,
                    "ransom",
                    "encrypted",
                    "Alpmed hit by ransomware; blamed on Cinder Vole.",
                    roles={
                        "victim": [{**span("Alpmed"), "entity_id": "E2"}, span("servers of Alpmed")],
                        "attacker": [{**span("The gang Cinder Vole"), "entity_id": "E1"}],
                        "tool": [{**span("the ransomware Tarrow"), "entity_id": "E3"}],
                        "cve": [span("CVE-2024-10001")],
                        "compromised_data": [span("patient data")],
                        "damage_amount": [{**span("2024", 1), "value": 2500000, "unit": "USD"}],
                    },
                    blame=[
                        {"attacker": "Cinder Vole", "certainty": "certain"},
                        {"attacker": "Russian hackers", "country": "RU", "by": "C1", "certainty": "possible"},
                    ],
                    impact=[{**span("patient data"), "affected": "denied", "by": "C2"}],
                    claims=["C1", "C2"],
                ),
                incident(
                    2,
                    "phishing",
                    "sent",
                    "customers targeted by phishing.",
                    when={},
                    roles={
                        "victim": [span("customers")],
                        "attacker": [span("Thieves")],
                        "tool": [span("e-mails")],
                        "number_of_victim": [{**span("customers"), "value": 40, "unit": "customers"}],
                    },
                ),
                incident(3, "cyberattack", "Attacks", "cyberattack.", realis="generic", when={}),
                incident(
                    4,
                    "patch_vulnerability",
                    "mended",
                    "vulnerability patched by Orbex.",
                    when={},
                    roles={"releaser": [{**span("Orbex"), "entity_id": "E4"}], "vulnerability": [span("a flaw")]},
                ),
            ],
            "provenance": {"version": "0", "model": "m", "packs": ["cyber"], "settings_sha256": "0"},
        }
    )


@pytest.fixture(scope="session")
def failed(news: Extraction) -> Extraction:
    """The record of an article that could not be read."""
    return Extraction.model_validate(
        {
            "article": {"id": "broken"},
            "diagnostics": [{"code": "empty", "stage": "ingest", "message": "no text"}],
            "provenance": news.provenance.model_dump(),
        }
    )
