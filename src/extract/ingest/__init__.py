"""Files, lines and pages -> `Article`: the first room.

    discover(inputs)  ->  Item ...        what there is to read, in a fixed order, nothing parsed yet
    parse(item)       ->  Parsed          bytes -> draft (a module of `formats/`) -> article (`compose`)

A new input format is one module in `formats/`, or another package's entry point in `incident_extract.ingest`.
"""

from __future__ import annotations

from extract.ingest.discovery import STDIN, discover
from extract.ingest.reading import parse, parse_text
from extract.ingest.registry import formats
from extract.ingest.source import Draft, Failure, Format, Item, Parsed

__all__ = [
    "STDIN",
    "Draft",
    "Failure",
    "Format",
    "Item",
    "Parsed",
    "discover",
    "formats",
    "parse",
    "parse_text",
]
