"""Triggers, arguments and clusters from the scores of an encoder that says just what a test wants."""

from __future__ import annotations

import numpy as np
import pytest

from extract.annotate.layers import ArgumentMark, TriggerMark
from extract.annotate.learned import Learned, find_learned
from extract.annotate.network.decode import DISTANCES, Floats
from extract.annotate.network.scores import Head, Scores
from extract.annotate.network.wordpiece import WordPiece
from extract.domain import load_domain

DOMAIN = load_domain("cyber")
TYPES = ("data_breach", "ransom")
ROLES = ("victim", "price", "cve")
REALIS = ("actual", "generic", "other")
TEXT = "Hackers breached Orbex and Orbex paid the ransom of $5 million. Later Lumina was breached too."


class Told:
    """A text and what an encoder says of it, by the words that it stands on."""

    def __init__(self, wordpiece: WordPiece, text: str = TEXT) -> None:
        self.text = text
        self.pieces = wordpiece(text)
        n = len(self.pieces)
        self.triggers = np.zeros(n, dtype=np.int64)
        self.arguments = np.zeros(n, dtype=np.int64)
        self.realis: Floats = np.zeros((n, 3), dtype=np.float32)
        self.belongs: Floats = np.zeros((n, 2 * n), dtype=np.float32)
        self.same: Floats = np.zeros((n, 2 * n), dtype=np.float32)

    def at(self, words: str, number: int = 0) -> tuple[int, int]:
        start = -1
        for _ in range(number + 1):
            start = self.text.index(words, start + 1)
        return start, start + len(words)

    def _paint(self, tags: np.ndarray, words: str, label: int, number: int) -> int:
        first, last = np.searchsorted(self.pieces.starts, self.at(words, number))
        tags[first:last] = 2 * label + 2
        tags[first] -= 1
        return int(first)

    def trigger(self, words: str, kind: str, *, number: int = 0, incident: int = 0, realis: str = "actual") -> int:
        first = self._paint(self.triggers, words, TYPES.index(kind), number)
        self.realis[first, REALIS.index(realis)] = 5
        for half in (0, len(self.pieces)):
            self.same[first, half + incident] = 4 * len(self.pieces) ** 0.25  # their product is scaled
        return first

    def argument(self, words: str, role: str, *owners: int, number: int = 0) -> None:
        first = self._paint(self.arguments, words, ROLES.index(role), number)
        self.belongs[first, len(self.pieces) + first] = 1
        for owner in owners:
            self.belongs[owner, first] = 16 * len(self.pieces) ** 0.5

    def scores(self) -> Scores:
        never = np.full(DISTANCES, -5, dtype=np.float32)
        heads = {
            "incidents_triggers": Head("incidents_triggers", "bio", TYPES),
            "incidents_arguments": Head("incidents_arguments", "bio", ROLES),
            "incidents_realis": Head("incidents_realis", "classes", REALIS),
            "incidents_belongs": Head("incidents_belongs", "pairs", bias=never),
            "incidents_same": Head("incidents_same", "pairs", bias=never),
        }
        matrices = {
            "incidents_triggers": 10 * np.eye(5, dtype=np.float32)[self.triggers],
            "incidents_arguments": 10 * np.eye(7, dtype=np.float32)[self.arguments],
            "incidents_realis": self.realis,
            "incidents_belongs": self.belongs,
            "incidents_same": self.same,
        }
        return Scores(self.pieces, heads, matrices)

    def words(self, one: Learned) -> tuple[str, str, list[tuple[str, str]]]:
        return (
            one.type,
            self.text[one.start : one.end],
            [(a.role, self.text[a.start : a.end]) for a in one.arguments],
        )


@pytest.fixture
def told(wordpiece: WordPiece) -> Told:
    return Told(wordpiece)


def test_triggers_with_their_own_arguments(told: Told) -> None:
    first = told.trigger("breached", "data_breach")
    paid = told.trigger("ransom", "ransom", incident=1)
    told.argument("Orbex", "victim", first, paid)
    told.argument("$5 million", "price", paid)
    found = find_learned(told.scores(), DOMAIN)
    assert [told.words(one) for one in found] == [
        ("data_breach", "breached", [("victim", "Orbex")]),
        ("ransom", "ransom", [("victim", "Orbex"), ("price", "$5 million")]),
    ]
    assert all(one.score > 0.99 and one.realis["actual"] > 0.9 for one in found)


def test_an_argument_of_none_is_given_to_the_likeliest_trigger_that_has_the_role(told: Told) -> None:
    told.trigger("breached", "data_breach")
    told.trigger("ransom", "ransom", incident=1)
    told.argument("$5 million", "price")  # a data breach has no price
    told.argument("Lumina", "cve")  # neither has a number of a vulnerability
    assert [told.words(one)[2] for one in find_learned(told.scores(), DOMAIN)] == [[], [("price", "$5 million")]]


def test_an_argument_belongs_to_triggers_of_its_own_sentence(told: Told) -> None:
    first = told.trigger("breached", "data_breach")
    told.argument("Lumina", "victim", first)
    sentences = [0, told.text.index("Later")]
    assert [told.words(one)[2] for one in find_learned(told.scores(), DOMAIN, sentences)] == [[]]
    told.trigger("breached", "data_breach", number=1)
    found = [told.words(one)[2] for one in find_learned(told.scores(), DOMAIN, sentences)]
    assert found == [[], [("victim", "Lumina")]]


def test_spans_that_a_space_divides_are_one(told: Told) -> None:
    for word in ("paid", "the"):
        told.trigger(word, "ransom")
    told.argument("of $5", "price")
    told.argument("million", "price")
    assert [told.words(one) for one in find_learned(told.scores(), DOMAIN)] == [
        ("ransom", "paid the", [("price", "of $5 million")])
    ]


def test_clusters_are_of_one_type_and_numbered_by_first_trigger(told: Told) -> None:
    told.trigger("breached", "data_breach", incident=3)
    told.trigger("paid", "ransom", incident=3)
    told.trigger("ransom", "ransom", incident=3)
    told.trigger("breached", "data_breach", number=1, incident=2)
    assert [(one.type, one.cluster) for one in find_learned(told.scores(), DOMAIN)] == [
        ("data_breach", 0),
        ("ransom", 1),
        ("ransom", 1),
        ("data_breach", 2),
    ]


def test_patterns_are_evidence_and_no_more(told: Told) -> None:
    scores = told.scores()
    first = int(np.searchsorted(told.pieces.starts, told.at("breached")[0]))
    # Nothing is a little likelier than a breach, by less or by more than a pattern adds.
    for gap, count in ((0.5, 1), (3.0, 0)):
        scores.matrices["incidents_triggers"][first] = [gap, 0, -9, -9, -9]
        start, end = told.at("breached")
        victim = ArgumentMark(*told.at("Orbex"), "victim", 1.0)
        mark = TriggerMark(start=start, end=end, type="data_breach", realis="actual", arguments=(victim,))
        assert find_learned(scores, DOMAIN) == []
        assert len(find_learned(scores, DOMAIN, by_rule=[mark])) == count


def test_more_triggers_than_are_compared(wordpiece: WordPiece) -> None:
    told = Told(wordpiece, "breached . " * 520)
    for number in range(520):
        told.trigger("breached", "data_breach", number=number, incident=number % 2)
    clusters = [one.cluster for one in find_learned(told.scores(), DOMAIN)]
    assert clusters[:500] == [0, 1] * 250
    assert len(set(clusters[500:]) - {0, 1}) == 20


def test_a_pack_without_heads_and_a_text_without_triggers(told: Told) -> None:
    assert find_learned(told.scores(), DOMAIN) == []
    told.trigger("breached", "data_breach")
    assert find_learned(told.scores(), DOMAIN.model_copy(update={"encoder": None})) == []
