"""Pronouns and definite nominals join the entity that they mean, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.model

CASES: list[tuple[str, str, list[str]]] = [
    # text, entity, its pronouns and nominals in the order of the text
    ("Aoi Tanaka resigned on Monday. She had led the harbour agency.", "Aoi Tanaka", ["She"]),
    ("Maria Ortega told Kevin Lund that he was safe.", "Kevin Lund", ["he"]),
    ("Kevin Lund met Maria Ortega. He praised her.", "Maria Ortega", ["her"]),
    ("Joseph Lund defended the payment. Lund said the decision was his.", "Joseph Lund", ["his"]),
    ("Orbex Corp said it was hit by ransomware.", "Orbex Corp", ["it"]),
    ("Orbex Corp closed its shops. The company lost money.", "Orbex Corp", ["its", "The company"]),
    (
        "The Coastal Shipping Authority was hit. The agency said its network was safe.",
        "Coastal Shipping Authority",
        ["The agency", "its"],
    ),
    ("The Norwegian space agency NORA was hit. The agency shut down.", "NORA", ["The agency"]),
    (
        "Norway's space agency hit by hackers\n\nThe Norwegian space agency NORA was hit, police said.",
        "NORA",
        ["Norway's space agency"],
    ),
    ("Orbis Bank closed on Friday. The bank lost data.", "Orbis Bank", ["The bank"]),
    ("Orbis Bank closed on Friday. A bank lost data.", "Orbis Bank", []),
    (
        "St. Mary's Hospital was hit. The hospital turned patients away.",
        "St. Mary's Hospital",
        ["The hospital"],
    ),
    (
        "Staff told the outlet Kestrel of it. The outlet published the files.",
        "Kestrel",
        ["the outlet", "The outlet"],
    ),
    ("Hackers hit Norway in May. The country has few experts.", "Norway", ["The country"]),
    ("Maria Ortega, a spokesperson for the ministry, declined.", "Maria Ortega", ["a spokesperson"]),
    ("Coop Nord, a Swedish supermarket chain, closed.", "Coop Nord", ["a Swedish supermarket chain"]),
    ('"I am sorry," Maria Ortega said.', "Maria Ortega", ["I"]),
    (
        'Aoi Tanaka spoke to Kevin Lund. "I am sorry," Lund said. "My staff worked all night."',
        "Kevin Lund",
        ["I", "My"],
    ),
    ("Kevin Lund and his wife, Maria Ortega, left. His wife was tired.", "Maria Ortega", ["his wife", "His wife"]),
    ("Kevin Lund left. His wife was tired.", "Kevin Lund", ["His"]),
    ("A crane fell on the Blue Mosque. The mosque was closed.", "Blue Mosque", ["The mosque"]),
    ("Voters in Ohio were told. The state has a register.", "Ohio", ["The state"]),
    ("The Emotet malware came back. The malware steals passwords.", "Emotet", ["The malware"]),
    ("Orbex Corp spoke. It is clear that data was lost.", "Orbex Corp", []),
    ("Orbex Corp spoke. It takes time to check.", "Orbex Corp", []),
    ("Orbex Corp sells tools. The bug was old, and it was known.", "Orbex Corp", []),
    ("Kinmax Corp, one of its suppliers, said nothing.", "Kinmax Corp", []),
    (
        "Orbex cut off Kinmax. The Red Marten gang said the hackers had the files.",
        "Red Marten",
        ["the hackers"],
    ),
    # who speaks
    ('"We paid," said Maria Ortega, director of Orbex Corp, on Friday.', "Orbex Corp", ["We"]),
    ('"We paid," said Maria Ortega, who leads Orbex Corp, on Friday.', "Orbex Corp", ["We"]),
    (
        'Orbex Corp was hit. "Our data is safe," said Maria Ortega, the company\'s chief.',
        "Orbex Corp",
        ["Our", "the company"],
    ),
    ('"We paid," a spokesperson for Orbex Corp said.', "Orbex Corp", ["We"]),
    ('"We paid," Orbex Corp said in a statement. "Nobody helped us."', "Orbex Corp", ["We", "us"]),
    ('"We paid," said Maria Ortega, a customer of Orbex Corp, on Friday.', "Orbex Corp", []),
    ('"We paid," said Maria Ortega, a former director of Orbex Corp, on Friday.', "Orbex Corp", []),
    ('Maria Ortega left. "I saw it," she said.', "Maria Ortega", ["I", "she"]),
    ('Kevin Lund was hurt. "He fell," said Joseph Ray.', "Kevin Lund", ["He"]),
    ("Maria Ortega is the director of IT at Orbex Corp in Oslo.", "Orbex Corp", []),
    ("Orbex Corp sells routers. The website was down.", "Orbex Corp", []),
    ("Orbex Corp was hit by hackers. The group asked for money.", "Orbex Corp", []),
    ("Joseph Lund left. He was a legend.", "Joseph Lund", ["He", "a legend"]),
]


@pytest.mark.parametrize(
    ("text", "name", "expected"), CASES, ids=lambda value: value[:50] if isinstance(value, str) else ""
)
def test_anaphors(text: str, name: str, expected: list[str], nlp: Language) -> None:
    doc = nlp(text)
    mark = next(mark for mark in doc._.entities if mark.name == name)
    assert [text[m.start : m.end] for m in mark.mentions if m.kind != "name"] == expected


def test_interview(nlp: Language) -> None:
    text = (
        "Ingrid Solberg runs a water plant in Halden. She was interviewed on Friday.\n\n"
        "When did you see the attack?\n\nI saw it at night. I called my staff and I went in.\n\n"
        "Were you afraid?\n\nI was. I still am."
    )
    doc = nlp(text)
    mark = next(mark for mark in doc._.entities if mark.name == "Ingrid Solberg")
    pronouns = [text[m.start : m.end] for m in mark.mentions if m.kind == "pronoun"]
    assert pronouns == ["She", "you", "I", "I", "my", "I", "you", "I", "I"]


def test_marks_are_within_the_text_and_ordered(nlp: Language) -> None:
    text = "Aoi Tanaka, who leads Orbex Corp, said she would stay. The company fell. Its staff left her."
    doc = nlp(text)
    for mark in doc._.entities:
        offsets = [(m.start, m.end) for m in mark.mentions]
        assert offsets == sorted(offsets)
        assert all(0 <= start < end <= len(text) for start, end in offsets)
    assert {span.label_ for span in doc.spans["entities"]} == {"person", "organization"}
