"""What the documents show is what happens."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extract.ingest import formats
from extract.records import Extraction
from extract.serialize import get_format
from extract.serialize.output import write
from extract.tables.__main__ import page as columns

if TYPE_CHECKING:
    from extract.pipeline import Pipeline

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
SQL = re.compile(r"^```sql\n(.*?)^```", re.DOTALL | re.MULTILINE)
EXAMPLE = re.compile(r"<!-- example: (\S+) -->\n```text\n(.*?)```.*?```json\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.model
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_blocks_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {"__name__": "docs"}
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        exec(compile(block, str(page), "exec"), names)


def holds(record: Any, part: Any) -> bool:
    """Whether `part` is `record` with keys and list items left out."""
    if isinstance(part, dict):
        return isinstance(record, dict) and all(key in record and holds(record[key], part[key]) for key in part)
    if isinstance(part, list):
        items = iter(record)
        return all(any(holds(item, one) for item in items) for one in part)
    return bool(record == part)


@pytest.mark.model
def test_the_example_is_true(pipeline: Pipeline) -> None:
    found = EXAMPLE.search(README.read_text(encoding="utf-8"))
    assert found is not None
    file, text, part = found.groups()
    assert (ROOT / file).read_text(encoding="utf-8") == text
    record = json.loads(pipeline(text).to_json())
    for key, value in json.loads(part).items():
        for one in value if isinstance(value, list) else [value]:
            assert holds(record[key], [one] if isinstance(value, list) else one), f"{key}: {one} is not in the record"


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_table_of_input_formats_is_whole() -> None:
    rows = (ROOT / "docs" / "formats-in.md").read_text(encoding="utf-8").splitlines()
    documented = {row.split("|")[1].strip(" `"): row for row in rows if row.startswith("| `")}
    assert documented.keys() == formats().keys()
    for name, one in formats().items():
        _, _, suffixes, extra, *_ = documented[name].split("|")
        assert suffixes.split() == [f"`{suffix}`" for suffix in one.suffixes]
        assert extra.strip() == (f"`{one.extra}`" if one.extra else "")


def test_ci_runs_the_command_of_the_readme() -> None:
    command = next(line.strip() for line in README.read_text(encoding="utf-8").splitlines() if line.endswith("pytest"))
    assert f"\n{command}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_columns_of_the_tables_are_those_of_the_code() -> None:
    text = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    assert text.partition("<!-- columns: python -m extract.tables -->\n")[2] == columns()


def test_queries_over_the_tables_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    provenance = {"version": "0", "model": "m", "packs": ["cyber"], "settings_sha256": "0"}
    files = sorted((ROOT / "fixtures").glob("*/expected.json"))
    found = [json.loads(file.read_text(encoding="utf-8")) | {"provenance": provenance} for file in files]
    for file, one in zip(files, found, strict=True):
        one["article"]["id"] = file.parent.name
    write(get_format("parquet"), map(Extraction.model_validate, found), tmp_path / "out.parquet")
    monkeypatch.chdir(tmp_path)
    queries = SQL.findall((ROOT / "docs" / "tables.md").read_text(encoding="utf-8"))
    assert len(queries) >= 6
    for query in queries:
        assert duckdb.sql(query).fetchall(), f"no row: {query}"
    said = "SELECT i.trigger, a.text[i.start + 1 : i.end] FROM 'out.parquet/incidents.parquet' i"
    pairs = duckdb.sql(f"{said} JOIN 'out.parquet/articles.parquet' a USING (article)").fetchall()
    assert pairs
    assert all(trigger == words for trigger, words in pairs)
