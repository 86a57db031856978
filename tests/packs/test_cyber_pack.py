"""The cyber pack's own examples: patterns, filler groups, supports and whole sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from extract.domain import Example, FillerGroup, Pattern, Support, load_domain, load_examples

if TYPE_CHECKING:
    from spacy.language import Language

    from extract.pipeline import Pipeline
    from extract.records import Incident

DOMAIN = load_domain("cyber")
EXAMPLES = load_examples("cyber")


def found(nlp: Language, text: str) -> set[str]:
    from extract.annotate.triggers import HeadFinder, Sentences, TriggerFinder

    doc = nlp(f"{text} {DOMAIN.evidence.example}")
    finder = TriggerFinder(nlp.vocab, DOMAIN)
    return {pattern.id for _, _, pattern in finder.candidates(doc, HeadFinder(nlp.vocab, DOMAIN)(doc), Sentences(doc))}


@pytest.mark.model
@pytest.mark.parametrize("pattern", DOMAIN.patterns, ids=lambda pattern: pattern.id)
def test_pattern_examples(nlp: Language, pattern: Pattern) -> None:
    for text in pattern.match:
        assert pattern.id in found(nlp, text), f"{pattern.id} must match: {text}"
    for text in pattern.reject:
        assert pattern.id not in found(nlp, text), f"{pattern.id} must not match: {text}"


@pytest.mark.parametrize(("name", "group"), DOMAIN.fillers.items(), ids=DOMAIN.fillers)
def test_filler_examples(name: str, group: FillerGroup) -> None:
    def fits(text: str) -> bool:
        return text.lower() in group.heads or bool(group.regex and re.search(group.regex, text))

    assert all(map(fits, group.match))
    assert not any(map(fits, group.reject))
    assert all(head == head.lower() for head in group.heads)


@pytest.mark.model
@pytest.mark.parametrize("support", DOMAIN.supports, ids=lambda support: support.words[0])
def test_support_examples(pipeline: Pipeline, support: Support) -> None:
    wanted = {role for roles in support.slots.values() for role in roles}
    incidents = pipeline(support.example).incidents
    assert wanted & {role for incident in incidents for role in incident.roles}


@pytest.mark.model
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.text[:50])
def test_examples(pipeline: Pipeline, example: Example) -> None:
    incidents = pipeline(example.text, published=example.published).incidents
    assert sorted((i.type, i.realis) for i in incidents) == sorted((e.type, e.realis) for e in example.incidents)
    rest = list(incidents)
    for expected in example.incidents:
        match = next((i for i in rest if _holds(i, expected)), None)
        assert match is not None, f"{expected} is not among {[i.summary for i in rest]}"
        rest.remove(match)


def _holds(incident: Incident, expected: object) -> bool:
    from extract.domain import ExpectedIncident

    assert isinstance(expected, ExpectedIncident)
    if (incident.type, incident.realis) != (expected.type, expected.realis):
        return False
    for role, texts in expected.roles.items():
        if not set(texts) <= {filler.text for filler in incident.roles.get(role, ())}:
            return False
    if expected.earliest and (incident.when.earliest, incident.when.latest) != (
        expected.earliest,
        expected.latest,
    ):
        return False
    return set(expected.denied) <= {impact.text for impact in incident.impact if impact.affected == "denied"}
