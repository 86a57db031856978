"""View: records as HTML, to be read beside the words that say them.

`page.py` writes the self-contained page of `incident-extract view`, `notebook.py` what a notebook shows of one record.
Both are filled from `reading.py` through the template `record.html`; style sheets and scripts lie beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from extract.cases import read_cases
from extract.errors import ConfigurationError
from extract.serialize.formats.jsonl import read_records
from extract.view.page import write_page

__all__ = ["page_name", "view", "write_page"]

STDOUT = "-"


def page_name(records: str) -> str:
    """Where the page of a file of records goes: beside it, with the suffix `.html`."""
    name = records.removesuffix(".gz").removesuffix(".zst")
    return str(Path(name).with_suffix(".html"))


def view(records: str, out: str, *, cases: str | None = None) -> int:
    """Write the page of a file of records, whole or not at all.

    Args:
        records: JSON Lines, as `incident-extract run` writes them; a compressed file by its suffix.
        out: the file to write, "-" for standard output.
        cases: what `incident-extract cases` wrote of the same records, to be listed too.

    Returns:
        The number of articles.

    Raises:
        RecordError: a file is missing, empty, cut off or of another schema version, or a case is not of these records.
        ConfigurationError: `out` can't be written, or is one of the files that are read.
    """
    found = read_records(records)
    known = read_cases(cases) if cases else ()
    if out == STDOUT:
        return write_page(found, sys.stdout.buffer, name=Path(records).name, cases=known)
    target = Path(out)
    for source in filter(None, (records, cases)):
        if target.exists() and Path(source).exists() and target.samefile(source):
            raise ConfigurationError(f"{out} is read for the page; name another file to write")
    part = Path(f"{out}.new")
    try:
        with part.open("wb") as stream:
            count = write_page(found, stream, name=Path(records).name, cases=known)
        part.replace(target)
    except OSError as error:
        raise ConfigurationError(f"can't write {out}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return count
