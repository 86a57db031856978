"""What the documents show is what happens."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import extract
from extract.cases.tables import CASE_TABLES
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
BLOCK = re.compile(r"^```(python|shell)\n(.*?)^```", re.DOTALL | re.MULTILINE)
RUNNABLE = [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))]
SQL = re.compile(r"^```sql\n(.*?)^```", re.DOTALL | re.MULTILINE)
EXAMPLE = re.compile(r"<!-- example: (\S+) -->\n```text\n(.*?)```.*?```json\n(.*?)```", re.DOTALL)
MADE = {ROOT / "docs" / "reference" / name for name in ("command-line.md", "rules.md")}
"""Pages that docs/hooks.py makes when the site is built."""

LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like the checkout and may be written into; commands run in it and find incident-extract."""
    for name in ("fixtures", "models", "tests", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


@pytest.mark.model
@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: page.name)
def test_blocks_run(page: Path, checkout: Path) -> None:
    """Python and shell blocks of a page, in their order and in one folder; indented blocks only show something."""
    names: dict[str, object] = {"__name__": "docs"}
    for language, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "python":
            exec(compile(block, str(page), "exec"), names)
        else:
            done = subprocess.run(["bash", "-euc", block], capture_output=True, text=True, check=False, cwd=checkout)
            assert done.returncode == 0, f"{block}{done.stdout}{done.stderr}"


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
        made = (page.parent / target).resolve() in MADE
        assert made or (page.parent / target).exists(), f"{page.name} links to {target}"


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


def test_columns_of_the_tables_of_cases_are_those_of_the_code() -> None:
    text = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
    assert text.partition("<!-- columns: python -m extract.tables cases -->\n")[2] == columns(CASE_TABLES)


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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built in strict mode and without network."""
    pytest.importorskip("mkdocs")
    pytest.importorskip("mkdocstrings")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(command, cwd=ROOT, env=os.environ | nowhere, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_site_builds_and_every_page_is_in_it(site: Path) -> None:
    for page in PAGES[1:]:
        name = page.relative_to(ROOT / "docs").with_suffix("")
        built = site / ("index.html" if name.name == "index" else f"{name}/index.html")
        assert built.exists(), built
    assert not list(site.rglob("*.py"))


def test_the_site_fetches_nothing(site: Path) -> None:
    loaded = re.compile(r"<(?:script|img|link)[^>]+(?:src|href)=[\"']?https?://", re.IGNORECASE)
    for page in site.rglob("*.html"):
        found = [one for one in loaded.findall(page.read_text(encoding="utf-8")) if "canonical" not in one]
        assert not found, f"{page}: {found}"


def test_the_catalogue_has_every_rule(site: Path) -> None:
    text = (site / "reference" / "rules" / "index.html").read_text(encoding="utf-8")
    patterns = (ROOT / "models" / "packs" / "cyber" / "patterns.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(f"<code>{json.loads(line)['id']}</code>" in text for line in patterns)
    assert all(file.name in text for file in (ROOT / "models" / "lexicons").glob("*.toml"))


def test_the_reference_has_every_public_name_and_command(site: Path) -> None:
    text = (site / "reference" / "python" / "index.html").read_text(encoding="utf-8")
    for name in set(extract.__all__) - {"__version__", "Pipeline"}:
        assert re.search(rf"id=\"extract\.[\w.]*\b{name}\"", text), name
    commands = (site / "reference" / "command-line" / "index.html").read_text(encoding="utf-8")
    assert all(f"incident-extract {name}<" in commands for name in ("run", "convert", "check", "gold", "evaluate"))
