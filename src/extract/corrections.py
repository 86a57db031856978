"""Records that people have corrected in a tool for annotation become gold: lines for `evaluate`, cases for `check`."""

from __future__ import annotations

import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from extract.errors import ConfigurationError, FormatError, RecordError
from extract.serialize import format_names, get_format
from extract.serialize.annotations import Inventory
from extract.serialize.gold import LAYERS

__all__ = ["labels", "make_gold", "read_corrections", "write_cases"]

Json = dict[str, Any]

_UNSAFE = re.compile(r"[^\w.-]+")


class _Correctable(Protocol):
    """What an output format has more, if its files come back corrected."""

    def config(self, inventory: Inventory) -> str: ...

    def read_gold(self, path: Path, inventory: Inventory) -> Iterator[Json | None]: ...


def labels(format: str, packs: Iterable[str]) -> str:  # noqa: A002
    """The labels for a tool, in the form that it takes: XML for Label Studio, JSON for doccano, brat's annotation.conf.

    Args:
        format: its output format.
        packs: the domain packs with the incident types and roles.

    Raises:
        ConfigurationError: it is no format that people correct, or a pack is missing.
    """
    return _correctable(format).config(Inventory.of_packs(packs))


def read_corrections(
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002
    packs: Iterable[str] = ("cyber",),
    layers: Sequence[str] | None = None,
) -> Iterator[Json | None]:
    """The gold line of each article of a corrected file; None for one that nobody has annotated.

    Args:
        path: a file of Label Studio or doccano, a folder or archive of brat.
        format: by default what the content looks like.
        packs: the domain packs whose incident types and roles the labels are.
        layers: those that were corrected, which are gold; by default all four.

    Raises:
        ConfigurationError: there is no such format, pack or layer.
        RecordError: the file can't be read, holds no article, or an annotation can't be: beyond the text, with an
            unknown label, belonging to nothing. The message names the place.
    """
    if unknown := sorted(set(layers or ()) - {*LAYERS}):
        raise ConfigurationError(f"no layer {', '.join(unknown)}; there are: {', '.join(LAYERS)}")
    path = Path(path)
    found = 0
    form = _correctable(format or _format_of(path))
    for row in form.read_gold(path, Inventory.of_packs(packs)):
        found += 1
        if row is None:
            yield None
        else:
            yield row | {"gold": {layer: row["gold"][layer] for layer in LAYERS if layer in (layers or LAYERS)}}
    if not found:
        raise RecordError(f"{path}: holds no article")


def make_gold(
    path: str | Path, out: str | Path | None, *, fixtures: str | Path | None = None, **options: Any
) -> tuple[int, int]:
    """Make gold of a corrected file, as `read_corrections` reads it.

    Args:
        path: the corrected file.
        out: the gold file to write, "-" for standard output; None: none.
        fixtures: a folder to write a case for `check` into for each article.
        options: of `read_corrections`.

    Returns:
        How many articles are gold, and how many nobody has annotated.

    Raises:
        ConfigurationError: neither `out` nor `fixtures` is given, or one can't be written; and as `read_corrections`.
        RecordError: as `read_corrections`.
    """
    if not (out or fixtures):
        raise ConfigurationError("gold: give -o GOLD, --fixtures FOLDER, or both")
    found = list(read_corrections(path, **options))
    rows = [row for row in found if row is not None]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if out and str(out) == "-":
        sys.stdout.write(lines)
    elif out:
        try:
            Path(out).write_text(lines, encoding="utf-8")
        except OSError as error:
            raise ConfigurationError(f"can't write {out}: {error.strerror}") from error
    if fixtures:
        write_cases(rows, fixtures)
    return len(rows), len(found) - len(rows)


def write_cases(rows: Iterable[Mapping[str, Any]], folder: str | Path) -> None:
    """Write a case for `check` for each gold line: the article as `input.json`, its annotations as `gold.json`.

    Raises:
        ConfigurationError: two articles would have the same folder, or it can't be written.
    """
    seen: dict[str, str] = {}
    for row in rows:
        name = _UNSAFE.sub("-", str(row["id"])).strip("-.") or "article"
        if name in seen:
            raise ConfigurationError(f"{folder}: articles {seen[name]!r} and {row['id']!r} would both be case {name}")
        seen[name] = str(row["id"])
        case = Path(folder) / name
        article = {key: value for key, value in row.items() if key != "gold" and value is not None}
        try:
            case.mkdir(parents=True, exist_ok=True)
            for file, content in (("input.json", article), ("gold.json", row)):
                (case / file).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise ConfigurationError(f"{case}: {error.strerror}") from error


def _correctable(name: str) -> _Correctable:
    form = get_format(name)
    if not hasattr(form, "read_gold"):
        names = [one for one in format_names() if hasattr(get_format(one), "read_gold")]
        raise FormatError(f"{name!r} is no format that people correct; those are: {', '.join(names)}")
    return cast("_Correctable", form)


def _format_of(path: Path) -> str:
    try:
        if path.is_dir() or zipfile.is_zipfile(path) or tarfile.is_tarfile(path):
            return "brat"
        with path.open("rb") as stream:
            return "labelstudio" if stream.read(1_000).lstrip().startswith(b"[") else "doccano"
    except OSError as error:
        raise RecordError(f"{path}: {error.strerror}") from error
