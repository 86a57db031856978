"""Writes the records of a run in another format."""

from __future__ import annotations

from pathlib import Path

from extract.serialize import get_format
from extract.serialize.formats.jsonl import read_records
from extract.serialize.output import write

__all__ = ["convert"]


def convert(records: str | Path, out: str | Path, *, format: str | None = None) -> None:  # noqa: A002
    """Write the records of a JSON Lines file in another format.

    Args:
        records: what a run has written, compressed or not.
        out: the file or folder to write, replaced when all is done; "-" for standard output.
        format: name of the output format; by default the suffix of `out` chooses, else JSON Lines.

    Raises:
        ConfigurationError: there is no such format, its extra is not installed, or `out` can't be written.
        RecordError: the file of records is empty, cut off or of another schema version; `out` is left as it was.
    """
    write(get_format(format, str(out)), read_records(records), out)
