"""Plain text."""

from __future__ import annotations

from extract.ingest.encoding import decode
from extract.ingest.source import Draft, Format


def parse(data: bytes) -> Draft:
    """The text; title, byline and date are looked for in it later."""
    text, diagnostics = decode(data)
    return Draft(text=text, diagnostics=diagnostics)


FORMAT = Format(name="txt", suffixes=(".txt", ".text"), parse=parse)
