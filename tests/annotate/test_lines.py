from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.tokens import Doc

import extract.annotate.lines  # noqa: F401  registers the factory

if TYPE_CHECKING:
    from extract.pipeline import Pipeline


@pytest.fixture(scope="module")
def marked() -> Doc:
    nlp = spacy.blank("en")
    nlp.add_pipe("extract_lines")
    return nlp("Port closes after attack\n\nThe port said so.\n  - one item\n\n\n")


def test_first_tokens_of_lines_start_sentences(marked: Doc) -> None:
    assert [token.text for token in marked if token.is_sent_start and token.i] == ["The", "-"]


def test_the_rest_is_left_to_the_parser(marked: Doc) -> None:
    assert {token.is_sent_start for token in marked if token.text in {"said", "after", "item"}} == {None}
    assert [token.text for token in marked if token.is_sent_start is False] == ["port", "one"]


@pytest.mark.model
def test_a_dateline_is_no_part_of_the_sentence_behind_it(pipeline: Pipeline) -> None:
    text = "LYON, June 4 (AFP) - Orbex Rail cancelled forty trains on Tuesday after thieves took cables, the city said."
    record = pipeline(text, published="2024-06-05")
    (claim,) = record.claims
    assert [piece.text for piece in claim.content] == [text[21:-16]]


@pytest.mark.parametrize("text", ["", "\n", "\n\n\n", "one line", "\nfirst"])
def test_edges(text: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("extract_lines")
    assert nlp(text).text == text
