"""JSON and JSON Lines: our own keys, those of news-please and those of newspaper."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, BinaryIO

from extract.errors import ArticleError
from extract.ingest.encoding import decode
from extract.ingest.source import Draft, Failure, Format, Item, problem

MAX_LINE = 64 * 2**20
"""A longer line of a JSON Lines file, in bytes, is skipped: it would have to be held in memory."""

_MARK_AND_BLANKS = b"\xef\xbb\xbf \t\r\n"
# Ours first, then news-please, newspaper, and what other exporters call the same.
_TEXT = ("text", "maintext", "body", "content", "articleBody", "full_text")
_TITLE = ("title", "headline")
_PUBLISHED = (
    "published",
    "date_publish",
    "publish_date",
    "published_at",
    "publishedAt",
    "datePublished",
    "pubdate",
    "date",
)
_PUBLISHER = ("publisher", "source_domain", "source", "site_name", "outlet")
_AUTHORS = ("authors", "author", "byline")
_URL = ("url", "source_url", "link", "canonical_link")
_LANGUAGE = ("language", "lang", "meta_lang")
_NAME = ("name", "title", "id")


def split(item: Item, stream: BinaryIO) -> Iterator[Item | Failure]:
    """One item for each object: of JSON Lines line by line, of a list, or the one that the file is."""
    lines = _filled(stream)
    number, first = next(lines, (1, b""))
    if first.lstrip(_MARK_AND_BLANKS).startswith(b"["):
        yield from _list(item, first + stream.read())
    elif (item.path or "").casefold().endswith((".jsonl", ".ndjson")):
        yield from _each(item, chain([(number, first)], lines))
    elif _is_object(first) and (second := next(lines, None)):
        yield from _each(item, chain([(number, first), second], lines))
    else:
        yield item if item.file else replace(item, payload=first + stream.read())


def parse(data: bytes) -> Draft:
    """The known keys of one object; other keys are ignored.

    Raises:
        ArticleError: `broken-json` when it is no JSON object, `no-text` when no known key holds a text.
    """
    text, diagnostics = decode(data)
    try:
        record = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ArticleError("broken-json", f"no JSON: {error}") from error
    if not isinstance(record, dict):
        raise ArticleError("broken-json", f"an object is wanted, this is a {type(record).__name__}")
    body = _string(record, _TEXT)
    description = _string(record, ("description", "summary", "standfirst"))
    if body is None and description is not None:
        body = description
        diagnostics = (*diagnostics, problem("description-only", "there is no text but a description"))
    if body is None:
        raise ArticleError("no-text", f"none of the keys {', '.join(_TEXT)} holds a text")
    identifier = record.get("id")
    return Draft(
        text=body,
        id=str(identifier) if isinstance(identifier, str | int) and str(identifier) else None,
        title=_string(record, _TITLE),
        authors=tuple(_strings(next((record[key] for key in _AUTHORS if record.get(key)), ()))),
        publisher=_string(record, _PUBLISHER),
        url=_string(record, _URL),
        published=_published(record),
        description=description,
        language=_string(record, _LANGUAGE),
        diagnostics=diagnostics,
    )


def _published(record: dict[str, Any]) -> str | int | float | None:
    for key in _PUBLISHED:
        value = record.get(key)
        if isinstance(value, dict) and "$date" in value:
            value = value["$date"]
        if isinstance(value, str | int | float) and not isinstance(value, bool) and value not in ("", 0):
            return value
    return None


def _string(record: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    """The first of the keys that holds text; a list of paragraphs is joined, an object gives its name."""
    for key in keys:
        value = record.get(key)
        if isinstance(value, dict):
            value = next((value[name] for name in _NAME if isinstance(value.get(name), str)), None)
        elif isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            value = "\n\n".join(value)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(value.get("name"))
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


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


def _list(item: Item, data: bytes) -> Iterator[Item | Failure]:
    """The members of a list, each with its own bytes; those before a fault are kept."""
    try:
        text, _ = decode(data)
    except ArticleError as error:
        yield Failure.of(item, problem(error.code, f"{item.where}: {error}"))
        return
    scan = json.JSONDecoder().raw_decode
    at, number = text.index("[") + 1, 1
    while True:
        at = _skip(text, at)
        if text[at : at + 1] == "]":
            return
        one = replace(item, id=f"{item.id}:{number}", index=number)
        try:
            _, end = scan(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            yield Failure.of(one, problem("broken-json", f"{one.where}: no JSON from here on: {error}"))
            return
        yield replace(one, payload=text[at:end].encode("utf-8", "surrogatepass"))
        at, number = end, number + 1


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\r", "\n", ","):
        at += 1
    return at


FORMAT = Format(name="json", suffixes=(".json", ".jsonl", ".ndjson"), parse=parse, split=split)
