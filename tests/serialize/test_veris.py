from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extract.domain import load_domain
from extract.records import Extraction, Filler, Incident, Span
from extract.serialize.formats.veris import FORMAT, incidents
from extract.serialize.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from extract.pipeline import Pipeline

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("INCIDENT_EXTRACT_SHARED") or ROOT.parent / "shared")


@pytest.fixture(scope="module")
def validator() -> Any:
    file = SHARED / "schemas" / "verisc-merged.json"
    if not file.exists():
        pytest.skip(f"no VERIS schema at {file}; set INCIDENT_EXTRACT_SHARED")
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft4Validator(json.loads(file.read_text(encoding="utf-8")))


def test_incidents_are_valid(validator: Any, news: Extraction, record: Extraction) -> None:
    found = [*incidents(news), *incidents(record)]
    assert len(found) == 3
    for one in found:
        assert [error.message for error in validator.iter_errors(one)] == []
    assert list(validator.iter_errors({**found[0], "asset": {}}))


@pytest.mark.parametrize("kind", load_domain("cyber").types)
def test_every_type_is_valid(validator: Any, news: Extraction, kind: str) -> None:
    """With every role of the type filled by each word that a rule looks for: whatever the rules give is of VERIS."""
    vocabulary = load_vocabulary(("cyber",))
    if kind in vocabulary.stix.not_incidents:
        assert not list(incidents(with_words(news, kind, "a flaw")))
        return
    for word in dict.fromkeys(word for rule in vocabulary.veris for word in rule.words):
        (found,) = incidents(with_words(news, kind, word))
        assert [error.message for error in validator.iter_errors(found)] == [], word


def with_words(news: Extraction, kind: str, word: str) -> Extraction:
    filler = Filler.model_construct(start=0, end=3, text=word, entity_id=None, value=5, unit="EUR")
    incident = news.incidents[0].model_copy(
        update={
            "type": kind,
            "roles": dict.fromkeys(load_domain("cyber").types[kind].roles, (filler,)),
            "triggers": (Span.model_construct(start=0, end=3, text=word),),
        }
    )
    return news.model_copy(update={"incidents": (incident,)})


def test_what_is_said_of_a_ransom(news: Extraction) -> None:
    ransom, phishing = incidents(news)
    assert ransom["timeline"]["incident"] == {"year": 2024, "month": 6, "day": 3}
    assert ransom["action"] == {"malware": {"variety": ["Ransomware"], "vector": ["Unknown"]}}
    assert ransom["actor"]["external"] == {
        "variety": ["Organized crime"],
        "motive": ["Financial"],
        "country": ["RU"],
        "name": ["Cinder Vole", "Russian hackers"],
    }
    assert ransom["attribute"]["confidentiality"] == {"data_disclosure": "No", "data": [{"variety": "Medical"}]}
    assert (ransom["victim"]["victim_id"], ransom["victim"]["country"]) == ("Alpmed", ["FR"])
    assert ransom["impact"]["overall_amount"] == 2500000
    assert ransom["plus"]["incident_extract"]["triggers"][0]["text"] == "encrypted"
    assert phishing["action"]["social"]["vector"] == ["Email"]
    assert phishing["victim"]["victim_id"] == "customers"


def test_a_year_is_borrowed_from_the_publication_and_it_says_so(news: Extraction) -> None:
    phishing = list(incidents(news))[1]
    assert phishing["timeline"]["incident"] == {"year": 2024}
    assert "year is that of its publication" in phishing["notes"]
    undated = news.model_copy(update={"article": news.article.model_copy(update={"published": None})})
    assert [one["summary"] for one in incidents(undated)] == ["Alpmed hit by ransomware; blamed on Cinder Vole."]


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        ("2024-06-01", "2024-06-30", {"year": 2024, "month": 6}),
        ("2023-12-31", "2024-01-01", {"year": 2023}),
        ("2024-06-01", None, {"year": 2024}),
    ],
)
def test_days_that_differ_give_no_day(news: Extraction, earliest: str, latest: str | None, expected: object) -> None:
    first: Incident = news.incidents[0]
    when = first.when.model_copy(update={"earliest": earliest, "latest": latest})
    (found,) = incidents(news.model_copy(update={"incidents": (first.model_copy(update={"when": when}),)}))
    assert found["timeline"]["incident"] == expected


def test_empty_output_is_an_array(failed: Extraction) -> None:
    stream = io.BytesIO()
    FORMAT.write([failed], stream)
    assert json.loads(stream.getvalue()) == []


@pytest.mark.model
def test_worked_example_is_valid(validator: Any, pipeline: Pipeline) -> None:
    article = SHARED / "articles" / "jaxa.txt"
    if not article.exists():
        pytest.skip(f"no article at {article}")
    found = list(incidents(pipeline(article.read_text(encoding="utf-8"), published="2024-06-21")))
    assert found
    for one in found:
        assert [error.message for error in validator.iter_errors(one)] == []
