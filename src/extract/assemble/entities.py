"""Entity marks become entities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.annotate.layers import text_of
from extract.records import Entity, Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.annotate.layers import EntityMark


def assemble_entities(doc: Doc) -> tuple[Entity, ...]:
    """The entities of a document, numbered E1, E2 ... in the order of their first mentions."""
    marks: list[EntityMark] = sorted(
        (mark for mark in doc._.entities if mark.mentions),
        key=lambda mark: min((mention.start, mention.end) for mention in mark.mentions),
    )
    text = text_of(doc)
    return tuple(_entity(number, mark, text) for number, mark in enumerate(marks, 1))


def _entity(number: int, mark: EntityMark, text: str) -> Entity:
    mentions = sorted(mark.mentions, key=lambda mention: (mention.start, mention.end))
    return Entity(
        id=f"E{number}",
        type=mark.type,
        name=mark.name,
        aliases=mark.aliases,
        role=mark.role,
        country=mark.country,
        links=dict(sorted(mark.links)),
        mentions=tuple(Mention(start=m.start, end=m.end, text=text[m.start : m.end], kind=m.kind) for m in mentions),
    )
