from __future__ import annotations

import time

import pytest

from extract.annotate.attribution.qualities import quotation
from extract.annotate.attribution.quoted import with_quotes
from extract.annotate.attribution.quotes import find_quotes
from extract.annotate.attribution.spans import Attribution


def quoted(text: str) -> list[str]:
    return [text[quote.start : quote.end] for quote in find_quotes(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“All is well,” he said. “We go on.”", ["“All is well,”", "“We go on.”"]),
        ('"All is well," he said. "We go on."', ['"All is well,"', '"We go on."']),
        ("''All is well,'' he said.", ["''All is well,''"]),
        ("``All is well,'' he said.", ["``All is well,''"]),
        ("«Tout va bien», dit-il.", ["«Tout va bien»"]),
        ("„Alles gut“, sagte er.", ["„Alles gut“"]),
        ("He said ‘it’s gone’ and left.", ["‘it’s gone’"]),
        ("The workers’ union and the firms’ lawyers met.", []),
        ("“She called it ‘a mess’ again,” he said.", ["“She called it ‘a mess’ again,”"]),
        ('“A mixed pair," he said.', ['“A mixed pair,"']),
        ('A 5" disk and a 6" disk.', []),
        ('An open “ mark in a line.\nAnd "more" here.', ['"more"']),
        ("no marks", []),
        ("", []),
    ],
)
def test_marks_pair(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_quotation_over_paragraphs() -> None:
    text = "He said: “One thing.\n\n“And another.\n\n“And a third,” he added."
    quotes = find_quotes(text)
    assert [text[q.start : q.end] for q in quotes] == ["“One thing.", "“And another.", "“And a third,”"]
    assert [q.continues for q in quotes] == [False, True, True]


@pytest.mark.parametrize(
    "text", ['"' * 50_000, "“" * 50_000, "‘a " * 50_000, "“a\n" * 50_000, '" a' * 50_000, '“a"' * 30_000]
)
def test_unbalanced_marks_take_linear_time(text: str) -> None:
    begin = time.process_time()
    quotes = find_quotes(text)
    assert time.process_time() - begin < 10
    assert all(0 <= q.start < q.end <= len(text) for q in quotes)


def test_a_quotation_goes_to_the_cue_right_behind_it() -> None:
    text = (
        "Thieves reportedly copied a list “of no use,” the firm told the Mail. “It is of no use,” the firm said later."
    )

    def at(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    last = text.rindex("the firm")
    found = [
        Attribution(None, at("reportedly"), (at("Thieves"), at("copied a list “of no use,”"))),
        Attribution(at("the firm"), at("told"), ()),
        Attribution((last, last + 8), at("said"), (at("“It is of no use,”"),)),
    ]
    results = with_quotes(text, found, find_quotes(text))
    contents = [[text[start:end] for start, end in one.content] for one in results]
    assert contents == [["Thieves", "copied a list"], ["“of no use,”"], ["“It is of no use,”"]]


@pytest.mark.parametrize("between", [" later", ". Then", "\n"])
def test_a_cue_further_off_gets_no_quotation(between: str) -> None:
    text = f"Thieves copied a list “of no use at all,”{between} the firm told."
    source = text.index("the firm"), text.index("the firm") + 8
    told = Attribution(source, (source[1] + 1, source[1] + 5), ())
    assert with_quotes(text, [told], find_quotes(text)) == [told]


def joined(text: str, source: str, cue: str, *content: str) -> list[str]:
    def at(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    found = Attribution(at(source), at(cue), tuple(at(words) for words in content))
    (result,) = with_quotes(text, [found], find_quotes(text))
    return [text[start:end] for start, end in result.content]


def test_content_is_widened_to_the_whole_quotation() -> None:
    assert joined("“It broke. We fixed it,” Ann said.", "Ann", "said", "We fixed it") == ["“It broke. We fixed it,”"]


def test_quotation_after_the_cue_belongs_to_it() -> None:
    text = "“It broke,” Ann said. “We fixed it in a day.”"
    assert joined(text, "Ann", "said", "It broke") == ["“It broke,”", "“We fixed it in a day.”"]


def test_quotation_in_its_own_paragraph_goes_on() -> None:
    text = "“It broke,” Ann said.\n\n“We fixed it in a day.”\n\nThe “grand old” house is open."
    assert joined(text, "Ann", "said", "It broke") == ["“It broke,”", "“We fixed it in a day.”"]


def test_signed_quotation_belongs_to_who_signs_it() -> None:
    text = "Ann said it broke.\n\n“We fixed it in a day.”\n― Bob Lee\n\n“I never saw it.”\n― Cid Roe, clerk"
    found = Attribution((0, 3), (4, 8), ((9, 17), (20, 43)))
    results = with_quotes(text, [found], find_quotes(text))
    assert [(text[slice(*a.source or (0, 0))], [text[slice(*piece)] for piece in a.content]) for a in results] == [
        ("Ann", ["it broke"]),
        ("Bob Lee", ["“We fixed it in a day.”"]),
        ("Cid Roe", ["“I never saw it.”"]),
    ]


def test_quotation_kind() -> None:
    text = "He said it was “a bad day” for all. “We go on.”"
    quotes = find_quotes(text)
    assert quotation(text, ((8, 35),), quotes) == "mixed"
    assert quotation(text, ((36, len(text)),), quotes) == "direct"
    assert quotation(text, ((0, 10),), quotes) == "indirect"
    assert quotation(text, ((37, 42),), quotes) == "indirect"  # inside a quotation
