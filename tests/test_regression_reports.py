from __future__ import annotations

import copy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from extract import regression
from extract.cli import main
from extract.records import Extraction
from extract.regression import Case
from extract.regression_reports import github, junit


@pytest.fixture
def plain(record: Extraction) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude={"provenance": True})


@pytest.fixture
def changed(plain: dict[str, Any]) -> dict[str, Any]:
    other = copy.deepcopy(plain)
    other["times"][0]["value"] = "2024-06-14"
    other["incidents"][0]["summary"] = "50 %:\x00 <lost>"
    return other


def test_junit(plain: dict[str, Any], changed: dict[str, Any], tmp_path: Path) -> None:
    cases = [Case("a&b", plain, plain, tmp_path / "a&b"), Case("c", plain, changed, tmp_path / "c")]
    (suite,) = ET.fromstring(junit(cases))
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    good, bad = suite
    assert (good.get("name"), len(good), good.get("classname")) == ("a&b", 0, tmp_path.as_posix())
    (failure,) = bad
    assert failure.get("message") == "times[0].value changed and 1 more"
    assert failure.text is not None
    assert '  - "2024-06-21"\n  + "2024-06-14"\n  in: Orbex said on Friday' in failure.text
    assert junit(cases) == junit(cases)


def test_github(plain: dict[str, Any], changed: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "a,b"
    folder.mkdir()
    (folder / "input.txt").write_text(f"Title\n\n{plain['article']['text']}", encoding="utf-8")
    time, incident = github(Case("a,b", plain, changed, folder))
    place = (folder / "input.txt").as_posix().replace(",", "%2C")
    assert time == (
        f"::error file={place},line=3,title=a%2Cb%3A times[0].value::"
        '  - "2024-06-21"%0A  + "2024-06-14"%0A  in: Orbex said on Friday that thieves stole 40 files.'
    )
    assert "50 %25:" in incident
    assert len(incident.splitlines()) == 1


def test_a_change_without_a_place_is_shown_at_the_expectation(plain: dict[str, Any], tmp_path: Path) -> None:
    changed = {**plain, "article": {**plain["article"], "title": "Other"}}
    (line,) = github(Case("a", plain, changed, tmp_path))
    assert f"file={(tmp_path / 'expected.json').as_posix()},line=1," in line
    (line,) = github(Case("a", None, plain))
    assert (
        line == "::error title=a%3A no expected.json yet; --update writes it::no expected.json yet; --update writes it"
    )


def test_the_command(
    tmp_path: Path, plain: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(regression, "record_of", lambda _: plain)
    (tmp_path / "cases" / "a").mkdir(parents=True)
    (tmp_path / "cases" / "a" / "input.txt").write_text(plain["article"]["text"], encoding="utf-8")
    report = tmp_path / "junit.xml"
    command = ["check", str(tmp_path / "cases"), "--junit", str(report), "--github"]
    assert main(command) == 3
    printed = capsys.readouterr().out
    assert printed.startswith("CHANGED  a\n    no expected.json yet")
    assert "\n::error file=" in printed
    assert ET.parse(report).getroot()[0].get("failures") == "1"
    assert main([*command, "--update"]) == 0
    assert "::error" not in capsys.readouterr().out
    assert main(command) == 0
    assert ET.parse(report).getroot()[0].get("failures") == "0"
    assert main(["check", str(tmp_path / "cases"), "--junit", str(tmp_path / "no" / "junit.xml")]) == 2
    assert "can't write" in capsys.readouterr().err
