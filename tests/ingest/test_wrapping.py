from __future__ import annotations

import textwrap

from extract.ingest.wrapping import unwrap

FIRST = (
    "The harbour of Lisbon stopped all its cranes on Monday after criminals encrypted the servers of the "
    "operator, which said that ships were waiting outside and that nobody knew when the state-sponsored "
    "gang would answer."
)
SECOND = (
    "A spokeswoman told reporters that the cranes would move again on Tuesday, that no ransom had been "
    "paid and that the harbour police were looking for the people who had opened the door to the machine "
    "room at night."
)


def test_wrapped_lines_become_paragraphs() -> None:
    for width in (60, 72, 80):
        wrapped = "\n\n".join(textwrap.fill(text, width) for text in (FIRST, SECOND))
        assert unwrap(wrapped) == f"{FIRST}\n\n{SECOND}"


def test_an_indented_line_begins_a_paragraph() -> None:
    wrapped = textwrap.fill(FIRST, 70) + "\n" + textwrap.fill(SECOND, 70, initial_indent="    ")
    assert [" ".join(part.split()) for part in unwrap(wrapped).split("\n\n")] == [FIRST, SECOND]


def test_lines_that_are_paragraphs_stay() -> None:
    text = f"The port is shut\n{FIRST}\n{SECOND}\nMaria Keller\nis a reporter for Harbour News."
    assert unwrap(text) == text


def test_short_lines_stay() -> None:
    for text in (
        "Cranes\nShips\nTugs\nPilots",
        "One crane fell.\nTwo stood.\nNobody was hurt.",
        "- one\n- two\n- three",
    ):
        assert unwrap(text) == text


def test_list_items_in_wrapped_text_stay_apart() -> None:
    text = textwrap.fill(FIRST, 70) + "\n\n- the cranes\n- the tugs\n\n" + textwrap.fill(SECOND, 70)
    assert unwrap(text) == f"{FIRST}\n\n- the cranes\n- the tugs\n\n{SECOND}"


def test_breaks_left_by_links_are_closed() -> None:
    text = f"{FIRST}\n\nThe gang has long\nthreatened\nports, the operator said.\n\n{SECOND}"
    assert unwrap(text) == f"{FIRST}\n\nThe gang has long threatened ports, the operator said.\n\n{SECOND}"


def test_words_broken_at_line_ends_become_whole_and_compounds_keep_their_hyphen() -> None:
    text = (
        "The state-\nsponsored gang took the infor-\nmation of the well-\nknown port and its infra-\nstructure in "
        "a data-\nbase of the harbour police, a state-\nment of the cyber-\nsecurity agency said, "
        "and the ran-\nsomware stayed."
    )
    wrapped = "\n".join(line.ljust(1) for line in text.split("\n"))
    assert unwrap(f"{wrapped}\n\n{FIRST}\n\n{SECOND}").split("\n\n")[0] == (
        "The state-sponsored gang took the information of the well-known port and its infrastructure in a database "
        "of the harbour police, a statement of the cyber-security agency said, and the ransomware stayed."
    )


def test_how_the_text_writes_a_word_elsewhere_decides() -> None:
    for word in ("ransom-ware", "ransomware"):
        text = f"The harbour paid for no ransom-\nware at all.\n\nIt said that {word} is a crime.\n\n{SECOND}"
        assert unwrap(text).startswith(f"The harbour paid for no {word} at all.")
