"""Every rule's own examples: what it must find, with the value, and what it must leave alone."""

from __future__ import annotations

import re
from datetime import date

import pytest
import spacy

from extract.annotate import layers
from extract.annotate.times import TimesComponent
from extract.annotate.timex.grammar import Grammar, Rule, load_grammar
from extract.annotate.timex.guards import GUARDS
from extract.annotate.timex.patterns import reach
from extract.annotate.timex.resolve import OPERATIONS
from extract.errors import PackError
from extract.packs import load_toml

layers.register()
GRAMMAR = load_grammar()
COMPONENT = TimesComponent(GRAMMAR)
BLANK = spacy.blank("en")
PUBLISHED = date.fromisoformat(load_toml("lexicons/times_rules.toml")["published"])
MATCHES = [(rule, text, value) for rule in GRAMMAR.rules for text, value in rule.options.get("match", ())]
REJECTS = [text for rule in GRAMMAR.rules for text in rule.options.get("reject", ())]


@pytest.mark.parametrize(("rule", "text", "value"), MATCHES, ids=lambda part: str(getattr(part, "name", part)))
def test_match(rule: Rule, text: str, value: str) -> None:
    plain = text.replace("[", "").replace("]", "")
    start = max(text.find("["), 0)
    end = text.index("]") - 1 if "]" in text else len(plain)
    marks = COMPONENT.marks(BLANK(plain), PUBLISHED)
    wanted = [mark for mark in marks if (mark.start, mark.end) == (start, end)]
    assert wanted, f"found {[(plain[m.start : m.end], m.value) for m in marks]}"
    assert wanted[0].type in (rule.options["type"], "TIME")
    if value:
        assert wanted[0].value == value


@pytest.mark.parametrize("text", REJECTS)
def test_reject(text: str) -> None:
    assert COMPONENT.marks(BLANK(text), PUBLISHED) == ()


def test_every_rule_has_examples_and_known_names() -> None:
    for rule in GRAMMAR.rules:
        assert rule.op in OPERATIONS or rule.op == "skip"
        assert rule.options.get("guard", "plain") in GUARDS
        named = "names" in rule.options
        assert named or rule.options.get("match") or rule.options.get("reject"), rule.name
    names = [rule.name for rule in GRAMMAR.rules]
    assert len(names) == len(set(names))


def test_every_group_has_an_origin_and_both_kinds_of_examples() -> None:
    origins = load_toml("lexicons/times_rules.toml")["origins"]
    named = [rule for rule in GRAMMAR.rules if rule.op == "named_day"]
    assert all(rule.options["origin"] for rule in named)
    rules = [rule.options for rule in GRAMMAR.rules if rule.op != "named_day"]
    assert {rule["group"] for rule in rules} == set(origins)
    for group in origins:
        members = [rule for rule in rules if rule["group"] == group]
        assert group == "no-times" or any("match" in rule for rule in members), group
        assert any("reject" in rule for rule in members), group


@pytest.mark.parametrize(
    ("regex", "first", "needed"),
    [
        ("[ab][c]", "ab", "c"),
        ("[ab]?[c]", "abc", "c"),
        ("(?:[ab][c]|[d]?[ef])?[ghi]", "abdefghi", "ghi"),
        ("(?:[ab][c]|[d]?[ef])[ghi]", "abdef", "cef"),
        ("(?P<year_1>[a]){0,2}[bc]", "abc", "bc"),
        ("(?P<year_1>[a]){1,2}[bc]", "a", "a"),
        ("(?P<begin_1>)[a]|[b]", "ab", "ab"),
    ],
)
def test_what_is_told_of_a_pattern_before_it_is_compiled(regex: str, first: str, needed: str) -> None:
    assert reach(regex)._asdict() == {"first": set(first), "needed": set(needed)}


def test_every_rule_compiles_and_keeps_to_its_reach() -> None:
    texts = [f"{text} so" for _, text, _ in MATCHES] + REJECTS
    for text in texts:
        kinds, _ = GRAMMAR._scan(text)
        for rule in GRAMMAR.rules:
            for match in re.compile(rule.regex).finditer(kinds):
                assert match[0][0] in rule.reach.first, (rule.name, text)
                assert not rule.reach.needed.isdisjoint(match[0]), (rule.name, text)


def test_rules_wait_for_a_text_that_has_their_words() -> None:
    grammar = Grammar(load_toml("lexicons/times.toml"), load_toml("lexicons/times_rules.toml"))
    assert not list(grammar.find("Nothing here tells when.", lambda _: True))
    few = len(grammar._compiled)
    assert [found.text for found in grammar.find("It snowed last Christmas.", lambda _: True)] == ["last Christmas"]
    assert few < len(grammar._compiled) < len(grammar.rules) / 2


def test_no_regular_expression() -> None:
    rules = {"macros": {}, "rule": [{"name": "broken", "op": "date", "pattern": '"ago"{3,1}'}]}
    grammar = Grammar({**load_toml("lexicons/times.toml"), "named_day": []}, rules)
    with pytest.raises(PackError, match="times: rule 'broken'"):
        list(grammar.find("Long ago.", lambda _: True))


@pytest.mark.parametrize(
    "pattern",
    ['"ago" unheard_of', "@nothing", '"ago" ]', '("ago"', "@loop", '? "ago"'],
    ids=["class", "macro", "stray", "open", "loop", "optional"],
)
def test_broken_pattern(pattern: str) -> None:
    rules = {"macros": {"loop": "@loop"}, "rule": [{"name": "broken", "op": "date", "pattern": pattern}]}
    with pytest.raises(PackError, match="times"):
        Grammar(load_toml("lexicons/times.toml"), rules)
