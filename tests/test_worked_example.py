"""The worked example of the design, where the gold sets are: every fact of it that the foundation promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extract.pipeline import Pipeline
from extract.records import Extraction, Incident

pytestmark = [pytest.mark.gold, pytest.mark.model]


@pytest.fixture(scope="module")
def example(gold: Path) -> dict[str, Any]:
    path = gold / "jaxa.gold.json"
    if not path.exists():
        pytest.skip(f"no {path}")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def record(pipeline: Pipeline, example: dict[str, Any]) -> Extraction:
    return pipeline(example["text"], published=example["published"])


@pytest.fixture(scope="module")
def undated(pipeline: Pipeline, example: dict[str, Any]) -> Extraction:
    return pipeline(example["text"])


def test_the_text_is_kept(record: Extraction, example: dict[str, Any]) -> None:
    assert record.article.text == example["text"]
    assert list(record.article.authors) == example["authors"]


def test_parties(record: Extraction, example: dict[str, Any]) -> None:
    found = {entity.name: entity for entity in record.entities}
    assert set(found) == {party["name"] for party in example["gold"]["entities"]}
    for party in example["gold"]["entities"]:
        entity = found[party["name"]]
        assert entity.type == party["type"]
        if "role" in party:
            assert (entity.role, entity.country) == (party["role"], party["country"])
        elif "country" in party:
            assert entity.country == party["country"]
        mentions = {(mention.start, mention.end) for mention in entity.mentions}
        # A name inside a demonym is a country there, and no mention of a party here.
        words = {(s, e) for s, e in party["mentions"] if not record.article.text[e : e + 1].isalpha()}
        assert words <= mentions


def test_every_time_with_its_value(record: Extraction, example: dict[str, Any]) -> None:
    found = {(time.start, time.end): (time.value, time.earliest, time.latest) for time in record.times}
    wanted = {(t["start"], t["end"]): (t["value"], t["earliest"], t["latest"]) for t in example["gold"]["times"]}
    assert found == wanted


def test_claims(record: Extraction, example: dict[str, Any]) -> None:
    right = sum(any(agrees(claim, wanted) for claim in record.claims) for wanted in example["gold"]["claims"])
    assert right >= 12, f"{right} of {len(example['gold']['claims'])}"


def agrees(claim: Any, wanted: dict[str, Any]) -> bool:
    """Overlapping cues and sources, contents of a character F1 of at least 0.5."""
    if claim.cue is None or not any(s < claim.cue.end and claim.cue.start < e for s, e in wanted["cue"]):
        return False
    sources = wanted["source"]
    if bool(sources) != bool(claim.source):
        return False
    if claim.source and not any(s < claim.source.end and claim.source.start < e for s, e in sources):
        return False
    gold = {i for s, e in wanted["content"] for i in range(s, e)}
    own = {i for span in claim.content for i in range(span.start, span.end)}
    return 2 * len(gold & own) >= 0.5 * (len(gold) + len(own))


def test_each_incident_is_a_record_of_its_own(record: Extraction, example: dict[str, Any]) -> None:
    actual = [incident for incident in record.incidents if incident.realis == "actual"]
    facts = example["gold"]["incident_facts"]
    taken = [next((i for i in actual if tells(i, fact, record)), None) for fact in facts]
    assert [fact["summary"] for fact, incident in zip(facts, taken, strict=True) if incident is None] == []
    assert len({incident.id for incident in taken if incident}) == len(facts) == len(actual)


def tells(incident: Incident, fact: dict[str, Any], record: Extraction) -> bool:
    """The fact's interval, one of its victims and attackers, and the country of the attacker."""
    if (incident.when.earliest, incident.when.latest) != (fact["earliest"], fact["latest"]):
        return False
    names = {entity.id: entity.name for entity in record.entities}
    for role, wanted in (("victim", fact["victims"]), ("attacker", fact["attackers"])):
        found = [{f.text, names.get(f.entity_id or "", f.text)} for f in incident.roles.get(role, ())]
        if not any(alike(text, one) for texts in found for text in texts for one in wanted):
            return False
    return next((blame.country for blame in incident.blame), None) == fact.get("attacker_country")


def alike(text: str, other: str) -> bool:
    return text in other or other in text


def test_what_was_and_was_not_affected(record: Extraction, example: dict[str, Any]) -> None:
    found = {(one.affected, words(one.text)) for incident in record.incidents for one in incident.impact}
    for wanted in (one for fact in example["gold"]["incident_facts"] for one in fact.get("impact", ())):
        what = words(wanted["what"])
        assert any(affected == wanted["affected"] and len(own & what) >= 2 for affected, own in found), wanted


def words(text: str) -> frozenset[str]:
    return frozenset(word for word in text.lower().split() if len(word) > 3)


def test_without_a_publication_date(undated: Extraction, example: dict[str, Any]) -> None:
    for time in undated.times:
        assert (time.value is None) == (not time.text.isdigit()), time.text
        assert (time.earliest, time.latest) == (None, None) or time.value
    facts = example["gold"]["incident_facts"]
    assert len([incident for incident in undated.incidents if incident.realis == "actual"]) == len(facts)


def test_nothing_from_the_biography(record: Extraction) -> None:
    start = next(block.start for block in record.article.blocks if block.kind == "biography")
    spans = [span for claim in record.claims for span in (claim.source, claim.cue, *claim.content) if span]
    spans += [span for i in record.incidents for span in (*i.triggers, *(f for fs in i.roles.values() for f in fs))]
    assert all(span.end <= start for span in spans)
