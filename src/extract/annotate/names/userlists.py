"""Users' own gazetteers: CSV or JSON Lines files with the columns name, type, id, aliases, country."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from extract.annotate.names.known import Known
from extract.errors import SettingsError
from extract.records import EntityType

_COLUMNS = frozenset(("name", "type", "id", "aliases", "country"))
_TYPES: frozenset[EntityType] = frozenset(get_args(EntityType))


def load_gazetteers(paths: Iterable[str | Path]) -> dict[str, Known]:
    """The names of all files as written, later files winning.

    Only `name` is required. `type` is one of the types of entities ("organization" where it is empty; "other"
    says that the name is no party), `aliases` are a list, or names with "|" between them, `country` is an ISO
    3166 code. The `id` becomes a link of the entity, under the file's name without its ending.

    Raises:
        SettingsError: a file can't be read or a row is wrong; the message has the file and the row's line.

    """
    known: dict[str, Known] = {}
    for path in map(Path, paths):
        try:
            for line, row in _rows(path):
                known |= _names(path, line, row)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise SettingsError(f"gazetteer {path}: {error}") from error
    return known


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        if path.suffix.lower() == ".csv":
            reader = csv.DictReader(stream)
            for row in reader:
                yield reader.line_num, row
            return
        for line, text in enumerate(stream, 1):
            if not text.strip():
                continue
            try:
                entry = json.loads(text)
            except json.JSONDecodeError as error:
                raise SettingsError(f"gazetteer {path}:{line}: {error}") from error
            if not isinstance(entry, dict):
                raise SettingsError(f"gazetteer {path}:{line}: not a JSON object")
            yield line, entry


def _names(path: Path, line: int, row: dict[str, Any]) -> dict[str, Known]:
    if unknown := [str(key) for key in row if key not in _COLUMNS]:
        raise SettingsError(f"gazetteer {path}:{line}: unknown column {unknown[0]!r}; {sorted(_COLUMNS)} are known")
    name = str(row.get("name") or "").strip()
    kind = str(row.get("type") or "organization").strip().lower()
    if not name:
        raise SettingsError(f"gazetteer {path}:{line}: no name")
    if kind not in _TYPES:
        raise SettingsError(f"gazetteer {path}:{line}: type {kind!r} is none of {sorted(_TYPES)}")
    aliases = row.get("aliases") or []
    if isinstance(aliases, str):
        aliases = aliases.split("|")
    if not isinstance(aliases, list):
        raise SettingsError(f"gazetteer {path}:{line}: aliases are neither a list nor a text")
    number = str(row["id"]) if row.get("id") not in (None, "") else None
    known = Known(
        next(t for t in _TYPES if t == kind),
        str(row["country"]).strip().upper() if row.get("country") else None,
        f"{path.stem}:{number or name}",
        links=((path.stem, number),) if number else (),
    )
    return {text: known for alias in (name, *aliases) if (text := " ".join(str(alias).split()))}
