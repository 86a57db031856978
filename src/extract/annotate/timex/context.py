"""What surrounds a time expression: the publication date, the tense of its verb, the times told before it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from extract.annotate.layers import article_of, text_of
from extract.annotate.timex.absolute import day_order
from extract.annotate.timex.periods import Interval, Period
from extract.records import Diagnostic

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from extract.records import TimexType

Direction = Literal["past", "future"]
Told = Literal["named", "seen", "compared"]
"""By its name ("the third quarter"), as seen from the publication ("this quarter"), or counted from another."""
ANY: tuple[Told, ...] = ("named", "seen", "compared")
FIRST_HAND: tuple[Told, ...] = ("named", "seen")
Anchor = int | Literal["published"] | None

_VERBS = ("VB", "MD")
_MAX_CLIMB = 12
_COPULAS = frozenset({"is", "are"})
_AIMS = frozenset({"for", "until", "till"})
_ACCOUNTED = frozenset({"P6M", "P9M", "P12M", "P2Q", "P3Q"})
"""Durations of several quarters, as reports compare them with the like of a year earlier."""
_ABOUT, _LONG = 12, 5
"""A headline has no two words of five letters or more in small letters within twelve words."""
_FAR = 2000
"""Characters that are looked back over for the end of a paragraph."""
_NO_NAMES = frozenset({"PERSON", "ORG", "PRODUCT", "WORK_OF_ART", "FAC", "GPE", "EVENT", "NORP", "LAW"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression means.

    Attributes:
        type: TIMEX3 type.
        value: TIMEX3 value; None where nothing can be said.
        period: the calendar period that later expressions may count from.
        interval: inclusive days; None: the period's own, if there is one.
        anchor: what it counts from, as in `TimeMark`.
    """

    type: TimexType
    value: str | None = None
    period: Period | None = None
    interval: Interval | None = None
    anchor: Anchor = None


class Context:
    """One document while its expressions are read, in the order of the text."""

    def __init__(
        self, doc: Doc, published: date | None, lexicon: Mapping[str, Any], *, day_first: bool | None = None
    ) -> None:
        self.published = published
        self.lexicon = lexicon
        self.problems: list[Diagnostic] = []
        self._day_first = day_first
        self._doc = doc
        self._text = text_of(doc)
        self._starts: list[int] = doc.to_array("IDX").tolist()
        self._parsed = doc.has_annotation("DEP")  # these two look at every token: asked once
        marked = doc.has_annotation("SENT_START")
        self._sentences = [sentence.start_char for sentence in doc.sents] if marked else []
        self._length = -1
        self._days: dict[int, Interval] = {}
        self._last: tuple[int, int, Period | None] = (-1, 0, None)
        self._told: dict[tuple[str, Told], tuple[int, int, Period]] = {}
        self._modals = frozenset(lexicon["tense"]["future_modals"])
        self._backshifted = frozenset(lexicon["tense"]["backshifted"])
        self._certain = frozenset(lexicon["tense"]["certain_modals"])
        self._prospective = frozenset(lexicon["tense"]["prospective"])
        self._settled = frozenset(lexicon["tense"]["settled"])
        self._arranged = frozenset(lexicon["tense"]["arranged"])
        self._intending = frozenset(lexicon["tense"]["intending"])
        self._saying = frozenset(lexicon["tense"]["saying"])
        self._looking_back = frozenset(lexicon["tense"]["looking_back"])
        self._able = frozenset(lexicon["tense"]["able"])
        self._believing = frozenset(lexicon["tense"]["believing"])
        self._withheld = frozenset(lexicon["tense"]["withheld"])
        self._negatives = frozenset(lexicon["tense"]["negatives"])

    def token(self, offset: int) -> Token:
        """The token that holds a character."""
        return self._doc[max(bisect_right(self._starts, offset) - 1, 0)]

    def is_name(self, start: int) -> bool:
        """Whether the entity recogniser takes the word as part of a name that is no date."""
        return self.token(start).ent_type_ in _NO_NAMES

    def tag(self, start: int) -> str:
        """The part-of-speech tag of the word at an offset; "" in an untagged document."""
        return self.token(start).tag_

    def entity(self, start: int) -> str:
        """The entity label of the word at an offset; "" where there is none."""
        return self.token(start).ent_type_

    def follows_plural(self, end: int) -> bool:
        """Whether the word behind an expression is a plural noun or a number."""
        return self._tag_behind(end) in ("NNS", "NNPS", "CD")

    def adjective_at(self, start: int) -> bool:
        """Whether the word is an adjective, or the document untagged."""
        return self.tag(start) in ("JJ", "")

    def in_title(self, start: int) -> bool:
        """Whether a word with a capital stands at the end of others, as in a name: "Russia Today"."""
        index = self.token(start).i
        if index == 0 or not self._text[start].isupper() or self.sentence_start(start) >= start:
            return False
        before = self._doc[index - 1]
        behind = self._doc[index + 1].text if index + 1 < len(self._doc) else ""
        named = before.text[0].isupper() and before.is_alpha and before.idx >= self.sentence_start(start)
        return named and not behind[:1].isupper()

    def is_titled(self, start: int, end: int) -> bool:
        """Whether several words all have capitals in a sentence that is no headline: the show "This Week"."""
        words = self._text[start:end].split()
        if len(words) < 2 or not all(word[0].isupper() for word in words) or words[-1].isupper():
            return False
        token = self.token(start)
        around = self._doc[max(token.i - _ABOUT, 0) : token.i + _ABOUT]
        small = [word for word in around if word.is_lower and word.is_alpha and len(word) >= _LONG]
        return len(small) >= 2

    def is_joined(self, start: int) -> bool:
        """Whether no blank stands before an offset."""
        return start > 0 and not self._text[start - 1].isspace()

    def runs_on(self, end: int) -> bool:
        """Whether something stands at an offset without a blank before it."""
        return not self._text[end : end + 1].isspace()

    def follows_name(self, start: int) -> bool:
        """Whether the word before is part of a name: "Windows 2000"."""
        index = self.token(start).i
        before = self._doc[index - 1] if index else None
        return before is not None and before.tag_ in ("NNP", "NNPS") and before.is_alpha and before.text[0].isupper()

    def noun_at(self, end: int) -> bool:
        """Whether the word behind an expression is a noun."""
        return self._tag_behind(end).startswith("NN")

    def _tag_behind(self, end: int) -> str:
        index = self.token(max(end - 1, 0)).i + 1
        return self._doc[index].tag_ if index < len(self._doc) else ""

    def day_first(self, start: int, figures: str) -> bool:
        """How to read a date that has slashes and can be read both ways; notes that as a problem.

        The setting says it, else the other dates of the text, else the country in the article's address;
        without any of them the month comes first.
        """
        order, because = self._order
        message = f"{figures} is read with the {'day' if order else 'month'} first, {because}"
        self.problems.append(Diagnostic(code="ambiguous-date", stage="annotate", message=message, start=start))
        return order

    @cached_property
    def _order(self) -> tuple[bool, str]:
        if self._day_first is not None:
            return self._day_first, "as the setting says"
        order = day_order(self._text)
        if order is not None:
            return order, "like another date in the text"
        article = article_of(self._doc)
        host = urlsplit(article.url).hostname if article and article.url else None
        country = (host or "").rpartition(".")[2]
        if country in self.lexicon["day_first_domains"]:
            return True, f"as is usual in .{country}"
        return False, "the default"

    def tell(self, index: int, start: int, end: int, got: Reading, kind: Told) -> None:
        """Note that the mark `index`, which begins at `start`, means a period.

        Args:
            index: place of the mark among the marks.
            start: where it begins in the text.
            end: where it ends.
            got: what it means; it has a period.
            kind: by what it is told.
        """
        period = got.period
        assert period is not None
        self._days[index] = got.interval or period.interval
        self._last = index, end, period
        self._told[period.unit, kind] = index, start, period

    def tell_length(self, start: int, value: str) -> None:
        """Note a duration that begins at `start`, if it is one that accounts are made for: "the nine months"."""
        if value in _ACCOUNTED:
            self._length = start

    @property
    def length(self) -> int:
        """Where the last duration of several quarters begins; -1 without one."""
        return self._length

    def told(
        self, *, units: tuple[str, ...] = (), since: int = 0, kinds: tuple[Told, ...] = ANY
    ) -> tuple[int, Period] | None:
        """The last period told, and its mark.

        Args:
            units: only a period of one of these units, where any are given.
            since: only by a mark that doesn't begin before.
            kinds: only one that is told so.
        """
        fitting = (
            told
            for (unit, kind), told in self._told.items()
            if told[1] >= since and (not units or unit in units) and kind in kinds
        )
        index, _, period = max(fitting, key=lambda told: told[0], default=(-1, -1, None))
        return (index, period) if period else None

    def days_of(self, index: int) -> Interval | None:
        """First and last day of the mark `index`, narrowed as it says: "early December"."""
        return self._days.get(index)

    def apposed(self, start: int) -> tuple[int, Period] | None:
        """The time that ends at the comma before an offset, and its mark."""
        index, end, period = self._last
        return (index, period) if period and self._text[end:start].strip(" ") == "," else None

    def sentence_start(self, offset: int) -> int:
        """Where the sentence begins; the paragraph, in a document without sentences."""
        before = bisect_right(self._sentences, offset)
        return self._sentences[before - 1] if before else self.paragraph_start(offset)

    def paragraph_start(self, offset: int) -> int:
        """Where the paragraph begins."""
        return self._text.rfind("\n", 0, offset) + 1

    def paragraph_before(self, start: int) -> int:
        """Where the paragraph before the one that begins at an offset begins."""
        end = len(self._text[max(start - _FAR, 0) : start].rstrip()) + max(start - _FAR, 0)
        return self.paragraph_start(end)

    def direction(self, start: int, *, present: bool = False) -> Direction | None:
        """Whether the verb that governs a word looks back or ahead; None where the parse doesn't say.

        Args:
            start: where the word begins.
            present: any verb in the present tense looks ahead ("goes on sale in May"), not just those of
                what is arranged ("X meets Y Monday").
        """
        if not self._parsed:
            return None
        token = first = self.token(start)
        below = first
        direct = True  # no noun stands between the word and its verb
        for _ in range(_MAX_CLIMB):
            word = token.lower_
            if word in self._prospective:
                return "past" if self._had(token) else "future"
            if word in self._settled and below.lower_ in _AIMS and token.tag_ == "VBN":
                return "past" if self._had(token) else "future"
            if word in _COPULAS and below is first and first.dep_ in ("attr", "npadvmod") and not self._dummy(token):
                return "future"  # "the deadline is Friday"
            if word in self._looking_back and not direct:
                return "past"
            if token.tag_.startswith(_VERBS):
                if first.dep_ == "poss" and self._wavers(token):
                    return None  # "Monday's debate might not move them": of a debate that is over, or isn't
                return self._tense(token, direct=direct, present=present)
            if token.head.i == token.i:
                return None
            direct = direct and (token is first or not token.tag_.startswith("NN"))
            below, token = token, token.head
        return None

    def happened(self, start: int) -> bool:
        """Whether the main verb of the sentence tells of the past: "They kept going until 2 a.m. Friday"."""
        return self._parsed and self.token(start).sent.root.tag_ == "VBD"

    def _wavers(self, verb: Token) -> bool:
        words = {child.lower_ for child in verb.children if child.dep_ == "aux"}
        return bool(words & self._modals) and not words & self._certain

    @staticmethod
    def _dummy(verb: Token) -> bool:
        """Whether a verb's subject says nothing: "it is Friday"."""
        return any(child.dep_ in ("nsubj", "expl") and child.tag_ in ("PRP", "EX", "DT") for child in verb.children)

    @staticmethod
    def _had(word: Token) -> bool:
        """Whether a word, or what governs it, is told as over: "had been due to expire"."""
        chain = (word, word.head, word.head.head)
        return any(child.lower_ == "had" and child.dep_ == "aux" for verb in chain for child in verb.children)

    def _denied(self, verb: Token) -> bool:
        """Whether a verb, or its subject, is negated: "neither would comment"."""
        return any(
            child.dep_ == "neg"
            or child.lower_ in self._negatives
            or any(word.lower_ in self._negatives for word in child.children)
            for child in verb.children
        )

    def _tense(self, verb: Token, *, direct: bool, present: bool) -> Direction | None:
        helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
        words = {child.lower_ for child in helpers}
        if verb.lower_ in self._withheld and words & self._backshifted and self._denied(verb):
            return "past"  # "would not comment Monday", "could not be reached on Friday"
        if words & self._modals:
            return "past" if "have" in words and not words & self._certain else "future"  # "may have been"
        tags = {verb.tag_, *(child.tag_ for child in helpers)}
        if tags & {"VBD", "VBN"} and not any(child.tag_ == "TO" for child in helpers):
            return "past"
        if verb.tag_ == "VB" and any(child.tag_ == "TO" for child in helpers):
            governor = verb.head
            if self._had(verb) or (governor.lower_ in self._able and governor.head.tag_ == "VBD"):
                return "past"
            looks_back = governor.lower_ in self._believing or (
                governor.tag_ == "VBD" and governor.lower_ not in self._prospective | self._intending
            )
            return None if looks_back else "future"  # "placed orders to start the day": of either
        if not direct:
            return None
        if verb.tag_ == "VBG" and any(child.tag_ in ("VBZ", "VBP") for child in helpers):
            return "future"
        if verb.tag_ in ("VBZ", "VBP") and (
            verb.lower_ in self._arranged or (present and verb.lower_ not in self._saying)
        ):
            return "future"
        return None
