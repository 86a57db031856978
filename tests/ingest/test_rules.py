from __future__ import annotations

import time

import pytest

from extract.ingest.rules import LEXICON, Rule, lexicon
from extract.packs import load_toml

ENTRIES = list(zip(load_toml(LEXICON)["rules"], lexicon().rules, strict=True))
IDS = [f"{number}-{rule.kind}-{rule.zone}" for number, (_, rule) in enumerate(ENTRIES)]
HARD = [
    unit * 400
    for unit in (
        "A",
        "Ab ",
        "A. ",
        "AB ",
        "is a ",
        "x/",
        "1",
        "@",
        "(",
        "A-",
        "Ab and ",
        ", Ab",
        "by Ab ",
        "a.b@",
        " — ",
    )
]


def hit(rule: Rule, example: str) -> bool:
    if rule.zone == "start":  # the examples end where the story begins
        return rule.pattern.match(example if example[-1].isalnum() else example + "The") is not None
    if rule.zone == "end":
        return rule.pattern.search(example) is not None
    return len(example) <= rule.longest and rule.pattern.fullmatch(example) is not None


@pytest.mark.parametrize(("entry", "rule"), ENTRIES, ids=IDS)
def test_examples(entry: dict[str, list[str]], rule: Rule) -> None:
    assert entry["origin"]
    assert entry["match"]
    assert entry["reject"]
    assert [example for example in entry["match"] if not hit(rule, example)] == []
    assert [example for example in entry["reject"] if hit(rule, example)] == []


@pytest.mark.parametrize(("entry", "rule"), ENTRIES, ids=IDS)
def test_no_pattern_backtracks_badly(entry: dict[str, list[str]], rule: Rule) -> None:
    for text in (lead + body for lead in ("", "By ", "Maria Keller is ", " Reporting by A") for body in HARD):
        start = time.process_time()
        (rule.pattern.search if rule.zone == "end" else rule.pattern.match)(text[: rule.longest])
        assert time.process_time() - start < 0.2, text[:20]


def test_author_fields_that_name_no_person() -> None:
    entry = load_toml(LEXICON)["no_person"]
    assert all(lexicon().no_person.search(example) for example in entry["match"])
    assert not any(lexicon().no_person.search(example) for example in entry["reject"])
