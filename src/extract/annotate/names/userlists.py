"""Users' own gazetteers: rows with the columns name, type, id, aliases, country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from extract.annotate.names.known import Known
from extract.errors import SettingsError
from extract.gazetteers import name_of, read_rows
from extract.records import EntityType

_COLUMNS = frozenset(("name", "type", "id", "aliases", "country"))
_TYPES: frozenset[EntityType] = frozenset(get_args(EntityType))


def load_gazetteers(sources: Iterable[str | Path]) -> dict[str, Known]:
    """The names of all gazetteers as written, later ones winning.

    Only `name` is required. `type` is one of the types of entities ("organization" where it is empty; "other"
    says that the name is no party), `aliases` are a list, or names with "|" between them, `country` is an ISO
    3166 code. The `id` becomes a link of the entity, under the gazetteer's name.

    Args:
        sources: files, or names of entry points of the group `incident_extract.gazetteers`.

    Raises:
        SettingsError: a gazetteer can't be read or a row is wrong; the message has the file and the row's line.

    """
    known: dict[str, Known] = {}
    for source in sources:
        catalogue = name_of(source)
        for where, row in read_rows(source):
            known |= _names(catalogue, where, row)
    return known


def _names(catalogue: str, where: str, row: Mapping[str, Any]) -> dict[str, Known]:
    if unknown := [str(key) for key in row if key not in _COLUMNS]:
        raise SettingsError(f"gazetteer {where}: unknown column {unknown[0]!r}; {sorted(_COLUMNS)} are known")
    name = str(row.get("name") or "").strip()
    kind = str(row.get("type") or "organization").strip().lower()
    if not name:
        raise SettingsError(f"gazetteer {where}: no name")
    if kind not in _TYPES:
        raise SettingsError(f"gazetteer {where}: type {kind!r} is none of {sorted(_TYPES)}")
    aliases = row.get("aliases") or []
    if isinstance(aliases, str):
        aliases = aliases.split("|")
    if not isinstance(aliases, list | tuple):
        raise SettingsError(f"gazetteer {where}: aliases are neither a list nor a text")
    number = str(row["id"]) if row.get("id") not in (None, "") else None
    known = Known(
        next(t for t in _TYPES if t == kind),
        str(row["country"]).strip().upper() if row.get("country") else None,
        f"{catalogue}:{number or name}",
        links=((catalogue, number),) if number else (),
    )
    return {text: known for alias in (name, *aliases) if (text := " ".join(str(alias).split()))}
