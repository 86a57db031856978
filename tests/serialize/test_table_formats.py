from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from extract.errors import ConfigurationError, FormatError
from extract.records import Extraction
from extract.serialize import get_format
from extract.serialize.formats import parquet
from extract.serialize.output import write
from extract.tables import TABLES, joined


@pytest.fixture(scope="module")
def records(record: Extraction, root: Path) -> list[Extraction]:
    """The records of the fixtures, and one by hand."""
    made = record.model_dump()["provenance"]
    files = sorted((root / "fixtures").glob("*/expected.json"))
    found = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    for number, one in enumerate(found):
        one["article"]["id"] = files[number].parent.name
    return [record, *(Extraction.model_validate(one | {"provenance": made}) for one in found)]


def counted(records: list[Extraction]) -> dict[str, int]:
    return {name: sum(1 for _ in table.rows(records)) for name, table in TABLES.items()}


def test_csv(records: list[Extraction], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    write(get_format(None, str(out)), records, out)
    for name, table in TABLES.items():
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *found = csv.reader(file)
        assert tuple(header) == table.names
        assert found == [[cell_of_csv(cell) for cell in row.values()] for row in table.rows(records)]


def cell_of_csv(cell: object) -> str:
    return (
        {None: "", True: "true", False: "false"}[cell]
        if cell is None or cell is True or cell is False
        else str(joined(cell))
    )


def test_sqlite(records: list[Extraction], tmp_path: Path) -> None:
    out = tmp_path / "out.sqlite"
    write(get_format(None, str(out)), records, out)
    with closing(sqlite3.connect(out)) as base:
        assert {name: base.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES} == counted(records)
        assert not base.execute("PRAGMA foreign_key_check").fetchall()
        assert base.execute(
            "SELECT r.text, a.published FROM incident_roles r"
            " JOIN incidents i ON i.article = r.article AND i.id = r.incident"
            " JOIN articles a ON a.article = i.article WHERE r.role = 'attacker' AND i.article = 'a'"
        ).fetchall() == [("thieves", "2024-06-21")]


def test_sqlite_where_ids_repeat(record: Extraction, tmp_path: Path) -> None:
    out = tmp_path / "out.sqlite"
    write(get_format("sqlite"), [record, record], out)
    with closing(sqlite3.connect(out)) as base:
        assert base.execute("SELECT count(*) FROM articles").fetchone() == (2,)


def test_parquet(records: list[Extraction], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(parquet, "_ROWS", 7)
    out = tmp_path / "out.parquet"
    write(get_format(None, str(out)), records, out)
    for name, table in TABLES.items():
        file = pq.ParquetFile(out / f"{name}.parquet")
        assert file.schema_arrow.equals(parquet.arrow_schema(table), check_metadata=False)
        rows = file.read().to_pylist()
        wanted = [
            {key: list(cell) if isinstance(cell, tuple) else cell for key, cell in row.items()}
            for row in table.rows(records)
        ]
        for row in rows:
            for key, cell in row.items():
                if isinstance(cell, date):
                    row[key] = cell.isoformat()
        assert rows == wanted
    assert pq.ParquetFile(out / "mentions.parquet").num_row_groups > 1


def test_parquet_has_its_schema_without_a_row(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "out.parquet"
    write(get_format("parquet"), [], out)
    assert pq.read_table(out / "incidents.parquet").schema.names == list(TABLES["incidents"].names)


def test_a_folder_is_replaced_whole(record: Extraction, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    form = get_format("csv")
    write(form, [record], out)
    before = (out / "articles.csv").read_bytes()

    def breaking() -> object:
        yield record
        raise OSError(28, "No space left on device")

    with pytest.raises(ConfigurationError, match="No space left on device"):
        write(form, breaking(), out)  # type: ignore[arg-type]
    assert (out / "articles.csv").read_bytes() == before
    write(form, [], out)
    assert (out / "articles.csv").read_bytes() != before
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_what_can_not_be_written_is_said_early(record: Extraction, tmp_path: Path) -> None:
    folder = tmp_path / "out.csv"
    folder.mkdir()
    (folder / "mine.txt").touch()
    file = tmp_path / "out.jsonl"
    file.touch()
    for name, out, message in (
        ("csv", folder, "something else in it: mine.txt"),
        ("csv", file, "it is a file"),
        ("jsonl", folder, "it is a folder"),
        ("jsonl", tmp_path / "no" / "out", "there is no folder"),
        ("sqlite", "-", "not to -"),
    ):
        with pytest.raises(ConfigurationError, match=message):
            write(get_format(name), [record], out)
    with pytest.raises(FormatError, match="can't be compressed"):
        get_format(None, "out.csv.gz")
