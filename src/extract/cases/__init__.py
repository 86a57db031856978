"""Cases: incidents of many articles that are one happening, put together, with what the articles agree and differ on.

    sightings   incident of a record  ->  Sighting (what it is recognised by) and Facts (what it says)
    linking     sightings             ->  groups: one happening each
    compare     facts of a group      ->  fields: who says which number, attacker, date
    collect     records               ->  `Case` models, in a fixed order

Nothing here reads text for meaning: records go in, and what is known of a language or a domain is data in `models/`.
"""

from __future__ import annotations

from extract.cases.collect import Collection, collect
from extract.cases.files import read_cases, write_cases
from extract.cases.records import Case, Field, Party, Report, Said, case_schema
from extract.cases.report import largest, summary
from extract.cases.table import lines

__all__ = [
    "Case",
    "Collection",
    "Field",
    "Party",
    "Report",
    "Said",
    "case_schema",
    "collect",
    "largest",
    "lines",
    "read_cases",
    "summary",
    "write_cases",
]
