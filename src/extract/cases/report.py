"""What the command `cases` does: a file of records in, a file of cases out, the largest ones as a table."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from pathlib import Path

from extract.cases.collect import Collection, collect
from extract.cases.files import write_cases
from extract.cases.records import Case
from extract.cases.table import lines
from extract.serialize.formats import jsonl, parquet

__all__ = ["largest", "summary"]


def largest(
    records: str | Path, *, out: str | None, min_score: float, min_reports: int, rows: int, width: int
) -> tuple[list[str], Collection]:
    """Write the cases of a run, and give the table of those that most articles report.

    Args:
        records: JSON Lines, or the folder of a run on Ray.
        out: file for all cases, "-" for standard output; None: none is written.
        min_score: incidents with a lower score are left out.
        min_reports: cases of fewer independent reports are.
        rows: of the table, at most.
        width: of the table, in columns.

    Returns:
        The lines of the table, none where there is no case; and what was read.

    Raises:
        RecordError: the records can't be read.
        ConfigurationError: `out` can't be written.
    """
    counted = Collection()
    reader = parquet if Path(records).is_dir() else jsonl
    found = collect(reader.read_records(records), min_score=min_score, collection=counted)
    wanted: Iterator[Case] = (case for case in found if case.independent >= min_reports)
    if out:
        wanted = write_cases(wanted, out)
    # Among equally many reports the order of the file holds.
    ranked = ((case.independent, len(case.reports), -number, case) for number, case in enumerate(wanted))
    top = [case for *_, case in heapq.nlargest(rows, ranked)]
    return list(lines(top, width=width)) if top else [], counted


def summary(counted: Collection) -> str:
    """What was read, as a sentence."""
    return (
        f"{counted.cases} cases of {counted.incidents - counted.left} incidents in {counted.articles} articles; "
        f"{counted.left} incidents name no victim, CVE or telling number, or repeat one of their article"
    )
