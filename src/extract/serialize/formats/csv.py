"""CSV: a folder with one file a table, UTF-8, with a header."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from extract.tables import TABLES, Table, joined


class Csv:
    """The `PathFormat` of CSV. An empty cell is None, several values in one are joined with "; ".

    Args:
        tables: what is made of the records, by name.
    """

    name = "csv"
    suffixes = (".csv",)

    def __init__(self, tables: Mapping[str, Table] = TABLES) -> None:
        self._tables = tables
        self.files = tuple(f"{table}.csv" for table in tables)

    def write_path(self, records: Iterable[Any], path: Path) -> None:
        """Write one file for each table into the folder `path`."""
        with ExitStack() as stack:
            files = {
                table: stack.enter_context((path / name).open("w", encoding="utf-8", newline=""))
                for table, name in zip(self._tables, self.files, strict=True)
            }
            writers = {table: csv.writer(file, lineterminator="\n") for table, file in files.items()}
            for table, writer in writers.items():
                writer.writerow(self._tables[table].names)
            for record in records:
                for table, writer in writers.items():
                    writer.writerows(map(_cell, row.values()) for row in self._tables[table].rows([record]))


FORMAT = Csv()


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else joined(value)
