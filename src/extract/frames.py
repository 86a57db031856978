"""Records as flat tables: plain rows, or a pandas frame where pandas is installed (extra `frames`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from extract.records import Entity, Extraction, Span

__all__ = ["TABLES", "rows", "to_frame"]

Row = dict[str, Any]

TABLES: dict[str, tuple[str, ...]] = {
    "entities": ("article", "id", "type", "name", "aliases", "role", "country", "mentions"),
    "mentions": ("article", "entity", "name", "start", "end", "text", "kind"),
    "times": ("article", "id", "start", "end", "text", "type", "value", "earliest", "latest", "anchor"),
    "claims": (
        "article",
        "id",
        "source",
        "source_kind",
        "source_entity",
        "source_name",
        "cue",
        "lemma",
        "content",
        "start",
        "end",
        "quotation",
        "stance",
        "certainty",
        "polarity",
        "time",
        "parent",
    ),
    "incidents": (
        "article",
        "id",
        "type",
        "realis",
        "status",
        "summary",
        "earliest",
        "latest",
        "basis",
        "victims",
        "attackers",
        "trigger",
        "start",
        "end",
        "claims",
        "score",
    ),
    "roles": (
        "article",
        "incident",
        "type",
        "role",
        "start",
        "end",
        "text",
        "entity",
        "name",
        "value",
        "unit",
    ),
}
"""The columns of each table. Several values in one cell (aliases, victims, ...) are joined with "; "."""


def to_frame(records: Iterable[Extraction], table: str) -> pd.DataFrame:
    """A table over all records as a pandas frame, with all its columns even where it has no row.

    Args:
        records: in the order that the rows are to have.
        table: a name in `TABLES`.

    Raises:
        ModuleNotFoundError: pandas is not installed (extra `frames`).
        ValueError: there is no such table.
    """
    import pandas as pd

    return pd.DataFrame(list(rows(records, table)), columns=list(TABLES[table]))


def rows(records: Iterable[Extraction], table: str) -> Iterator[Row]:
    """The rows of a table, one dict each; offsets count in the article's text.

    Args:
        records: in the order that the rows are to have.
        table: a name in `TABLES`.

    Raises:
        ValueError: there is no such table.
    """
    if table not in TABLES:
        raise ValueError(f"no table {table!r}; there are: {', '.join(TABLES)}")
    make = _ROWS[table]
    return ({"article": record.article.id, **row} for record in records for row in make(record))


def _entities(record: Extraction) -> Iterator[Row]:
    for one in record.entities:
        yield {
            "id": one.id,
            "type": one.type,
            "name": one.name,
            "aliases": _joined(one.aliases),
            "role": one.role,
            "country": one.country,
            "mentions": len(one.mentions),
        }


def _mentions(record: Extraction) -> Iterator[Row]:
    for one in record.entities:
        for mention in one.mentions:
            yield {"entity": one.id, "name": one.name, **_span(mention), "kind": mention.kind}


def _times(record: Extraction) -> Iterator[Row]:
    for one in record.times:
        yield {name: getattr(one, name) for name in TABLES["times"][1:]}


def _claims(record: Extraction) -> Iterator[Row]:
    entities = _by_id(record)
    for one in record.claims:
        source = one.source
        entity = entities.get(source.entity_id or "") if source else None
        yield {
            "id": one.id,
            "source": source.text if source else None,
            "source_kind": source.kind if source else None,
            "source_entity": source.entity_id if source else None,
            "source_name": entity.name if entity else None,
            "cue": one.cue.text if one.cue else None,
            "lemma": one.cue.lemma if one.cue else None,
            "content": " … ".join(span.text for span in one.content),
            "start": min((span.start for span in one.content), default=None),
            "end": max((span.end for span in one.content), default=None),
            "quotation": one.quotation,
            "stance": one.stance,
            "certainty": one.certainty,
            "polarity": one.polarity,
            "time": one.time_id,
            "parent": one.parent,
        }


def _incidents(record: Extraction) -> Iterator[Row]:
    entities = _by_id(record)
    for one in record.incidents:
        trigger = one.triggers[0] if one.triggers else None
        yield {
            "id": one.id,
            "type": one.type,
            "realis": one.realis,
            "status": one.status,
            "summary": one.summary,
            "earliest": one.when.earliest,
            "latest": one.when.latest,
            "basis": one.when.basis,
            **{
                f"{role}s": _joined(
                    dict.fromkeys(
                        _name(filler.entity_id, entities) or filler.text for filler in one.roles.get(role, ())
                    )
                )
                for role in ("victim", "attacker")
            },
            "trigger": trigger.text if trigger else None,
            "start": trigger.start if trigger else None,
            "end": trigger.end if trigger else None,
            "claims": _joined(one.claims),
            "score": one.score,
        }


def _roles(record: Extraction) -> Iterator[Row]:
    entities = _by_id(record)
    for one in record.incidents:
        for role, fillers in one.roles.items():
            for filler in fillers:
                yield {
                    "incident": one.id,
                    "type": one.type,
                    "role": role,
                    **_span(filler),
                    "entity": filler.entity_id,
                    "name": _name(filler.entity_id, entities),
                    "value": filler.value,
                    "unit": filler.unit,
                }


_ROWS: dict[str, Callable[[Extraction], Iterator[Row]]] = {
    "entities": _entities,
    "mentions": _mentions,
    "times": _times,
    "claims": _claims,
    "incidents": _incidents,
    "roles": _roles,
}


def _by_id(record: Extraction) -> dict[str, Entity]:
    return {entity.id: entity for entity in record.entities}


def _name(entity_id: str | None, entities: dict[str, Entity]) -> str | None:
    return entities[entity_id].name if entity_id in entities else None


def _span(span: Span) -> Row:
    return {"start": span.start, "end": span.end, "text": span.text}


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)
