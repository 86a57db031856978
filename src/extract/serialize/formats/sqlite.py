"""SQLite: one file with all tables, indexed by their keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from extract.tables import TABLES, Table, joined

_TYPES = {
    "string": "TEXT",
    "strings": "TEXT",
    "day": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
}

_TOGETHER = 200
"""Records whose rows go into one transaction."""


class Sqlite:
    """The `PathFormat` of SQLite. Several values in one cell are joined with "; ".

    Args:
        tables: what is made of the records, by name.
    """

    name = "sqlite"
    suffixes = (".sqlite", ".sqlite3", ".db")
    files = None

    def __init__(self, tables: Mapping[str, Table] = TABLES) -> None:
        self._tables = tables

    def write_path(self, records: Iterable[Any], path: Path) -> None:
        """Write the file `path`, which must not exist.

        Raises:
            OSError: the disk is full, or the file can't be written.
        """
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as base:
                _fill(base, self._tables, records)
        except sqlite3.OperationalError as error:
            raise OSError(0, str(error)) from error


FORMAT = Sqlite()


def _fill(base: sqlite3.Connection, tables: Mapping[str, Table], records: Iterable[Any]) -> None:
    # The file is new and replaces another one only when it is whole: no journal needed.
    base.execute("PRAGMA journal_mode = OFF")
    base.execute("PRAGMA synchronous = OFF")
    for table in tables.values():
        base.execute(_create(table, tables))
    inserts = {
        table.name: f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"
        for table in tables.values()
    }
    rest = iter(records)
    while together := list(islice(rest, _TOGETHER)):
        base.execute("BEGIN")
        for table in tables.values():
            base.executemany(inserts[table.name], _cells(table, together))
        base.execute("COMMIT")
    for table in tables.values():
        _index(base, table)


def _create(table: Table, tables: Mapping[str, Table]) -> str:
    columns = [f'"{column.name}" {_TYPES[column.type]}' for column in table.columns]
    for column in table.columns:
        if column.to is None:
            continue
        key = tables[column.to].key
        own = (column.name,) if len(key) == 1 else (table.columns[0].name, column.name)
        columns.append(f"FOREIGN KEY ({_quoted(own)}) REFERENCES {column.to} ({_quoted(key)})")
    return f"CREATE TABLE {table.name} ({', '.join(columns)})"


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _cells(table: Table, records: list[Any]) -> Iterator[list[object]]:
    for row in table.rows(records):
        yield [joined(value) for value in row.values()]


def _index(base: sqlite3.Connection, table: Table) -> None:
    """The index of the key, or of what the rows belong to. Where a source's ids repeat, a key is none."""
    names = table.key or tuple(
        column.name for column in table.columns if column.to in ("articles", "incidents", "cases")
    )
    on = f"INDEX {table.name}_key ON {table.name} ({', '.join(names)})"
    try:
        base.execute(f"CREATE {'UNIQUE ' if table.key else ''}{on}")
    except sqlite3.IntegrityError:
        base.execute(f"CREATE {on}")
