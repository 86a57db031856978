"""Parquet: a folder with one file a table, under an Arrow schema that does not depend on what is in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from extract.errors import FormatError, RecordError
from extract.records import SCHEMA_VERSION
from extract.serialize.formats.jsonl import parse_line
from extract.tables import TABLES, Row, Table

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from extract.records import Extraction

__all__ = ["FORMAT", "Parquet", "arrow_schema", "arrow_table", "read_records"]

_ROWS = 20_000
_CHARACTERS = 8_000_000
"""A row group is written when it has so many rows, or about so many characters; bounds memory."""


class Parquet:
    """The `PathFormat` of Parquet.

    Args:
        tables: what is made of the records, by name.
    """

    name = "parquet"
    suffixes = (".parquet",)
    requires = MappingProxyType({"pyarrow": "parquet"})

    def __init__(self, tables: Mapping[str, Table] = TABLES) -> None:
        self._tables = tables
        self.files = tuple(f"{table}.parquet" for table in tables)

    def write_path(self, records: Iterable[Any], path: Path) -> None:
        """Write one file for each table into the folder `path`, row group by row group."""
        import pyarrow.parquet as pq

        with ExitStack() as stack:
            tables = [
                _Groups(
                    table, stack.enter_context(pq.ParquetWriter(path / name, arrow_schema(table), compression="zstd"))
                )
                for table, name in zip(self._tables.values(), self.files, strict=True)
            ]
            for record in records:
                for one in tables:
                    one.add(record)
            for one in tables:
                one.flush()


FORMAT = Parquet()


def read_records(folder: str | Path) -> Iterator[Extraction]:
    """The records of a folder that the engine Ray has written, one at a time.

    Raises:
        RecordError: it has no `records.parquet` (a local run writes tables alone), it is not whole, or a record is of
            another schema version.
        FormatError: pyarrow is not installed.
    """
    try:
        import pyarrow.parquet as pq
    except ModuleNotFoundError as error:
        raise FormatError("reading Parquet needs pyarrow: pip install 'incident-extract[parquet]'") from error
    parts = sorted(Path(folder, "records.parquet").glob("*.parquet"))
    if not parts or not Path(folder, "_SUCCESS").exists():
        raise RecordError(f"{folder}: no whole output of the engine Ray: records.parquet or _SUCCESS is missing")
    for part in parts:
        with pq.ParquetFile(part) as file:
            for batch in file.iter_batches(batch_size=256, columns=["record"]):
                for line in batch["record"].to_pylist():
                    yield parse_line(line.encode("utf-8") + b"\n")


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table: the same for all records of a schema version."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "strings": pa.list_(pa.string()),
        "day": pa.date32(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
    }
    return pa.schema(
        [
            pa.field(
                column.name,
                types[column.type],
                nullable=column.name not in (table.columns[0].name, *table.key),
                metadata={"about": column.about, **({"to": column.to} if column.to else {})},
            )
            for column in table.columns
        ],
        metadata={"about": table.about, "schema_version": SCHEMA_VERSION},
    )


def arrow_table(table: Table, rows: list[Row]) -> pa.Table:
    """Rows as an Arrow table under the table's schema; a day that the calendar does not have becomes null."""
    import pyarrow as pa

    schema = arrow_schema(table)
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in table.names}
    for column in table.columns:
        if column.type == "day":
            columns[column.name] = [_day(value) for value in columns[column.name]]
    return pa.Table.from_pydict(columns, schema=schema)


class _Groups:
    """The rows of one table that wait for their row group."""

    def __init__(self, table: Table, writer: pq.ParquetWriter) -> None:
        self._table = table
        self._writer = writer
        self._rows: list[Row] = []
        self._characters = 0

    def add(self, record: Any) -> None:
        for row in self._table.rows([record]):
            self._rows.append(row)
            self._characters += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(self._rows) >= _ROWS or self._characters >= _CHARACTERS:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            self._writer.write_table(arrow_table(self._table, self._rows))
            self._rows, self._characters = [], 0


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
