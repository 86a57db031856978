from __future__ import annotations

import io
import json
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extract.records import Extraction
from extract.serialize.formats.stix import FORMAT

if TYPE_CHECKING:
    from extract.pipeline import Pipeline

pytest.importorskip("stix2")
validator = pytest.importorskip("stix2validator")

JAXA = Path(__file__).resolve().parents[2].parent / "shared" / "articles" / "jaxa.txt"


def bundle(*records: Extraction) -> dict[str, Any]:
    stream = io.BytesIO()
    FORMAT.write(records, stream)
    found: dict[str, Any] = json.loads(stream.getvalue())
    return found


def of_type(found: dict[str, Any], *kinds: str) -> list[dict[str, Any]]:
    return [one for one in found["objects"] if one["type"] in kinds]


def links(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    names = {one["id"]: str(one.get("name")) for one in found["objects"]}
    return {
        (names[one["source_ref"]], one["relationship_type"], names[one["target_ref"]])
        for one in of_type(found, "relationship")
    }


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("the validator wants the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def assert_valid(found: dict[str, Any]) -> None:
    # 103, 202, 302: the form of UUIDs (version 5 is right), relationships beyond the suggested ones, object names.
    options = validator.ValidationOptions(version="2.1", disabled="103,202,302", enforce_refs=True)
    results = validator.validate_string(json.dumps(found), options)
    assert results.is_valid, [str(error) for error in results.errors]
    assert not results.warnings


@pytest.mark.usefixtures("offline")
def test_valid(news: Extraction, record: Extraction, failed: Extraction) -> None:
    assert_valid(bundle(news, failed, record))


@pytest.mark.usefixtures("offline")
def test_the_validator_finds_what_is_wrong(news: Extraction) -> None:
    found = bundle(news)
    of_type(found, "relationship")[0]["target_ref"] = "malware--00000000-0000-5000-8000-000000000000"
    with pytest.raises(AssertionError):
        assert_valid(found)


@pytest.mark.usefixtures("offline")
@pytest.mark.model
def test_worked_example_is_valid(pipeline: Pipeline) -> None:
    if not JAXA.exists():
        pytest.skip(f"no article at {JAXA}")
    found = bundle(pipeline(JAXA.read_text(encoding="utf-8"), published="2024-06-21"))
    assert_valid(found)
    assert "JAXA" in {one["name"] for one in of_type(found, "identity")}
    assert of_type(found, "incident")
    assert of_type(found, "note")


def test_who_did_what_to_whom(news: Extraction) -> None:
    found = links(bundle(news))
    attack = "Alpmed hit by ransomware"
    assert {
        (attack, "targets", "Alpmed"),
        (attack, "attributed-to", "Cinder Vole"),
        (attack, "attributed-to", f"Russian hackers ({attack})"),
        (attack, "uses", "Tarrow"),
        (attack, "targets", "CVE-2024-10001"),
        ("Alpmed", "located-at", "France"),
        (f"Russian hackers ({attack})", "located-at", "Russia"),
        ("customers targeted by phishing", "attributed-to", "Thieves (customers targeted by phishing)"),
    } <= found


def test_a_known_name_is_an_intrusion_set_an_unnamed_one_a_threat_actor(news: Extraction) -> None:
    found = bundle(news)
    (known,) = of_type(found, "intrusion-set")
    assert (known["name"], known["external_references"][0]["external_id"]) == ("Cinder Vole", "G9999")
    assert {one["name"].split(" (")[0]: one["threat_actor_types"] for one in of_type(found, "threat-actor")} == {
        "Russian hackers": ["hacker"],
        "Thieves": ["criminal"],
    }


def test_hedged_and_denied_things_have_a_note(news: Extraction) -> None:
    notes = {one["abstract"]: one for one in of_type(bundle(news), "note")}
    blame = notes["Attribution to Russian hackers: possible"]
    assert (blame["authors"], blame["confidence"]) == (["Police"], 15)
    assert "Attribution to Cinder Vole: certain" not in notes
    denial = notes["Said not to have been affected: patient data"]
    assert denial["content"] == "Alpmed denies: “that patient data … was taken”"


def test_only_facts_are_incidents_and_a_remedy_is_none(news: Extraction) -> None:
    found = bundle(news)
    assert [one["labels"][0] for one in of_type(found, "incident")] == ["ransom", "phishing"]
    assert {one["name"] for one in of_type(found, "vulnerability")} == {
        "CVE-2024-10001",
        "a flaw (vulnerability patched by Orbex)",
    }


def test_evidence_points_into_the_text(news: Extraction) -> None:
    found = bundle(news)
    (definition,) = of_type(found, "extension-definition")
    incident = of_type(found, "incident")[0]
    evidence = incident["extensions"][definition["id"]]
    assert (evidence["earliest"], evidence["latest"]) == ("2024-06-03", "2024-06-03")
    places = [*evidence["triggers"], *(one for fillers in evidence["roles"].values() for one in fillers)]
    places += [one for claim in evidence["claims"] for one in claim["content"]]
    assert len(places) > 8
    assert all(news.article.text[one["start"] : one["end"]] == one["text"] for one in places)
    assert "null" not in json.dumps(found)


def test_report_names_the_article_and_all_that_is_about_it(news: Extraction) -> None:
    found = bundle(news)
    (report,) = of_type(found, "report")
    assert report["external_references"] == [
        {"source_name": "The Daily", "url": "https://news.example/clinics", "external_id": "clinics"}
    ]
    about = {one["id"] for one in found["objects"]} - {report["id"]}
    tool = {one["id"] for one in of_type(found, "extension-definition")} | {report["created_by_ref"]}
    assert set(report["object_refs"]) == about - tool
    assert report["published"] == "2024-06-05T00:00:00.000Z"


def test_without_a_date_the_report_says_so(news: Extraction) -> None:
    undated = news.model_copy(update={"article": news.article.model_copy(update={"published": None})})
    (report,) = of_type(bundle(undated), "report")
    assert report["labels"] == ["publication-date-unknown"]


def test_named_parties_are_one_object_over_all_articles(news: Extraction) -> None:
    other = news.model_copy(update={"article": news.article.model_copy(update={"id": "other", "published": None})})
    found = bundle(news, other)
    assert len({one["id"] for one in found["objects"]}) == len(found["objects"])
    assert [one["name"] for one in of_type(found, "identity")].count("Alpmed") == 1
    assert len(of_type(found, "incident")) == 4


def test_an_article_with_nothing_to_report_gives_nothing(failed: Extraction) -> None:
    assert "objects" not in bundle(failed)
    assert bundle()["type"] == "bundle"
