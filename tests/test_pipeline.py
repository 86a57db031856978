"""The pipeline around the models: order, batches, and what an article that fails costs."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extract.annotate import layers
from extract.config import Settings
from extract.errors import ArticleError, FormatError
from extract.ingest import Failure, Item, Parsed
from extract.pipeline import Pipeline, read
from extract.records import INTERNAL_ERROR, Article, Diagnostic


@Language.component("test_bomb")
def bomb(doc: Doc) -> Doc:
    if "bomb" in doc.text:
        raise RuntimeError("a component has a bug")
    if "liar" in doc.text:
        doc._.times = (layers.TimeMark(0, 10_000, "DATE", "2024", "2024-12-31", "2024-01-01"),)
    return doc


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    def load(settings: Settings) -> Language:
        layers.register()
        nlp = spacy.blank("en")
        nlp.add_pipe("test_bomb")
        return nlp

    monkeypatch.setattr("extract.pipeline.load_nlp", load)
    return Pipeline()


def article(name: str, text: str, language: str | None = "en") -> Parsed:
    return Parsed(Article(id=name, text=text, language=language))


def test_a_bug_costs_one_article(pipeline: Pipeline) -> None:
    stream = [article("a", "Fine."), article("b", "A bomb."), article("c", "A liar."), article("d", "Fine too.")]
    records = list(pipeline.pipe(stream))
    assert [record.article.id for record in records] == ["a", "b", "c", "d"]
    assert [record.failed for record in records] == [False, True, True, False]
    assert [(d.code, d.stage) for d in records[1].diagnostics] == [(INTERNAL_ERROR, "annotate")]
    assert "RuntimeError: a component has a bug" in records[1].diagnostics[0].message
    assert [(d.code, d.stage) for d in records[2].diagnostics] == [(INTERNAL_ERROR, "assemble")]
    assert records[1].article.text == "A bomb.", "the text is kept"


def test_failures_keep_their_place(pipeline: Pipeline) -> None:
    lost = Failure(
        "x", "x.txt", None, Diagnostic(code="empty-file", stage="ingest", message="x.txt: the file is empty")
    )
    records = list(pipeline.pipe([article("a", "Fine."), lost, article("b", "Fine.")]))
    assert [record.article.id for record in records] == ["a", "x", "b"]
    assert records[1].failed
    assert records[1].article.path == "x.txt"


def test_another_language_is_said_and_not_extracted(pipeline: Pipeline) -> None:
    (record,) = pipeline.pipe([article("a", "Une bomb a éclaté.", "fr")])
    assert [d.code for d in record.diagnostics] == ["other-language"]
    assert not record.failed


def test_the_same_records_in_batches_of_any_size(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = [article(str(number), "Word " * number + "end.") for number in range(1, 20)]
    whole = [record.to_json() for record in pipeline.pipe(stream)]
    monkeypatch.setattr("extract.pipeline.BATCH_CHARACTERS", 30)
    assert [record.to_json() for record in pipeline.pipe(stream)] == whole


@pytest.mark.parametrize(
    ("error", "code"),
    [(ArticleError("no-text", "a.txt: no text"), "no-text"), (FormatError("pip install it"), "missing-extra")],
)
def test_what_cannot_be_read_becomes_a_failure(monkeypatch: pytest.MonkeyPatch, error: Exception, code: str) -> None:
    def fail(item: Item, settings: Settings) -> Parsed:
        raise error

    monkeypatch.setattr("extract.pipeline.parse", fail)
    found = read(Item(id="a", path="a.txt", file=None, format="txt", payload=b""), Settings())
    assert isinstance(found, Failure)
    assert (found.id, found.diagnostic.code) == ("a", code)
    assert "a.txt" in found.diagnostic.message


def test_from_text(pipeline: Pipeline) -> None:
    record = pipeline("Fine.", published="2024-06-21", title="A title")
    assert (record.article.published, record.article.published_from) == ("2024-06-21", "argument")
    assert record.article.text.startswith("A title\n\n")
    assert pipeline("Fine.").article.id == pipeline("Fine.").article.id
    with pytest.raises(ArticleError):
        pipeline("  ")


@pytest.mark.model
def test_models_that_have_met_many_words_are_loaded_anew_and_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = Pipeline()
    text = "The mayor of Xolvarn said that hackers from Quivandel had breached the Zemmerich clinic."
    before, nlp = pipeline(text), pipeline.nlp
    pipeline.trim()
    assert pipeline.nlp is nlp
    monkeypatch.setattr("extract.pipeline.NEW_STRINGS", -1)
    pipeline.trim()
    assert pipeline.nlp is not nlp
    assert "Xolvarn" not in pipeline.nlp.vocab.strings
    assert pipeline(text) == before
