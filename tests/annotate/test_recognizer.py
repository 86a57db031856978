"""The faster search must find what spaCy's own finds, and leave to spaCy what it can't do itself."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.annotate.model import load_base, stock_package
from extract.annotate.recognizer import GreedyRecognizer

pytestmark = pytest.mark.model

NAMES = (
    "Marta Okafor|Veldt Logistics|the Bank of Norvo|Rotterdam|China|$2.4 million|last month|ABC News|U.S.|June 4, 2024"
)
WORDS = f"{NAMES}|said|in|and|,|.|\n\n|   |the|of|by|hackers|\"|'s|3|who|-".split("|")


@pytest.fixture(scope="module")
def stock() -> Language:
    return spacy.load(stock_package(), exclude=["lemmatizer", "attribute_ruler"])


@pytest.fixture(scope="module")
def fast() -> Language:
    return load_base()


def found(doc: Doc) -> list[tuple[int, int, str]]:
    return [(ent.start, ent.end, ent.label_) for ent in doc.ents]


def test_it_stands_in_the_stock_pipeline(fast: Language, stock: Language) -> None:
    assert isinstance(fast.get_pipe("ner"), GreedyRecognizer)
    assert not isinstance(stock.get_pipe("ner"), GreedyRecognizer)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), max_size=4))
@example([""])
@example(["", "Marta Okafor", ""])
@example(["   "])
@example(["Rotterdam\n\nVeldt Logistics said in June 4, 2024"])
def test_finds_what_spacy_finds(fast: Language, stock: Language, texts: list[str]) -> None:
    theirs = list(stock.pipe(texts))
    ours = list(fast.pipe(texts))
    for one, other in zip(ours, theirs, strict=True):
        assert found(one) == found(other)
        assert [token.ent_iob_ for token in one] == [token.ent_iob_ for token in other]


def test_what_is_in_a_batch_changes_nothing(fast: Language) -> None:
    texts = [f"{a} was sold to {b} by {c}." for a in WORDS[:6] for b in WORDS[:4] for c in WORDS[:4]]
    together = [found(doc) for doc in fast.pipe(texts, batch_size=100)]
    assert together == [found(fast(text)) for text in texts]


def test_entities_that_are_set_before_are_kept_as_spacy_keeps_them(fast: Language, stock: Language) -> None:
    text = "Marta Okafor left Veldt Logistics in Rotterdam."
    docs = []
    for nlp in (fast, stock):
        doc = nlp.make_doc(text)
        doc.set_ents([Span(doc, 3, 5, label="PRODUCT")], default="missing")
        for _, component in nlp.pipeline:
            doc = component(doc)
        docs.append(doc)
    assert found(docs[0]) == found(docs[1])
    assert (3, 5, "PRODUCT") in found(docs[0])
