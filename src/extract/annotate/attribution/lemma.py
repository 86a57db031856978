"""Lemmas of single words, by the stock model's own rules and exceptions.

The pipeline runs without the stock lemmatizer, which would look at every token; only cues that no lexicon has are
looked up here.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from spacy.language import Language


@lru_cache(maxsize=20_000)
def lemma_of(word: str, pos: Literal["VERB", "NOUN"]) -> str:
    """The lemma of a word in lower case: "chirped" -> "chirp"."""
    from spacy.tokens import Doc

    nlp = _lemmatizer()
    return nlp.get_pipe("lemmatizer")(Doc(nlp.vocab, words=[word], pos=[pos]))[0].lemma_


@cache
def _lemmatizer() -> Language:
    import spacy

    from extract.annotate.model import stock_package

    return spacy.load(stock_package(), enable=["lemmatizer"])
