"""Finds the words that may point back at an entity: pronouns and definite nominals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from extract.annotate.layers import text_of
from extract.annotate.names.words import singular

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from extract.annotate.names.lexicon import Lexicon

Number = Literal["he", "she", "it", "they", "nominal", "nominals"]

PRONOUNS: dict[str, Number] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "they"),
}
_NOMINAL_TAGS = frozenset(("NN", "NNS"))
_INSIDE = frozenset(("JJ", "JJS", "JJR", "NN", "NNP", "HYPH", "VBG", "VBN", "CD", "RB", "NNS"))
_WIDEST = 7

# "It" that means nothing: "it is clear that", "it takes time to", "it seems".
_AUX = "is|was|were|be|been|will be|would be|may be|might be|could be|remains|became|has been|had been"
_BE = rf"(?:['’]s| (?:{_AUX}))"
_DEGREE = r"(?:not |also |still |now |very |so |too |more |less |rather |quite |highly )*"
_CLAUSE = r"(?: (?:for|of) [^.,;]{1,40}?)? (?:that|to|whether|if|how|why|when|what)\b"
_SEEMS = r"(?:seems?|seemed|appears?|appeared|turns? out|turned out|takes|took|makes sense|made sense)\b"
_SAID = r"(?:time|too|important|likely|unlikely|clear|unclear|possible|said|believed|thought|reported)\b"
_PLEONASTIC = re.compile(rf"it{_BE} {_DEGREE}\w+{_CLAUSE}|it {_SEEMS}|it (?:is|was) {_SAID}", re.IGNORECASE)


def is_abbreviation(doc: Doc, i: int) -> bool:
    """Whether a pronoun in capitals is none: "IT" and "US" between words that are not in capitals."""
    if len(doc[i]) < 2 or not doc[i].is_upper:
        return False
    beside = [token for token in doc[max(0, i - 1) : i + 2] if token.i != i and token.is_alpha and len(token) > 1]
    return not beside or not all(token.is_upper for token in beside)


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A pronoun or a definite nominal: tokens start:end, its head, and how it refers."""

    start: int
    end: int
    head: int
    number: Number
    noun: str = ""
    """The head noun of a nominal, lower case, singular."""
    phrase: str = ""
    """The nominal without its determiner or possessor, lower case."""
    possessor: int | None = None
    """The last token of "Norway" in "Norway's space agency"."""
    owned: bool = False
    """Whether it is "her brother"."""


class AnaphorFinder:
    """Finds anaphors by the words of the lexicon."""

    def __init__(self, vocab: Vocab, lexicon: Lexicon) -> None:
        strings = vocab.strings
        nouns = {
            *lexicon.organization_nominals,
            *lexicon.person_nominals,
            *lexicon.roles,
            *lexicon.before,
            *lexicon.group_nominals,
            "country",
            "nation",
            "city",
            "town",
            "port",
            "state",
            "province",
            "commonwealth",
            *(word.lower() for word in lexicon.place_last),
        }
        forms = {form for noun in nouns for form in (noun, noun + "s", noun + "es", noun.removesuffix("y") + "ies")}
        self.nouns = frozenset(nouns)
        self.kin = frozenset(lexicon.person_nominals)
        self.pronoun_ids = np.array([strings.add(word) for word in PRONOUNS], dtype="uint64")
        self.noun_ids = np.array([strings.add(word) for word in sorted(forms)], dtype="uint64")

    def __call__(self, doc: Doc, named: np.ndarray) -> list[Anaphor]:
        """Anaphors in the order of the text.

        Args:
            doc: a tagged document.
            named: for each token, whether a name holds it.

        """
        lower = doc.to_array("LOWER")
        found = [self._pronoun(doc, i) for i in np.flatnonzero(np.isin(lower, self.pronoun_ids) & ~named).tolist()]
        found += [
            nominal
            for i in np.flatnonzero(np.isin(lower, self.noun_ids) & ~named).tolist()
            for nominal in self._nominal(doc, i, named)
        ]
        pleonastic = {match.start() for match in _PLEONASTIC.finditer(text_of(doc))}
        kept = [
            a
            for a in found
            if a.number != "it" or not (doc[a.start].idx in pleonastic or is_abbreviation(doc, a.start))
        ]
        return sorted(kept, key=lambda a: a.head)

    def _pronoun(self, doc: Doc, i: int) -> Anaphor:
        return Anaphor(i, i + 1, i, PRONOUNS[doc[i].lower_])

    def _nominal(self, doc: Doc, i: int, named: np.ndarray) -> Iterator[Anaphor]:
        head = doc[i]
        noun = singular(head)
        if head.tag_ not in _NOMINAL_TAGS or noun not in self.nouns:
            return
        if i + 1 < len(doc) and doc[i + 1].tag_ in ("NN", "NNS", "NNP", "HYPH") and not doc[i + 1].is_space:
            return
        start = i
        for start in range(i - 1, max(-1, i - _WIDEST), -1):
            token = doc[start]
            if named[start] and token.tag_ != "POS":
                return
            possessive = token.tag_ == "POS"
            if token.tag_ == "PRP$" and noun in self.kin:
                yield Anaphor(start, i + 1, i, "nominal", noun, noun, owned=True)
                return
            if possessive or token.lower_ in ("the", "this", "that", "these", "those"):
                phrase = doc[start + 1 : i + 1].text.lower()
                possessor = start - 1 if possessive else None
                left = start - 1 if possessive else start
                yield Anaphor(left, i + 1, i, "nominal" if head.tag_ == "NN" else "nominals", noun, phrase, possessor)
                return
            if token.tag_ not in _INSIDE:
                return
