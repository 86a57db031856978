from __future__ import annotations

import pytest

from extract.records import Extraction
from extract.view.reading import Reading, Value, cards, reading


def words(shown: Reading, numbers: tuple[int, ...]) -> list[str]:
    return [
        "".join(s.text for p in shown.paragraphs for s in p.segments if any(m.number == number for m in s.marks))
        for number in numbers
    ]


def values(shown: Reading) -> list[Value]:
    found = []
    for card in shown.cards:
        sayings = [value for one in card.sayings for value in (one.who, one.how, one.what)]
        found += [card.type, card.summary, *(value for field in card.fields for value in field.values), *sayings]
    for item in (*shown.claims, *shown.entities, *shown.times):
        found += [item.head, *item.values]
    return found


def test_every_field_of_every_record_leads_to_words(fixture_records: tuple[Extraction, ...]) -> None:
    count = 0
    for record in fixture_records:
        shown = reading(record)
        for value in values(shown):
            assert value.marks, f"{record.article.id}: {value.text} leads nowhere"
            assert all(words(shown, value.marks)), f"{record.article.id}: {value.text}"
            count += 1
    assert count > 100


def test_fields_lead_to_the_words_that_say_them(record: Extraction) -> None:
    shown = reading(record)
    (card,) = shown.cards
    fields = {field.name: [(value.text, words(shown, value.marks)) for value in field.values] for field in card.fields}
    assert fields == {
        "what happened": [("stole", ["stole"])],
        "when": [("2024-06-21", ["Friday"])],
        "victim": [("Orbex", ["Orbex"])],
        "attacker": [("thieves", ["thieves"])],
        "number of data": [("40 files", ["40 files"])],
    }
    notes = {value.text: value.note for field in card.fields for value in field.values}
    assert notes["Orbex"] == "Sweden"
    assert notes["40 files"] == "40 files"
    assert notes["2024-06-21"] == "“Friday”, from the time that the passage is about"
    (saying,) = card.sayings
    assert (saying.who.text, saying.how.text, saying.certainty) == ("Orbex", "asserts", "certain")
    assert words(shown, saying.what.marks) == ["thieves stole 40 files"]


def test_blame_leads_to_the_name_in_the_claim_that_blames(named: dict[str, Extraction]) -> None:
    shown = reading(named["parcel-breach"])
    blamed = [v for card in shown.cards for field in card.fields if field.name == "blamed" for v in field.values]
    assert [(value.text, words(shown, value.marks)) for value in blamed] == [("Grey Finch", ["Grey Finch"])]
    assert "says The Dutch police" in blamed[0].note


def test_what_is_denied_says_so(named: dict[str, Extraction]) -> None:
    shown = reading(named["parcel-breach"])
    effects = {v.text: v.note for card in shown.cards for f in card.fields if f.name == "effect" for v in f.values}
    assert effects["payment data"].startswith("said not to be affected")


def test_a_type_that_no_pack_at_hand_has_keeps_its_name(record: Extraction) -> None:
    content = record.model_dump(mode="json")
    content["incidents"][0]["type"] = "house_fire"
    content["provenance"]["packs"] = ["./gone"]
    assert reading(Extraction.model_validate(content)).cards[0].type.text == "house fire"


def test_an_incident_alone(record: Extraction) -> None:
    (card,) = cards(record.incidents)
    assert card.fields[2].values[0].text == "Orbex"
    assert card.sayings == ()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", None])
def test_only_web_addresses_become_links(record: Extraction, url: str | None) -> None:
    changed = record.model_copy(update={"article": record.article.model_copy(update={"url": url})})
    assert reading(changed).url is None
