"""Finds the entity that a span means."""

from __future__ import annotations

from collections.abc import Sequence

from extract.records import Entity, MentionKind

_ORDER: dict[MentionKind, int] = {"name": 0, "nominal": 1, "pronoun": 2}


def entity_at(entities: Sequence[Entity], start: int, end: int) -> str | None:
    """The id of the entity that start:end (code points, half-open) means; None where there is none.

    A mention that is the whole span comes first, of whatever kind; then a mention within the span or around
    it: names before nominals before pronouns, longer before shorter, later (nearer to the head of an English
    noun phrase) before earlier. A name that owns what the span means ("JAXA" in "JAXA's server") lies within
    it as well: give the span of the head to leave it out.
    """
    best: tuple[bool, int, int, int] | None = None
    found: str | None = None
    for entity in entities:
        for mention in entity.mentions:
            inside = start <= mention.start and mention.end <= end
            around = mention.start <= start and end <= mention.end
            if not (inside or around):
                continue
            same = inside and around
            rank = (not same, _ORDER[mention.kind], mention.start - mention.end, -mention.start)
            if best is None or rank < best:
                best, found = rank, entity.id
    return found
