"""IPTC ninjs, versions 1 to 3: news in JSON. As a rule it comes as .json or .jsonl; `json_` hands it on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from extract.errors import ArticleError
from extract.ingest import markup
from extract.ingest.fields import json_object, strings
from extract.ingest.source import Draft, Format
from extract.records import Diagnostic

_OWN = frozenset({"versioncreated", "versionCreated", "bodies", "headlines", "body_xhtml", "body_html", "body_text"})
_MARKED_UP = ("body_xhtml", "body_html", "body_richtext")
_CREATED = (
    "contentcreated", "contentCreated", "firstcreated", "firstCreated", "published", "versioncreated", "versionCreated",
)  # fmt: skip


def parse(data: bytes) -> Draft:
    """One ninjs item.

    Raises:
        ArticleError: `broken-json` when it is no JSON object, `no-text` when it has no body.
    """
    record, diagnostics = json_object(data)
    return draft_of({"uri": "", **record}, diagnostics)


def is_ninjs(record: Mapping[str, Any]) -> bool:
    """Whether an object is a ninjs item: it has a URI and one of the keys that only ninjs has."""
    return isinstance(record.get("uri"), str) and not _OWN.isdisjoint(record)


def draft_of(record: Mapping[str, Any], diagnostics: tuple[Diagnostic, ...] = ()) -> Draft:
    """The article of a ninjs item.

    The text is the main body, marked up rather than plain, since paragraphs are told apart there. The date is that
    of the content, else of the item's first version, else of this one.

    Raises:
        ArticleError: `no-text` for a picture, a package or anything else without a body.
    """
    body = _body(record)
    if body is None:
        kind = record.get("type")
        raise ArticleError(
            "no-text", f"this ninjs item ({kind}) has no body" if kind else "this ninjs item has no body"
        )
    return Draft(
        text=body,
        id=str(record["uri"]) or None,
        title=_valued(record, "headline", "headlines", ("main",)) or _text(record.get("title")),
        authors=tuple(strings([record.get("by") or record.get("byline") or _creators(record)])),
        publisher=next(strings([record.get("provider"), record.get("infosources"), record.get("infoSources")]), None),
        url=_text(record.get("canonical")) or (record["uri"] if record["uri"].startswith("http") else None),
        published=next((record[key] for key in _CREATED if _text(record.get(key))), None),
        published_from="metadata",
        description=_valued(record, "description_text", "descriptions", ("summary", "main", "short")),
        language=_text(record.get("language")),
        diagnostics=diagnostics,
    )


def _body(record: Mapping[str, Any]) -> str | None:
    values: list[tuple[bool, str]] = [(True, text) for key in _MARKED_UP if (text := _text(record.get(key)))]
    plain = [text for key, value in record.items() if key.startswith("body_") and (text := _text(value))]
    values += [(markup.is_markup(text), text) for text in (_text(record.get("body_text")), *plain) if text]
    bodies = [one for one in _objects(record.get("bodies")) if _text(one.get("value"))]
    for one in sorted(bodies, key=lambda one: "html" not in str(one.get("contentType", one.get("contenttype")))):
        values.append((markup.is_markup(one["value"]), one["value"]))
    # The longest: a teaser may be marked up where the whole text is plain.
    most = max((len(text) for _, text in values), default=0)
    for marked, text in values:
        if len(text) * 2 > most:
            return markup.paragraphs(text) if marked else text
    return None


def _valued(record: Mapping[str, Any], single: str, several: str, roles: Iterable[str]) -> str | None:
    """A text of ninjs 1 (one key) or 2 (a list of values with roles, of which one is wanted)."""
    if text := _text(record.get(single)):
        return text
    listed = [one for one in _objects(record.get(several)) if _text(one.get("value"))]
    for role in roles:
        for one in listed:
            if one.get("role") == role:
                return str(one["value"])
    return str(listed[0]["value"]) if listed else None


def _creators(record: Mapping[str, Any]) -> list[str]:
    """People who are said to have made the item."""
    made = ("author", "creator", "writer", "byline")
    return [name for one in _objects(record.get("people")) if one.get("rel") in made for name in strings(one)]


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


FORMAT = Format(name="ninjs", suffixes=(".ninjs",), parse=parse)
