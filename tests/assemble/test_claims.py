from __future__ import annotations

import spacy
from spacy.tokens import Doc

from extract.annotate import layers
from extract.annotate.layers import ClaimMark, Offsets
from extract.assemble.claims import assemble_claims
from extract.records import Entity, Mention, Timex

ROWS = [
    ("The", "DT", 1, "det"),
    ("outlet", "NN", 4, "nsubj"),
    ("Nord", "NNP", 1, "appos"),
    ("Post", "NNP", 2, "flat"),
    ("reported", "VBD", 4, "ROOT"),
    ("on", "IN", 4, "prep"),
    ("Friday", "NNP", 5, "pobj"),
    ("that", "IN", 10, "mark"),
    ("the", "DT", 9, "det"),
    ("bank", "NN", 10, "nsubj"),
    ("said", "VBD", 4, "ccomp"),
    ("it", "PRP", 12, "nsubj"),
    ("closed", "VBD", 10, "ccomp"),
    ("on", "IN", 12, "prep"),
    ("Monday", "NNP", 13, "pobj"),
    (".", ".", 4, "punct"),
]
layers.register()


def document() -> Doc:
    words, tags, heads, deps = zip(*ROWS, strict=True)
    return Doc(spacy.blank("en").vocab, words=list(words), tags=list(tags), heads=list(heads), deps=list(deps))


DOC = document()
TEXT = DOC.text


def at(words: str) -> Offsets:
    return TEXT.index(words), TEXT.index(words) + len(words)


def mark(source: str | None, cue: str, content: str, *, via: tuple[str, ...] = ()) -> ClaimMark:
    return ClaimMark(
        source=at(source) if source else None,
        cue=at(cue),
        content=(at(content),),
        lemma=cue,
        kind="named" if source else "implicit",
        quotation="indirect",
        stance="asserts",
        certainty="certain",
        polarity="affirmed",
        via=tuple(at(words) for words in via),
    )


def entity(id_: str, name: str, type_: str = "organization") -> Entity:
    start, end = at(name)
    return Entity.model_validate(
        {"id": id_, "type": type_, "name": name, "mentions": (Mention(start=start, end=end, text=name),)}
    )


def timex(id_: str, words: str) -> Timex:
    start, end = at(words)
    return Timex(id=id_, start=start, end=end, text=words, type="DATE")


OUTER = mark(
    "The outlet Nord Post",
    "reported",
    "that the bank said it closed on Monday",
    via=("The outlet Nord Post",),
)
INNER = mark("the bank", "said", "it closed on Monday")


def test_ids_spans_entities_times_and_parents() -> None:
    doc = document()
    doc._.claims = (OUTER, INNER)
    first, second = assemble_claims(
        doc,
        entities=(entity("E1", "Nord Post"), entity("E2", "bank")),
        times=(timex("T1", "Friday"), timex("T2", "Monday")),
    )
    assert (first.id, second.id) == ("C1", "C2")
    assert first.source is not None
    assert second.source is not None
    assert (first.source.text, first.source.entity_id, first.source.kind) == (
        "The outlet Nord Post",
        "E1",
        "named",
    )
    assert second.source.entity_id == "E2"
    assert first.via == ("E1",)
    assert first.cue is not None
    assert (first.cue.text, first.cue.lemma) == ("reported", "reported")
    assert [span.text for span in first.content] == ["that the bank said it closed on Monday"]
    assert (first.time_id, second.time_id) == ("T1", None)
    assert (first.parent, second.parent) == (None, "C1")


def test_people_pass_nothing_on() -> None:
    doc = document()
    doc._.claims = (OUTER,)
    (claim,) = assemble_claims(doc, entities=(entity("E1", "Nord Post", "person"),), times=())
    assert claim.via == ()


def test_no_source() -> None:
    doc = document()
    doc._.claims = (mark(None, "said", "it closed"),)
    (claim,) = assemble_claims(doc, entities=(), times=())
    assert claim.source is None


def test_no_marks() -> None:
    assert assemble_claims(document(), entities=(), times=()) == ()
