"""The measures on small cases that can be counted by hand."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import ConfigurationError, RecordError
from extract.evaluation import evaluate, read_gold, read_system
from extract.evaluation.align import Alignment
from extract.evaluation.matching import best_pairs
from extract.evaluation.times import fold_value

TEXT = "Mayor Ida Quist said that thieves robbed the bank on Monday. They robbed it again on Tuesday, she said."


def at(words: str, number: int = 0, text: str = TEXT) -> tuple[int, int]:
    start = -1
    for _ in range(number + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def span(words: str, number: int = 0, text: str = TEXT) -> dict[str, Any]:
    start, end = at(words, number, text)
    return {"start": start, "end": end, "text": words}


def figures(
    layer: str, gold: list[dict[str, Any]], system: list[dict[str, Any]], text: str = TEXT
) -> dict[str, tuple[float, ...]]:
    rows = [{"id": "a", "text": TEXT, "gold": {layer: gold}}]
    measures = evaluate(rows, [{"article": {"id": "a", "text": text}, layer: system}])[layer]
    return {name: (m.right, m.system, m.gold) for name, m in measures.items()}


# ---- alignment


def test_alignment_of_normalised_text() -> None:
    alignment = Alignment('"We  saw\n\nit," he said', "“We saw\u00a0it,” he said")
    assert alignment.span(1, 8) == (1, 7)
    assert alignment.span(8, 10) is None


def test_alignment_of_changed_words() -> None:
    alignment = Alignment("Headline. The bank was robed today", "The bank was robbed yesterday")
    assert alignment.span(0, 8) is None
    assert alignment.span(10, 18) == (0, 8)
    assert alignment.span(23, 28) == (13, 19)
    assert alignment.spans(10, 28) == [(0, 15), (16, 19)] or len(alignment.spans(10, 28)) > 1


# ---- matching


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 9), max_size=10))
def test_best_pairs_are_best(weights: dict[tuple[int, int], float]) -> None:
    def is_one_to_one(pairs: tuple[tuple[int, int], ...]) -> bool:
        return all(len({pair[side] for pair in pairs}) == len(pairs) for side in (0, 1))

    subsets = itertools.chain.from_iterable(itertools.combinations(weights, size) for size in range(5))
    best = max(sum(weights[pair] for pair in pairs) for pairs in subsets if is_one_to_one(pairs))
    found = tuple(best_pairs(weights).items())
    assert is_one_to_one(found)
    assert sum(weights[pair] for pair in found) == best


def test_best_pairs_of_many() -> None:
    rng = random.Random(3)
    weights = {(i, rng.randrange(200)): rng.random() for i in range(200) for _ in range(4)}
    assert len(best_pairs(weights)) > 180


# ---- layers

CLAIM = {
    "source": [at("Mayor Ida Quist")],
    "cue": [at("said")],
    "content": [at("that thieves robbed the bank on Monday")],
}


def claim(**changes: Any) -> dict[str, Any]:
    whole = {
        "source": span("Ida Quist"),
        "cue": span("said"),
        "content": [span("thieves robbed the bank on Monday")],
        "parent": None,
    }
    return whole | changes


def test_claim_found() -> None:
    found = figures("claims", [CLAIM], [claim()])
    assert found["claim"] == found["content_strict"] == found["detected"] == (1, 1, 1)
    assert found["tokens.source"] == (2, 2, 3)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"source": None}, {"source", "claim"}),
        ({"source": span("Mayor")}, set()),
        ({"source": span("she")}, {"source", "claim"}),
        ({"content": [span("thieves robbed")]}, {"content", "content_strict", "claim"}),
        ({"content": [span("thieves robbed the")]}, {"content_strict"}),
        ({"cue": span("robbed")}, {"detected", "source", "content", "content_strict", "claim"}),
        ({"cue": None}, set()),
    ],
)
def test_claim_partly_right(changes: dict[str, Any], wrong: set[str]) -> None:
    found = figures("claims", [CLAIM], [claim(**changes)])
    parts = ("detected", "source", "content", "content_strict", "claim")
    assert {name for name in parts if found[name] == (0, 1, 1)} == wrong


def test_nested_claim_without_partner_is_left_out() -> None:
    nested = claim(cue=span("robbed"), parent="C1")
    assert figures("claims", [CLAIM], [claim(), nested])["claim"] == (1, 1, 1)
    assert figures("claims", [CLAIM], [claim(), nested | {"parent": None}])["claim"] == (1, 2, 1)


def test_times() -> None:
    gold = [
        {**span("Monday"), "type": "DATE", "value": "2024-06-17"},
        {**span("Tuesday"), "type": "DATE", "value": "2024-06-18"},
    ]
    system = [
        {**span("on Monday"), "type": "DATE", "value": "2024-06-17"},
        {**span("Tuesday,"), "type": "SET", "value": None},
    ]
    found = figures("times", gold, system)
    assert found["strict"] == found["type"] == found["value"] == (1, 2, 2)
    assert found["relaxed"] == (2, 2, 2)
    assert found["strict_value"] == (0, 2, 2)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("P7D", "P1W"),
        ("PT24H", "P1D"),
        ("P10Y", "P1DE"),
        ("1998Q3", "1998-Q3"),
        ("1998-W6", "1998-W06"),
        ("1998-XX-XX", "1998"),
        ("199X", "199"),
        ("1998-02-06T10:00:00", "1998-02-06t10"),
        ("P12M", "P1Y"),
        (None, ""),
    ],
)
def test_values_that_mean_the_same(left: str | None, right: str) -> None:
    assert fold_value(left) == fold_value(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("P30D", "P1M"),
        ("PT1M", "P1M"),
        ("1998-W08", "1998-02-16"),
        ("PRESENT_REF", "PAST_REF"),
        ("PXD", "P1D"),
        ("1998", "1999"),
    ],
)
def test_values_that_do_not(left: str, right: str) -> None:
    assert fold_value(left) != fold_value(right)


def incident(number: int, *, type: str = "robbery", realis: str = "actual") -> dict[str, Any]:  # noqa: A002
    victim, day = (("the bank", "Monday"), ("it", "Tuesday"))[number]
    roles = {"victim": [span(victim)], "time": [span(day)]}
    return {"type": type, "realis": realis, "triggers": [span("robbed", number)], "roles": roles}


def gold_incident(number: int, realis: str = "actual") -> dict[str, Any]:
    one = incident(number)
    arguments = [{"role": role, "start": f[0]["start"], "end": f[0]["end"]} for role, f in one["roles"].items()]
    return {"type": "robbery", "realis": realis, "triggers": [at("robbed", number)], "arguments": arguments}


def test_incidents_found() -> None:
    gold = [gold_incident(0), gold_incident(1)]
    found = figures("incidents", gold, [incident(1), incident(0)])
    assert found["trigger_strict"] == (2, 2, 2)
    assert found["argument_strict"] == (4, 4, 4)
    # Two times and a bank: "it" tells nothing, it is optional, and so are the weekdays' empty words.
    assert found["record"][0] == found["record"][1] == found["record"][2]
    assert found["incident"] == (2, 2, 2)
    assert found["types"] == (1, 1, 1)


def test_incident_of_another_type_or_realis() -> None:
    assert figures("incidents", [gold_incident(0)], [incident(0, type="theft")])["types"] == (0, 1, 1)
    other = figures("incidents", [gold_incident(0, realis="other")], [incident(0)])
    assert other["record"] == (0, 0, 0)
    assert other["record_strict"] == (0, 2, 0)
    assert figures("incidents", [gold_incident(0)], [incident(0, realis="generic")])["record"] == (0, 0, 2)


def test_incidents_lumped_together() -> None:
    lumped = incident(0)
    lumped["triggers"] += incident(1)["triggers"]
    lumped["roles"]["time"] += incident(1)["roles"]["time"]
    found = figures("incidents", [gold_incident(0), gold_incident(1)], [lumped])
    assert found["record_merged"] == (3, 3, 3)
    assert found["record"] == (2, 3, 3)
    assert found["trigger"] == (2, 2, 2)


def test_entities() -> None:
    gold = [
        {"start": at(words, n)[0], "end": at(words, n)[1], "type": kind_of, "id": name, "kind": kind}
        for words, n, kind_of, name, kind in (
            ("Mayor Ida Quist", 0, "person", "q", "name"),
            ("the bank", 0, "organization", "b", "nominal"),
            ("she", 0, "person", "q", "pronoun"),
        )
    ]
    person = {"type": "person", "name": "Ida Quist", "mentions": [span("Mayor Ida Quist") | {"kind": "name"}]}
    with_pronoun = person | {"mentions": [*person["mentions"], span("she") | {"kind": "pronoun"}]}
    rows = [{"id": "a", "text": TEXT, "gold": {"entities": gold}}]
    results = [
        evaluate(rows, [{"article": {"id": "a", "text": TEXT}, "entities": [one]}])["entities"]
        for one in (person, with_pronoun)
    ]
    for measures in results:
        assert measures["names.exact.micro"].f1 == measures["consistency"].f1 == 100
    assert [m["antecedent.third"].f1 for m in results] == [0, 100]
    assert [m["linking.b3.all"].recall for m in results] == [25, 100]
    assert [m["linking.lea.all"].recall for m in results] == [0, 100]


def test_a_missing_article_counts_as_empty() -> None:
    rows = [{"id": "a", "text": TEXT, "gold": {"claims": [CLAIM]}}]
    measure = evaluate(rows, [])["claims"]["claim"]
    assert (measure.right, measure.system, measure.gold, measure.f1) == (0, 0, 1, 0)


def test_only_the_layers_of_the_gold_are_scored() -> None:
    assert evaluate([{"id": "a", "text": TEXT, "gold": {"times": []}}], []).keys() == {"times"}


# ---- files


def test_files(tmp_path: Path) -> None:
    row = {"id": "a", "text": TEXT, "gold": {"times": []}}
    with gzip.open(tmp_path / "gold.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.write(json.dumps(row) + "\n\n")
    assert read_gold(tmp_path / "gold.jsonl.gz") == [row]


@pytest.mark.parametrize("content", ["{", '{"id": "a"}', "[1]"])
def test_broken_files(tmp_path: Path, content: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"rows\.jsonl"):
        read_gold(file)
    with pytest.raises(RecordError, match=r"rows\.jsonl"):
        read_system(file)


def test_an_annotation_without_a_key_is_named() -> None:
    gold = {"id": "a7", "text": TEXT, "gold": {"entities": [{"type": "person"}]}}
    with pytest.raises(RecordError, match="'a7': entities without the key 'start'"):
        evaluate([gold], [])
