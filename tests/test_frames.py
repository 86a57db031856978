from __future__ import annotations

import pytest

from extract.frames import TABLES, rows, to_frame
from extract.records import Extraction


@pytest.mark.parametrize("table", TABLES)
def test_rows_have_the_table_s_columns(record: Extraction, table: str) -> None:
    found = list(rows([record, record], table))
    assert len(found) == 2 * (3 if table == "roles" else 1)
    assert all(tuple(row) == TABLES[table] for row in found)


def test_what_the_cells_say(record: Extraction) -> None:
    (claim,) = rows([record], "claims")
    assert (claim["source_name"], claim["lemma"], claim["content"]) == (
        "Orbex",
        "say",
        "thieves stole 40 files",
    )
    (incident,) = rows([record], "incidents")
    assert (incident["victims"], incident["attackers"], incident["earliest"]) == (
        "Orbex",
        "thieves",
        "2024-06-21",
    )
    number = next(row for row in rows([record], "roles") if row["role"] == "number_of_data")
    assert (number["value"], number["unit"], number["name"]) == (40, "files", None)


@pytest.mark.parametrize("table", TABLES)
def test_frame(record: Extraction, table: str) -> None:
    pytest.importorskip("pandas")
    assert list(record.to_frame(table).columns) == list(TABLES[table])
    empty = to_frame([], table)
    assert empty.empty
    assert list(empty.columns) == list(TABLES[table])


def test_no_such_table(record: Extraction) -> None:
    with pytest.raises(ValueError, match="no table 'incident'; there are: entities"):
        rows([record], "incident")
