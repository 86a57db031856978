"""Serialize: records become bytes, one file in `formats/` for each format.

A format is an object with the shape of `OutputFormat` or, where it needs a path, of `PathFormat`: `FORMAT` of a
module in `extract.serialize.formats`, or what an entry point of the group `incident_extract.serialize` names.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, BinaryIO, Protocol

from extract.errors import FormatError
from extract.plugins import plugins
from extract.serialize.compression import plain_name

if TYPE_CHECKING:
    from pathlib import Path

    from extract.records import Extraction

__all__ = ["ENTRY_POINTS", "OutputFormat", "PathFormat", "format_names", "get_format"]

ENTRY_POINTS = "incident_extract.serialize"
"""Entry point group through which other distributions add formats."""


class OutputFormat(Protocol):
    """How records are written.

    Attributes:
        name: what `--format` calls it; equal to the module's or the entry point's name.
        suffixes: file suffixes that choose it, with the dot; the longest that fits wins.
        requires: modules that `write` imports, each with the extra that brings it; a module of a format imports none of
            them itself. May be left out.
    """

    name: str
    suffixes: tuple[str, ...]

    def write(self, records: Iterable[Extraction], stream: BinaryIO) -> None:
        """Write all records; equal records give equal bytes."""


class PathFormat(Protocol):
    """How records are written that go to no stream: tables, in one file or in a folder.

    Attributes:
        name: as of an `OutputFormat`.
        suffixes: as of an `OutputFormat`.
        files: the files of the folder that it writes; None: it writes one file.
        requires: as of an `OutputFormat`.
    """

    name: str
    suffixes: tuple[str, ...]
    files: tuple[str, ...] | None

    def write_path(self, records: Iterable[Extraction], path: Path) -> None:
        """Write all records to the file `path`, which does not exist, or into the empty folder `path`.

        Raises:
            OSError: the disk is full, or can't be written to.
        """


def format_names() -> tuple[str, ...]:
    """Names of all output formats, sorted. Imports none of them."""
    formats = import_module("extract.serialize.formats")
    built_in = (module.name for module in pkgutil.iter_modules(formats.__path__))
    return tuple(sorted({*built_in, *(point.name for point in plugins(ENTRY_POINTS))}))


def get_format(name: str | None, out: str = "-") -> OutputFormat | PathFormat:
    """The format called `name`; without a name the one that the suffix of `out` chooses, else JSON Lines.

    What is written as one stream may be compressed: `out.jsonl.gz` is JSON Lines, too.

    Raises:
        FormatError: there is no such format, or the extra that it needs is not installed.
    """
    plain = plain_name(out)
    form = _load(name) if name is not None else _by_suffix(plain)
    if plain != out and not hasattr(form, "write"):
        raise FormatError(f"output format {form.name!r} can't be compressed as {out} wants it")
    requires: Mapping[str, str] = getattr(form, "requires", {})
    for module, extra in requires.items():
        if find_spec(module) is None:
            hint = f"pip install 'incident-extract[{extra}]'"
            raise FormatError(f"output format {form.name!r} needs {module}, which is not installed: {hint}")
    return form


def _by_suffix(out: str) -> OutputFormat | PathFormat:
    fits = [
        (len(suffix), form) for form in map(_load, format_names()) for suffix in form.suffixes if out.endswith(suffix)
    ]
    return max(fits, key=lambda fit: fit[0])[1] if fits else _load("jsonl")


def _load(name: str) -> OutputFormat | PathFormat:
    if name not in format_names():
        raise FormatError(f"no output format {name!r}; there are: {', '.join(format_names())}")
    point = next((one for one in plugins(ENTRY_POINTS) if one.name == name), None)
    try:
        form: OutputFormat | PathFormat = (
            point.load() if point else import_module(f"extract.serialize.formats.{name}").FORMAT
        )
    except ModuleNotFoundError as error:
        raise FormatError(f"output format {name!r} needs {error.name}, which is not installed") from error
    return form
