"""Mends recognised spans: cuts off what is no part of a name, takes in what is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from extract.annotate.names.candidate import POSSESSIVES, PREFIXES, PROPER_TAGS, Name
from extract.annotate.names.lexicon import Lexicon
from extract.records import EntityType

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LABELS: dict[str, EntityType] = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "PRODUCT": "product",
    "EVENT": "event",
    "WORK_OF_ART": "work",
    "LAW": "work",
}
"""The recogniser's labels that are parties or things; dates, amounts and languages are none."""

_LEADING = frozenset((
    "the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "our", "my", "your",
    "some", "any", "all", "both", "each", "every", "no", "about", "around", "over", "under", "only", "even",
    "as", "by", "in", "at", "on", "to", "from", "near", "and", "or", "but", "with", "for",
))  # fmt: skip
_TRAILING = frozenset((
    "and", "or", "of", "the", "a", "an", "in", "at", "on", "for", "by", "to", "from", "with", "as",
))  # fmt: skip
_NO_NAME = frozenset(("RB", "VB", "VBN", "VBD", "VBG", "MD", "IN", "PRP", "WRB", "UH"))
"""Tags of single words at the beginning of sentences and headlines that the recogniser takes for names."""
_INNER = frozenset(
    ("on", "against", "after", "before", "from", "with", "about", "over", "than", "because", "since", "when")
)
"""Behind one of these, in lower case, a name of a party is over."""
_LONG_NAME, _LONG_HEADLINE = 6, 25
_LINE_ENDS = frozenset(("|", "-", "–", "—", ":"))
_MARKUP = frozenset("<>={}|\\@#^~")
_PARTICLES = frozenset((
    "al", "el", "de", "da", "di", "du", "del", "della", "der", "den", "van", "von", "bin", "ibn", "ben", "la",
    "le", "dos", "das", "do", "e", "y",
))  # fmt: skip


class Mender:
    """Mends the spans of the stock recogniser.

    Args:
        lexicon: the words of titles, organizations and places.

    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.counts: Counter[int] = Counter()

    def begin(self, doc: Doc) -> None:
        """Count the words of the document that comes next."""
        self.counts = Counter(doc.to_array("ORTH").tolist())

    def __call__(self, doc: Doc, start: int, end: int, label: str, demonyms: dict[int, str]) -> Iterator[Name]:
        """A recognised span as names: cut at line ends and possessives, articles and titles taken off."""
        kind = LABELS.get(label)
        if kind is None:
            return
        for left, right in self._pieces(doc, start, end, kind):
            left, right = self._trimmed(doc, left, right, kind, demonyms)
            if kind == "work" and not (left > 0 and doc[left - 1].is_quote):
                right = self._before_place(doc, left, right)
            if left >= right or not any(char.isupper() for char in doc[left:right].text) or doc[left].like_url:
                continue
            if right - left == 1 and (len(doc[left]) < 2 or _is_no_noun(doc[left])):
                continue
            if all(i in demonyms for i in range(left, right)) or _is_markup(doc[left:right].text):
                continue
            if kind != "work" and self._is_headline(doc, left, right):
                continue
            if label == "NORP" and all(token.tag_ == "JJ" for token in doc[left:right]):
                continue  # "Democratic" is no party
            weight = 1.0
            name = Name(left, right)
            if right - left == 1 and doc[left].is_upper and len(doc[left]) > 2 and kind in ("person", "place"):
                weight = 0.3
                name.vote("organization", 0.5)
            name.vote(kind, weight)
            yield name

    def _pieces(self, doc: Doc, start: int, end: int, kind: EntityType) -> Iterator[tuple[int, int]]:
        last = start
        for i in range(start, end):
            token = doc[i]
            parts = token.text in POSSESSIVES and kind != "work" and self._parts(doc, last, i, end)
            if token.is_space or parts:
                yield last, i
                last = i + 1
        yield last, end

    def _before_place(self, doc: Doc, start: int, end: int) -> int:
        """The end of "Kestrel" in "Kestrel in Norway", which is no title."""
        at = next((i for i in range(start + 1, end - 1) if doc[i].text == "in"), end)
        place = self.lexicon.known.get(doc[at + 1 : end].text)
        return at if place and place.type == "place" else end

    def _parts(self, doc: Doc, start: int, at: int, end: int) -> bool:
        """Whether a possessive at token `at` parts two names: "Norway's Orbex", "Halden Lab's Maria Ortega"."""
        text = doc[start:at].text
        person = at + 1 < end and at > start and doc[at + 1].text in self.lexicon.given_names
        legal = at - start > 1 and doc[at - 1].text in self.lexicon.legal_forms
        surname = at + 2 == end and any(
            ent.label_ == "PERSON" and len(ent) > 1 and ent[-1].text == doc[at + 1].text for ent in doc.ents
        )
        common = all(self.counts[token.orth] > 2 for token in doc[start:at]) and not any(
            doc[i].text in self.lexicon.organization_words or doc[i].text in self.lexicon.building_last
            for i in range(at + 1, end)
        )
        return text in self.lexicon.known or text in self.lexicon.cities or person or legal or surname or common

    def _trimmed(self, doc: Doc, start: int, end: int, kind: EntityType, demonyms: dict[int, str]) -> tuple[int, int]:
        if kind != "work":
            end = next((i for i in range(start + 1, end) if doc[i].is_quote and doc[i].text not in POSSESSIVES), end)
        opened = next((i for i in range(start, end) if doc[i].text == "("), end)
        if opened < end and doc[end - 1].text != ")":
            end = opened
        start += start + 1 < end and self._opens(doc, start, end)
        while start < end and (
            doc[start].lower_ in _LEADING or not _is_word(doc[start]) or (_is_plain(doc[start]) and end - start > 1)
        ):
            start += 1
        if start + 1 < end and doc[start + 1].text == "-" and doc[start].lower_ in PREFIXES:
            start = min(start + 3, end)  # "pro-Oslo" is an adjective
        start += start < end and is_prefixed(doc, start)
        if kind in ("person", "organization", "group", "place"):
            end = next((i for i in range(start + 1, end) if doc[i].text in _INNER or _counts(doc, i)), end)
        while start < end and (doc[end - 1].text in _TRAILING or _ends_nothing(doc, start, end)):
            end -= 1
        if kind in ("person", "organization", "group", "work", "place"):
            start = self.behind_title(doc, start, end, kind, demonyms)
        if kind == "organization" and end - start > 1 and self.role_word(doc[end - 1]):
            end = self._without_role(doc, start, end)
        return start, end

    def _is_headline(self, doc: Doc, start: int, end: int) -> bool:
        """Whether it is a whole line or headline of many words, and no list knows it."""
        if not _LONG_NAME <= end - start <= _LONG_HEADLINE or doc[end - 1].text in self.lexicon.organization_words:
            return False
        opens = start == 0 or doc[start - 1].is_space or "\n" in doc[start - 1].whitespace_
        closes = end == len(doc) or doc[end].is_space or doc[end].text in _LINE_ENDS
        return opens and closes and not any(doc[i].text in ("of", "for", "&") for i in range(start, end))

    def _opens(self, doc: Doc, start: int, end: int) -> bool:
        """Whether the first word only opens the sentence: "Airline Skyvale said", and later "Skyvale"."""
        first, words = doc[start], self.lexicon
        tables = (words.before_organization, words.media_cues, words.before, words.roles)
        if not first.is_sent_start or first.is_upper or not any(first.lower_ in table for table in tables):
            return False
        orths = doc.to_array("ORTH")
        again = np.flatnonzero(orths == doc[start + 1].orth)
        return any(i == 0 or orths[i - 1] != first.orth for i in again.tolist())

    def _lacks_beginning(self, doc: Doc, name: Name) -> bool:
        """Whether the recogniser saw "Solberg" alone where a word that nothing explains stands before it."""
        if name.start == 0 or name.end - name.start > 1 or name.votes.keys() - {"person", "place"}:
            return False
        before, words = doc[name.start - 1], self.lexicon
        return (
            before.tag_ in PROPER_TAGS
            and before.text.istitle()
            and before.is_alpha
            and bool(before.whitespace_)
            and not before.is_sent_start
            and not before.ent_type_
            and not self.title_word(before)
            and not any(
                before.text in table
                for table in (words.organization_words, words.place_first, words.known, words.demonyms)
            )
        )

    def _without_role(self, doc: Doc, start: int, end: int) -> int:
        """The end of "Harbour Agency" in "Harbour Agency Director Aoi Tanaka"."""
        before = doc[end - 2]
        titles = end < len(doc) and doc[end].tag_ in PROPER_TAGS
        apposed = "," in doc[max(0, start - 2) : start].text
        generic = before.text in self.lexicon.organization_words or before.is_upper
        return end - 1 if generic and (titles or apposed) else end

    def role_word(self, token: Token) -> bool:
        """Whether a role can end with this word."""
        return token.lower_.rstrip(".") in self.lexicon.roles

    def title_word(self, token: Token) -> bool:
        """Whether a title before a name can hold this word."""
        return token.lower_.rstrip(".") in self.lexicon.title_words

    def behind_title(self, doc: Doc, start: int, end: int, kind: EntityType, demonyms: dict[int, str]) -> int:
        """Where the name begins in "Prime Minister Aoi Tanaka"; `start` where no title stands before it."""
        head = None
        for i in range(start, end - 1):
            token = doc[i]
            if self.role_word(token) or token.lower_.rstrip(".") in self.lexicon.honorifics:
                head = i
            elif i + 3 < end and doc[i + 1].text == "-" and self.role_word(doc[i + 2]):
                continue  # "Vice-President"
            elif token.text == "-" and i > start:
                continue
            elif not (self.title_word(token) or i in demonyms or token.text in self.lexicon.known):
                break
        if head is None:
            return start
        rest = doc[head + 1 : end]
        lasts = (self.lexicon.organization_words, self.lexicon.place_last, self.lexicon.event_last)
        if any(word.text in table for word in rest for table in lasts):
            return start
        sure = kind == "person" or head > start or rest[0].text in self.lexicon.given_names
        return head + 1 if sure and rest[0].text[0].isupper() else start

    def is_title(self, doc: Doc, name: Name) -> bool:
        """Whether it is (part of) a title: "Cabinet" in "Chief Cabinet Secretary", "Prime Minister"."""
        if name.known or not all(self.title_word(token) for token in doc[name.start : name.end]):
            return False
        following = doc[name.end] if name.end < len(doc) else None
        return self.role_word(doc[name.end - 1]) or (following is not None and self.role_word(following))

    def widen(self, doc: Doc, name: Name, runs: dict[int, int]) -> None:
        """Take in what belongs to the name: "Lazarus" -> "Lazarus Group", "Bank" -> "Bank of Halden"."""
        words, size = self.lexicon, len(doc)
        generic = all(token.text in words.organization_words for token in doc[name.start : name.end])
        while generic and name.start > 0 and doc[name.start - 1].tag_ in PROPER_TAGS:
            name.start -= 1
        while self._lacks_beginning(doc, name):
            name.start -= 1
        while (
            name.end < size
            and doc[name.end].tag_ in PROPER_TAGS
            and (doc[name.end].text in words.organization_words or doc[name.end].text in words.place_last)
        ):
            name.end += 1
        if (
            "person" in name.votes
            and name.end + 1 < size
            and doc[name.end].text == "-"
            and not doc[name.end].whitespace_
            and not doc[name.end - 1].whitespace_
            and doc[name.end + 1].tag_ in ("NN", *PROPER_TAGS)
        ):
            name.end += 2
        if name.end + 1 < size and doc[name.end].text == "," and doc[name.end + 1].text in words.legal_forms:
            name.end += 2  # "Northgate, Inc."
        if (
            name.end + 1 < size
            and doc[name.end].text in ("of", "for")
            and doc[name.end - 1].text in words.organization_words
            and doc[name.end - 1].text not in words.legal_forms
        ):
            at = name.end + 1 + (doc[name.end + 1].lower_ == "the")
            name.end = runs.get(at, name.end)


def _is_markup(text: str) -> bool:
    """Whether it is an address, an account, a variable or a piece of a page's code."""
    return any(char in _MARKUP for char in text) or "://" in text or ("_" in text and " " not in text)


def _counts(doc: Doc, i: int) -> bool:
    """Whether a share begins here: "13 percent" is no part of a name."""
    return doc[i].like_num and i + 1 < len(doc) and doc[i + 1].lower_ in ("percent", "per", "%")


def is_prefixed(doc: Doc, i: int) -> bool:
    """Whether the token is "Oslo" in "pro-Oslo"."""
    return i > 1 and doc[i - 1].text == "-" and not doc[i - 1].whitespace_ and doc[i - 2].lower_ in PREFIXES


def _is_word(token: Token) -> bool:
    return any(char.isalnum() for char in token.text)


def _is_no_noun(token: Token) -> bool:
    """Whether it is a word in title case that is no noun: "Unfortunately"."""
    return token.tag_ in _NO_NAME and not token.is_upper


def _is_plain(token: Token) -> bool:
    """Whether it is a common word in lower case, which no name begins with."""
    return token.is_lower and token.lower_ not in _PARTICLES


def _ends_nothing(doc: Doc, start: int, end: int) -> bool:
    last = doc[end - 1]
    if last.text in POSSESSIVES:
        return True
    if last.text == ")":
        return "(" not in doc[start:end].text
    return not _is_word(last)
