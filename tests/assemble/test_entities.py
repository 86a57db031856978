from __future__ import annotations

import pytest
import spacy

from extract.annotate import layers
from extract.annotate.layers import EntityMark, MentionMark
from extract.assemble.entities import assemble_entities
from extract.assemble.lookup import entity_at
from extract.records import Entity

TEXT = "Norway's agency NORA said it was hit. Norway's police helped NORA."


def at(words: str, kind: str = "name", nth: int = 0) -> MentionMark:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return MentionMark(start, start + len(words), kind)  # type: ignore[arg-type]


@pytest.fixture
def entities() -> tuple[Entity, ...]:
    layers.register()
    doc = spacy.blank("en")(TEXT)
    doc._.entities = (
        EntityMark(
            "organization",
            "NORA",
            (at("NORA", nth=1), at("NORA"), at("Norway's agency", "nominal"), at("it", "pronoun")),
            country="NO",
        ),
        EntityMark("place", "Norway", (at("Norway"), at("Norway", nth=1)), country="NO", links=(("iso3166", "NO"),)),
    )
    return assemble_entities(doc)


def test_numbered_by_first_mention_and_mentions_in_order(entities: tuple[Entity, ...]) -> None:
    assert [(e.id, e.name) for e in entities] == [("E1", "Norway"), ("E2", "NORA")]
    assert [m.text for m in entities[1].mentions] == ["Norway's agency", "NORA", "it", "NORA"]
    assert entities[0].links == {"iso3166": "NO"}


def test_mentions_stand_where_they_say(entities: tuple[Entity, ...]) -> None:
    assert all(TEXT[m.start : m.end] == m.text for e in entities for m in e.mentions)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("NORA", "E2"),
        ("it", "E2"),
        ("Norway's agency", "E2"),
        ("agency NORA", "E2"),
        ("Norway", "E1"),
        ("Norway's police", "E1"),
        ("helped", None),
    ],
)
def test_entity_at(words: str, expected: str | None, entities: tuple[Entity, ...]) -> None:
    start = TEXT.index(words)
    assert entity_at(entities, start, start + len(words)) == expected
