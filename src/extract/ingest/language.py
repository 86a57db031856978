"""Which language a text is in: by its letters where that is sure, else as its source declares."""

from __future__ import annotations

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
_SAMPLE = 500


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
    sample = f"{text[:_SAMPLE]} {text[middle : middle + _SAMPLE]}"
    code, probability = _identifier().classify(sample.lower() if sample.isupper() else sample)
    return str(code) if probability >= (ALL_BUT_SURE if len(text) < SHORT else SURE) else stated


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
