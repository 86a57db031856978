"""What the grouping looks at of each trigger: victims, times, and what its words say of old and new."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from extract.annotate import layers
from extract.assemble.grouping import Mention, number_of, paragraph_starts
from extract.assemble.when import Interval, days_between, interval_of, passage_interval
from extract.domain import load_domain
from extract.packs import load_toml

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from extract.annotate.layers import ArgumentMark, TriggerMark
    from extract.domain import Domain
    from extract.records import Claim, Entity, Timex

_NEWS = 14  # days before publication that "On Thursday, the police said ..." may lie in
_POINTERS = frozenset({"the", "this", "these", "that", "those"})
_TAKEN_UP = _POINTERS | frozenset({"its", "their", "his", "her", "our"})
_AFTER_CUE = re.compile(r"\s(?:(?:late|early|back|on|in)\s){0,3}")
_RESUMED = re.compile(r"(?:the\b|they\b|he\b|she\b|it\b)", re.IGNORECASE)


def mentions_of(
    doc: Doc, text: str, entities: Sequence[Entity], times: Sequence[Timex], claims: Sequence[Claim]
) -> Iterator[Mention]:
    """The triggers of a document, in order, each with what sets it apart from the others or ties it to them.

    Only arguments of its own sentence count for that: one that is far away may be of another happening.
    """
    domains = [load_domain(name) for name in doc._.packs]
    outside = layers.outside(doc)
    paragraphs = [at for at in paragraph_starts(text) if not layers.is_within(at, at + 1, outside)] or [0]
    sentences = [s.start_char for s in doc.sents] if doc.has_annotation("SENT_START") else [0]
    victims = _VictimIndex(entities)
    published = published_of(doc)
    by_start = {time.start: time for time in times}
    said = _times_of_saying(of_others(claims, doc._.triggers), times, text)
    standing = {
        token.i: mark.start
        for mark in doc._.triggers
        for token in doc.char_span(mark.start, mark.end, alignment_mode="expand") or ()
    }
    ordinals = frozenset(load_toml("lexicons/realis.toml")["ordinals"])
    for mark in doc._.triggers:
        domain = next((d for d in domains if mark.type in d.types), None)
        span = doc.char_span(mark.start, mark.end, alignment_mode="expand")
        if domain is None or span is None:
            continue
        root = span.root
        noun = not root.tag_.startswith("V")
        modifiers = {child.lower_ for token in span for child in token.lefts} | {token.lower_ for token in span}
        sentence = number_of(sentences, mark.start)
        near = [a for a in mark.arguments if number_of(sentences, a.start) == sentence]
        own = _times(near, domain.time, times, by_start, said) if mark.dating else []
        interval = interval_of(own, mark.start, text, published)
        if interval is not None and interval.open and not modifiers.isdisjoint(ordinals):
            interval = None  # "the fifth attack since 2018" was not in 2018
        held = {argument.role for argument in near}
        yield Mention(
            mark=mark,
            victims=victims(a for a in near if a.role == domain.victim)
            | victims.named(a for a in near if a.role in domain.keys),
            described=_described(doc, near, domain),
            interval=interval,
            paragraph=number_of(paragraphs, mark.start),
            sentence=sentence,
            separate=not modifiers.isdisjoint(domain.separators) and not _is_taken_up(root),
            definite=noun and not modifiers.isdisjoint(_POINTERS),
            plural=root.tag_ in ("NNS", "NNPS"),
            domain=domain,
            passage=_long_ago(passage_interval(mark.start, times, (), text, published), published),
            within=_described_by(root, standing),
            hit=domain.victim in held,
            indefinite=_is_new(root.head) if root.dep_ == "relcl" else noun and not modifiers & _TAKEN_UP,
            old=interval is not None and _long_ago(interval, published) is not None,
            resumes=any(a.role == domain.attacker and _RESUMED.match(text, a.start, a.end) for a in near),
        )


def _is_new(noun: Token) -> bool:
    """Whether a noun brings up something new: "a breach", "attacks"."""
    return noun.tag_.startswith("N") and not {child.lower_ for child in noun.lefts} & _TAKEN_UP


def _is_taken_up(noun: Token) -> bool:
    """Whether a noun says what something known is: "It was the second attack in a year"."""
    return noun.dep_ == "attr" and any(t.dep_ == "nsubj" and t.tag_ in ("PRP", "DT") for t in noun.head.lefts)


def _long_ago(interval: Interval | None, published: str | None) -> Interval | None:
    """An interval, if it is not of the days in which the article was written, when things are said."""
    if interval is None or interval.unresolved == "":
        return None
    if interval.latest is None or published is None:
        return interval
    return interval if days_between(interval.latest, published) > _NEWS else None


def _described_by(root: Token, standing: dict[int, int]) -> int | None:
    """Start of the trigger that the clause of a verb describes: "an attack in which data was stolen"."""
    which = root.dep_ == "relcl" or (
        root.dep_ == "advcl" and any(c.tag_ == "WDT" for left in root.lefts for c in left.children)
    )
    if not which:
        return None
    return next((standing[t.i] for t in (root.head, *root.head.children) if t.i in standing and t.i < root.i), None)


def _described(doc: Doc, arguments: Sequence[ArgumentMark], domain: Domain) -> frozenset[str]:
    """Words of victims that say more than "the agency": head and modifiers where there is a modifier."""
    words: set[str] = set()
    for argument in arguments:
        span = (
            doc.char_span(argument.start, argument.end, alignment_mode="expand")
            if argument.role == domain.victim
            else None
        )
        if span is not None:
            owner = max((token.i + 1 for token in span if token.tag_ == "POS"), default=span.start)
            parts = [token.lower_ for token in doc[owner : span.end] if token.tag_.startswith(("NN", "JJ"))]
            words.update(parts if len(parts) > 1 else ())
    return frozenset(words)


def of_others(claims: Sequence[Claim], marks: Sequence[TriggerMark]) -> list[Claim]:
    """The claims whose cue is no trigger: who "released" a patch on Tuesday did so then, whatever they said by it."""
    return [c for c in claims if c.cue is None or not any(c.cue.start < m.end and m.start < c.cue.end for m in marks)]


def _times_of_saying(claims: Sequence[Claim], times: Sequence[Timex], text: str) -> set[str]:
    """Ids of the times of claims, and of those that follow a cue at once: "said late on Wednesday"."""
    starts = [time.start for time in times]
    said = {claim.time_id for claim in claims if claim.time_id}
    for claim in claims:
        if claim.cue is not None:
            place = bisect_left(starts, claim.cue.end)
            if place < len(times) and _AFTER_CUE.fullmatch(text, claim.cue.end, starts[place]):
                said.add(times[place].id)
    return said


def _times(
    arguments: Sequence[ArgumentMark], role: str, times: Sequence[Timex], by_start: dict[int, Timex], said: set[str]
) -> list[Timex]:
    """The times of a trigger's time arguments, without those that say when something was said."""
    own = []
    for argument in arguments:
        if argument.role == role:
            time = by_start.get(argument.start) or next(
                (t for t in times if t.start < argument.end and argument.start < t.end), None
            )
            if time is not None and time.id not in said:
                own.append(time)
    return own


def published_of(doc: Doc) -> str | None:
    """The day on which the article came out, as ISO 8601; None where it is not known."""
    article = layers.article_of(doc)
    return article.published if article else None


class _VictimIndex:
    """Ids of the named entities that fillers are or hold."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        named = [e for e in entities if e.type != "other" and any(m.kind == "name" for m in e.mentions)]
        self._mentions = sorted((m.start, m.end, e.id, e.type) for e in named for m in e.mentions)

    def __call__(self, arguments: Iterator[ArgumentMark]) -> frozenset[str]:
        found: set[str] = set()
        for argument in arguments:
            inside = [
                (start, end, id_, type_)
                for start, end, id_, type_ in self._mentions
                if argument.start <= start and end <= argument.end
            ]
            owners = [one for one in inside if one[3] not in ("place", "group")] or [
                one for one in inside if one[1] == argument.end
            ]
            found |= {id_ for _, _, id_, _ in owners}
        return frozenset(found)

    def named(self, arguments: Iterator[ArgumentMark]) -> frozenset[str]:
        """The entities that fillers are by name, and nothing more."""
        spans = {(argument.start, argument.end) for argument in arguments}
        return frozenset(id_ for start, end, id_, _ in self._mentions if (start, end) in spans)
