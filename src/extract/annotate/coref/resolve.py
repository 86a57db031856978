"""Links each anaphor to the best referent before it, or to none."""

from __future__ import annotations

from bisect import bisect_right
from math import log2
from typing import TYPE_CHECKING

from extract.annotate.coref.anaphors import Anaphor
from extract.annotate.coref.referents import Place, Referent, is_subject
from extract.annotate.coref.speakers import Speech
from extract.annotate.layers import MentionMark
from extract.annotate.names.words import singular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spacy.tokens import Doc, Span, Token

    from extract.annotate.names.lexicon import Lexicon

_LOOK_BACK = 40
"""So many earlier mentions are looked at: what lies further back is meant no more, and time stays linear."""
_SENTENCES_PERSON = 6
_SENTENCES_THING = 2
_SENTENCES_NOMINAL = 5
_BE = frozenset(("is", "was", "'s", "’s", "am", "'m", "’m", "are", "were", "'re", "’re"))
_WIDEST = 8
_SUBJECT_BONUS = 1.2
_CITIES = frozenset(("city", "town", "port"))
_STATES = frozenset(("state", "commonwealth"))
_COUNTRIES = frozenset(("country", "nation"))


class Resolver:
    """Walks through one document.

    Args:
        doc: parsed; without dependencies no mention counts as a subject.
        mentions: referents with the spans that name them, in the order of the text.
        lexicon: the word lists.
        speech: who speaks in quotations.

    """

    def __init__(
        self,
        doc: Doc,
        everyone: list[Referent],
        mentions: list[tuple[Referent, Span]],
        lexicon: Lexicon,
        speech: Speech,
    ) -> None:
        self.doc = doc
        self.lexicon = lexicon
        self.speech = speech
        self.everyone = everyone
        self.parsed = doc.has_annotation("DEP")
        starts = [sent.start for sent in doc.sents] if doc.has_annotation("SENT_START") else [0]
        self.sentence_of: Callable[[int], int] = lambda i: bisect_right(starts, i) - 1
        self.sentence_starts = starts
        self.mentions = mentions
        self.holder = {i: referent for referent, span in mentions for i in range(span.start, span.end)}
        self.history: list[Place] = []

    def run(self, anaphors: Iterable[Anaphor]) -> None:
        """Resolve all anaphors, in the order of the text; the mentions are added to the referents."""
        fixed = self.speech.fixed
        events: list[tuple[int, int, Referent | None, Span | None, Anaphor | None]] = [
            (span.root.i if self.parsed else span.start, 0, referent, span, None) for referent, span in self.mentions
        ]
        events += [(anaphor.head, 1, None, None, anaphor) for anaphor in anaphors if anaphor.head not in self.holder]
        events += [(i, 0, referent, self.doc[i : i + 1], None) for i, referent in fixed.items()]
        for i, _, referent, span, anaphor in sorted(events, key=lambda event: event[:2]):
            if referent is not None and span is not None:
                self._remember(referent, span, i, pronoun=i in fixed)
            elif anaphor is not None and (found := self._resolve(anaphor)):
                self._link(anaphor, found)

    # ------------------------------------------------------------ bookkeeping

    def _remember(self, referent: Referent, span: Span, i: int, *, pronoun: bool = False) -> None:
        referent.weight += 1
        subject = self.parsed and is_subject(span)
        self.history.append(Place(i, self.sentence_of(i), referent, subject, pronoun))

    def _link(self, anaphor: Anaphor, referent: Referent) -> None:
        span = self.doc[anaphor.start : anaphor.end]
        kind = "nominal" if anaphor.noun else "pronoun"
        referent.added.append(
            MentionMark(span.start_char, span.end_char, "nominal" if kind == "nominal" else "pronoun")
        )
        for i in range(anaphor.start, anaphor.end):
            self.holder.setdefault(i, referent)
        self.predicate(anaphor.head, referent)
        if anaphor.number in ("he", "she") and referent.gender is None:
            referent.gender = "male" if anaphor.number == "he" else "female"
        self._remember(referent, self.doc[anaphor.head : anaphor.head + 1], anaphor.head, pronoun=kind == "pronoun")

    def predicate(self, i: int, referent: Referent) -> None:
        """Add "a lawyer" of "he is a lawyer" to the entity of the pronoun `i`."""
        token = self.doc[i]
        if not (self.parsed and token.dep_ == "nsubj" and token.head.lower_ in _BE):
            return
        verb = token.head
        noun = next((child for child in verb.children if child.dep_ == "attr" and child.tag_ == "NN"), None)
        if noun is None or noun.i in self.holder or any(child.dep_ == "neg" for child in verb.children):
            return
        word = singular(noun)
        plain = any(child.dep_ == "det" and child.lower_ in ("a", "an", "the") for child in noun.children)
        known = self.lexicon.is_listed(word) or referent.type == "person"
        if plain and known and self.lexicon.may_be(word, referent.type) and noun.i - noun.left_edge.i < _WIDEST:
            span = self.doc[noun.left_edge.i : noun.i + 1]
            referent.added.append(MentionMark(span.start_char, span.end_char, "nominal"))
            self.holder[noun.i] = referent

    def _resolve(self, anaphor: Anaphor) -> Referent | None:
        if anaphor.number in ("he", "she"):
            return self._person(anaphor)
        if anaphor.number == "it":
            return self._thing(anaphor)
        if anaphor.number == "they":
            return self._they(anaphor)
        return self._nominal(anaphor)

    def _best(self, anaphor: Anaphor, fits: Callable[[Referent], bool], sentences: int) -> Referent | None:
        here = self.sentence_of(anaphor.head)
        subject = self.parsed and is_subject(self.doc[anaphor.head : anaphor.head + 1])
        best: Referent | None = None
        top = float("-inf")
        barred = {
            id(p.referent) for p in self.history[-_LOOK_BACK:] if p.sentence == here and self._same_clause(anaphor, p)
        }
        if anaphor.number in ("he", "she") and (speaker := self.speech.speaker_at(self.doc[anaphor.head].idx)):
            barred.add(id(speaker))  # who speaks says "I"
        for rank, place in enumerate(reversed(self.history[-_LOOK_BACK:])):
            distance = here - place.sentence
            if distance > sentences:
                break
            if id(place.referent) in barred or not fits(place.referent):
                continue
            score = -distance - 0.05 * rank + (_SUBJECT_BONUS + 0.3 * subject) * place.subject
            score += 0.25 * log2(1 + place.referent.weight)
            if score > top:
                best, top = place.referent, score
        return best

    def _same_clause(self, anaphor: Anaphor, place: Place) -> bool:
        """Whether both are arguments of one verb: "she told her" is two people."""
        token = self.doc[anaphor.head]
        if not self.parsed or token.lower_.endswith(("self", "selves")):
            return False
        possessive = token.tag_ == "PRP$"
        other = self.doc[place.head]
        if self._in_apposition(token, place.head):
            return True
        if possessive:
            return False
        return token.head == other.head and token.dep_ != "conj" and other.dep_ not in ("poss", "conj", "appos")

    def _in_apposition(self, token: Token, head: int) -> bool:
        """Whether the token stands in an apposition to the mention: "Orbex, one of its suppliers"."""
        for _ in range(5):
            if token.dep_ == "appos" and token.head.i == head:
                return True
            token = token.head
        return False

    # ------------------------------------------------------------ kinds of anaphors

    def _person(self, anaphor: Anaphor) -> Referent | None:
        gender = "male" if anaphor.number == "he" else "female"
        return self._best(anaphor, lambda r: r.type == "person" and r.gender in (None, gender), _SENTENCES_PERSON)

    def _thing(self, anaphor: Anaphor) -> Referent | None:
        """Organizations, places and things: only where no common noun lies nearer as a subject."""
        if self._rival(anaphor, ("NN",)):
            return None
        return self._best(
            anaphor,
            lambda r: (
                r.type in ("organization", "group", "malware", "product", "place")
                and (r.type != "place" or r.is_country)
            ),
            _SENTENCES_THING,
        )

    def _they(self, anaphor: Anaphor) -> Referent | None:
        if self._rival(anaphor, ("NNS",)):
            return None
        return self._best(anaphor, lambda r: r.type in ("organization", "group"), _SENTENCES_THING)

    def _rival(self, anaphor: Anaphor, tags: tuple[str, ...]) -> bool:
        """Whether the nearest subject before the pronoun, in this sentence or the last, is a common noun."""
        if not self.parsed:
            return False
        here = self.sentence_of(anaphor.head)
        for sentence in (here, here - 1):
            if sentence < 0:
                return False
            start = self.sentence_starts[sentence]
            end = anaphor.head if sentence == here else self.sentence_starts[here]
            subjects = [token for token in self.doc[start:end] if token.dep_ in ("nsubj", "nsubjpass")]
            subjects = [token for token in subjects if token.tag_ in tags or token.i in self.holder]
            if subjects:
                return subjects[-1].i not in self.holder
        return False

    def _nominal(self, anaphor: Anaphor) -> Referent | None:
        if " " in anaphor.phrase:
            named = [r for r in self.everyone if anaphor.phrase in r.phrases and self._owner_fits(anaphor, r)]
            if len(named) == 1:
                return named[0]
        if anaphor.possessor is not None:
            return None
        noun = anaphor.noun
        if called := self._best(
            anaphor, lambda r: noun in r.nouns and self._number_fits(anaphor, r), 4 * _SENTENCES_NOMINAL
        ):
            return called
        if anaphor.owned:
            return None
        if anaphor.number == "nominals" or self._has_complement(anaphor):
            return self._group(anaphor)
        if self.lexicon.before.get(noun) == "malware":
            return self._best(anaphor, lambda r: r.type == "malware", _SENTENCES_NOMINAL)
        if noun in _COUNTRIES:
            return self._best(anaphor, lambda r: r.is_country, _SENTENCES_NOMINAL)
        if noun in _CITIES:
            return self._best(
                anaphor,
                lambda r: r.type == "place" and not r.is_country and r.mark.name not in self.lexicon.states,
                _SENTENCES_NOMINAL,
            )
        if noun in _STATES:
            return self._best(
                anaphor, lambda r: r.type == "place" and r.mark.name in self.lexicon.states, _SENTENCES_NOMINAL
            )
        if noun in self.lexicon.person_nominals:
            gender = self.lexicon.person_nominals[noun]
            return self._best(
                anaphor,
                lambda r: r.type == "person" and gender is not None and r.gender == gender,
                _SENTENCES_NOMINAL,
            )
        return self._organization(noun, anaphor) or self._group(anaphor)

    def _organization(self, noun: str, anaphor: Anaphor) -> Referent | None:
        group = self.lexicon.organization_nominals.get(noun)
        if group is None or " " in anaphor.phrase or noun in self.lexicon.evident_nominals:
            return None
        if group == "any":
            return self._best(anaphor, lambda r: r.type in ("organization", "group"), _SENTENCES_NOMINAL)
        return self._best(
            anaphor,
            lambda r: r.type == "organization" and (group in r.groups or not r.groups - {"any"}),
            _SENTENCES_NOMINAL,
        )

    def _group(self, anaphor: Anaphor) -> Referent | None:
        if anaphor.noun in self.lexicon.group_nominals:
            return self._best(anaphor, lambda r: r.type == "group", _SENTENCES_NOMINAL)
        return None

    def _number_fits(self, anaphor: Anaphor, referent: Referent) -> bool:
        return anaphor.number == "nominal" or (
            referent.type in ("group", "organization") and anaphor.noun not in self.lexicon.organization_nominals
        )

    def _has_complement(self, anaphor: Anaphor) -> bool:
        """Whether "of ..." or a relative clause says which one is meant."""
        following = self.doc[anaphor.end] if anaphor.end < len(self.doc) else None
        return following is not None and following.lower_ in ("of", "that", "which", "who", "where", "whose")

    def _owner_fits(self, anaphor: Anaphor, referent: Referent) -> bool:
        """Whether "Norway's" agency can be this one: it has no country, or that of the possessor."""
        owner = self.holder.get(anaphor.possessor) if anaphor.possessor is not None else None
        country = owner.mark.country if owner else None
        return owner is not referent and (
            referent.mark.country is None or country is None or country == referent.mark.country
        )
