"""Tables as pandas frames, where pandas is installed (extra `frames`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from extract.tables import TABLES, joined

if TYPE_CHECKING:
    import pandas as pd

    from extract.records import Extraction

__all__ = ["to_frame"]


def to_frame(records: Iterable[Extraction], table: str) -> pd.DataFrame:
    """A table over all records as a pandas frame, with all its columns even where it has no row.

    Several values in one cell (aliases, victims, ...) are joined with "; ".

    Args:
        records: in the order that the rows are to have.
        table: a name in `extract.tables.TABLES`.

    Raises:
        ModuleNotFoundError: pandas is not installed (extra `frames`).
        ValueError: there is no such table.
    """
    if table not in TABLES:
        raise ValueError(f"no table {table!r}; there are: {', '.join(TABLES)}")
    import pandas as pd

    one = TABLES[table]
    rows = [{name: joined(value) for name, value in row.items()} for row in one.rows(records)]
    return pd.DataFrame(rows, columns=list(one.names))
