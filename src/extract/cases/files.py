"""Cases in files: JSON Lines, one case a line with keys in the order of the schema, or as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from extract.cases.records import Case
from extract.cases.tables import CASE_TABLES
from extract.errors import FormatError, RecordError
from extract.serialize import get_format
from extract.serialize.compression import BROKEN, opened
from extract.serialize.formats.csv import Csv
from extract.serialize.formats.parquet import Parquet
from extract.serialize.formats.sqlite import Sqlite
from extract.serialize.output import write

__all__ = ["read_cases", "write_cases"]


class _Lines:
    """The `OutputFormat` of cases as JSON Lines."""

    name = "jsonl"
    suffixes = (".jsonl",)

    def write(self, cases: Iterable[Case], stream: BinaryIO) -> None:
        stream.writelines(case.to_json().encode("utf-8") + b"\n" for case in cases)


def write_cases(cases: Iterable[Case], out: str | Path) -> None:
    """Write cases, taken one at a time.

    Args:
        cases: in the order of the lines.
        out: the file, or the tables of `extract.cases.tables` (`.parquet` and `.csv` folders, `.sqlite`), as its suffix
            says; replaced when all is done. "-" for standard output, which gets each line as it comes.

    Raises:
        ConfigurationError: it can't be written.
        FormatError: cases aren't written in the format that the suffix chooses, or it needs an extra.
    """
    tables = (Csv(CASE_TABLES), Parquet(CASE_TABLES), Sqlite(CASE_TABLES))
    by_name: dict[str, Any] = {"jsonl": _Lines()} | {form.name: form for form in tables}
    wanted = get_format(None, str(out)).name
    if wanted not in by_name:
        raise FormatError(f"cases are no {wanted}; there are: {', '.join(sorted(by_name))}")
    write(by_name[wanted], cases, out)


def read_cases(path: str | Path) -> Iterator[Case]:
    """The cases of a JSON Lines file, compressed or not, one at a time.

    Raises:
        RecordError: the file can't be opened, or a line is no case of this schema version; the message has its number.
    """
    try:
        with opened(path) as stream:
            for number, line in enumerate(stream, 1):
                try:
                    yield Case.model_validate_json(line)
                except ValidationError as error:
                    first = error.errors()[0]
                    place = ".".join(map(str, first["loc"])) or "case"
                    raise RecordError(f"{path}:{number}: {place}: {first['msg']}") from error
    except (OSError, *BROKEN) as error:
        raise RecordError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
