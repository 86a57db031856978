from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import extract.annotate.claims  # noqa: F401 - registers the factory
from extract.annotate.attribution import tagged
from extract.annotate.attribution.qualities import cue_of
from extract.annotate.attribution.sources import kind_of
from extract.annotate.layers import ClaimMark
from extract.annotate.model import load_base
from extract.annotate.network.scores import Scores
from extract.packs import load_toml
from extract.records import Article, Block

BLANK = spacy.blank("en")
BLANK.add_pipe("extract_claims")
Shown = tuple[str | None, str, list[str]]
Marked = Callable[[str], tuple[str, Scores]]
Read = Callable[[str], Doc]


@pytest.fixture(scope="module")
def claims_nlp() -> Language:
    return load_base()


@pytest.fixture(scope="module")
def read(claims_nlp: Language, marked: Marked) -> Read:
    """A parsed document with the claims that its marks make: "[Ann] <said> {it broke}."."""

    def annotated(text: str) -> Doc:
        plain, scores = marked(text)
        doc = claims_nlp(plain)
        doc._.scores = scores
        return BLANK(doc)

    return annotated


def shown(doc: Doc) -> list[Shown]:
    text = doc.text
    marks: tuple[ClaimMark, ...] = doc._.claims
    return [
        (
            text[slice(*mark.source)] if mark.source else None,
            text[slice(*mark.cue)] if mark.cue else "",
            [text[start:end] for start, end in mark.content],
        )
        for mark in marks
    ]


def parsed(rows: list[tuple[str, str, int, str]]) -> Doc:
    """A document of (word, tag, head, label) rows."""
    words, tags, heads, deps = zip(*rows, strict=True)
    return Doc(BLANK.vocab, words=list(words), tags=list(tags), heads=list(heads), deps=list(deps))


def test_marks_and_span_groups(marked: Marked) -> None:
    doc = parsed(
        [
            ("Ann", "NNP", 3, "nsubj"),
            ("has", "VBZ", 3, "aux"),
            ("not", "RB", 3, "neg"),
            ("said", "VBN", 3, "ROOT"),
            ("that", "IN", 6, "mark"),
            ("it", "PRP", 6, "nsubj"),
            ("broke", "VBD", 3, "ccomp"),
            (".", ".", 3, "punct"),
        ]
    )
    doc._.scores = marked("[Ann] <has not said> {that it broke} .")[1]
    doc = BLANK(doc)
    assert shown(doc) == [("Ann", "has not said", ["that it broke"])]
    assert doc._.claims[0].stance == "declines"
    assert [span.text for span in doc.spans["claim_sources"]] == ["Ann"]
    assert [span.label_ for span in doc.spans["claim_cues"]] == ["say"]
    assert [span.text for span in doc.spans["claim_contents"]] == ["that it broke"]


def test_adverb_has_no_source(marked: Marked) -> None:
    doc = parsed([("He", "PRP", 2, "nsubj"), ("allegedly", "RB", 2, "advmod"), ("fled", "VBD", 2, "ROOT")])
    doc._.scores = marked("{He} <allegedly> {fled}")[1]
    assert shown(BLANK(doc)) == [(None, "allegedly", ["He", "fled"])]
    assert doc._.claims[0].kind == "implicit"


def test_no_parse_or_no_scores_no_claims(marked: Marked) -> None:
    assert BLANK("Ann said it broke.")._.claims == ()
    assert BLANK("")._.claims == ()
    assert BLANK(parsed([("Ann", "NNP", 1, "nsubj"), ("left", "VBD", 1, "ROOT")]))._.claims == ()


def test_unknown_cue_asserts() -> None:
    doc = parsed([("Ann", "NNP", 1, "nsubj"), ("chirped", "VBD", 1, "ROOT")])
    cue = cue_of(doc, (4, 11))
    assert (cue.lemma, cue.stance, cue.certainty) == ("chirp", "asserts", "certain")


def test_every_form_has_one_lemma() -> None:
    seen: dict[tuple[str, str], str] = {}
    for group in load_toml("lexicons/reporting.toml")["verbs"].values():
        for lemma, forms in group["forms"].items():
            assert forms.split()[0] == lemma
            for form in forms.split():
                assert seen.setdefault(("verb", form), lemma) == lemma


EXAMPLES = [
    (table, group, sentence, wanted)
    for table in ("verbs", "nouns", "adverbs", "phrases")
    for group in load_toml("lexicons/reporting.toml")[table].values()
    for key, wanted in (("must", True), ("must_not", False))
    for sentence in group[key]
]


@pytest.mark.model
@pytest.mark.parametrize(("table", "group", "sentence", "wanted"), EXAMPLES, ids=[row[2] for row in EXAMPLES])
def test_examples_of_the_reporting_lexicon(
    nlp: Language, table: str, group: dict[str, Any], sentence: str, wanted: bool
) -> None:
    """A word of the group reads as the lexicon says in `must`; in `must_not` no claim has it for a cue."""
    forms = group["forms"]
    words = [word for value in forms.values() for word in value.split()] if isinstance(forms, dict) else forms
    doc = nlp(sentence)
    places = [match.span() for word in words for match in re.finditer(rf"\b{word}\b", sentence, re.IGNORECASE)]
    if wanted:
        assert any(cue_of(doc, place).stance == group["stance"] for place in places)
    else:
        cues = [mark.cue for mark in doc._.claims if mark.cue and mark.stance == group["stance"]]
        assert not any(cue[0] < end and start < cue[1] for cue in cues for start, end in places)


HEDGES = [
    (level, sentence, wanted)
    for level in ("possible", "probable")
    for key, wanted in (("must", True), ("must_not", False))
    for sentence in load_toml("lexicons/epistemic.toml")[f"hedges_{level}"][key]
]


@pytest.mark.model
@pytest.mark.parametrize(("level", "content", "wanted"), HEDGES, ids=[row[1] for row in HEDGES])
def test_examples_of_the_hedges(read: Read, level: str, content: str, wanted: bool) -> None:
    doc = read(f"[The lab] <said> {{{content}}}.")
    said = next(mark for mark in doc._.claims if mark.lemma == "say")
    assert (said.certainty == level) is wanted


NEGATION = [
    (s, w)
    for key, w in (("must", True), ("must_not", False))
    for s in load_toml("lexicons/epistemic.toml")["negation"][key]
]


@pytest.mark.model
@pytest.mark.parametrize(("content", "wanted"), NEGATION, ids=[row[0] for row in NEGATION])
def test_examples_of_negation(read: Read, content: str, wanted: bool) -> None:
    doc = read(f"[The lab] <said> {{{content}}}.")
    said = next(mark for mark in doc._.claims if mark.lemma == "say")
    assert (said.polarity == "negated") is wanted


KINDS = [
    (kind, phrase, wanted)
    for kind in ("unnamed", "document")
    for key, wanted in (("must", True), ("must_not", False))
    for phrase in load_toml("lexicons/sources.toml")[kind][key]
]


@pytest.mark.model
@pytest.mark.parametrize(("kind", "phrase", "wanted"), KINDS, ids=[f"{row[0]}: {row[1]}" for row in KINDS])
def test_examples_of_the_sources(claims_nlp: Language, kind: str, phrase: str, wanted: bool) -> None:
    doc = claims_nlp(f"{phrase[0].upper()}{phrase[1:]} said that it was over.")
    subject = next(token for token in doc if token.dep_ == "nsubj")
    assert (kind_of(subject) == kind) is wanted


SPANS: list[tuple[str, list[Shown]]] = [
    (
        "{“It broke,”} [the mayor] <said>. “We fixed it in a day.”",
        [("the mayor", "said", ["“It broke,”", "“We fixed it in a day.”"])],
    ),
    ("{The attack}, [officials] <said>, {began in May}.", [("officials", "said", ["The attack", "began in May"])]),
    (
        "[The mayor] <said> {it was over}, and [the clerk] <denied> {it}.",
        [("The mayor", "said", ["it was over"]), ("the clerk", "denied", ["it"])],
    ),
    (
        "{The outage began in May}, <according to> [the city].",
        [("the city", "according to", ["The outage began in May"])],
    ),
    ("[The mayor] left. <Reportedly>, {the port is open}.", [(None, "Reportedly", ["the port is open"])]),
    (
        # A span that runs over the end of a paragraph goes on only with a mark that opens again.
        "Port open again\n\n[The mayor] <told us>: {“One thing.\n\n“And a storm.\n\nIt rained} there.",
        [("The mayor", "told us", ["“One thing.", "“And a storm."])],
    ),
    (
        # What is no quotation and stands in another paragraph belongs to nobody.
        "Port open again\n\n{It was a hard day in the port}.\n\n[The mayor] <said> {it was over}.",
        [("The mayor", "said", ["it was over"])],
    ),
    (
        # Nothing of the headline belongs to the story below it.
        "{Port open again}, [clerk] wrote with joy\n\n[The mayor] <spoke>. She <said> {it was hard}.",
        [(None, "said", ["it was hard"])],
    ),
    (
        "Harbour closed after data theft, official says\n\nThe harbour was shut on Monday.",
        [("official", "says", ["Harbour closed after data theft"])],
    ),
    (
        "Police: Two held over data theft\n\nThe harbour was shut on Monday.",
        [("Police", ":", ["Two held over data theft"])],
    ),
    ("Analysis: Why the port was so easy to shut\n\nThe harbour was shut on Monday.", []),
    ("How it began: a letter that nobody read\n\nThe harbour was shut on Monday.", []),
    (
        "[The paper] <reported> {that the bank had told its clients that cards were copied}.",
        [
            ("The paper", "reported", ["that the bank had told its clients that cards were copied"]),
            ("the bank", "told", ["that cards were copied"]),
        ],
    ),
    (
        "[The paper] <reported> {that, according to the bank, cards were copied}.",
        [
            ("The paper", "reported", ["that, according to the bank, cards were copied"]),
            ("the bank", "according to", ["cards were copied"]),
        ],
    ),
    ("[She] <said>: {“I think that cards were copied.”}", [("She", "said", ["“I think that cards were copied.”"])]),
    (
        "{Cards copied\n\nThieves copied the cards of all customers on Monday}, [the bank] <said>.",  # one span of tags
        [("the bank", "said", ["Thieves copied the cards of all customers on Monday"])],
    ),
]


def test_a_source_is_whole_and_else_the_subject() -> None:
    doc = parsed(
        [
            ("The", "DT", 1, "det"),
            ("police", "NNS", 2, "nsubj"),
            ("suspect", "VBP", 2, "ROOT"),
            ("a", "DT", 4, "det"),
            ("gang", "NN", 2, "dobj"),
        ]
    )
    cue = (11, 18)
    assert tagged._completed(doc, (0, 3), cue) == (0, 10)
    assert tagged._completed(doc, (4, 10), cue) == (4, 10)
    assert tagged._completed(doc, (19, 20), (21, 25)) == (19, 20)  # the noun is the cue's
    assert tagged._subject(doc, cue) == (0, 10)
    assert tagged._subject(doc, (21, 25)) is None


@pytest.mark.model
@pytest.mark.parametrize(("text", "expected"), SPANS, ids=[row[0][:40] for row in SPANS])
def test_spans(read: Read, text: str, expected: list[Shown]) -> None:
    assert shown(read(text)) == expected


@pytest.mark.model
def test_only_the_story_makes_claims(claims_nlp: Language, marked: Marked) -> None:
    text, scores = marked("[The mayor] <said> {that the port was open}.\n\n[The author] <said> {that she likes ports}.")
    doc = claims_nlp(text)
    doc._.scores = scores
    doc._.article = Article(
        id="a",
        text=text,
        blocks=(Block(start=0, end=38, kind="story"), Block(start=40, end=len(text), kind="biography")),
    )
    assert [source for source, _, _ in shown(BLANK(doc))] == ["The mayor"]


@pytest.mark.model
def test_the_trained_encoder_finds_plain_claims(nlp: Language) -> None:
    doc = nlp(
        "The port was closed on Monday, the mayor said. “We will open again on Friday,” she told reporters. "
        "According to the police, two computers were stolen."
    )
    assert [(source, cue.split()[0]) for source, cue, _ in shown(doc)] == [
        ("the mayor", "said"),
        ("she", "told"),
        ("the police", "According"),
    ]


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "“" + "All is lost. " * 400,
        '"' + 'He said " she said. ' * 300,
        "THE MAYOR SAID THAT THE PORT WAS OPEN. " * 50,
        "😀 “Да” said 😀😀 the mayor 👩‍👩‍👧. " * 50,
        "قال الوزير إن الشبكة توقفت. “نعم” said the minister. " * 50,
        "\n\n“\n”\n said \n according to \n",
        "said " * 500,
        "no full stop and so on " * 2_000,
    ],
    ids=["open quotation", "unbalanced", "capitals", "emoji", "right to left", "lines", "cues", "one sentence"],
)
def test_odd_texts(nlp: Language, text: str) -> None:
    for mark in nlp(text)._.claims:
        assert mark.content
        assert all(0 <= start < end <= len(text) for start, end in mark.content)


@pytest.mark.model
def test_capitals_are_read(nlp: Language) -> None:
    doc = nlp("THE MAYOR SAID THAT THE PORT WAS OPEN. ACCORDING TO POLICE, TWO COMPUTERS WERE STOLEN.")
    assert [source for source, _, _ in shown(doc)] == ["THE MAYOR", "POLICE"]


def test_long_sentence_takes_linear_time(marked: Marked) -> None:
    """One sentence of 8,000 tokens, each clause said by somebody inside the clause before it."""
    rows: list[tuple[str, str, int, str]] = []
    for number in range(2_000):
        at = 4 * number
        head = at + 1 if number == 0 else at - 3
        rows += [
            ("Ann", "NNP", at + 1, "nsubj"),
            ("said", "VBD", head, "ROOT" if number == 0 else "conj"),
            ("so", "RB", at + 3, "advmod"),
            ("is", "VBZ", at + 1, "ccomp"),
        ]
    doc = parsed(rows)
    doc._.scores = marked("[Ann] <said> {so is} " * 2_000)[1]
    begin = time.process_time()
    BLANK(doc)
    assert time.process_time() - begin < 15
