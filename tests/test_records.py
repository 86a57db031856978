from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from extract.records import Article, Diagnostic, Entity, Extraction, Mention, Provenance, Timex

PROVENANCE = Provenance(version="0", model="m", packs=(), settings_sha256="0")


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    text = draw(st.text(min_size=1, max_size=80))
    places = st.integers(0, len(text))
    mentions = []
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted((draw(places), draw(places)))
        mentions.append(Mention(start=start, end=end, text=text[start:end]))
    entity = Entity(id="E1", type="other", name=draw(st.text(max_size=9)), mentions=tuple(mentions))
    return Extraction(article=Article(id="a", text=text), entities=(entity,), provenance=PROVENANCE)


@given(extractions())
def test_round_trip(record: Extraction) -> None:
    line = record.to_json()
    assert "\n" not in line
    assert "\r" not in line
    assert Extraction.model_validate_json(line) == record


@given(extractions(), st.integers(1, 5))
def test_moved_offsets_are_refused(record: Extraction, by: int) -> None:
    content = json.loads(record.to_json())
    content["article"]["text"] = "\x00" * by + content["article"]["text"]
    spans = [span for span in record.spans() if span.text]
    text = content["article"]["text"]
    if all(text[span.start : span.end] == span.text for span in spans):
        return  # a text that repeats itself
    with pytest.raises(ValidationError, match="does not stand at"):
        Extraction.model_validate(content)


def test_offsets_count_code_points() -> None:
    text = "😀 naïve Łódź"
    mention = Mention(start=8, end=12, text="Łódź")
    entity = Entity(id="E1", type="place", name="Łódź", mentions=(mention,))
    record = Extraction(article=Article(id="a", text=text), entities=(entity,), provenance=PROVENANCE)
    assert "Łódź" in record.to_json()


def test_spans_are_all_of_them(record: Extraction) -> None:
    found = record.to_json().count('"text":') - 1  # the article's own
    assert len(list(record.spans())) == found


def test_an_interval_has_an_order() -> None:
    with pytest.raises(ValidationError, match="is after latest"):
        Timex(id="T1", start=0, end=1, text="x", type="DATE", earliest="2024-02-01", latest="2024-01-01")


def test_unknown_keys_and_changes_are_refused(record: Extraction) -> None:
    with pytest.raises(ValidationError):
        Article.model_validate({"id": "a", "headline": "x"})
    with pytest.raises(ValidationError):
        record.article.id = "b"  # type: ignore[misc]


def test_failed(record: Extraction) -> None:
    problem = Diagnostic(code="empty-file", stage="ingest", message="m")
    assert not record.failed
    assert Extraction(article=Article(id="a"), diagnostics=(problem,), provenance=PROVENANCE).failed
