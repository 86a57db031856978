"""Who may import whom, and what importing costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "extract"
ROOMS = ("ingest", "annotate", "assemble", "serialize")
ABOVE = (
    "pipeline",
    "batch",
    "streaming",
    "pool",
    "manifest",
    "fingerprint",
    "api",
    "cli",
    "regression",
    "frames",
    "evaluation",
    "cases",
    "view",
    "ray",
)
MODULES = sorted(SOURCE.rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_inside(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_neither_one_another_nor_what_is_built_of_them(room: str) -> None:
    tools = ("convert", "corrections", "pytest_plugin", "regression_reports")
    closed = [f"extract.{name}" for name in (*ROOMS, *ABOVE, *tools) if name != room]
    for file in (SOURCE / room).rglob("*.py"):
        for name in imported(file):
            # The marks on a Doc are the one thing that annotate and assemble share.
            if room == "assemble" and (name == "extract.annotate" or is_inside(name, "extract.annotate.layers")):
                continue
            assert not any(is_inside(name, one) for one in closed), f"{file} imports {name}"


def test_assemble_takes_layers_alone_from_annotate() -> None:
    for file in (SOURCE / "assemble").rglob("*.py"):
        for name in imported(file):
            if name.startswith("extract.annotate."):
                assert is_inside(name, "extract.annotate.layers"), f"{file} imports {name}"


def test_cases_are_made_of_records_alone() -> None:
    for file in (SOURCE / "cases").rglob("*.py"):
        for name in imported(file):
            assert not any(
                is_inside(name, f"extract.{one}")
                for one in ("ingest", "annotate", "assemble", "pipeline", "api", "batch")
            ), file


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_no_module_is_long(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400


def test_importing_is_cheap() -> None:
    heavy = {"spacy", "pandas", "pydantic", "numpy"}
    code = f"import sys, extract, extract.cli; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_only_the_command_line_prints() -> None:
    for file in MODULES:
        calls = (node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        names = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
        assert "print" not in names or file.parent.name == "cli", file


def test_no_clock_is_read() -> None:
    for file in MODULES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not attributes & {"today", "now", "utcnow", "time_ns", "st_mtime", "getmtime"}, file
