"""The cases in fixtures/, through pytest-regressions and through `incident-extract check`."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from extract.cli import main
from extract.records import Extraction
from extract.regression import cases, dump, expected_file, record_of

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"

pytestmark = [pytest.mark.model]


@pytest.mark.parametrize("case", cases(FIXTURES), ids=lambda case: case.name)
def test_record(case: Path, file_regression: FileRegressionFixture) -> None:
    if (case / "input.html").exists():
        pytest.importorskip("trafilatura")
    record = record_of(case)
    file_regression.check(dump(record), fullpath=expected_file(case, record), encoding="utf-8", newline="\n")


@pytest.mark.parametrize("case", cases(FIXTURES), ids=lambda case: case.name)
def test_expected_record_is_valid(case: Path, record: Extraction) -> None:
    expected = (case / "expected.json").read_text(encoding="utf-8").rstrip()
    provenance = record.provenance.model_dump_json()
    Extraction.model_validate_json(f'{expected[:-1]}, "provenance": {provenance}}}')


def test_check_command(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("trafilatura")
    assert main(["check", str(FIXTURES)]) == 0, capsys.readouterr().out
    printed = capsys.readouterr()
    assert printed.err == ""
    assert len(printed.out.splitlines()) == len(cases(FIXTURES))
