from __future__ import annotations

import pytest

from extract.frames import to_frame
from extract.records import Extraction
from extract.tables import TABLES


@pytest.mark.parametrize("name", TABLES)
def test_rows_have_the_table_s_columns(record: Extraction, name: str) -> None:
    table = TABLES[name]
    found = list(table.rows([record, record]))
    wanted = {"incident_roles": 3, "incident_blame": 0, "incident_impact": 0, "diagnostics": 0}
    assert len(found) == 2 * wanted.get(name, 1)
    assert all(tuple(row) == table.names for row in found)


def test_keys_lead_to_tables_before() -> None:
    names = list(TABLES)
    for table in TABLES.values():
        assert table.names[0] == "article"
        assert set(table.key) <= set(table.names)
        for column in table.columns:
            assert column.to is None or names.index(column.to) <= names.index(table.name)


def test_what_the_cells_say(record: Extraction) -> None:
    (claim,) = TABLES["claims"].rows([record])
    assert (claim["source_name"], claim["lemma"], claim["content"]) == ("Orbex", "say", "thieves stole 40 files")
    (incident,) = TABLES["incidents"].rows([record])
    assert (incident["victims"], incident["attackers"]) == (("Orbex",), ("thieves",))
    assert incident["earliest"] == "2024-06-21"
    number = next(row for row in TABLES["incident_roles"].rows([record]) if row["role"] == "number_of_data")
    assert (number["value"], number["unit"], number["name"]) == (40, "files", None)


@pytest.mark.parametrize("name", TABLES)
def test_polars_frame(record: Extraction, name: str) -> None:
    polars = pytest.importorskip("polars")
    table = TABLES[name]
    types = {"strings": polars.List(polars.String), "day": polars.Date, "integer": polars.Int64}
    for frame in (record.to_frame(name, "polars"), to_frame([], name, "polars")):
        assert tuple(frame.columns) == table.names
        assert all(frame.schema[one.name] == types[one.type] for one in table.columns if one.type in types)
    assert record.to_frame(name, "polars").height == len(list(table.rows([record])))


def test_no_such_library(record: Extraction) -> None:
    with pytest.raises(ValueError, match="no library 'R'; there are: pandas, polars"):
        record.to_frame("incidents", "R")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", TABLES)
def test_frame(record: Extraction, name: str) -> None:
    pytest.importorskip("pandas")
    assert list(record.to_frame(name).columns) == list(TABLES[name].names)
    empty = to_frame([], name)
    assert empty.empty
    assert list(empty.columns) == list(TABLES[name].names)


def test_cells_of_a_frame_are_plain(record: Extraction) -> None:
    pytest.importorskip("pandas")
    assert record.to_frame("incidents")["victims"].tolist() == ["Orbex"]


def test_no_such_table(record: Extraction) -> None:
    with pytest.raises(ValueError, match="no table 'incident'; there are: articles"):
        record.to_frame("incident")
