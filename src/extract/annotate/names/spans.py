"""Candidate spans: where a name may stand, before anything is known of the document as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from extract.annotate.layers import text_of
from extract.annotate.names.candidate import PROPER_TAGS, Name, without_overlaps
from extract.annotate.names.evidence import names_itself
from extract.annotate.names.gazetteer import Gazetteer
from extract.annotate.names.known import Known
from extract.annotate.names.lexicon import Lexicon
from extract.annotate.names.lines import proper_runs, shouting
from extract.annotate.names.mending import LABELS, Mender

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.vocab import Vocab


_ACRONYM = re.compile(r"[A-Z]{3,6}")
_ARGUMENTS = frozenset(("nsubj", "poss", "pobj", "appos"))
"""An acronym that is one of these may be a party's; "the CPU usage" is none."""


def _is_initial(text: str) -> bool:
    return len(text) == 1 and text.isupper() and text not in "AI"


class Spans:
    """Finds the candidates of a document."""

    def __init__(self, vocab: Vocab, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.mend = Mender(lexicon)
        self.gazetteer = Gazetteer(lexicon)
        self.proper = np.array([vocab.strings.add(tag) for tag in PROPER_TAGS], dtype="uint64")

    def __call__(self, doc: Doc) -> tuple[list[Name], dict[int, str]]:
        """Candidates in order, none overlapping, and the demonyms as token -> country code."""
        self.mend.begin(doc)
        known, demonyms = self.gazetteer(doc)
        recognised = [name for ent in doc.ents for name in self.mend(doc, ent.start, ent.end, ent.label_, demonyms)]
        shouted = shouting(doc)
        recognised += self._miscounted(doc, demonyms)
        for name in recognised:
            name.unsure = bool(shouted[name.start])
        runs = list(proper_runs(doc, self.proper))
        ends = dict(runs)
        for name in recognised:
            self.mend.widen(doc, name, ends)
        surnames = self._surnames(doc, runs, known, recognised)
        names = without_overlaps([*known, *self._shaped(doc), *recognised, *surnames], len(doc))
        covered = np.zeros(len(doc) + 1, dtype=bool)
        for name in names:
            covered[name.start : name.end] = name.known is None or name.known.type != "other"
        for ent in doc.ents:
            covered[ent.start : ent.end] |= ent.label_ not in LABELS
        for start, end in runs:
            if not covered[start:end].any() and not shouted[start]:
                names += self._from_run(doc, start, end, demonyms)
        names = without_overlaps(names, len(doc))
        names = [name for name in names if not self.mend.is_title(doc, name)]
        return sorted(names, key=lambda name: name.start), demonyms

    def _shaped(self, doc: Doc) -> Iterator[Name]:
        """Identifiers that a pattern tells: a vulnerability's number, a group's code name."""
        text = text_of(doc)
        for pattern, kind in self.lexicon.patterns:
            for match in pattern.finditer(text):
                span = doc.char_span(match.start(), match.end())
                if span is None:
                    continue
                threat = self.lexicon.threats.find(match[0], kind)
                known = threat.known if threat else Known(kind, row=re.sub(r"[ -]", "", match[0]).upper())
                yield Name(span.start, span.end, {known.type: 10.0}, known)

    def _miscounted(self, doc: Doc, demonyms: dict[int, str]) -> Iterator[Name]:
        """Names with a capital inside that the recogniser takes for numbers: "EdgeWave"."""
        for ent in doc.ents:
            text = ent.text
            inner = text.isalpha() and text[0].isupper() and not text.isupper() and not text[1:].islower()
            if ent.label_ not in LABELS and len(ent) == 1 and inner:
                yield from self.mend(doc, ent.start, ent.end, "ORG", demonyms)

    def _surnames(
        self, doc: Doc, runs: list[tuple[int, int]], known: list[Name], recognised: list[Name]
    ) -> Iterator[Name]:
        """Runs that end with a capital and begin with a word that nothing explains: "Mireille London"."""
        taken = {
            i for name in recognised if name.votes.keys() - {"person", "place"} for i in range(name.start, name.end)
        }
        taken |= {i for name in known for i in range(name.start, name.end)}
        capitals = {name.end: name for name in known if name.known and name.known.capital}
        for start, end in runs:
            name = capitals.get(end)
            words = doc[start : name.start] if name else None
            if not words or len(words) > 2 or name is None:
                continue
            plain = not any(
                self.mend.title_word(word)
                or word.text in self.lexicon.organization_words
                or word.text in self.lexicon.place_first
                for word in words
            )
            if plain and not any(word.i in taken for word in words):
                yield Name(start, end, {"person": 0.6})

    def _from_run(self, doc: Doc, start: int, end: int, demonyms: dict[int, str]) -> Iterator[Name]:
        """What a run of proper nouns holds that was passed over: a titled person, an organization."""
        if end + 1 < len(doc) and doc[end].tag_ == "POS" and self._is_head(doc[end + 1]) and end - start < 4:
            yield Name(start, end + 2)  # "Information Commissioner's Office"
            return
        behind = self.mend.behind_title(doc, start, end, "person", demonyms)
        if behind > start:
            name = Name(behind, end)
            name.vote("person", 1.0)
            yield name
            return
        first, last, words = doc[start], doc[end - 1].text, self.lexicon
        announced = (start > 0 and self._announced(doc[start - 1])) or self._classed(doc, end)
        while announced and start > 1 and doc[start - 1].tag_ == "JJ" and doc[start - 1].is_title:
            start -= 1
        if (
            announced
            or (
                end - start > 1
                and any(last in heads for heads in (words.organization_words, words.place_last, words.building_last))
            )
            or self._described(doc, start, end)
        ):
            yield Name(start, end)
        elif 2 <= end - start <= 3 and (first.text in words.given_names or _is_initial(first.text)):
            yield Name(start, end, {"person": 0.5})
        elif end - start == 1 and _ACRONYM.fullmatch(first.text) and first.dep_ in _ARGUMENTS:
            yield Name(start, end, {"organization": 0.5})

    def _is_head(self, token: Token) -> bool:
        return token.tag_ in PROPER_TAGS and token.text in self.lexicon.organization_words

    def _described(self, doc: Doc, start: int, end: int) -> bool:
        """Whether an apposition says what the run is: "Quaybus, a smaller operator, ..."."""
        root = doc[start:end].root
        nouns = [child for child in root.children if child.dep_ == "appos" and child.i > end and child.tag_ == "NN"]
        words = self.lexicon
        return (
            doc[end].text == ","
            if nouns
            and any(
                noun.lower_ in words.before_organization or noun.lower_ in words.roles or noun.lower_ in words.before
                for noun in nouns
            )
            else False
        )

    def _classed(self, doc: Doc, end: int) -> bool:
        """Whether a noun behind the run says what it is: "the Red Marten gang"."""
        if end + 1 >= len(doc):
            return False
        word, after = doc[end].lower_, self.lexicon.after
        return word in after or f"{word} {doc[end + 1].lower_}" in after

    def _announced(self, before: Token) -> bool:
        word, lexicon = before.lower_, self.lexicon
        return (
            before.text == word
            and (
                word in lexicon.before_organization
                or word in lexicon.media_cues
                or word in lexicon.before
                or word in lexicon.roles
            )
        ) or names_itself(before.doc, before.i + 1)
