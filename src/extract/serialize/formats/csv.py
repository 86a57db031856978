"""CSV: a folder with one file a table, UTF-8, with a header."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from extract.tables import TABLES, joined

if TYPE_CHECKING:
    from extract.records import Extraction


class Csv:
    """The `PathFormat` of CSV. An empty cell is None, several values in one are joined with "; "."""

    name = "csv"
    suffixes = (".csv",)
    files = tuple(f"{table}.csv" for table in TABLES)

    def write_path(self, records: Iterable[Extraction], path: Path) -> None:
        """Write one file for each table into the folder `path`."""
        with ExitStack() as stack:
            files = {
                table: stack.enter_context((path / name).open("w", encoding="utf-8", newline=""))
                for table, name in zip(TABLES, self.files, strict=True)
            }
            writers = {table: csv.writer(file, lineterminator="\n") for table, file in files.items()}
            for table, writer in writers.items():
                writer.writerow(TABLES[table].names)
            for record in records:
                for table, writer in writers.items():
                    writer.writerows(map(_cell, row.values()) for row in TABLES[table].rows([record]))


FORMAT = Csv()


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else joined(value)
