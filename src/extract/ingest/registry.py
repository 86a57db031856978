"""Finds the input formats: the modules of `extract.ingest.formats`, and other packages' entry points."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from extract.errors import FormatError
from extract.ingest import formats as package
from extract.ingest.source import Format
from extract.plugins import plugins

ENTRY_POINTS = "incident_extract.ingest"
"""The entry point group in which another package names a `Format` of its own."""


@cache
def formats() -> dict[str, Format]:
    """Every input format by its name; another package's format replaces ours of the same name.

    Raises:
        FormatError: an entry point does not load or gives no `Format`.
    """
    found: dict[str, Format] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        one: Format = importlib.import_module(f"{package.__name__}.{module.name}").FORMAT
        found[one.name] = one
    for entry in plugins(ENTRY_POINTS):
        try:
            other = entry.load()
        except (ImportError, AttributeError) as error:
            raise FormatError(f"input format {entry.name!r} ({entry.value}) can't be loaded: {error}") from error
        if not isinstance(other, Format):
            raise FormatError(f"input format {entry.name!r} ({entry.value}) is no extract.ingest.Format")
        found[other.name] = other
    return found


@cache
def by_suffix() -> dict[str, tuple[Format, ...]]:
    """The formats of each file suffix; where there are several, those with a `sniff` first."""
    found: dict[str, list[Format]] = {}
    for one in sorted(formats().values(), key=lambda one: one.sniff is None):
        for suffix in one.suffixes:
            found.setdefault(suffix, []).append(one)
    return {suffix: tuple(those) for suffix, those in found.items()}


def by_content(head: bytes) -> Format | None:
    """The format that knows a file by its first bytes."""
    return next((one for one in formats().values() if one.sniff and one.sniff(head)), None)
