from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.tokens import Doc

from extract.annotate import incidents, layers
from extract.annotate.learned import Learned
from extract.annotate.network.scores import Head, Scores
from extract.domain import load_domain
from extract.errors import PackError
from extract.records import Article, Block

if TYPE_CHECKING:
    from spacy.language import Language

    from extract.annotate.network.wordpiece import WordPiece

NLP = spacy.blank("en")


def make_doc(*tokens: tuple[str, str, str, int]) -> Doc:
    """A parsed sentence from (word, tag, dependency, index of the head)."""
    words, tags, deps, heads = zip(*tokens, strict=True)
    return Doc(NLP.vocab, words=list(words), tags=list(tags), deps=list(deps), heads=list(heads))


def attacked() -> Doc:
    return make_doc(
        ("Hackers", "NNS", "nsubj", 1), ("breached", "VBD", "ROOT", 1), ("the", "DT", "det", 3),
        ("agency", "NN", "dobj", 1), ("in", "IN", "prep", 1), ("June", "NNP", "pobj", 4),
        (".", ".", "punct", 1),
    )  # fmt: skip


def mark(doc: Doc, pack: str = "cyber", **config: object) -> tuple[layers.TriggerMark, ...]:
    nlp = spacy.blank("en", vocab=doc.vocab)
    component = nlp.add_pipe("extract_incidents", config={"packs": [pack], **config})
    marks: tuple[layers.TriggerMark, ...] = component(doc)._.triggers
    return marks


def roles(doc: Doc, trigger: layers.TriggerMark) -> dict[str, str]:
    return {a.role: doc.text[a.start : a.end] for a in trigger.arguments}


def test_active_clause() -> None:
    doc = attacked()
    (trigger,) = mark(doc)
    assert (trigger.type, trigger.realis, trigger.denied) == ("data_breach", "actual", False)
    assert roles(doc, trigger) == {"attacker": "Hackers", "victim": "the agency"}
    assert [span.label_ for span in doc.spans[layers.TRIGGER_SPANS]] == ["data_breach"]
    assert doc._.packs == ("cyber",)


def test_passive_clause_turns_round() -> None:
    doc = make_doc(
        ("Records", "NNS", "nsubjpass", 2), ("were", "VBD", "auxpass", 2), ("stolen", "VBN", "ROOT", 2),
        ("from", "IN", "prep", 2), ("the", "DT", "det", 5), ("server", "NN", "pobj", 3),
        ("by", "IN", "agent", 2),
        ("hackers", "NNS", "pobj", 6),
    )  # fmt: skip
    (trigger,) = mark(doc)
    assert roles(doc, trigger) == {
        "compromised_data": "Records",
        "victim": "the server",
        "attacker": "hackers",
    }


def test_negation_denies() -> None:
    doc = make_doc(
        ("Hackers", "NNS", "nsubj", 3), ("did", "VBD", "aux", 3), ("not", "RB", "neg", 3),
        ("steal", "VB", "ROOT", 3),
        ("passwords", "NNS", "dobj", 3),
    )  # fmt: skip
    assert mark(doc)[0].denied


@pytest.mark.parametrize(
    ("modal", "auxiliary", "verb", "tag", "realis", "certainty"),
    [
        ("could", None, "steal", "VB", "other", "possible"),
        ("may", "have", "stolen", "VBN", "actual", "possible"),
    ],
)
def test_modals(modal: str, auxiliary: str | None, verb: str, tag: str, realis: str, certainty: str) -> None:
    root = 3 if auxiliary else 2
    helper = [(auxiliary, "VB", "aux", root)] if auxiliary else []
    doc = make_doc(
        ("Hackers", "NNS", "nsubj", root), (modal, "MD", "aux", root), *helper, (verb, tag, "ROOT", root),
        ("passwords", "NNS", "dobj", root),
    )  # fmt: skip
    (trigger,) = mark(doc)
    assert (trigger.realis, trigger.certainty) == (realis, certainty)


def test_no_sign_of_it_is_a_denial_and_an_open_question_an_effect() -> None:
    doc = make_doc(
        ("They", "PRP", "nsubj", 1), ("found", "VBD", "ROOT", 1), ("no", "DT", "det", 3),
        ("evidence", "NN", "dobj", 1), ("that", "IN", "mark", 7), ("records", "NNS", "nsubjpass", 7),
        ("were", "VBD", "auxpass", 7), ("stolen", "VBN", "acl", 3), ("by", "IN", "agent", 7),
        ("hackers", "NNS", "pobj", 8),
    )  # fmt: skip
    assert [(one.denied, one.effect) for one in mark(doc)] == [(True, False)]
    doc = make_doc(
        ("They", "PRP", "nsubj", 1), ("asked", "VBD", "ROOT", 1), ("whether", "IN", "mark", 5),
        ("records", "NNS", "nsubjpass", 5), ("were", "VBD", "auxpass", 5), ("stolen", "VBN", "ccomp", 1),
        ("by", "IN", "agent", 5), ("hackers", "NNS", "pobj", 6),
    )  # fmt: skip
    assert [(one.denied, one.effect, one.certainty) for one in mark(doc)] == [(False, True, "possible")]


def test_hyphenated_heads_and_triggers() -> None:
    words = "A denial - of - service attack hit the council .".split()
    doc = Doc(NLP.vocab, words=words, tags=["DT", "NN", "HYPH", "IN", "HYPH", "NN", "NN", "VBD", "DT", "NN", "."])
    assert ("denial - of - service attack", "ddos") in [(doc.text[m.start : m.end], m.type) for m in mark(doc)]


def test_nothing_from_other_blocks() -> None:
    doc = attacked()
    layers.register()
    doc._.article = Article(id="a", text=doc.text, blocks=(Block(start=0, end=len(doc.text), kind="biography"),))
    assert mark(doc) == ()


def test_unparsed_and_empty_documents() -> None:
    assert mark(Doc(NLP.vocab, words=[])) == ()
    assert mark(Doc(NLP.vocab, words=["A", "cyberattack", "."]))[0].type == "cyberattack"


def test_too_many_triggers_are_cut_and_reported() -> None:
    doc = Doc(NLP.vocab, words=["cyberattack", "and"] * 50)
    assert len(mark(doc, max_triggers=20)) == 20
    assert [(problem.code, problem.stage) for problem in doc._.problems] == [("too-many-triggers", "annotate")]


def test_component_serialises_in_a_config() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("extract_incidents")
    assert nlp.config["components"]["extract_incidents"]["packs"] == ["cyber"]


PACK = """
name = "mishaps"
description = "d"
origin = "o"
licence = "MIT"
evidence = { groups = ["craft"], minimum = 2, background = ["craft"], least = 1, example = "The jet landed." }
[types.crash]
label = "crash"
roles = ["victim", "attacker", "time"]
summaries = ["{victim} crashed", "crash"]
[roles.victim]
groups = ["craft"]
[roles.attacker]
[roles.time]
entities = ["date"]
loose = true
[frames.fall]
origin = "o"
slots = { subject = ["victim"] }
"""
FILLERS = '[groups.craft]\norigin = "o"\nheads = ["jet", "airliner"]\nmatch = ["jet"]\nreject = ["car"]\n'
PATTERN = {
    "id": "crash", "type": "crash", "frame": "fall", "pattern": [{"LOWER": "crashed"}], "needs": ["craft"],
    "origin": "o", "match": ["The jet crashed."], "reject": ["The market crashed."],
}  # fmt: skip


def write_pack(folder: Path, pack: str = PACK, fillers: str = FILLERS, pattern: dict[str, object] | None = None) -> str:
    (folder / "pack.toml").write_text(pack, encoding="utf-8")
    (folder / "fillers.toml").write_text(fillers, encoding="utf-8")
    (folder / "patterns.jsonl").write_text(json.dumps(PATTERN | (pattern or {})) + "\n", encoding="utf-8")
    return str(folder)


def test_another_domain_is_a_folder(tmp_path: Path) -> None:
    from extract.assemble.incidents import assemble_incidents

    doc = make_doc(
        ("The", "DT", "det", 1),
        ("airliner", "NN", "nsubj", 2),
        ("crashed", "VBD", "ROOT", 2),
        (".", ".", "punct", 2),
    )
    (trigger,) = mark(doc, write_pack(tmp_path))
    assert (trigger.type, roles(doc, trigger)) == ("crash", {"victim": "The airliner"})
    (incident,) = assemble_incidents(doc, entities=(), times=(), claims=())
    assert (incident.type, incident.summary) == ("crash", "The airliner crashed.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pattern": {"type": "collision"}}, "unknown collision"),
        ({"pattern": {"needs": ["boats"]}}, "unknown boats"),
        ({"pattern": {"pattern": [{"LEMMA": "crash"}]}}, "LOWER"),
        ({"pattern": {"pattern": [{"LOWER": "crashed"}, {"OP": "*"}]}}, "bounded"),
        ({"pattern": {"match": []}}, "match"),
        ({"pack": PACK.replace('origin = "o"', "", 1)}, "origin"),
        ({"pack": "name = "}, "pack.toml"),
        ({"fillers": FILLERS.replace("heads", 'regex = "("\nheads')}, "fillers.craft"),
    ],
)
def test_broken_packs(tmp_path: Path, change: dict[str, object], message: str) -> None:
    with pytest.raises(PackError, match=message):
        load_domain(write_pack(tmp_path, **change))  # type: ignore[arg-type]


@pytest.mark.model
def test_bounded_on_hostile_text(nlp: Language) -> None:
    long = "hackers attacked servers and " * 700
    assert len(nlp(long)._.triggers) <= 701
    assert nlp("Cyber. Servers. Data.")._.triggers == ()


def test_an_encoder_without_the_heads_leaves_the_rules(wordpiece: WordPiece) -> None:
    doc = attacked()
    alone = mark(doc)
    doc._.scores = Scores(wordpiece(doc.text), {}, {})
    assert mark(doc) == alone


@pytest.mark.parametrize(("score", "expected"), [(0.4, {"attacker", "victim"}), (0.9, set())])
def test_a_trigger_that_a_rule_alone_has_made_one_has_its_arguments(
    wordpiece: WordPiece, monkeypatch: pytest.MonkeyPatch, score: float, expected: set[str]
) -> None:
    doc = make_doc(
        ("Hackers", "NNS", "nsubj", 1), ("breached", "VBD", "ROOT", 1), ("the", "DT", "det", 3),
        ("agency", "NN", "dobj", 1), ("in", "IN", "prep", 1), ("June", "NNP", "pobj", 4),
        (".", ".", "punct", 1), ("Malware", "NN", "nsubj", 8), ("infected", "VBD", "ROOT", 8),
        ("servers", "NNS", "dobj", 8), (".", ".", "punct", 8),
    )  # fmt: skip
    doc._.scores = Scores(
        wordpiece(doc.text), {"incidents_triggers": Head("incidents_triggers", "bio", ("data_breach",))}, {}
    )
    seen = Learned(8, 16, "data_breach", score, {"actual": 1.0, "generic": 0.0, "other": 0.0}, (), 0)
    monkeypatch.setattr(incidents, "find_learned", lambda *_: [seen])
    breach = next(one for one in mark(doc) if one.type == "data_breach")
    assert {argument.role for argument in breach.arguments} == expected
