"""Finds and loads what lies in `models/`: lexicons, domain packs, trained components.

`models/` is looked for inside the installed package, then beside `src/` in a checkout; never in the working directory.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from extract.errors import PackError


@cache
def models_root() -> Path:
    """The folder `models/`.

    Raises:
        PackError: it is in neither of the two places, which the message names.
    """
    package = Path(__file__).resolve().parent
    places = (package / "models", package.parents[1] / "models")
    for place in places:
        if (place / "lexicons").is_dir():
            return place
    raise PackError(f"models/ is neither at {places[0]} nor at {places[1]}; reinstall incident-extract")


def data_path(relative: str) -> Path:
    """The path of a file or folder under `models/`, given with slashes.

    Raises:
        PackError: there is no such file or folder.
    """
    path = models_root().joinpath(*relative.split("/"))
    if not path.exists():
        raise PackError(f"models/{relative} does not exist (looked at {path})")
    return path


@cache
def load_toml(relative: str) -> dict[str, Any]:
    """A TOML file under `models/`, parsed once; don't change what you get.

    Raises:
        PackError: the file is missing or is no TOML.
    """
    path = data_path(relative)
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"models/{relative}: {error}") from error


def iter_jsonl(relative: str) -> Iterator[dict[str, Any]]:
    """The entries of a JSON Lines file under `models/`.

    Raises:
        PackError: the file is missing or a line is no JSON object; the message has the line's number.
    """
    with data_path(relative).open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
            except json.JSONDecodeError as error:
                raise PackError(f"models/{relative}:{number}: {error}") from error
            if not isinstance(entry, dict):
                raise PackError(f"models/{relative}:{number}: not a JSON object")
            yield entry


def pack_folder(name: str) -> Path:
    """The folder of a domain pack: a name under `models/packs`, or the path of a user's own folder.

    Raises:
        PackError: it has no `pack.toml`.
    """
    folder = Path(name) if any(mark in name for mark in "/\\.") else models_root() / "packs" / name
    if not (folder / "pack.toml").is_file():
        raise PackError(f"pack {name!r}: no pack.toml in {folder}")
    return folder
