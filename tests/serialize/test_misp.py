from __future__ import annotations

import io
import json
from typing import Any

import pytest

from extract.records import Extraction
from extract.serialize.formats.misp import FORMAT

pymisp = pytest.importorskip("pymisp")


def written(*records: Extraction) -> Any:
    stream = io.BytesIO()
    FORMAT.write(records, stream)
    return json.loads(stream.getvalue())


def objects(event: Any) -> dict[str, list[dict[str, list[str]]]]:
    found: dict[str, list[dict[str, list[str]]]] = {}
    for one in event["Object"]:
        values: dict[str, list[str]] = {}
        for attribute in one["Attribute"]:
            values.setdefault(attribute["object_relation"], []).append(attribute["value"])
        found.setdefault(one["name"], []).append(values)
    return found


def test_pymisp_reads_it_back(news: Extraction, failed: Extraction) -> None:
    (response,) = written(failed, news)["response"]
    event = pymisp.MISPEvent()
    event.load(json.dumps(response))
    assert event.info == "Clinics & <servers>"
    assert event.date.isoformat() == "2024-06-05"
    assert {tag.name for tag in event.tags} >= {'rsit:fraud="phishing"', 'rsit:malicious-code="infected-system"'}
    assert not any(attribute.to_ids for attribute in event.attributes)


def test_objects(news: Extraction) -> None:
    found = objects(written(news)["response"][0]["Event"])
    assert found["report"] == [
        {"title": ["Clinics & <servers>"], "link": ["https://news.example/clinics"], "type": ["News Article"]}
    ]
    assert [one["name"] for one in found["incident"]] == [
        ["Alpmed hit by ransomware"],
        ["customers targeted by phishing"],
    ]
    assert {"name": ["Alpmed"], "regions": ["France"]} in found["victim"]
    assert found["malware"] == [{"name": ["Tarrow"], "is_family": ["1"]}]
    assert found["vulnerability"] == [
        {"id": ["CVE-2024-10001"], "description": ["Alpmed hit by ransomware; blamed on Cinder Vole."]},
        {"description": ["vulnerability patched by Orbex."]},
    ]
    assert found["intrusion-set"] == [{"name": ["Cinder Vole"], "description": ["attack G9999, misp 00000000-aaaa"]}]


def test_references_and_attributes(news: Extraction) -> None:
    event = written(news)["response"][0]["Event"]
    names = {one["uuid"]: one["name"] for one in event["Object"]}
    ransom = next(one for one in event["Object"] if one["name"] == "incident")
    links = {(one["relationship_type"], names[one["referenced_uuid"]]) for one in ransom["ObjectReference"]}
    assert links == {
        ("targets", "victim"),
        ("uses", "malware"),
        ("exploits", "vulnerability"),
        ("attributed-to", "intrusion-set"),
    }
    assert {(one["type"], one["value"]) for one in event["Attribute"]} == {
        ("threat-actor", "Russian hackers"),
        ("comment", "Alpmed denies: “that patient data … was taken”"),
    }
    blame = next(one["comment"] for one in event["Attribute"] if one["type"] == "threat-actor")
    assert blame == "possible; country RU; Police asserts: “Russian hackers may have helped”"


def test_it_depends_on_the_record_alone(news: Extraction) -> None:
    first, second = written(news), written(news)
    assert first == second
    assert "timestamp" not in json.dumps(first)
    undated = news.model_copy(update={"article": news.article.model_copy(update={"published": None})})
    assert "date" not in written(undated)["response"][0]["Event"]
    assert written()["response"] == []
