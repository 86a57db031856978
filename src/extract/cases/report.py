"""What the command `cases` does: a file of records in, a file of cases out, the largest ones as a table."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
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
        out: file or folder for all cases (`write_cases`), "-" for standard output; None: none is written.
        min_score: incidents with a lower score are left out.
        min_reports: cases of fewer independent reports are.
        rows: of the table, at most.
        width: of the table, in columns.

    Returns:
        The lines of the table, none where there is no case; and what was read.

    Raises:
        RecordError: the records can't be read.
        ConfigurationError: `out` can't be written.
        FormatError: cases aren't written in the format that its suffix chooses.
    """
    counted = Collection()
    reader = parquet if Path(records).is_dir() else jsonl
    found = collect(reader.read_records(records), min_score=min_score, collection=counted)
    top: list[tuple[int, int, int, Case]] = []
    wanted = _ranked((case for case in found if case.independent >= min_reports), top, rows)
    if out:
        write_cases(wanted, out)
    else:
        deque(wanted, maxlen=0)
    largest = [case for *_, case in sorted(top, key=lambda ranked: ranked[:3], reverse=True)]
    return list(lines(largest, width=width)) if largest else [], counted


def _ranked(cases: Iterable[Case], top: list[tuple[int, int, int, Case]], rows: int) -> Iterator[Case]:
    """The cases as they come; those of most reports stay in the heap `top`, of equal ones those that come first."""
    for number, case in enumerate(cases):
        heapq.heappush(top, (case.independent, len(case.reports), -number, case))
        if len(top) > rows:
            heapq.heappop(top)
        yield case


def summary(counted: Collection) -> str:
    """What was read, as a sentence."""
    return (
        f"{counted.cases} cases of {counted.incidents - counted.left} incidents in {counted.articles} articles; "
        f"{counted.left} incidents name no victim, CVE or telling number, or repeat one of their article"
    )
