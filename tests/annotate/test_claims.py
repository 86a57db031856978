from __future__ import annotations

import time

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import extract.annotate.claims  # noqa: F401 - registers the factory
from extract.annotate.attribution.lexicon import reporting
from extract.annotate.attribution.qualities import cue_of
from extract.annotate.attribution.sources import kind_of
from extract.annotate.layers import ClaimMark
from extract.annotate.model import load_base
from extract.packs import load_toml
from extract.records import Article, Block

BLANK = spacy.blank("en")
BLANK.add_pipe("extract_claims")
Shown = tuple[str | None, str, list[str]]


@pytest.fixture(scope="module")
def claims_nlp() -> Language:
    nlp = load_base()
    nlp.add_pipe("extract_claims")
    return nlp


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


def run(doc: Doc) -> Doc:
    return BLANK(doc)


def test_clause_after_the_verb() -> None:
    doc = run(
        parsed(
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
    )
    assert shown(doc) == [("Ann", "has not said", ["that it broke"])]
    assert doc._.claims[0].stance == "declines"
    assert [span.text for span in doc.spans["claim_sources"]] == ["Ann"]
    assert [span.label_ for span in doc.spans["claim_cues"]] == ["say"]
    assert [span.text for span in doc.spans["claim_contents"]] == ["that it broke"]


def test_adverb_has_no_source() -> None:
    doc = run(parsed([("He", "PRP", 2, "nsubj"), ("allegedly", "RB", 2, "advmod"), ("fled", "VBD", 2, "ROOT")]))
    assert shown(doc) == [(None, "allegedly", ["He", "fled"])]
    assert doc._.claims[0].kind == "implicit"


def test_no_parse_no_claims() -> None:
    assert BLANK("Ann said it broke.")._.claims == ()
    assert BLANK("")._.claims == ()


def test_unknown_cue_asserts() -> None:
    doc = parsed([("Ann", "NNP", 1, "nsubj"), ("chirped", "VBD", 1, "ROOT")])
    cue = cue_of(doc, (4, 11))
    assert (cue.lemma, cue.stance, cue.certainty) == ("chirped", "asserts", "certain")


def test_every_form_has_one_lemma() -> None:
    seen: dict[tuple[str, str], str] = {}
    for group in load_toml("lexicons/reporting.toml")["verbs"].values():
        for lemma, forms in group["forms"].items():
            assert forms.split()[0] == lemma
            for form in forms.split():
                assert seen.setdefault(("verb", form), lemma) == lemma


def test_frames_name_known_verbs() -> None:
    lemmas = {cue.lemma for cue in reporting().values() if cue.kind == "verb"}
    frames = load_toml("lexicons/cue_frames.toml")
    named = {
        lemma
        for table in ("clause", "infinitive", "object", "passive")
        for key in ("excluded", "lemmas")
        for lemma in frames[table].get(key, ())
    }
    assert not (named | set(frames["prepositions"])) - lemmas


EXAMPLES = [
    (group["forms"], sentence, wanted)
    for table in ("verbs", "nouns", "adverbs", "phrases")
    for group in load_toml("lexicons/reporting.toml")[table].values()
    for key, wanted in (("must", True), ("must_not", False))
    for sentence in group[key]
]


@pytest.mark.model
@pytest.mark.parametrize(("forms", "sentence", "wanted"), EXAMPLES, ids=[row[1] for row in EXAMPLES])
def test_examples_of_the_reporting_lexicon(
    claims_nlp: Language, forms: dict[str, str] | list[str], sentence: str, wanted: bool
) -> None:
    words = [word for value in forms.values() for word in value.split()] if isinstance(forms, dict) else forms
    cues = [cue.lower() for _, cue, _ in shown(claims_nlp(sentence))]
    assert any(set(cue.split()) & set(words) or cue in words for cue in cues) is wanted


FRAMES = [
    (sentence, wanted)
    for frame in load_toml("lexicons/cue_frames.toml").values()
    if isinstance(frame, dict)
    for key, wanted in (("must", True), ("must_not", False))
    for sentence in frame.get(key, ())
]


@pytest.mark.model
@pytest.mark.parametrize(("sentence", "wanted"), FRAMES, ids=[row[0] for row in FRAMES])
def test_examples_of_the_frames(claims_nlp: Language, sentence: str, wanted: bool) -> None:
    assert bool(shown(claims_nlp(sentence))) is wanted


HEDGES = [
    (level, sentence, wanted)
    for level in ("possible", "probable")
    for key, wanted in (("must", True), ("must_not", False))
    for sentence in load_toml("lexicons/epistemic.toml")[f"hedges_{level}"][key]
]


@pytest.mark.model
@pytest.mark.parametrize(("level", "content", "wanted"), HEDGES, ids=[row[1] for row in HEDGES])
def test_examples_of_the_hedges(claims_nlp: Language, level: str, content: str, wanted: bool) -> None:
    doc = claims_nlp(f"The lab said {content}.")
    said = next(mark for mark in doc._.claims if mark.lemma == "say")
    assert (said.certainty == level) is wanted


NEGATION = [
    (s, w)
    for key, w in (("must", True), ("must_not", False))
    for s in load_toml("lexicons/epistemic.toml")["negation"][key]
]


@pytest.mark.model
@pytest.mark.parametrize(("content", "wanted"), NEGATION, ids=[row[0] for row in NEGATION])
def test_examples_of_negation(claims_nlp: Language, content: str, wanted: bool) -> None:
    doc = claims_nlp(f"The lab said {content}.")
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


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“It broke,” the mayor said. “We fixed it in a day.”",
            ("the mayor", "said", ["“It broke,”", "“We fixed it in a day.”"]),
        ),
        ("The attack, officials said, began in May.", ("officials", "said", ["The attack", "began in May"])),
        (
            "The outage began in May, according to the city.",
            ("the city", "according to", ["The outage began in May"]),
        ),
        (
            "Harbour closed after data theft, official says\nThe harbour was shut on Monday.",
            ("official", "says", ["Harbour closed after data theft"]),
        ),
        (
            "The mayor told the paper that it was over but declined to say more.",
            ("The mayor", "told", ["that it was over"]),
        ),
        ("The clerk was criticized by the bank.", ("the bank", "was criticized", ["The clerk"])),
        (
            "The lab repeated its conclusion that the chip was sound.",
            ("its", "conclusion", ["that the chip was sound"]),
        ),
    ],
)
def test_spans(claims_nlp: Language, text: str, expected: Shown) -> None:
    assert expected in shown(claims_nlp(text))


@pytest.mark.model
def test_only_the_story_makes_claims(claims_nlp: Language) -> None:
    text = "The mayor said that the port was open.\n\nThe author said that she likes ports."
    doc = claims_nlp.make_doc(text)
    doc._.article = Article(
        id="a",
        text=text,
        blocks=(Block(start=0, end=38, kind="story"), Block(start=40, end=len(text), kind="biography")),
    )
    assert [source for source, _, _ in shown(claims_nlp(doc))] == ["The mayor"]


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
    ],
    ids=["open quotation", "unbalanced", "capitals", "emoji", "right to left", "lines", "cues"],
)
def test_odd_texts(claims_nlp: Language, text: str) -> None:
    for mark in claims_nlp(text)._.claims:
        assert mark.content
        assert all(0 <= start < end <= len(text) for start, end in mark.content)


def test_long_sentence_takes_linear_time() -> None:
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
    begin = time.process_time()
    run(doc)
    assert time.process_time() - begin < 15
