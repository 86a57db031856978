from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.ingest.normalise import normalise
from extract.ingest.structure import Structure, structure
from extract.ingest.titles import title_end

STORY = (
    "The harbour stopped all its cranes on Monday after criminals encrypted the servers of the operator, "
    "which said that nine ships were waiting outside.\n\n"
    "No ransom was paid, the operator said in a statement, and the cranes would move again on Tuesday."
)
TITLE = "Harbour shut after ransomware attack"


def blocks(text: str, found: Structure) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in found.blocks]


def kinds(text: str, **known: str) -> list[str]:
    return [block.kind for block in structure(text, **known).blocks]


def test_a_page_as_people_copy_it() -> None:
    text = f"""{TITLE}
What a night without cranes costs a city

By Maria Keller and Tom Okafor | Harbour News
Published June 4, 2024, 10:15 BST · 4 min read

Cranes at the port of Lisbon on Monday. REUTERS/Ana Reis

LISBON, June 3 (Reuters) - {STORY}

Read more: Why ports are easy prey

Related stories
A port trains for the worst
What a crane costs

A spokeswoman said that nobody was hurt.

(Reporting by Maria Keller; Editing by Tom Okafor)
Our Standards: The Thomson Reuters Trust Principles.

Maria Keller is a reporter for Harbour News. She lives in Lisbon.
Follow her on Twitter @example
Sign up for our daily newsletter
© 2024 Harbour News"""
    found = structure(text)
    assert blocks(text, found) == [
        ("headline", TITLE),
        ("standfirst", "What a night without cranes costs a city"),
        ("byline", text[text.index("By Maria") : text.index("read\n") + 4]),
        ("caption", "Cranes at the port of Lisbon on Monday. REUTERS/Ana Reis"),
        ("dateline", "LISBON, June 3 (Reuters) -"),
        ("story", STORY),
        ("related", text[text.index("Read more") : text.index("\n\nA spokeswoman")]),
        ("story", "A spokeswoman said that nobody was hurt."),
        ("agency_tail", text[text.index("(Reporting") : text.index("Principles.") + 11]),
        ("biography", "Maria Keller is a reporter for Harbour News. She lives in Lisbon."),
        ("contact", "Follow her on Twitter @example"),
        ("advert", "Sign up for our daily newsletter"),
        ("agency_tail", "© 2024 Harbour News"),
    ]
    assert found.title == TITLE
    assert found.authors == ("Maria Keller", "Tom Okafor")
    assert found.published == "2024-06-04"
    assert found.agency == "Reuters"


def test_a_story_is_all_story() -> None:
    assert kinds(STORY) == ["story"]


@pytest.mark.parametrize(
    "paragraph",
    [
        "By Friday the operator had paid nobody.",
        "More than nine ships wait.",
        "Follow the money, she said, and the gang is found.",
        "Corrections officers were among the victims.",
        "Reporting by the paper showed that the gang had struck before.",
        "The photo: a harbour at night, nine ships waiting.",
        "He is a reporter, the gang wrote, and we do not talk to reporters.",
        "Contact was lost at dawn.",
        "JAXA — the space agency — said that its network was not hit.",
    ],
)
def test_sentences_that_look_like_boilerplate_stay_story(paragraph: str) -> None:
    assert kinds(f"{STORY}\n\n{paragraph}\n\n{STORY}") == ["story"]
    assert kinds(f"{STORY}\n\n{paragraph}") == ["story"]


def test_somebody_in_the_story_is_not_its_author() -> None:
    story = STORY.replace("No ransom", "Maria Keller was robbed. No ransom")
    assert kinds(f"{story}\n\nMaria Keller is a reporter for Harbour News.") == ["story"]
    known = structure(f"{story}\n\nMaria Keller is a reporter for Harbour News.", authors=["Maria Keller"])
    assert [block.kind for block in known.blocks] == ["story", "biography"]


def test_a_biography_under_a_name_line_gives_the_author() -> None:
    text = f"{TITLE}\n{STORY}\nMaria Keller\nis a reporter for Harbour News in Lisbon. She writes about ports."
    found = structure(text)
    assert blocks(text, found)[-1] == ("biography", text[text.index("Maria") :])
    assert found.authors == ("Maria Keller",)


def test_sentences_about_her_need_a_biography_before_them() -> None:
    assert kinds(f"{STORY}\n\nShe said that the reporters had left.") == ["story"]


@pytest.mark.parametrize(
    ("prefix", "day"),
    [
        ("LISBON, June 3, 2024 (Reuters) - ", "2024-06-03"),
        ("LISBON (AP) — ", None),
        ("NEW YORK - ", None),
        ("PORT LOUIS, Mauritius -- ", None),
        ("SAN MATEO, Calif.--(BUSINESS WIRE)--", None),
        ("(Reuters) - ", None),
        ("Monday, June 3, 2024 ", "2024-06-03"),
    ],
)
def test_datelines(prefix: str, day: str | None) -> None:
    text = prefix + STORY
    found = structure(text)
    assert blocks(text, found) == [("dateline", prefix.strip()), ("story", STORY)]
    assert found.dateline == day


def test_capitals_that_come_again_are_an_acronym() -> None:
    assert kinds(f"ENISA — Europe's agency — warned ports on Monday. {STORY} ENISA said no more.") == ["story"]


def test_a_sign_off_at_the_end_of_one_long_line() -> None:
    text = STORY.replace("\n\n", " ") + " (Reporting by Maria Keller in Lisbon; Editing by Tom Okafor)"
    assert kinds(text) == ["story", "agency_tail"]


def test_byline_of_a_name_alone_needs_a_date_beside_it() -> None:
    found = structure(f"{TITLE}\n\nMaria Keller\n\nJune 3, 2024\n\n{STORY}")
    assert (found.authors, found.published) == (("Maria Keller",), "2024-06-03")
    assert kinds(f"{TITLE}\n\nMaria Keller\n\n{STORY}") == ["headline", "story"]


def test_the_summary_given_apart_marks_the_standfirst() -> None:
    summary = "Cranes stand still; ships wait."
    assert kinds(f"{TITLE}\n\n{summary}\n\n{STORY}", title=TITLE, description=summary) == [
        "headline",
        "standfirst",
        "story",
    ]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Harbour shut after ransomware attack.\n\nThe", 37),
        ("HARBOUR SHUT\nafter ‘ransomware’ attack\n\nThe", 38),
        ("Harbour shut after ransomware attack The harbour stopped", 36),
        ("Harbour shut after ransomware attack, the operator said", 0),
        ("Harbour shut after ransomware attacks\n\nThe", 0),
        ("The harbour", 0),
        ("", 0),
    ],
)
def test_where_a_known_title_ends(text: str, end: int) -> None:
    assert title_end(text, TITLE) == end


def test_a_short_title_is_no_sentence_begin() -> None:
    assert title_end("Harbour Police said nothing.", "Harbour Police") == 0


LINES = st.sampled_from(
    [TITLE, "By Maria Keller", "June 3, 2024", "Related stories", "Maria Keller", "is a reporter for us.",
     "She is.", "-30-",
     "Getty Images", "LISBON — The harbour stopped all its cranes on Monday after criminals came and went.",
     "Read more: x",
     *STORY.split("\n\n"), "© 2024 Harbour News", "Correction: no.",
     "(Reporting by A Keller)", "LISBON (AP) -"]
)  # fmt: skip


@given(st.lists(LINES, max_size=14), st.sampled_from([None, TITLE]))
def test_blocks_cover_the_text_in_order(lines: list[str], title: str | None) -> None:
    text = normalise("\n\n".join(lines))
    title = title if title and title_end(text, title) else None
    found = structure(text, title=title)
    at = 0
    for block in found.blocks:
        assert not text[at : block.start].strip()
        assert at <= block.start < block.end <= len(text)
        assert text[block.start : block.end] == text[block.start : block.end].strip()
        at = block.end
    assert not text[at:].strip()
