from __future__ import annotations

import json
from pathlib import Path

import pytest

import extract
from extract.cli import main


def test_committed_schema_is_the_models(root: Path) -> None:
    committed = (root / "docs" / "schema" / "extraction.schema.json").read_text(encoding="utf-8")
    generated = json.dumps(extract.json_schema(), indent=2, ensure_ascii=False) + "\n"
    assert committed == generated, "regenerate: incident-extract schema > docs/schema/extraction.schema.json"


def test_committed_schema_of_a_case(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    committed = (root / "docs" / "schema" / "case.schema.json").read_text(encoding="utf-8")
    assert main(["schema", "case"]) == 0
    assert capsys.readouterr().out == committed, (
        "regenerate: incident-extract schema case > docs/schema/case.schema.json"
    )


def test_schema_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert printed["$id"].endswith(":1.0")
    assert printed["properties"].keys() >= {
        "article",
        "entities",
        "times",
        "claims",
        "incidents",
        "diagnostics",
    }
