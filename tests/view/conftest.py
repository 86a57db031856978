from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract.cases import Case
from extract.records import Extraction, Provenance

PROVENANCE = Provenance(version="0", model="m", packs=("cyber",), settings_sha256="0")


@pytest.fixture(scope="session")
def fixture_records(root: Path) -> tuple[Extraction, ...]:
    """The records that the regression cases expect, each under the name of its case."""
    found = []
    for file in sorted((root / "fixtures").glob("*/expected.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        content["article"]["id"] = file.parent.name
        found.append(Extraction.model_validate({**content, "provenance": PROVENANCE}))
    return tuple(found)


@pytest.fixture(scope="session")
def case() -> Case:
    """A case of two of these articles, which differ on a number."""
    said = (
        {"text": "2.4 million", "value": 2400000, "unit": "customers", "articles": ["parcel-breach"], "by": ["Okafor"]},
        {"text": "300 <b>", "value": 300, "unit": "customers", "articles": ["ransomware-hospital"]},
    )
    reports = (
        {"article": "parcel-breach", "incidents": ["I1"], "because": ["first"], "published": "2024-06-04"},
        {"article": "ransomware-hospital", "incidents": ["I1"], "because": ["name"]},
    )
    return Case.model_validate(
        {
            "id": "K1",
            "type": "data_breach",
            "summary": "Veldt Logistics hit by data breach.",
            "when": {"earliest": "2024-05-01", "latest": "2024-05-31"},
            "victims": [{"name": "Veldt Logistics", "country": "NL", "articles": ["parcel-breach"]}],
            "independent": 2,
            "reports": reports,
            "fields": [{"name": "number_of_victim", "agreement": "differ", "said": said}],
        }
    )


@pytest.fixture
def named(fixture_records: tuple[Extraction, ...]) -> dict[str, Extraction]:
    """The same by name."""
    return {record.article.id: record for record in fixture_records}
