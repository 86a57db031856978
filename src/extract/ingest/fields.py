"""Records of named fields -> `Draft`: our own names, those of news-please and newspaper, and their like."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from extract.errors import ArticleError
from extract.ingest.encoding import decode
from extract.ingest.source import Draft, Item, problem
from extract.records import Diagnostic

KEYS: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    # Ours first, then news-please, newspaper, and what other exporters call the same.
    "text": ("text", "maintext", "body", "content", "articleBody", "full_text"),
    "title": ("title", "headline"),
    "published": (
        "published", "date_publish", "publish_date", "published_at", "publishedAt", "datePublished", "pubdate", "date",
    ),
    "publisher": ("publisher", "source_domain", "source", "site_name", "outlet"),
    "authors": ("authors", "author", "byline"),
    "url": ("url", "source_url", "link", "canonical_link"),
    "language": ("language", "lang", "meta_lang"),
    "description": ("description", "summary", "standfirst"),
}  # fmt: skip
"""Our name of each field, and the names under which it is looked for, in order."""

HEADERS: dict[str, tuple[str, ...]] = {
    "id": ("article id", "document id", "doc id", "guid"),
    "text": ("article text", "article", "story", "document text"),
    "title": ("article title", "heading"),
    "published": ("publication date", "date published", "published date", "datetime", "timestamp"),
    "publisher": ("publication", "newspaper", "publication title", "media", "medium"),
    "authors": (),
    "url": ("uri", "article url"),
    "language": (),
    "description": ("abstract", "lead", "snippet"),
}
"""What tables call the fields besides; case, blanks and underscores don't count."""

_NAME = ("name", "title", "id")
_NOT_ALNUM = re.compile(r"[\W_]+")


def json_object(data: bytes) -> tuple[dict[str, Any], tuple[Diagnostic, ...]]:
    """The JSON object that some bytes are, and what was noticed about their encoding.

    Raises:
        ArticleError: `broken-json` when it is none, and what `decode` raises.
    """
    text, diagnostics = decode(data)
    try:
        record = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ArticleError("broken-json", f"no JSON: {error}") from error
    if not isinstance(record, dict):
        raise ArticleError("broken-json", f"an object is wanted, this is a {type(record).__name__}")
    return record, diagnostics


def draft_of(record: Mapping[str, Any], diagnostics: tuple[Diagnostic, ...] = ()) -> Draft:
    """The article that a record describes; fields of other names are ignored.

    Raises:
        ArticleError: `no-text` when no known field holds a text.
    """
    body = _string(record, KEYS["text"])
    description = _string(record, KEYS["description"])
    if body is None and description is not None:
        body = description
        diagnostics = (*diagnostics, problem("description-only", "there is no text but a description"))
    if body is None:
        raise ArticleError("no-text", f"none of the keys {', '.join(KEYS['text'])} holds a text")
    identifier = record.get("id")
    return Draft(
        text=body,
        id=str(identifier) if isinstance(identifier, str | int) and str(identifier) else None,
        title=_string(record, KEYS["title"]),
        authors=tuple(strings(next((record[key] for key in KEYS["authors"] if record.get(key)), ()))),
        publisher=_string(record, KEYS["publisher"]),
        url=_string(record, KEYS["url"]),
        published=_published(record),
        description=description,
        language=_string(record, KEYS["language"]),
        diagnostics=diagnostics,
    )


def columns(header: Iterable[str], mapping: Mapping[str, str]) -> dict[str, list[str]]:
    """Which columns of a table hold which field.

    Args:
        header: the names of the columns.
        mapping: our names to columns, as the settings have them; several columns are joined with "+".

    Raises:
        ArticleError: `no-such-column` when the mapping names one that the table lacks, `no-text-column` when
            no column is known to hold the text.
    """
    header = list(header)
    known = {_squeezed(name): name for name in reversed(header)}
    found: dict[str, list[str]] = {}
    for ours, theirs in mapping.items():
        wanted = [theirs] if theirs in header else [part.strip() for part in theirs.split("+")]
        if missing := [name for name in wanted if _squeezed(name) not in known]:
            raise ArticleError("no-such-column", f"there is no column {missing[0]!r}, only {', '.join(header)}")
        found[ours] = [known[_squeezed(name)] for name in wanted]
    taken = {name for names in found.values() for name in names}
    for ours in KEYS:
        names = (known.get(_squeezed(name)) for name in (*KEYS[ours], *HEADERS[ours]))
        if ours not in found and (name := next((one for one in names if one and one not in taken), None)):
            found[ours] = [name]
            taken.add(name)
    if "text" not in found and "description" not in found:
        message = f"none of its columns is known to hold the text: {', '.join(header)[:300]}; name it in `columns`"
        raise ArticleError("no-text-column", message)
    return found


def packed(item: Item, number: int | None, draft: Draft) -> Item:
    """The item of an article that was read while its file was split.

    Args:
        item: of the whole file.
        number: of the article in it, from 1; None where the file is one article.
        draft: what was read.
    """
    values = {key: value for key, value in asdict(draft).items() if value not in (None, ())}
    values["diagnostics"] = [one.model_dump() for one in draft.diagnostics]
    payload = json.dumps(values, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    if number is not None:
        item = replace(item, id=f"{item.id}:{number}", index=number)
    return replace(item, payload=payload, packed=True)


def unpacked_draft(data: bytes) -> Draft:
    """What `packed` packed."""
    text, _ = decode(data)
    try:
        values = json.loads(text)
        values["authors"] = tuple(values.get("authors", ()))
        values["diagnostics"] = tuple(Diagnostic(**one) for one in values["diagnostics"])
        return Draft(**values)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ArticleError("broken-json", f"these are no fields of an article: {error}") from error


def strings(value: object) -> Iterator[str]:
    """The names in a string, an object with a name, or a list of either."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings(value.get("name"))
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def _published(record: Mapping[str, Any]) -> str | int | float | None:
    for key in KEYS["published"]:
        value = record.get(key)
        if isinstance(value, dict) and "$date" in value:
            value = value["$date"]
        if isinstance(value, str | int | float) and not isinstance(value, bool) and value not in ("", 0):
            return value
    return None


def _string(record: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
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


def _squeezed(name: str) -> str:
    return _NOT_ALNUM.sub("", name).casefold()
