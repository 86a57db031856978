"""Serialize: records become bytes, one file in `formats/` for each format.

A format is an object with the shape of `OutputFormat`: `FORMAT` of a module in `extract.serialize.formats`,
or what an entry point of the group `incident_extract.serialize` names.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, BinaryIO, Protocol

from extract.errors import FormatError

if TYPE_CHECKING:
    from extract.records import Extraction

__all__ = ["ENTRY_POINTS", "OutputFormat", "format_names", "get_format"]

ENTRY_POINTS = "incident_extract.serialize"
"""Entry point group through which other distributions add formats."""


class OutputFormat(Protocol):
    """How records are written.

    Attributes:
        name: what `--format` calls it; equal to the module's or the entry point's name.
        suffixes: file suffixes that choose it, with the dot.
    """

    name: str
    suffixes: tuple[str, ...]

    def write(self, records: Iterable[Extraction], stream: BinaryIO) -> None:
        """Write all records; equal records give equal bytes."""


def format_names() -> tuple[str, ...]:
    """Names of all output formats, sorted. Imports none of them."""
    formats = import_module("extract.serialize.formats")
    built_in = (module.name for module in pkgutil.iter_modules(formats.__path__))
    return tuple(sorted({*built_in, *(point.name for point in entry_points(group=ENTRY_POINTS))}))


def get_format(name: str | None, out: str = "-") -> OutputFormat:
    """The format called `name`; without a name the one that the suffix of `out` chooses, else JSON Lines.

    Raises:
        FormatError: there is no such format, or the extra that it needs is not installed.
    """
    if name is not None:
        return _load(name)
    return next((form for form in map(_load, format_names()) if out.endswith(form.suffixes)), _load("jsonl"))


def _load(name: str) -> OutputFormat:
    if name not in format_names():
        raise FormatError(f"no output format {name!r}; there are: {', '.join(format_names())}")
    point = next(iter(entry_points(group=ENTRY_POINTS, name=name)), None)
    try:
        form: OutputFormat = point.load() if point else import_module(f"extract.serialize.formats.{name}").FORMAT
    except ModuleNotFoundError as error:
        raise FormatError(f"output format {name!r} needs {error.name}, which is not installed") from error
    return form
