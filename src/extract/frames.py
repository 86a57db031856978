"""Tables as data frames: pandas (extra `frames`), or polars where that is installed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from extract.tables import TABLES, joined

if TYPE_CHECKING:
    from extract.records import Extraction

__all__ = ["Library", "to_frame"]

Library = Literal["pandas", "polars"]


def to_frame(records: Iterable[Extraction], table: str, library: Library = "pandas") -> Any:
    """A table over all records as a frame, with all its columns even where it has no row.

    In pandas, several values in one cell (aliases, victims, ...) are joined with "; " and days are text. In polars the
    columns have types: lists of strings, dates, integers.

    Args:
        records: in the order that the rows are to have.
        table: a name in `extract.tables.TABLES`.
        library: `pandas` or `polars`, which makes the frame.

    Raises:
        ModuleNotFoundError: the library is not installed (extra `frames` for pandas).
        ValueError: there is no such table or library.
    """
    if table not in TABLES:
        raise ValueError(f"no table {table!r}; there are: {', '.join(TABLES)}")
    if library == "polars":
        return _polars(records, table)
    if library != "pandas":
        raise ValueError(f"no library {library!r}; there are: pandas, polars")
    import pandas as pd

    one = TABLES[table]
    rows = [{name: joined(value) for name, value in row.items()} for row in one.rows(records)]
    return pd.DataFrame(rows, columns=list(one.names))


def _polars(records: Iterable[Extraction], table: str) -> Any:
    import polars as pl

    types: dict[str, Any] = {
        "string": pl.String,
        "strings": pl.List(pl.String),
        "day": pl.String,
        "integer": pl.Int64,
        "number": pl.Float64,
        "boolean": pl.Boolean,
    }
    one = TABLES[table]
    rows = [[list(v) if isinstance(v, tuple) else v for v in row.values()] for row in one.rows(records)]
    frame = pl.DataFrame(rows, schema={column.name: types[column.type] for column in one.columns}, orient="row")
    return frame.with_columns(pl.col(column.name).str.to_date() for column in one.columns if column.type == "day")
