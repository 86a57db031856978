from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    from spacy.language import Language

    from extract.pipeline import Pipeline
    from extract.records import Extraction

ROOT = Path(__file__).resolve().parents[1]

# Worker processes get the path of this one, and so find the stand-in for the pipeline.
sys.path.append(str(ROOT / "tests"))

hypothesis_settings.register_profile("deterministic", derandomize=True, deadline=None, max_examples=60, database=None)
hypothesis_settings.load_profile("deterministic")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    """The default pipeline, loaded once."""
    from extract.api import load

    return load()


@pytest.fixture(scope="session")
def nlp(pipeline: Pipeline) -> Language:
    """The spaCy pipeline with all of the project's components."""
    return pipeline.nlp


@pytest.fixture(scope="session")
def gold() -> Path:
    """The folder of the gold sets."""
    folder = Path(os.environ.get("INCIDENT_EXTRACT_GOLD") or ROOT.parent / "shared" / "gold")
    if not folder.is_dir():
        pytest.skip(f"no gold sets at {folder}; set INCIDENT_EXTRACT_GOLD")
    return folder


@pytest.fixture(scope="session")
def record() -> Extraction:
    """A small record with every part, written by hand."""
    from extract.records import Extraction

    text = "Orbex said on Friday that thieves stole 40 files."

    def span(words: str) -> dict[str, object]:
        start = text.index(words)
        return {"start": start, "end": start + len(words), "text": words}

    content = span("thieves stole 40 files")
    return Extraction.model_validate(
        {
            "article": {
                "id": "a",
                "published": "2024-06-21",
                "text": text,
                "blocks": [{"start": 0, "end": len(text), "kind": "story"}],
            },
            "entities": [
                {
                    "id": "E1",
                    "type": "organization",
                    "name": "Orbex",
                    "country": "SE",
                    "mentions": [span("Orbex")],
                }
            ],
            "times": [
                {
                    "id": "T1",
                    **span("Friday"),
                    "type": "DATE",
                    "value": "2024-06-21",
                    "earliest": "2024-06-21",
                    "latest": "2024-06-21",
                    "anchor": "published",
                }
            ],
            "claims": [
                {
                    "id": "C1",
                    "source": {**span("Orbex"), "entity_id": "E1", "kind": "named"},
                    "cue": {**span("said"), "lemma": "say"},
                    "content": [content],
                    "quotation": "indirect",
                    "stance": "asserts",
                    "certainty": "certain",
                    "polarity": "affirmed",
                    "time_id": "T1",
                }
            ],
            "incidents": [
                {
                    "id": "I1",
                    "type": "data_breach",
                    "realis": "actual",
                    "status": "reported",
                    "summary": "Thieves stole files from Orbex.",
                    "when": {
                        "earliest": "2024-06-21",
                        "latest": "2024-06-21",
                        "basis": "passage",
                        "time_ids": ["T1"],
                    },
                    "triggers": [span("stole")],
                    "roles": {
                        "victim": [{**span("Orbex"), "entity_id": "E1"}],
                        "attacker": [span("thieves")],
                        "number_of_data": [{**span("40 files"), "value": 40, "unit": "files"}],
                    },
                    "claims": ["C1"],
                    "score": 0.75,
                }
            ],
            "provenance": {"version": "0", "model": "m", "packs": ["cyber"], "settings_sha256": "0"},
        }
    )
