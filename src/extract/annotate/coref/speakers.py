"""Who says "I": the speaker of a quotation, or the one who is interviewed."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from extract.annotate.coref.referents import Referent
from extract.annotate.layers import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

    from extract.annotate.names.lexicon import Lexicon

_FIRST = ("i", "me", "my", "mine", "myself")
_SECOND = ("you", "your", "yours", "yourself")
_PARAGRAPH = re.compile(r"[^\n]+")
_QUOTED = re.compile(r"“[^”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)", re.MULTILINE)
_QUESTIONS = 2
"""An article with so many paragraphs that end in a question mark, and ..."""
_ANSWERS = 5
""" ... so many "I" outside of quotations is an interview."""
_INTRODUCED = 3
"""A mention before the first question weighs as much as so many later ones."""
_NEAR = 240
"""Characters around a quotation in which its speaker is looked for."""


class Speakers:
    """Finds the referents of first-person pronouns, and of "you" in an interviewer's questions."""

    def __init__(self, vocab: Vocab, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.first = np.array([vocab.strings.add(word) for word in _FIRST], dtype="uint64")
        self.second = np.array([vocab.strings.add(word) for word in _SECOND], dtype="uint64")

    def __call__(self, doc: Doc, mentions: list[tuple[Referent, Span]]) -> dict[int, Referent]:
        """The tokens of such pronouns with the persons that they mean; others are left out."""
        lower = doc.to_array("LOWER")
        first = np.flatnonzero(np.isin(lower, self.first)).tolist()
        people = [
            (referent, span)
            for referent, span in mentions
            if referent.type == "person" and not self._credited(doc, span)
        ]
        if not first or not people:
            return {}
        text = text_of(doc)
        quotes = [(match.start(), match.end()) for match in _QUOTED.finditer(text)]
        second = np.flatnonzero(np.isin(lower, self.second)).tolist()
        return _quoted(doc, text, first, quotes, people) | _interviewed(doc, text, first, second, quotes, people)

    def _credited(self, doc: Doc, span: Span) -> bool:
        """Whether the person took a picture: "Image: Ingrid Solberg"."""
        left = doc[max(0, span.start - 3) : span.start]
        return (
            len(left) > 0
            and (left[-1].text == ":" or left[-1].lower_ == "by")
            and any(token.lower_ in self.lexicon.credits for token in left)
        )


def _quoted(
    doc: Doc, text: str, first: list[int], quotes: list[tuple[int, int]], people: list[tuple[Referent, Span]]
) -> dict[int, Referent]:
    found: dict[int, Referent] = {}
    speakers: dict[tuple[int, int], Referent | None] = {}
    starts = [start for start, _ in quotes]
    for i in first:
        at = int(np.searchsorted(starts, doc[i].idx, side="right")) - 1
        if at < 0 or doc[i].idx >= quotes[at][1]:
            continue
        quote = quotes[at]
        if quote not in speakers:
            speakers[quote] = _speaker(text, quote, people)
        if speaker := speakers[quote]:
            found[i] = speaker
    return found


def _interviewed(
    doc: Doc,
    text: str,
    first: list[int],
    second: list[int],
    quotes: list[tuple[int, int]],
    people: list[tuple[Referent, Span]],
) -> dict[int, Referent]:
    asked = [(match.start(), match.end()) for match in _PARAGRAPH.finditer(text) if match[0].rstrip().endswith("?")]
    outside = [i for i in first if not _within(doc[i].idx, quotes)]
    if len(asked) < _QUESTIONS or len(outside) < _ANSWERS:
        return {}
    counts: Counter[int] = Counter()
    for referent, span in people:
        counts[id(referent)] += _INTRODUCED if span.start_char < asked[0][0] else 1
    interviewed = max((referent for referent, _ in people), key=lambda referent: counts[id(referent)])
    answers = [i for i in outside if not _within(doc[i].idx, asked)]
    questions = [i for i in second if _within(doc[i].idx, asked)]
    return dict.fromkeys([*answers, *questions], interviewed)


def _within(at: int, stretches: list[tuple[int, int]]) -> bool:
    index = int(np.searchsorted([start for start, _ in stretches], at, side="right")) - 1
    return index >= 0 and at < stretches[index][1]


def _speaker(text: str, quote: tuple[int, int], people: list[tuple[Referent, Span]]) -> Referent | None:
    """The nearest person in the quotation's paragraph, outside of it, a subject before others."""
    start = text.rfind("\n", 0, quote[0]) + 1
    end = text.find("\n", quote[1])
    left, right = max(start, quote[0] - _NEAR), min(end if end >= 0 else len(text), quote[1] + _NEAR)
    best: tuple[float, Referent] | None = None
    for referent, span in _between(people, left, right):
        if quote[0] <= span.start_char < quote[1]:
            continue
        distance = span.start_char - quote[1] if span.start_char >= quote[1] else quote[0] - span.end_char
        subject = span.root.dep_ == "nsubj"
        score = distance - 120.0 * subject
        if best is None or score < best[0]:
            best = (score, referent)
    return best[1] if best else None


def _between(people: list[tuple[Referent, Span]], left: int, right: int) -> list[tuple[Referent, Span]]:
    starts = [span.start_char for _, span in people]
    low, high = np.searchsorted(starts, [left, right])
    return people[int(low) : int(high)]
