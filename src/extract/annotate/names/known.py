"""What a gazetteer says of a name."""

from __future__ import annotations

from dataclasses import dataclass

from extract.records import EntityType


@dataclass(frozen=True, slots=True)
class Known:
    """What a gazetteer says of a name; rows that name one thing share `row`."""

    type: EntityType
    country: str | None = None
    row: str | None = None
    capital: bool = False
    links: tuple[tuple[str, str], ...] = ()
    """Ids elsewhere: (name of the catalogue, id)."""
