"""A table of expressions in news sentences, with type, value and interval (times_table.tsv)."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extract.annotate import layers
from extract.annotate.times import TimesComponent
from extract.annotate.timex.grammar import load_grammar

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

with Path(__file__).with_name("times_table.tsv").open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.model
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['published']}: {row['text']}")
def test_expression(nlp: Language, row: dict[str, str]) -> None:
    layers.register()
    text = row["text"].replace("\\n", "\n")
    start, end = text.index("["), text.index("]") - 1
    published = date.fromisoformat(row["published"]) if row["published"] else None
    doc = _parsed(nlp, text.replace("[", "").replace("]", ""))
    marks = TimesComponent(load_grammar()).marks(doc, published)
    (mark,) = [mark for mark in marks if (mark.start, mark.end) == (start, end)]
    got = (mark.type, mark.value or "", mark.earliest or "", mark.latest or "")
    assert got == (row["type"], row["value"], row["earliest"], row["latest"])


def test_table_is_large() -> None:
    assert len(ROWS) >= 150


def _parsed(nlp: Language, text: str) -> Doc:
    """Tagger, parser and entities only: the sentence alone decides."""
    with nlp.select_pipes(disable=[name for name in nlp.pipe_names if name.startswith("extract_")]):
        return nlp(text)
