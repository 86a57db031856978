from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from extract import regression
from extract.errors import ConfigurationError
from extract.records import Extraction
from extract.regression import Case, check, differences, dump


@pytest.fixture
def plain(record: Extraction) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude={"provenance": True})


def test_equal_records_differ_in_nothing(plain: dict[str, Any]) -> None:
    assert differences(Case("a", plain, copy.deepcopy(plain))) == []


def test_a_changed_field_is_shown_with_its_sentence(plain: dict[str, Any]) -> None:
    changed = copy.deepcopy(plain)
    changed["times"][0]["value"] = "2024-06-14"
    assert differences(Case("a", plain, changed)) == [
        "times[0].value",
        '  - "2024-06-21"',
        '  + "2024-06-14"',
        "  in: Orbex said on Friday that thieves stole 40 files.",
    ]


def test_a_new_first_entity_changes_no_reference(plain: dict[str, Any]) -> None:
    changed = json.loads(json.dumps(plain).replace('"E1"', '"E2"'))
    changed["entities"].insert(0, {**plain["entities"][0], "id": "E1", "name": "Friday"})
    lines = differences(Case("a", plain, changed))
    assert [line for line in lines if not line.startswith(" ")] == ["entities[0]"]
    assert not any(line.startswith("  - ") for line in lines)


def test_a_lost_incident_is_shown(plain: dict[str, Any]) -> None:
    lines = differences(Case("a", plain, plain | {"incidents": []}))
    assert lines[0] == "incidents[0]"
    assert lines[1].startswith('  - {"type": "data_breach"')
    assert lines[-1].startswith("  in: Orbex said")


def test_other_ids_alone_are_a_difference(plain: dict[str, Any]) -> None:
    changed = json.loads(json.dumps(plain).replace('"C1"', '"C7"'))
    assert differences(Case("a", plain, changed)) == ["the ids or their order changed, nothing else"]


def test_check_and_update(tmp_path: Path, plain: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regression, "record_of", lambda _: plain)
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "input.txt").touch()
    (tmp_path / "notes").mkdir()
    assert [(case.name, bool(differences(case))) for case in check(tmp_path)] == [("a", True), ("b", True)]
    list(check(tmp_path, update=True))
    assert not any(differences(case) for case in check(tmp_path))
    before = (tmp_path / "a" / "expected.json").read_bytes()
    list(check(tmp_path, update=True))
    assert (tmp_path / "a" / "expected.json").read_bytes() == before


def test_another_processor_may_have_a_record_of_its_own(
    tmp_path: Path, plain: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "input.txt").touch()
    other = plain | {"claims": []}
    (tmp_path / "a" / "expected.json").write_text(dump(other), encoding="utf-8")
    (tmp_path / "a" / "expected.avx2.json").write_text(dump(plain), encoding="utf-8")
    for record, changed in ((plain, False), (other, False), (plain | {"incidents": []}, True)):
        monkeypatch.setattr(regression, "record_of", lambda _, record=record: record)
        assert [bool(differences(case)) for case in check(tmp_path)] == [changed]
    list(check(tmp_path, update=True))
    assert json.loads((tmp_path / "a" / "expected.json").read_text(encoding="utf-8"))["incidents"] == []
    assert json.loads((tmp_path / "a" / "expected.avx2.json").read_text(encoding="utf-8")) == plain
    (tmp_path / "a" / "expected.avx2.json").write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"expected\.avx2\.json"):
        list(check(tmp_path))


def test_no_cases(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no folder with cases"):
        list(check(tmp_path))


def test_broken_expectation(tmp_path: Path, plain: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regression, "record_of", lambda _: plain)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "input.txt").touch()
    (tmp_path / "a" / "expected.json").write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"expected\.json"):
        list(check(tmp_path))


@pytest.mark.parametrize("expected", ["[]", "7", '{"claims": [{"id": "C1"}]}', '{"entities": {"id": "E1"}}'])
def test_an_expectation_that_is_no_record(
    tmp_path: Path, plain: dict[str, Any], monkeypatch: pytest.MonkeyPatch, expected: str
) -> None:
    monkeypatch.setattr(regression, "record_of", lambda _: plain)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "input.txt").touch()
    (tmp_path / "a" / "expected.json").write_text(expected, encoding="utf-8")
    (case,) = check(tmp_path)
    with pytest.raises(ConfigurationError, match="a: what was expected is no record"):
        differences(case)


def test_an_expectation_of_an_older_schema_is_a_difference(plain: dict[str, Any]) -> None:
    older = {key: value for key, value in plain.items() if key != "times"} | {"schema_version": "0.9"}
    lines = differences(Case("a", older, plain))
    assert lines[:3] == ["schema_version", '  - "0.9"', '  + "1.0"']
    assert "times" in lines
