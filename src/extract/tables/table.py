"""What a table is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from extract.records import Extraction

Row = dict[str, Any]
Type = Literal["string", "strings", "day", "integer", "number", "boolean"]

SEPARATOR = "; "
"""Stands between the values of a `strings` cell where a format has no lists."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: unique in its table.
        type: `strings` is a tuple of strings, `day` an ISO 8601 day; any cell but one of a key may be None.
        about: what it says.
        to: the table whose column `id` it names, together with `article`.
    """

    name: str
    type: Type
    about: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: unique.
        about: what a row is.
        columns: the first is `article`.
        key: the columns that identify a row, where there are such.
        make: the rows of a record, without `article`.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    make: Callable[[Extraction], Iterator[Row]]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def rows(self, records: Iterable[Extraction]) -> Iterator[Row]:
        """A dict for each row, keys in the order of the columns, in the order of the records."""
        return ({"article": record.article.id, **row} for record in records for row in self.make(record))


def joined(value: Any) -> Any:
    """A cell for formats without lists."""
    return SEPARATOR.join(value) if isinstance(value, tuple) else value
