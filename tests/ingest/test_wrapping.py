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
