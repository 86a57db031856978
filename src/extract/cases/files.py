"""Cases as JSON Lines: one case a line, UTF-8, keys in the order of the schema."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from extract.cases.records import Case
from extract.errors import ConfigurationError, RecordError

__all__ = ["read_cases", "write_cases"]


def write_cases(cases: Iterable[Case], out: str | Path) -> Iterator[Case]:
    """Write cases as they are taken from the iterator that this returns; at its end the file is there, whole.

    Args:
        cases: in the order of the lines.
        out: the file, replaced when all is done; "-" for standard output, as they come.

    Raises:
        ConfigurationError: the file can't be written.
    """
    if str(out) == "-":
        for case in cases:
            sys.stdout.buffer.write(_line(case))
            yield case
        sys.stdout.buffer.flush()
        return
    part = Path(f"{out}.part")
    try:
        with part.open("wb") as file:
            for case in cases:
                file.write(_line(case))
                yield case
        part.replace(out)
    except OSError as error:
        raise ConfigurationError(f"can't write {out}: {error.strerror}") from error


def read_cases(path: str | Path) -> Iterator[Case]:
    """The cases of a JSON Lines file, one at a time.

    Raises:
        RecordError: the file can't be opened, or a line is no case of this schema version; the message has its number.
    """
    try:
        with Path(path).open("rb") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    yield Case.model_validate_json(line)
                except ValidationError as error:
                    first = error.errors()[0]
                    place = ".".join(map(str, first["loc"])) or "case"
                    raise RecordError(f"{path}:{number}: {place}: {first['msg']}") from error
    except OSError as error:
        raise RecordError(f"{path}: {error.strerror}") from error


def _line(case: Case) -> bytes:
    return case.to_json().encode("utf-8") + b"\n"
