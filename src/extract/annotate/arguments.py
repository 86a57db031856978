"""Finds who and what a trigger is about: slots of the parse first, then heads of the pack's groups nearby."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.annotate import layers
from extract.annotate.syntax import CLIMB, LONGEST, NOMINAL, members_of, phrase, relation_of, reports, slots
from extract.annotate.triggers import Heads, Trigger

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from extract.annotate.layers import ArgumentMark as Mark
    from extract.domain import Domain, Role

Found = dict[tuple[int, int, str], float]
"""(start, end, role) in characters -> score."""

_LABELS = {
    "PERSON": "person", "NORP": "group", "ORG": "organization", "GPE": "place", "LOC": "place",
    "FAC": "place", "PRODUCT": "product", "MONEY": "money", "DATE": "date", "TIME": "date",
    "EVENT": "event", "WORK_OF_ART": "work",
}  # fmt: skip
_NEVER_OPEN = frozenset({"date", "money", "person", "organization", "place", "group"})
_NOUN_LINKS = frozenset({"conj", "pobj", "prep", "amod", "compound", "appos"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the arguments of one sentence are chosen from."""

    doc: Doc
    start: int
    end: int
    heads: Heads
    kinds: dict[int, str]


def kinds_of(doc: Doc, outside: list[layers.Offsets]) -> dict[int, str]:
    """Token index -> what the entities component, else the stock recogniser, takes it for.

    Times are included, but for those that stand `outside` the story: the date of a dateline.
    """
    kinds: dict[int, str] = {}
    for entity in doc.ents:
        label = _LABELS.get(entity.label_)
        if label is not None and (not doc._.entities or label in ("money", "date")):
            kinds.update(dict.fromkeys(range(entity.start, entity.end), label))
    if doc._.times:
        kinds = {index: kind for index, kind in kinds.items() if kind != "date"}
    marks = [(m.start, m.end, e.type) for e in doc._.entities for m in e.mentions if m.kind == "name"]
    for start, end, kind in [*marks, *_times_in_story(doc, outside)]:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            kinds.update(dict.fromkeys(range(span.start, span.end), kind))
    return kinds


def _times_in_story(doc: Doc, outside: list[layers.Offsets]) -> Iterator[tuple[int, int, str]]:
    return (
        (time.start, time.end, "date") for time in doc._.times if not layers.is_within(time.start, time.end, outside)
    )


class ArgumentFinder:
    """Fills the roles of the triggers of one sentence."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._supports: dict[str, list[int]] = {}
        for index, support in enumerate(domain.supports):
            for word in support.words:
                self._supports.setdefault(word, []).append(index)

    def __call__(self, sentence: Sentence, triggers: list[Trigger]) -> list[list[Mark]]:
        """The arguments of each trigger, in the order of the triggers."""
        found = [self._by_syntax(sentence, trigger) for trigger in triggers]
        self._loose(sentence, triggers, found)
        return [
            sorted(
                (layers.ArgumentMark(*key, score) for key, score in one.items()),
                key=lambda m: (m.start, m.end, m.role),
            )
            for one in found
        ]

    def _by_syntax(self, sentence: Sentence, trigger: Trigger) -> Found:
        found: Found = {}
        frame = self._domain.frames[trigger.pattern.frame]
        roles = self._domain.types[trigger.pattern.type].roles
        own = range(trigger.start, trigger.end)
        root = sentence.doc[trigger.root]
        for index in own:
            for slot, token in slots(sentence.doc[index]):
                self._fill(sentence, found, own, token, slot, frame.slots, roles, strict=token.i == root.i)
        for slot, token, table in self._supported(sentence, root):
            self._fill(sentence, found, own, token, slot, table, roles)
        self._dated_clause(sentence, found, root, roles)
        return found

    def _dated_clause(self, sentence: Sentence, found: Found, root: Token, roles: tuple[str, ...]) -> None:
        """The time that the clause of a trigger is hung on: "in 2016, when it was targeted"."""
        token = root
        for _ in range(CLIMB):
            if token.dep_ in ("relcl", "advcl"):
                when = any(child.lower_ == "when" for child in token.lefts)
                head = token.head
                if when and self._domain.time in roles and sentence.kinds.get(head.i) == "date":
                    self._add(sentence, found, (head.left_edge.i, head.i + 1), self._domain.time, 1.0)
                return
            if token.head == token:
                return
            token = token.head

    def _supported(self, sentence: Sentence, root: Token) -> Iterator[tuple[str, Token, dict[str, tuple[str, ...]]]]:
        """Slots of the words above a trigger that tie it to its parties."""
        for clause in root.rights:
            if clause.dep_ in ("relcl", "acl"):
                gap = "object" if _is_object_of(clause) else "subject"
                yield from self._support(sentence, clause, gap, root, root)
        token = root
        for _ in range(3):
            yield from self._support(sentence, token.head, relation_of(token), token, root)
            if token.dep_ not in _NOUN_LINKS and token.head.tag_ not in NOMINAL:
                break
            token = token.head

    def _support(
        self, sentence: Sentence, word: Token, relation: str, token: Token, root: Token
    ) -> Iterator[tuple[str, Token, dict[str, tuple[str, ...]]]]:
        """The slots of a word above or below a trigger that ties a trigger in that relation."""
        for index in self._supports.get(word.lower_, ()):
            support = self._domain.supports[index]
            if relation in support.relation:
                fillers = list(slots(word))
                if not word.tag_.startswith("V"):
                    fillers += slots(word.head)
                yield from (
                    (slot, filler, support.slots)
                    for slot, filler in fillers
                    if filler not in (token, root)
                    and sentence.heads.groups.get(filler.i, frozenset()).isdisjoint(support.without)
                )

    def _fill(
        self,
        sentence: Sentence,
        found: Found,
        own: range,
        token: Token,
        slot: str,
        table: dict[str, tuple[str, ...]],
        roles: tuple[str, ...],
        *,
        strict: bool = False,
    ) -> None:
        candidates = [name for name in table.get(slot, ()) if name in roles]
        if slot == "clause" and candidates:
            span = (token.i, min(token.right_edge.i + 1, token.i + LONGEST, sentence.end))
            self._add(sentence, found, span, candidates[0], 0.6)
            return
        for filler in members_of(token):
            if filler.i in own or not sentence.start <= filler.i < sentence.end:
                continue
            name = self._choose(sentence, filler, candidates, closed=slot == "modifier")
            if name is None:
                continue
            start, end = phrase(filler)
            if start < own.stop <= filler.i:  # "a scheme that [targeted] pensioners" read as one phrase
                start = own.stop
            self._add(sentence, found, (start, end), name, 1.0)
            self._inside(sentence, found, filler, self._domain.roles[name], roles)

    def _choose(self, sentence: Sentence, token: Token, candidates: list[str], *, closed: bool = False) -> str | None:
        """The first role that a filler fits, else the first open one; a `closed` slot opens none."""
        groups = sentence.heads.groups.get(token.i, frozenset())
        candidates = [name for name in candidates if groups.isdisjoint(self._domain.roles[name].without)]
        for name in candidates:
            if self._fits(sentence, token, self._domain.roles[name]):
                return name
        if closed or token.tag_ not in NOMINAL or sentence.kinds.get(token.i) in _NEVER_OPEN:
            return None
        return next((name for name in candidates if self._domain.roles[name].open), None)

    def _fits(self, sentence: Sentence, token: Token, role: Role) -> bool:
        if token.tag_ == "PRP":
            return role.pronouns
        if sentence.kinds.get(token.i) in role.entities:
            return True
        return not sentence.heads.groups.get(token.i, frozenset()).isdisjoint(role.groups)

    def _inside(self, sentence: Sentence, found: Found, token: Token, role: Role, roles: tuple[str, ...]) -> None:
        """What stands inside a filler: whose data it is, how many of them."""
        for slot, inner in slots(token):
            for name in role.inner.get(slot, ()):
                if name in roles:
                    for member in members_of(inner):
                        if self._fits(sentence, member, role):  # "gigabytes of data"
                            continue
                        if self._choose(sentence, member, [name], closed=slot == "modifier"):
                            self._add(sentence, found, phrase(member), name, 0.8)
                            self._count(sentence, found, member, self._domain.roles[name], roles)
        self._count(sentence, found, token, role, roles)

    def _count(self, sentence: Sentence, found: Found, token: Token, role: Role, roles: tuple[str, ...]) -> None:
        """The numeral before a filler fills the role that counts its role."""
        numbers = [
            child
            for child in token.lefts
            if child.dep_ == "nummod" or (child.tag_ == "CD" and child.dep_ == "compound")
        ]
        for name in roles:
            counted = self._domain.roles[name].counts
            if numbers and counted and self._domain.roles[counted] is role:
                first = numbers[0]
                self._add(sentence, found, (first.left_edge.i, first.right_edge.i + 1), name, 1.0)

    def _loose(self, sentence: Sentence, triggers: list[Trigger], found: list[Found]) -> None:
        """Fillers that need no syntax: each goes to the nearest trigger whose type has the role."""
        for name, role in self._domain.roles.items():
            if not role.loose:
                continue
            takers = [i for i, t in enumerate(triggers) if name in self._domain.types[t.pattern.type].roles]
            if not takers:
                continue
            starts = [triggers[i].start for i in takers]
            for span in self._loose_spans(sentence, role):
                place = bisect_left(starts, span[0])
                near = takers[max(0, place - 1) : place + 1]
                if sentence.kinds.get(span[0]) == "date":
                    near = [i for i in near if not reports(sentence.doc[span[1] - 1], sentence.doc[triggers[i].root])]
                if not near:
                    continue
                best = min(near, key=lambda i: (_distance(triggers[i], span), i))
                if role.impact and self._elsewhere(sentence, triggers, best, span):
                    continue
                if _distance(triggers[best], span) > 0 and not self._taken(sentence, found, span):
                    self._add(sentence, found[best], span, name, 0.5)
                    head = sentence.doc[span[1] - 1]
                    if head.tag_ in NOMINAL:
                        self._inside(
                            sentence, found[best], head, role, self._domain.types[triggers[best].pattern.type].roles
                        )

    @staticmethod
    def _elsewhere(sentence: Sentence, triggers: list[Trigger], best: int, span: tuple[int, int]) -> bool:
        """Whether a span is the object of a verb that has nothing to do with the trigger."""
        token = sentence.doc[span[1] - 1]
        verb = token.head
        if token.dep_ != "dobj" or any(trigger.start <= verb.i < trigger.end for trigger in triggers):
            return False
        root = sentence.doc[triggers[best].root]
        return root not in (verb, verb.head, *verb.children) and not token.is_ancestor(root)

    def _loose_spans(self, sentence: Sentence, role: Role) -> Iterator[tuple[int, int]]:
        doc = sentence.doc
        for group in role.groups:
            for index in sentence.heads.of(group, sentence.start, sentence.end):
                token = doc[index]
                if (
                    self._domain.fillers[group].regex is None
                    and token.tag_ in NOMINAL
                    and token.dep_ not in ("compound", "amod", "nmod")
                ):
                    yield phrase(token)
        for start, end, group in sentence.heads.spans:
            if group in role.groups and sentence.start <= start < sentence.end:
                yield start, end
        previous = -2
        start = -1
        for index in range(sentence.start, sentence.end) if role.entities else ():
            if sentence.kinds.get(index) in role.entities:
                start = index if previous != index - 1 else start
                previous = index
                if sentence.kinds.get(index + 1) not in role.entities or index + 1 >= sentence.end:
                    yield start, index + 1

    def _taken(self, sentence: Sentence, found: list[Found], span: tuple[int, int]) -> bool:
        start, end = _offsets(sentence.doc, span)
        return any(s < end and start < e for one in found for s, e, _ in one)

    @staticmethod
    def _add(sentence: Sentence, found: Found, span: tuple[int, int], role: str, score: float) -> None:
        start, end = _offsets(sentence.doc, span)
        if start < end:
            found.setdefault((start, end, role), score)


def _is_object_of(clause: Token) -> bool:
    """Whether the noun that a relative clause hangs on is its object: "that they claimed", "that was claimed"."""
    if any(child.dep_ == "nsubjpass" for child in clause.lefts):
        return True
    return any(child.dep_ == "dobj" and child.tag_ == "WDT" for child in clause.lefts)


def _offsets(doc: Doc, span: tuple[int, int]) -> tuple[int, int]:
    piece = doc[span[0] : span[1]]
    return piece.start_char, piece.end_char


def _distance(trigger: Trigger, span: tuple[int, int]) -> int:
    return max(trigger.start - span[1] + 1, span[0] - trigger.end + 1, 0)
