"""Who says "I" and "we": the speaker of a quotation and the speaker's organization, or the one who is interviewed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from extract.annotate.attribution.quotes import find_quotes
from extract.annotate.coref.affiliations import affiliations
from extract.annotate.coref.anaphors import is_abbreviation
from extract.annotate.coref.referents import Referent
from extract.annotate.layers import Offsets, text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

    from extract.annotate.layers import ClaimMark
    from extract.annotate.names.lexicon import Lexicon

_FIRST = ("i", "me", "my", "mine", "myself")
_PLURAL = ("we", "us", "our", "ours", "ourselves")
_SECOND = ("you", "your", "yours", "yourself")
_PARAGRAPH = re.compile(r"[^\n]+")
_QUESTIONS = 2
"""An article with so many paragraphs that end in a question mark, and ..."""
_ANSWERS = 5
""" ... so many "I" outside of quotations is an interview."""
_INTRODUCED = 3
"""A mention before the first question weighs as much as so many later ones."""
_NEAR = 240
"""Characters around a quotation in which its speaker is looked for."""

Mentions = list[tuple[Referent, "Span"]]


@dataclass(slots=True)
class Speech:
    """What is said in first person in a document, and by whom."""

    quotes: list[Offsets] = field(default_factory=list)
    sources: list[Offsets | None] = field(default_factory=list)
    """Of each quotation, the source that its claim has."""
    speakers: list[Referent | None] = field(default_factory=list)
    """Of each quotation, the person who is named as its speaker."""
    singular: list[int] = field(default_factory=list)
    """Tokens: "I", "my"."""
    plural: list[int] = field(default_factory=list)
    """Tokens: "we", "our"."""
    fixed: dict[int, Referent] = field(default_factory=dict)
    """Pronouns whose person is plain before any other is resolved."""

    def at(self, offset: int) -> int | None:
        """The number of the quotation in which a character stands."""
        index = bisect_right(self.quotes, offset, key=lambda quote: quote[0]) - 1
        return index if index >= 0 and offset < self.quotes[index][1] else None

    def speaker_at(self, offset: int) -> Referent | None:
        """The person who speaks there, where one is named."""
        index = self.at(offset)
        return None if index is None else self.speakers[index]


class Speakers:
    """Finds the referents of first-person pronouns, and of "you" in an interviewer's questions."""

    def __init__(self, vocab: Vocab, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.ids = {
            words: np.array([vocab.strings.add(word) for word in words], dtype="uint64")
            for words in (_FIRST, _PLURAL, _SECOND)
        }

    def __call__(self, doc: Doc, mentions: Mentions) -> Speech:
        """Quotations, their speakers and the pronouns of the first person."""
        lower = doc.to_array("LOWER")
        first, plural, second = (np.flatnonzero(np.isin(lower, ids)).tolist() for ids in self.ids.values())
        text = text_of(doc)
        speech = Speech([quote.span for quote in find_quotes(text)])
        speech.singular, speech.plural = first, [i for i in plural if not is_abbreviation(doc, i)]
        people = [
            (referent, span)
            for referent, span in mentions
            if referent.type == "person" and not self._credited(doc, span)
        ]
        speech.sources = _sources(doc._.claims, speech)
        speech.speakers = [
            _named(people, source) if source else _nearest(text, quote, people)
            for quote, source in zip(speech.quotes, speech.sources, strict=True)
        ]
        if first and people:
            speech.fixed = _quoted(doc, speech) | _interviewed(doc, text, speech, second, people)
        return speech

    def later(self, doc: Doc, speech: Speech, mentions: Mentions, holder: dict[int, Referent]) -> dict[int, Referent]:
        """Pronouns of the first person whose speaker is told by a pronoun or a nominal, and those in the plural.

        Args:
            doc: the document.
            speech: what calling this gave.
            mentions: the names, in the order of the text.
            holder: token -> the referent that it names or means, with all anaphors resolved.

        """
        found: dict[int, Referent] = {}
        belongs = affiliations(doc, mentions, holder, self.lexicon)
        for i in sorted({*speech.singular, *speech.plural} - speech.fixed.keys()):
            index = speech.at(doc[i].idx)
            if index is None or i in holder:
                continue
            source, person = speech.sources[index], speech.speakers[index]
            held = _held(doc, source, holder) if source else []
            person = person or next((referent for referent in held if referent.type == "person"), None)
            if i in speech.singular:
                speaker = person
            else:
                speaker = belongs.get(id(person)) if person else self._body(doc, source, held)
            if speaker is not None:
                found[i] = speaker
        return found

    def _body(self, doc: Doc, source: Offsets | None, held: list[Referent]) -> Referent | None:
        """The organization that speaks, or for which an unnamed person does: "a spokesperson for Orbex"."""
        span = doc.char_span(*source, alignment_mode="expand") if source else None
        if span is None or any(token.lower_ in self.lexicon.strangers for token in span):
            return None
        bodies = {id(referent): referent for referent in held if referent.type in ("organization", "group")}
        return next(iter(bodies.values())) if len(bodies) == 1 else None

    def _credited(self, doc: Doc, span: Span) -> bool:
        """Whether the person took a picture: "Image: Ingrid Solberg"."""
        left = doc[max(0, span.start - 3) : span.start]
        return (
            len(left) > 0
            and (left[-1].text == ":" or left[-1].lower_ == "by")
            and any(token.lower_ in self.lexicon.credits for token in left)
        )


def _sources(claims: tuple[ClaimMark, ...], speech: Speech) -> list[Offsets | None]:
    """Of each quotation, the source of a claim that has it as content, if it stands outside of quotations."""
    found: list[Offsets | None] = [None] * len(speech.quotes)
    for claim in claims:
        if claim.source is None or claim.quotation == "indirect" or speech.at(claim.source[0]) is not None:
            continue
        for start, end in claim.content:
            index = bisect_right(speech.quotes, start, key=lambda quote: quote[1])
            while index < len(speech.quotes) and speech.quotes[index][0] < end:
                found[index] = found[index] or claim.source
                index += 1
    return found


def _named(people: Mentions, source: Offsets) -> Referent | None:
    """The person whom a source names."""
    index = bisect_right(people, source[0], key=lambda pair: pair[1].end_char)
    if index < len(people) and people[index][1].start_char < source[1]:
        return people[index][0]
    return None


def _held(doc: Doc, source: Offsets, holder: dict[int, Referent]) -> list[Referent]:
    span = doc.char_span(*source, alignment_mode="expand")
    return [holder[token.i] for token in span if token.i in holder] if span is not None else []


def _quoted(doc: Doc, speech: Speech) -> dict[int, Referent]:
    return {i: speaker for i in speech.singular if (speaker := speech.speaker_at(doc[i].idx))}


def _interviewed(doc: Doc, text: str, speech: Speech, second: list[int], people: Mentions) -> dict[int, Referent]:
    asked = [(match.start(), match.end()) for match in _PARAGRAPH.finditer(text) if match[0].rstrip().endswith("?")]
    outside = [i for i in speech.singular if speech.at(doc[i].idx) is None]
    if len(asked) < _QUESTIONS or len(outside) < _ANSWERS:
        return {}
    full = [(referent, span) for referent, span in people if " " in referent.mark.name]
    counts: Counter[int] = Counter()
    for referent, span in full or people:
        counts[id(referent)] += _INTRODUCED if span.start_char < asked[0][0] else 1
    interviewed = max((referent for referent, _ in full or people), key=lambda referent: counts[id(referent)])
    answers = [i for i in outside if not _within(doc[i].idx, asked)]
    questions = [i for i in second if _within(doc[i].idx, asked)]
    return dict.fromkeys([*answers, *questions], interviewed)


def _within(at: int, stretches: list[Offsets]) -> bool:
    index = bisect_right(stretches, at, key=lambda stretch: stretch[0]) - 1
    return index >= 0 and at < stretches[index][1]


def _nearest(text: str, quote: Offsets, people: Mentions) -> Referent | None:
    """The nearest person in the quotation's paragraph, outside of it, a subject before others."""
    start = text.rfind("\n", 0, quote[0]) + 1
    end = text.find("\n", quote[1])
    left, right = max(start, quote[0] - _NEAR), min(end if end >= 0 else len(text), quote[1] + _NEAR)
    best: tuple[float, Referent] | None = None
    low = bisect_right(people, left - 1, key=lambda pair: pair[1].start_char)
    for referent, span in people[low:]:
        if span.start_char >= right:
            break
        if quote[0] <= span.start_char < quote[1]:
            continue
        distance = span.start_char - quote[1] if span.start_char >= quote[1] else quote[0] - span.end_char
        score = distance - 120.0 * (span.root.dep_ == "nsubj")
        if best is None or score < best[0]:
            best = (score, referent)
    return best[1] if best else None
