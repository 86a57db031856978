"""Which language a text is in: by its letters where that is sure, else as its source declares."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from extract.ingest.rules import lexicon

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SHORT = 200
"""A shorter text, in characters, must be all but sure to overrule what its source declares; English it never does."""
TINY = 60
"""A still shorter one is in the language that its source declares: one foreign name outweighs its words."""
SURE, ALL_BUT_SURE = 0.9, 0.98
TELLING, TELLING_ANYWHERE = 0.1, 0.05
"""Shares of a language's telling words in a sample, and in each part of it, with which it is in that language: English
news has 0.06 to 0.2 of them, the examples of other languages in spaCy at most 0.01."""
_SAMPLE = 500
_WORD = re.compile(r"[^\W\d_]+")


def language(text: str, declared: str | None) -> str | None:
    """ISO 639-1 code of a text; None when neither the text nor its source tells.

    Args:
        text: the article, normalised. Its beginning and its middle are looked at.
        declared: a tag or name that the source states ("en-GB", "eng", "English").
    """
    stated = _code(declared)
    if len(text) < TINY or (len(text) < SHORT and stated == "en"):
        return stated
    middle = max(_SAMPLE, len(text) // 2)
    parts = (text[:_SAMPLE], text[middle : middle + _SAMPLE])
    if len(text) >= SHORT and (told := _told(parts)):
        return told  # what else guesses takes long to load
    sample = " ".join(parts)
    code, probability = _identifier().classify(sample.lower() if sample.isupper() else sample)
    return str(code) if probability >= (ALL_BUT_SURE if len(text) < SHORT else SURE) else stated


def _told(parts: tuple[str, ...]) -> str | None:
    """The language whose telling words are in all parts of a sample."""
    words = [_WORD.findall(part.casefold()) for part in parts if part]
    whole = [word for part in words for word in part]
    for code, telling in lexicon().telling.items():
        if _share(whole, telling) >= TELLING and all(_share(part, telling) >= TELLING_ANYWHERE for part in words):
            return code
    return None


def _share(words: list[str], telling: frozenset[str]) -> float:
    return sum(word in telling for word in words) / max(1, len(words))


def _code(declared: str | None) -> str | None:
    tag = (declared or "").strip().replace("_", "-").partition("-")[0].casefold()
    if len(tag) == 2 and tag.isascii() and tag.isalpha():
        return tag
    return lexicon().language_names.get(tag)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(lexicon().languages))
    return identifier
