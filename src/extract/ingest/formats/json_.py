"""JSON and JSON Lines: our own keys, those of news-please and of newspaper, and IPTC ninjs."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import BinaryIO

from extract.config import Settings
from extract.ingest.containers import rejoined
from extract.ingest.encoding import encoding_of
from extract.ingest.fields import draft_of, json_object
from extract.ingest.formats import ninjs
from extract.ingest.source import Draft, Failure, Format, Item, problem

MAX_LINE = 16 * 2**20
"""A longer line of a JSON Lines file, in bytes, is skipped: it would have to be held in memory."""

_SAMPLE = 65_536
_MARK_AND_BLANKS = b"\xef\xbb\xbf \t\r\n"


def split(item: Item, stream: BinaryIO, settings: Settings) -> Iterator[Item | Failure]:
    """One item for each object: of JSON Lines line by line, of a list, or the one that the file is."""
    lines = _filled(stream)
    number, first = next(lines, (1, b""))
    if first.lstrip(_MARK_AND_BLANKS).startswith(b"["):
        yield from _list(item, rejoined(first, stream))
    elif (item.path or "").casefold().endswith((".jsonl", ".ndjson")):
        yield from _each(item, chain([(number, first)], lines))
    elif _is_object(first) and (second := next(lines, None)):
        yield from _each(item, chain([(number, first), second], lines))
    else:
        yield item if item.file else replace(item, payload=first + stream.read())


def parse(data: bytes) -> Draft:
    """One object: IPTC ninjs, or the known keys of any other; other keys are ignored.

    Raises:
        ArticleError: `broken-json` when it is no JSON object, `no-text` when no known key holds a text.
    """
    record, diagnostics = json_object(data)
    return ninjs.draft_of(record, diagnostics) if ninjs.is_ninjs(record) else draft_of(record, diagnostics)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _filled(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank with their numbers; of one that is too long the first `MAX_LINE` bytes."""
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if line.strip(_MARK_AND_BLANKS):
            yield number, line
        if len(line) >= MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)


def _each(item: Item, lines: Iterable[tuple[int, bytes]]) -> Iterator[Item | Failure]:
    for number, line in lines:
        one = replace(item, id=f"{item.id}:{number}", index=number, payload=line.strip(_MARK_AND_BLANKS))
        if len(line) >= MAX_LINE:
            message = f"{one.where}: the line is longer than {MAX_LINE:,} bytes"
            yield Failure.of(one, problem("too-long", message))
        else:
            yield one


def _list(item: Item, stream: BinaryIO) -> Iterator[Item | Failure]:
    """The members of a list, each with its own bytes; those before a fault are kept."""
    sample = stream.read(_SAMPLE)
    source = io.TextIOWrapper(rejoined(sample, stream), encoding_of(sample), errors="replace")
    scan = json.JSONDecoder().raw_decode
    text = source.read(_SAMPLE)
    at, number = text.index("[") + 1, 1
    while True:
        at = _skip(text, at)
        one = replace(item, id=f"{item.id}:{number}", index=number)
        try:
            if text[at : at + 1] == "]":
                return
            _, end = scan(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            more = source.read(max(_SAMPLE, len(text))) if len(text) - at < MAX_LINE else ""
            if not more:
                yield Failure.of(one, problem("broken-json", f"{one.where}: no JSON from here on: {error}"))
                return
            text, at = text[at:] + more, 0
        else:
            yield replace(one, payload=text[at:end].encode("utf-8", "surrogatepass"))
            at, number = end, number + 1


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\r", "\n", ","):
        at += 1
    return at


FORMAT = Format(name="json", suffixes=(".json", ".jsonl", ".ndjson"), parse=parse, split=split)
