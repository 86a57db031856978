"""The components in a pipeline that is not the project's own."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc

import extract
from extract.annotate.model import COMPONENTS, stock_package

pytestmark = pytest.mark.model

TEXT = (Path(__file__).resolve().parents[1] / "fixtures" / "parcel-breach" / "input.txt").read_text(encoding="utf-8")


@Language.component("test_shout")
def shout(doc: Doc) -> Doc:
    doc.user_data["shout"] = doc.text.upper()
    return doc


@pytest.fixture(scope="module")
def own() -> Language:
    nlp = spacy.load(stock_package())
    nlp.add_pipe("test_shout", first=True)
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def test_record_of_a_document(own: Language) -> None:
    record = extract.from_doc(own(TEXT), nlp=own)
    assert record.article.text == TEXT
    assert "data_breach" in {incident.type for incident in record.incidents}
    assert {"asserts", "denies", "alleges"} <= {claim.stance for claim in record.claims}
    assert record.provenance.model.startswith("en_core_web_sm")


def test_what_is_known_of_the_article_dates_it(own: Language) -> None:
    doc = own.make_doc(TEXT)
    doc._.article = extract.Article(id="a", text=TEXT, published="2024-06-05")
    record = extract.from_doc(own(doc))
    assert record.article.id == "a"
    assert {one.text: one.value for one in record.times}["last month"] == "2024-05"


def test_displacy_shows_every_span_group(own: Language) -> None:
    doc = own(TEXT)
    groups = set(doc.spans)
    assert {"times", "entities", "claim_sources", "claim_cues", "claim_contents"} <= groups
    assert {"incident_triggers", "incident_arguments"} <= groups
    for name in groups:
        html = displacy.render(doc, style="span", options={"spans_key": name}, jupyter=False, page=False)
        assert all(span.label_ in html for span in doc.spans[name])
