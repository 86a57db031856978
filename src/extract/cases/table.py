"""Cases as a table for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from extract.cases.records import Case

__all__ = ["lines"]

_HEAD = ("case", "when", "victim", "type", "reports", "first", "last", "differ on")


def lines(cases: Iterable[Case], *, width: int = 160) -> Iterator[str]:
    """A line of heads, then one line for each case.

    `reports` counts independent ones, and all with copies behind a stroke where these are more.

    Args:
        cases: in the order of the lines.
        width: of the terminal, in columns; victims and fields are cut to fit.
    """
    rows = [_HEAD, *map(_row, cases)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    spare = width - sum(widths) - 2 * (len(widths) - 1)
    if spare < 0:
        widths[2] = max(16, widths[2] + spare)
    for row in rows:
        cells = (_fit(cell, room) for cell, room in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _row(case: Case) -> tuple[str, ...]:
    copies = len(case.reports) - case.independent
    return (
        case.id,
        _when(case),
        ", ".join(party.name for party in case.victims) or ", ".join(case.identifiers) or "?",
        case.type,
        f"{case.independent}/{len(case.reports)}" if copies else f"{case.independent}",
        case.first_report or "",
        case.last_report or "",
        ", ".join(case.differing),
    )


def _when(case: Case) -> str:
    earliest, latest = case.when.earliest, case.when.latest
    if earliest is None:
        return f"by {latest}" if latest else ""
    return earliest if earliest == latest else f"{earliest}/{latest}"


def _width(text: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 0 if unicodedata.combining(char) else 1 for char in text
    )


def _fit(text: str, room: int) -> str:
    if _width(text) > room:
        while _width(text) > room - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (room - _width(text))
