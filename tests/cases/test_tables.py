"""Cases as tables, in every format that has them."""

from __future__ import annotations

import csv
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from extract.cases import Case, collect, read_cases, write_cases
from extract.cases.tables import CASE_TABLES
from extract.cli import main
from extract.errors import FormatError
from extract.serialize import get_format
from extract.serialize.output import write

SQL = re.compile(r"```sql\n(.*?)```", re.DOTALL)


@pytest.fixture
def cases(make: Any) -> list[Case]:
    return list(
        collect(
            [
                make.record("a", make.incident(customers=30_000)),
                make.record("b", make.incident(customers=45_000)),
                make.record("c", make.incident(victim="Corvina")),
            ]
        )
    )


def counted(cases: list[Case]) -> dict[str, int]:
    return {name: len(list(table.rows(cases))) for name, table in CASE_TABLES.items()}


def test_rows_begin_with_the_case_and_have_the_columns(cases: list[Case]) -> None:
    for table in CASE_TABLES.values():
        rows = list(table.rows(cases))
        assert rows
        for row in rows:
            assert tuple(row) == table.names
            assert row["case_id"] in {case.id for case in cases}
    assert {(row["article"], row["case_id"]) for row in CASE_TABLES["case_incidents"].rows(cases)} == {
        (report.article, case.id) for case in cases for report in case.reports
    }


def test_csv(cases: list[Case], tmp_path: Path) -> None:
    write_cases(cases, tmp_path / "cases.csv")
    for name, count in counted(cases).items():
        with (tmp_path / "cases.csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert tuple(header) == CASE_TABLES[name].names
        assert len(rows) == count


def test_sqlite(cases: list[Case], tmp_path: Path) -> None:
    write_cases(cases, tmp_path / "cases.sqlite")
    with closing(sqlite3.connect(tmp_path / "cases.sqlite")) as base:
        assert not base.execute("PRAGMA foreign_key_check").fetchall()
        for name, count in counted(cases).items():
            assert base.execute(f"SELECT count(*) FROM {name}").fetchone() == (count,)
        differing = base.execute("SELECT differing FROM cases WHERE reports = 2").fetchone()
    assert differing == (next("; ".join(case.differing) for case in cases if len(case.reports) == 2),)


def test_parquet_and_the_query_of_the_page(
    cases: list[Case], tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    duckdb = pytest.importorskip("duckdb")
    write_cases(cases, tmp_path / "cases.parquet")
    for name, count in counted(cases).items():
        assert pq.read_table(tmp_path / "cases.parquet" / f"{name}.parquet").num_rows == count
    monkeypatch.chdir(tmp_path)
    (query,) = SQL.findall((root / "docs" / "cases.md").read_text(encoding="utf-8"))
    assert len(duckdb.sql(query).fetchall()) == 2


def test_compressed_lines(cases: list[Case], tmp_path: Path) -> None:
    write_cases(cases, tmp_path / "cases.jsonl.gz")
    assert list(read_cases(tmp_path / "cases.jsonl.gz")) == cases


def test_no_format_of_records_alone(cases: list[Case], tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"cases are no veris; there are: csv, jsonl, parquet, sqlite"):
        write_cases(cases, tmp_path / "cases.veris.json")


def test_the_command_writes_tables(make: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("Halden Freight", "Corvina", "Corvina", "Morrow Clinic", "Corvina", "Halden Freight")
    records = [make.record(f"a{at}", make.incident(victim=name)) for at, name in enumerate(names)]
    write(get_format("jsonl"), records, tmp_path / "out.jsonl")
    assert main(["cases", str(tmp_path / "out.jsonl"), "-o", str(tmp_path / "cases.sqlite"), "--rows", "2"]) == 0
    table = capsys.readouterr().out.splitlines()
    found = list(collect(records))
    with closing(sqlite3.connect(tmp_path / "cases.sqlite")) as base:
        assert [one for (one,) in base.execute("SELECT case_id FROM cases ORDER BY rowid")] == [
            case.id for case in found
        ]
    assert len(table) == 3
    most = sorted(found, key=lambda case: (case.independent, len(case.reports)), reverse=True)[:2]
    assert [line.split()[0] for line in table[1:]] == [case.id for case in most]
