from __future__ import annotations

from pathlib import Path

import pytest

# Imported before pytester runs a suite in this process: what a suite imports first, it unloads at its end, and numpy
# can't be loaded twice.
from extract import api, regression  # noqa: F401
from extract.records import Extraction

pytest_plugins = ["pytester"]

TEST = """
from pathlib import Path
from extract import Extraction

def test_it(extraction_regression):
    record = Extraction.model_validate_json(Path({file!r}).read_text(encoding="utf-8"))
    extraction_regression.check(record{more})
"""


@pytest.fixture
def project(pytester: pytest.Pytester, record: Extraction) -> pytest.Pytester:
    write(pytester, record)
    return pytester


def write(pytester: pytest.Pytester, record: Extraction, more: str = "") -> None:
    file = pytester.path / "record.json"
    file.write_text(record.to_json(), encoding="utf-8")
    pytester.makepyfile(test_module=TEST.format(file=str(file), more=more))


def other(record: Extraction) -> Extraction:
    (time,) = record.times
    return record.model_copy(update={"times": (time.model_copy(update={"value": "2024-06-14"}),)})


def test_first_run_writes_the_second_compares(project: pytest.Pytester, record: Extraction) -> None:
    project.runpytest_inprocess().assert_outcomes(failed=1)
    expected = project.path / "test_module" / "test_it.json"
    assert '"value": "2024-06-21"' in expected.read_text(encoding="utf-8")
    assert "provenance" not in expected.read_text(encoding="utf-8")
    project.runpytest_inprocess().assert_outcomes(passed=1)
    write(project, other(record))
    result = project.runpytest_inprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*the record differs from test_it.json",
            "*times?0?.value",
            '*- "2024-06-21"',
            '*+ "2024-06-14"',
            "*in: Orbex*",
        ]
    )
    project.runpytest_inprocess("--force-regen").assert_outcomes(failed=1)
    project.runpytest_inprocess().assert_outcomes(passed=1)


def test_parts_alone(project: pytest.Pytester, record: Extraction) -> None:
    write(project, record, ", parts=['incidents']")
    project.runpytest_inprocess().assert_outcomes(failed=1)
    expected = (project.path / "test_module" / "test_it.json").read_text(encoding="utf-8")
    assert '"entity_id": "Orbex"' in expected
    write(project, other(record), ", parts=['incidents']")
    project.runpytest_inprocess().assert_outcomes(passed=1)
    write(project, record, ", parts=['incident']")
    project.runpytest_inprocess().stdout.fnmatch_lines(["*a record has no part incident; it has entities*"])


@pytest.mark.model
@pytest.mark.usefixtures("pipeline")
def test_text_and_file(project: pytest.Pytester, root: Path) -> None:
    article = root / "fixtures" / "cooking" / "input.txt"
    project.makepyfile(
        test_module=f"""
        from pathlib import Path

        def test_it(extraction_regression):
            article = Path({str(article)!r})
            extraction_regression.check(article, parts=["times"], basename="file")
            extraction_regression.check(article.read_text(), parts=["times"], basename="text", published="2024-06-21")
        """
    )
    project.runpytest_inprocess("--force-regen")
    project.runpytest_inprocess("--force-regen")
    project.runpytest_inprocess().assert_outcomes(passed=1)
    written = sorted(path.name for path in (project.path / "test_module").iterdir())
    assert written == ["file.json", "text.json"]


def test_without_pytest_regressions(project: pytest.Pytester) -> None:
    result = project.runpytest_inprocess("-p", "no:regressions")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*needs pytest-regressions: pip install 'incident-extract?pytest?'*"])
