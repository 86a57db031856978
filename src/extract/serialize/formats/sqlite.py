"""SQLite: one file with all tables, indexed by their keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from extract.tables import TABLES, Table, joined

if TYPE_CHECKING:
    from extract.records import Extraction

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
    """The `PathFormat` of SQLite. Several values in one cell are joined with "; "."""

    name = "sqlite"
    suffixes = (".sqlite", ".sqlite3", ".db")
    files = None

    def write_path(self, records: Iterable[Extraction], path: Path) -> None:
        """Write the file `path`, which must not exist.

        Raises:
            OSError: the disk is full, or the file can't be written.
        """
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as base:
                _fill(base, records)
        except sqlite3.OperationalError as error:
            raise OSError(0, str(error)) from error


FORMAT = Sqlite()


def _fill(base: sqlite3.Connection, records: Iterable[Extraction]) -> None:
    # The file is new and replaces another one only when it is whole: no journal needed.
    base.execute("PRAGMA journal_mode = OFF")
    base.execute("PRAGMA synchronous = OFF")
    for table in TABLES.values():
        base.execute(_create(table))
    inserts = {
        table.name: f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"
        for table in TABLES.values()
    }
    rest = iter(records)
    while together := list(islice(rest, _TOGETHER)):
        base.execute("BEGIN")
        for table in TABLES.values():
            base.executemany(inserts[table.name], _cells(table, together))
        base.execute("COMMIT")
    for table in TABLES.values():
        _index(base, table)


def _create(table: Table) -> str:
    columns = [f'"{column.name}" {_TYPES[column.type]}' for column in table.columns]
    for column in table.columns:
        if column.to == "articles":
            columns.append("FOREIGN KEY (article) REFERENCES articles (article)")
        elif column.to is not None:
            columns.append(f'FOREIGN KEY (article, "{column.name}") REFERENCES {column.to} (article, id)')
    return f"CREATE TABLE {table.name} ({', '.join(columns)})"


def _cells(table: Table, records: list[Extraction]) -> Iterator[list[object]]:
    for row in table.rows(records):
        yield [joined(value) for value in row.values()]


def _index(base: sqlite3.Connection, table: Table) -> None:
    """The index of the key, or of what the rows belong to. Where a source's ids repeat, a key is none."""
    names = table.key or tuple(column.name for column in table.columns if column.to in ("articles", "incidents"))
    on = f"INDEX {table.name}_key ON {table.name} ({', '.join(names)})"
    try:
        base.execute(f"CREATE {'UNIQUE ' if table.key else ''}{on}")
    except sqlite3.IntegrityError:
        base.execute(f"CREATE {on}")
