"""A pytest fixture for regression tests of extraction, on pytest-regressions (extra `pytest`).

    def test_breach(extraction_regression):
        extraction_regression.check(Path("articles/breach.html"))

The first run writes the record beside the test (`test_module/test_breach.json`) and fails; commit the file. Later runs
compare, and show what changed by field with the sentence it stands in. `pytest --force-regen` accepts what comes out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_regressions.file_regression import FileRegressionFixture

    from extract.records import Extraction

__all__ = ["ExtractionRegression", "extraction_regression"]


class ExtractionRegression:
    """What the fixture `extraction_regression` gives."""

    def __init__(self, files: FileRegressionFixture) -> None:
        self._files = files

    def check(
        self,
        article: str | Path | Extraction,
        *,
        parts: Sequence[str] | None = None,
        basename: str | None = None,
        fullpath: str | Path | None = None,
        **settings: Any,
    ) -> None:
        """Compare the record of an article with the one in the test's file.

        Args:
            article: its text, the path of a file in any input format, or a record that is made already.
            parts: compare these alone: `entities`, `times`, `claims`, `incidents`. By default the whole record without
                what depends on the installation.
            basename: of the file, without suffix; by default the test's name. Needed for a second call in one test.
            fullpath: of the file, in place of the folder beside the test.
            settings: by name, as of `extract.load`: `published="2024-06-21"`.

        Raises:
            AssertionError: the record changed, or there was none yet.
            ConfigurationError: a setting, part or model is wrong, or the file holds not just one article.
        """
        from extract.regression import dump, selection

        record = _record(article, settings)
        if parts is not None:
            record = selection(record, parts)
        self._files.check(
            dump(record),
            extension=".json",
            encoding="utf-8",
            newline="\n",
            basename=basename,
            fullpath=Path(fullpath) if fullpath else None,
            check_fn=_compare,
        )


def _record(article: str | Path | Extraction, settings: dict[str, Any]) -> dict[str, Any]:
    from extract.api import extract
    from extract.config import load_settings
    from extract.regression import record_of_file

    if isinstance(article, Path):
        return record_of_file(article, [article], load_settings(environ={}, **settings))
    record = extract(article, **settings) if isinstance(article, str) else article
    plain = record.model_dump(mode="json", exclude={"provenance": True})
    plain["article"] |= {"path": None}
    return plain


def _compare(obtained: Path, expected: Path) -> None:
    from extract.regression import Case, differences

    old, new = (json.loads(file.read_text(encoding="utf-8")) for file in (expected, obtained))
    found = differences(Case(expected.stem, old, new))
    if found:
        __tracebackhide__ = True
        # pytest-regressions regenerates on an AssertionError alone.
        raise AssertionError("\n".join([f"the record differs from {expected.name}", *found]))


@pytest.fixture
def extraction_regression(request: pytest.FixtureRequest) -> ExtractionRegression:
    """Compares the records of articles with those of the last accepted run, see `extract.pytest_plugin`."""
    if not request.config.pluginmanager.hasplugin("regressions"):
        hint = "pip install 'incident-extract[pytest]'"
        raise pytest.UsageError(f"extraction_regression needs pytest-regressions: {hint}")
    return ExtractionRegression(request.getfixturevalue("file_regression"))
