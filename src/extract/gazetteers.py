"""Where users' own gazetteers come from: files, and other packages' entry points.

A source is one item of `Settings.gazetteers`: the name of an entry point of the group `incident_extract.gazetteers`,
else the path of a CSV or JSON Lines file. `extract.annotate.names.userlists` says what a row means.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.errors import SettingsError
from extract.plugins import plugins

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "incident_extract.gazetteers"
"""The entry point group in which another package names a function without parameters that gives rows."""


def read_rows(source: str | Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of a gazetteer, each with the place where it stands, for messages.

    Raises:
        SettingsError: there is no such file or entry point, or it can't be read.
    """
    if entry := _entry(source):
        yield from _given(entry)
        return
    path = Path(source)
    try:
        yield from _read(path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"gazetteer {path}: {error}") from error


def name_of(source: str | Path) -> str:
    """What its ids are called in `Entity.links`: the entry point's name, or the file's without its ending."""
    return str(source) if _entry(source) else Path(source).stem


def fingerprint(source: str | Path) -> list[str]:
    """Name and sha256 of the content: what of a gazetteer changes the records.

    Raises:
        SettingsError: it can't be read.
    """
    if _entry(source):
        digest = hashlib.sha256()
        for _, row in read_rows(source):
            digest.update(json.dumps(dict(row), sort_keys=True, default=list).encode())
        return [str(source), digest.hexdigest()]
    try:
        return [Path(source).name, hashlib.sha256(Path(source).read_bytes()).hexdigest()]
    except OSError as error:
        raise SettingsError(f"gazetteer {source}: {error}") from error


def _entry(source: str | Path) -> EntryPoint | None:
    return next((point for point in plugins(ENTRY_POINTS) if point.name == str(source)), None)


def _given(entry: EntryPoint) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        rows = entry.load()
    except (ImportError, AttributeError) as error:
        raise SettingsError(f"gazetteer {entry.name!r} ({entry.value}) can't be loaded: {error}") from error
    if not callable(rows):
        raise SettingsError(f"gazetteer {entry.name!r} ({entry.value}) is no function that gives rows")
    for number, row in enumerate(rows(), 1):
        if not isinstance(row, Mapping):
            raise SettingsError(f"gazetteer {entry.name!r}: row {number} is no mapping of columns")
        yield f"{entry.name!r}, row {number}", row


def _read(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        if path.suffix.lower() == ".csv":
            reader = csv.DictReader(stream)
            for row in reader:
                yield f"{path}:{reader.line_num}", row
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
            yield f"{path}:{line}", entry
