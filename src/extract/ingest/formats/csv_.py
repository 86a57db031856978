"""Tables with one article in each row: comma, semicolon, tab or bar between the columns, a header on top."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import BinaryIO

from extract.config import Settings
from extract.errors import ArticleError
from extract.ingest.containers import rejoined
from extract.ingest.encoding import encoding_of
from extract.ingest.fields import columns, draft_of, json_object
from extract.ingest.source import Draft, Failure, Format, Item

LONGEST_LINE = 16 * 2**20
"""Characters of a line, or of a field, beyond which the file is no table."""
_SAMPLE = 65_536
_DELIMITERS = ",;\t|"


def split(item: Item, stream: BinaryIO, settings: Settings) -> Iterator[Item | Failure]:
    """One item for each row, numbered from 1 under the header; empty rows are passed over.

    Raises:
        ArticleError: `no-text-column`, `no-such-column`, `broken-csv`; `binary-file` or `unknown-encoding`.
    """
    sample = stream.read(_SAMPLE)
    if not sample.strip():
        raise ArticleError("empty-file", "the file is empty")
    text = io.TextIOWrapper(rejoined(sample, stream), encoding_of(sample), errors="replace", newline="")
    quotes = [0]
    lines = _lines(text, quotes)
    head = next(lines)
    while not head.strip():
        head = next(lines)
    # Excel names its delimiter in a line before the header.
    named = head[4:5] if head.casefold().startswith("sep=") else ""
    head = next(lines, "") if named else head
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE))
    delimiter = named or max(_DELIMITERS, key=head.count)
    rows = csv.reader(_with(head, lines), delimiter=delimiter, skipinitialspace=True)
    number = 0
    try:
        header = [name.strip() for name in next(rows, [])]
        wanted = columns(header, settings.column_of)
        places = {ours: [header.index(name) for name in names] for ours, names in wanted.items()}
        for row in rows:
            if not any(map(str.strip, row)):
                continue
            number += 1
            values = {ours: _joined(row, at) for ours, at in places.items()}
            payload = json.dumps({key: value for key, value in values.items() if value}, ensure_ascii=False)
            data = payload.encode("utf-8", "surrogatepass")
            yield replace(item, id=f"{item.id}:{number}", index=number, payload=data)
        if quotes[0] % 2:
            raise ArticleError("broken-csv", f"a quotation mark is never closed; row {number} may hold others")
    except csv.Error as error:
        raise ArticleError("broken-csv", f"the table can't be read behind row {number}: {error}") from error
    finally:
        text.detach()


def parse(data: bytes) -> Draft:
    """One row, its cells by our names of the fields."""
    return draft_of(*json_object(data))


def _lines(text: io.TextIOWrapper, quotes: list[int]) -> Iterator[str]:
    """The lines, none of them too long; counts the quotation marks in them."""
    while line := text.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise ArticleError("too-long", f"a line has more than {LONGEST_LINE:,} characters")
        quotes[0] += line.count('"')
        yield line.replace("\0", "")


def _with(head: str, lines: Iterator[str]) -> Iterator[str]:
    yield head
    yield from lines


def _joined(row: list[str], places: list[int]) -> str:
    return "\n\n".join(cell for at in places for cell in islice(row, at, at + 1) if cell.strip())


FORMAT = Format(name="csv", suffixes=(".csv", ".tsv"), parse=parse, split=split)
