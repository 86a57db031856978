"""What a table is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from extract.records import Extraction


def _article(record: Extraction) -> str:
    return record.article.id


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
        to: the table of which it names a row: by that one's key, which is the first column alone, or with `id`.
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
        columns: the first says which record the row is of.
        key: the columns that identify a row, where there are such.
        make: the rows of a record, without the first column.
        owner: the first column of a record's rows.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    make: Callable[[Any], Iterator[Row]]
    owner: Callable[[Any], str] = _article

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def rows(self, records: Iterable[Any]) -> Iterator[Row]:
        """A dict for each row, keys in the order of the columns, in the order of the records."""
        first = self.columns[0].name
        return ({first: self.owner(record), **row} for record in records for row in self.make(record))


def joined(value: Any) -> Any:
    """A cell for formats without lists."""
    return SEPARATOR.join(value) if isinstance(value, tuple) else value
