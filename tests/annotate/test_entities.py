from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.tokens import Doc, Span

from extract.annotate import layers
from extract.annotate.entities import EntityComponent
from extract.annotate.names.acronyms import initials, stands_for
from extract.annotate.names.lexicon import lexicon
from extract.packs import load_toml
from extract.records import Article, Block

if TYPE_CHECKING:
    from spacy.language import Language


NLP = spacy.blank("en")


@pytest.fixture(scope="module")
def component() -> EntityComponent:
    return EntityComponent(NLP, "extract_entities")


def tagged(component: EntityComponent, words: list[tuple[str, str]], ents: list[tuple[int, int, str]]) -> Doc:
    """A Doc of words with tags and recognised spans, annotated by the component."""
    vocab = NLP.vocab
    doc = Doc(vocab, words=[word for word, _ in words], tags=[tag for _, tag in words])
    doc.ents = [Span(doc, start, end, label) for start, end, label in ents]
    return component(doc)


def test_one_type_for_one_name(component: EntityComponent) -> None:
    words = [("NORA", "NNP"), ("fell", "VBD"), (".", "."), ("NORA", "NNP"), ("rose", "VBD"), (".", ".")]
    doc = tagged(component, words, [(0, 1, "PERSON"), (3, 4, "ORG")])
    assert [(m.type, m.name, len(m.mentions)) for m in doc._.entities] == [("organization", "NORA", 2)]


def test_dates_and_amounts_are_no_entities(component: EntityComponent) -> None:
    doc = tagged(component, [("Friday", "NNP"), ("$", "$"), ("5", "CD")], [(0, 1, "DATE"), (1, 3, "MONEY")])
    assert doc._.entities == ()


def test_article_and_possessive_are_no_part_of_a_name(component: EntityComponent) -> None:
    words = [("The", "DT"), ("Orbex", "NNP"), ("'s", "POS"), ("fall", "NN")]
    doc = tagged(component, words, [(0, 3, "ORG")])
    assert [m.name for m in doc._.entities] == ["Orbex"]


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_a_listed_name_with_either_apostrophe(component: EntityComponent, apostrophe: str) -> None:
    words = [("People", "NNPS"), (f"{apostrophe}s", "POS"), ("Daily", "NNP"), ("wrote", "VBD"), (".", ".")]
    doc = Doc(
        NLP.vocab, words=[w for w, _ in words], spaces=[False, True, True, False, False], tags=[t for _, t in words]
    )
    assert [(m.type, len(m.mentions)) for m in component(doc)._.entities] == [("organization", 1)]


def test_entities_of_other_blocks_are_dropped_but_their_mentions_kept(component: EntityComponent) -> None:
    vocab = NLP.vocab
    words = ["Orbex", "fell", ".", "Kestrel", "likes", "Orbex", "."]
    doc = Doc(vocab, words=words, tags=["NNP", "VBD", ".", "NNP", "VBZ", "NNP", "."])
    doc.ents = [Span(doc, 0, 1, "ORG"), Span(doc, 3, 4, "ORG"), Span(doc, 5, 6, "ORG")]
    border = doc[3].idx
    blocks = (
        Block(start=0, end=border, kind="story"),
        Block(start=border, end=len(doc.text), kind="biography"),
    )
    doc._.article = Article(id="a", text=doc.text, blocks=blocks)
    component(doc)
    assert [(m.name, len(m.mentions)) for m in doc._.entities] == [("Orbex", 2)]


def test_empty_document(component: EntityComponent) -> None:
    assert component(Doc(NLP.vocab))._.entities == ()


@pytest.mark.parametrize(
    ("short", "long", "fits"),
    [
        ("CSA", "Coastal Shipping Authority", True),
        ("CISA", "Cybersecurity and Infrastructure Security Agency", True),
        ("CERT-XY", "Computer Emergency Response Team", True),
        ("CSA", "Shipping Authority", False),
        ("CSA", "Coastal", False),
    ],
)
def test_acronyms(short: str, long: str, fits: bool) -> None:
    assert stands_for(short, long) is fits


def test_initials_leave_small_words_out() -> None:
    assert initials("Ministry of Fisheries and Coasts") == "MFC"


# ------------------------------------------------------------ word lists


def test_every_country_has_a_code_and_a_name() -> None:
    countries = load_toml("lexicons/countries.toml")["countries"]
    assert len(countries) > 240
    assert all(len(code) == 2 and code.isupper() and row["names"] for code, row in countries.items())


def test_no_demonym_belongs_to_two_countries() -> None:
    countries = load_toml("lexicons/countries.toml")["countries"]
    written = [name for row in countries.values() for name in row.get("demonyms", [])]
    assert len(written) == len(set(written))


@pytest.mark.parametrize(
    "name", ["countries", "places", "media", "groups", "titles", "organizations", "given_names", "technology"]
)
def test_lists_say_where_they_come_from(name: str) -> None:
    table = load_toml(f"lexicons/{name}.toml")
    assert all(table[key] for key in ("description", "origin", "licence"))


TYPES = {
    "person": ("honorifics", "roles", "verbs"),
    "organization": (
        "inside",
        "before",
        "cues",
        "buildings",
        "trades",
        "belongings",
        "mastheads",
        "sources",
        "vendors",
        "security",
        "outlets",
    ),
    "place": ("places",),
    "event": ("events",),
    "work": ("works",),
    "product": ("vehicles", "products"),
}
"""The type that a group of words tells; the other groups are called like their type."""


def examples() -> list[tuple[str, str, str, bool]]:
    """List, group, example, whether it must match."""
    found = []
    for name in ("countries", "media", "groups", "titles", "organizations", "technology"):
        for group, table in load_toml(f"lexicons/{name}.toml").items():
            if isinstance(table, dict):
                found += [(name, group, text, True) for text in table.get("must", [])]
                found += [(name, group, text, False) for text in table.get("must_not", [])]
    return found


def matched(group: str, doc: Doc) -> bool:
    """Whether the group's words had their effect on the document."""
    from extract.annotate.names.candidate import Name
    from extract.annotate.names.governments import stands_for_government
    from extract.annotate.names.known import Known

    marks = doc._.entities
    types = {mark.type for mark in marks}
    if group == "government":
        at = next(token.i for token in doc if token.text == "Beijing")
        return stands_for_government(doc, Name(at, at + 1, known=Known("place", "CN", capital=True)), lexicon())
    if group in ("nominals", "evident"):
        return any(m.kind == "nominal" for mark in marks for m in mark.mentions)
    if group == "affiliation":
        return any(m.kind == "pronoun" for mark in marks if mark.type == "organization" for m in mark.mentions)
    if group in ("nothing", "terms"):
        return not marks
    for kind, groups in TYPES.items():
        if group in groups:
            return kind in types
    return group in types


@pytest.mark.model
@pytest.mark.parametrize(("name", "group", "text", "must"), examples(), ids=lambda value: str(value)[:40])
def test_examples_of_the_lists(name: str, group: str, text: str, must: bool, nlp: Language) -> None:
    assert matched(group, nlp(text)) is must


# ------------------------------------------------------------ bad input


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "高市早苗氏は金曜日に東京で記者会見した。",
        "Президент Владимир Орлов заявил об атаке. Орлов сказал, что ущерба нет.",
        "أعلنت وزارة الصحة عن هجوم إلكتروني.",
        "((( ))) 's 's ’ ’ -- , , the the of of",
        "\n\n \n",
        "A" * 2000,
    ],
)
def test_other_scripts_and_noise(text: str, nlp: Language) -> None:
    doc = nlp(text)
    assert all(text[m.start : m.end].strip() for mark in doc._.entities for m in mark.mentions)


def test_many_distinct_names_take_bounded_time(component: EntityComponent) -> None:
    def spent(count: int) -> float:
        vocab = NLP.vocab
        words = [word for i in range(count) for word in (f"Given{i}", f"Sur{i % (count // 2)}", ",")]
        doc = Doc(vocab, words=words, tags=["NNP", "NNP", ","] * count)
        doc.ents = [Span(doc, 3 * i, 3 * i + 2, "PERSON") for i in range(count)]
        start = time.process_time()
        component(doc)
        assert len(doc._.entities) == count
        return time.process_time() - start

    spent(100)
    assert spent(20_000) < 15


@pytest.mark.model
def test_a_long_line_takes_time_in_proportion(nlp: Language) -> None:
    words = (
        "Maria Ortega",
        "she",
        "said",
        "Orbex Corp",
        "the company",
        '"we',
        'paid"',
        "of",
        "Norway",
        "'s",
        "and",
        "it",
    )
    components = [component for name, component in nlp.pipeline if name in ("extract_entities", "extract_coreference")]

    def spent(count: int) -> float:
        doc = nlp(" ".join(words[i * i % 11] if i % 3 else words[i % 12] for i in range(count)))
        times = []
        for _ in range(3):
            start = time.process_time()
            for component in components:
                component(doc)
            times.append(time.process_time() - start)
        return min(times)

    assert spent(3000) < 12 * spent(750)


def test_a_name_of_two_thousand_characters(component: EntityComponent) -> None:
    doc = tagged(component, [("Given", "NNP")] * 340, [(0, 340, "PERSON")])
    assert len(doc._.entities) == 1
    assert len(doc.text) > 2000


def test_span_group_repeats_the_marks(component: EntityComponent) -> None:
    doc = tagged(component, [("Orbex", "NNP"), ("fell", "VBD")], [(0, 1, "ORG")])
    assert [(span.text, span.label_) for span in doc.spans[layers.ENTITY_SPANS]] == [("Orbex", "organization")]
