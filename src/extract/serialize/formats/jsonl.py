"""JSON Lines: one record a line, UTF-8, keys in the order of the schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from extract.errors import RecordError
from extract.records import SCHEMA_VERSION, Extraction
from extract.serialize.compression import BROKEN, opened

__all__ = ["FORMAT", "JsonLines", "Lines", "encode", "parse_line", "read_records"]


class JsonLines:
    """The `OutputFormat` of JSON Lines."""

    name = "jsonl"
    suffixes = (".jsonl", ".ndjson")

    def write(self, records: Iterable[Extraction], stream: BinaryIO) -> None:
        """Write one line for each record."""
        stream.writelines(records.lines() if isinstance(records, Lines) else map(encode, records))


class Lines:
    """Records as lines of JSON that this package has written, parsed where they are wanted as records."""

    def __init__(self, lines: Callable[[], Iterator[bytes]]) -> None:
        """Take a function that begins at the first line whenever it is called."""
        self.lines = lines

    def __iter__(self) -> Iterator[Extraction]:
        return map(Extraction.model_validate_json, self.lines())


FORMAT = JsonLines()


def encode(record: Extraction) -> bytes:
    """The record as a line, with its line break."""
    return record.to_json().encode("utf-8") + b"\n"


def read_records(path: str | Path) -> Iterator[Extraction]:
    """The records of a JSON Lines file, one at a time; of a compressed one as its suffix says.

    Raises:
        RecordError: the file can't be opened, is empty or cut off, or a line is no record of this schema
            version; the message has the line's number.
    """
    number = 0
    try:
        with opened(path) as stream:
            for number, line in enumerate(stream, 1):
                try:
                    yield parse_line(line)
                except RecordError as error:
                    raise RecordError(f"{path}:{number}: {error}") from error
    except OSError as error:
        raise RecordError(f"{path}: {error.strerror or error}") from error
    except BROKEN as error:
        raise RecordError(f"{path}:{number + 1}: {error}") from error
    if not number:
        raise RecordError(f"{path}: holds no record")


def parse_line(line: bytes) -> Extraction:
    """The record of one line.

    Raises:
        RecordError: the line is cut off, no JSON, of another schema version or breaks the schema.
    """
    if not line.endswith(b"\n"):
        raise RecordError("the last line is cut off")
    try:
        content = json.loads(line)
    except ValueError as error:
        raise RecordError(f"no JSON: {error}") from error
    version = content.get("schema_version") if isinstance(content, dict) else None
    if version != SCHEMA_VERSION:
        raise RecordError(f"schema version {version!r}, this version reads {SCHEMA_VERSION!r}")
    try:
        return Extraction.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "record"
        raise RecordError(f"{place}: {first['msg']}") from error
