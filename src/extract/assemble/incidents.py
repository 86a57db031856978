"""Trigger marks become incidents: grouped, dated, blamed, with what they affected and who says so."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from extract.annotate import layers
from extract.annotate.layers import text_of
from extract.assemble.blame import blames
from extract.assemble.grouping import Happening, Mention, group, number_of, paragraph_starts
from extract.assemble.impact import SILENT, impacts
from extract.assemble.lookup import entity_at
from extract.assemble.quantities import Quantity, parse_count, parse_money
from extract.assemble.status import claim_over, claims_over, status_of
from extract.assemble.summary import summarise
from extract.assemble.when import Interval, days_between, interval_of, passage_interval, to_when
from extract.domain import load_domain
from extract.packs import load_toml
from extract.records import Filler, Incident, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from extract.annotate.layers import ArgumentMark, TriggerMark
    from extract.domain import Domain
    from extract.records import Claim, Entity, Timex

_NEWS = 14  # days before publication that "On Thursday, the police said ..." may lie in
_POINTERS = frozenset({"the", "this", "these", "that", "those"})
_TAKEN_UP = _POINTERS | frozenset({"its", "their", "his", "her", "our"})
_AFTER_CUE = re.compile(r"\s(?:(?:late|early|back|on|in)\s){0,3}")
_NAME = re.compile(r"(?<=['’]s )(?:\w+ )+[A-Z]\w+")
_RESUMED = re.compile(r"(?:the\b|they\b|he\b|she\b|it\b)", re.IGNORECASE)
_WEAK = 0.7  # a happening of nothing but weaker triggers needs a filler besides a time


def assemble_incidents(
    doc: Doc, *, entities: Sequence[Entity], times: Sequence[Timex], claims: Sequence[Claim]
) -> tuple[Incident, ...]:
    """The incidents of a document, in the order of their first trigger.

    Args:
        doc: a document on which the incidents component has run.
        entities: its entities, for links from fillers.
        times: its times, for `when`.
        claims: its claims, for who says so.
    """
    if not doc._.triggers:
        return ()
    text = text_of(doc)
    happenings = group(list(_mentions(doc, text, entities, times, claims)))
    builder = _Builder(doc, text, entities, times, claims)
    kept = [happening for happening in happenings if builder.holds(happening)]
    return tuple(builder.build(f"I{number}", happening) for number, happening in enumerate(kept, 1))


def _mentions(
    doc: Doc, text: str, entities: Sequence[Entity], times: Sequence[Timex], claims: Sequence[Claim]
) -> Iterator[Mention]:
    domains = [load_domain(name) for name in doc._.packs]
    paragraphs = paragraph_starts(text)
    sentences = [s.start_char for s in doc.sents] if doc.has_annotation("SENT_START") else [0]
    victims = _VictimIndex(entities)
    published = _published(doc)
    by_start = {time.start: time for time in times}
    said = _times_of_saying(_of_others(claims, doc._.triggers), times, text)
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
        own = _times(mark, domain, times, by_start, said) if mark.dating else []
        interval = interval_of(own, mark.start, text, published)
        if interval is not None and interval.open and not modifiers.isdisjoint(ordinals):
            interval = None  # "the fifth attack since 2018" was not in 2018
        held = {argument.role for argument in mark.arguments}
        yield Mention(
            mark=mark,
            victims=victims(a for a in mark.arguments if a.role == domain.victim)
            | victims.named(a for a in mark.arguments if a.role in domain.keys),
            described=_described(doc, mark, domain),
            interval=interval,
            paragraph=number_of(paragraphs, mark.start),
            sentence=number_of(sentences, mark.start),
            separate=not modifiers.isdisjoint(domain.separators),
            definite=noun and not modifiers.isdisjoint(_POINTERS),
            plural=root.tag_ in ("NNS", "NNPS"),
            domain=domain,
            passage=_long_ago(passage_interval(mark.start, times, (), text, published), published),
            within=_described_by(root, standing),
            hit=domain.victim in held,
            indefinite=noun and not modifiers & _TAKEN_UP,
            old=interval is not None and _long_ago(interval, published) is not None,
            resumes=any(a.role == domain.attacker and _RESUMED.match(text, a.start, a.end) for a in mark.arguments),
        )


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


def _described(doc: Doc, mark: TriggerMark, domain: Domain) -> frozenset[str]:
    """Words of victims that say more than "the agency": head and modifiers where there is a modifier."""
    words: set[str] = set()
    for argument in mark.arguments:
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


def _of_others(claims: Sequence[Claim], marks: Sequence[TriggerMark]) -> list[Claim]:
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
    mark: TriggerMark, domain: Domain, times: Sequence[Timex], by_start: dict[int, Timex], said: set[str]
) -> list[Timex]:
    """The times of a trigger's time arguments, without those that say when something was said."""
    own = []
    for argument in mark.arguments:
        if argument.role == domain.time:
            time = by_start.get(argument.start) or next(
                (t for t in times if t.start < argument.end and argument.start < t.end), None
            )
            if time is not None and time.id not in said:
                own.append(time)
    return own


def _published(doc: Doc) -> str | None:
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


class _Builder:
    """Makes the record of one happening after another."""

    def __init__(
        self, doc: Doc, text: str, entities: Sequence[Entity], times: Sequence[Timex], claims: Sequence[Claim]
    ) -> None:
        self._doc = doc
        self._text = text
        self._entities = entities
        self._by_id = {entity.id: entity for entity in entities}
        self._times = times
        self._claims = claims
        self._published = _published(doc)

    def holds(self, happening: Happening) -> bool:
        """Whether there is enough to call it an incident: a sure trigger, or a weaker one with a party."""
        own = [m.mark for m in happening.mentions if not m.mark.effect]
        domain = happening.domain
        held = {argument.role for mark in own for argument in mark.arguments}
        if happening.realis != "actual" and domain.types[happening.type].general:
            return domain.victim in held
        return max(mark.score for mark in own) >= _WEAK or bool(held - {domain.time})

    def build(self, id_: str, happening: Happening) -> Incident:
        domain = happening.domain
        kind = domain.types[happening.type]
        mentions = happening.mentions
        roles = self._roles(happening)
        interval = happening.interval or self._passage(happening)
        when = to_when(interval)
        linked = [c for c in self._claims if any(c in claims_over([c], m.mark.start, m.mark.end) for m in mentions)]
        victims, attackers = roles.get(domain.victim, ()), roles.get(domain.attacker, ())
        own = [m.mark for m in mentions if not m.mark.denied and not m.mark.effect]
        core = [c for c in linked if self._is_about(c, own, domain)]
        status = status_of(mentions, core, victims, attackers)
        blame = (
            blames(mentions, domain, self._text, self._entities, self._claims)
            if happening.realis == "actual" and domain.attacker in kind.roles
            else ()
        )
        hit = {filler.entity_id for filler in victims if filler.entity_id}
        blame = tuple(one for one in blame if not any(self._by_id[id_].name == one.attacker for id_ in hit))
        impact = (
            impacts(mentions, domain, self._doc, self._text, self._claims)
            if happening.realis == "actual" or status == "denied"
            else ()
        )
        summary = summarise(
            kind,
            roles,
            when,
            realis=happening.realis,
            status=status,
            blame=blame,
            impact=impact,
            denier=self._denier(core),
            entities=self._by_id,
        )
        return Incident(
            id=id_,
            type=happening.type,
            realis=happening.realis,
            status=status,
            summary=summary,
            when=when,
            triggers=tuple(self._span(m.mark.start, m.mark.end) for m in mentions),
            roles=roles,
            blame=blame,
            impact=impact,
            claims=tuple(claim.id for claim in linked),
            score=_score(happening, bool(victims), interval is not None, bool(linked)),
        )

    @staticmethod
    def _is_about(claim: Claim, own: Sequence[TriggerMark], domain: Domain) -> bool:
        """Whether a claim tells of the incident; a denial of some harm done in its course does not."""
        told = [mark for mark in own if claims_over([claim], mark.start, mark.end)]
        if claim.stance != "denies" or not told:
            return bool(told)
        return told[0] is own[0] or any(
            not any(domain.roles[argument.role].impact for argument in mark.arguments) for mark in told
        )

    def _denier(self, claims: Sequence[Claim]) -> str | None:
        """The name of the first who denies it."""
        sources = (c.source.entity_id for c in claims if c.stance == "denies" and c.source)
        entity = next((self._by_id[id_] for id_ in sources if id_ in self._by_id), None)
        return entity.name if entity and any(m.kind == "name" for m in entity.mentions) else None

    def _span(self, start: int, end: int) -> Span:
        return Span(start=start, end=end, text=self._text[start:end])

    def _passage(self, happening: Happening) -> Interval | None:
        if happening.realis != "actual":
            return None
        return passage_interval(
            happening.mentions[0].mark.start,
            self._times,
            _of_others(self._claims, [mention.mark for mention in happening.mentions]),
            self._text,
            self._published,
        )

    def _roles(self, happening: Happening) -> dict[str, tuple[Filler, ...]]:
        """Fillers by role in the order of the type's roles; what is denied fills nothing."""
        domain = happening.domain
        denied = all(m.mark.denied for m in happening.mentions)
        allowed = domain.types[happening.type].roles
        found: dict[str, dict[tuple[int, int], Filler]] = {name: {} for name in allowed if domain.roles[name].export}
        for mention in happening.mentions:
            if mention.mark.denied and not denied:
                continue
            for argument in mention.mark.arguments:
                if argument.role in found and not self._idle(argument, domain, denied=denied):
                    found[argument.role].setdefault((argument.start, argument.end), self._filler(argument, domain))
        hit = {filler.entity_id for filler in found.get(domain.victim, {}).values() if filler.entity_id}
        if domain.attacker in found:  # a pronoun that was taken for the victim
            found[domain.attacker] = {
                key: filler for key, filler in found[domain.attacker].items() if filler.entity_id not in hit
            }
        return {
            name: tuple(filler for _, filler in sorted(fillers.items())) for name, fillers in found.items() if fillers
        }

    def _idle(self, argument: ArgumentMark, domain: Domain, *, denied: bool) -> bool:
        """Whether a thing is not said to be affected: in a denial, or where details are refused."""
        if not domain.roles[argument.role].impact:
            return False
        claim = claim_over(self._claims, argument.start)
        return denied or (claim is not None and claim.stance in SILENT | {"denies"})

    def _filler(self, argument: ArgumentMark, domain: Domain) -> Filler:
        start, end = argument.start, argument.end
        text = self._text[start:end]
        value = domain.roles[argument.role].value
        quantity = Quantity(None, None)
        if value == "money":
            quantity = parse_money(text)
        elif value == "count":
            quantity = parse_count(text, self._following(end))
        return Filler(
            start=start,
            end=end,
            text=text,
            entity_id=self._entity(argument, owner=argument.role == domain.victim),
            value=quantity.value,
            unit=quantity.unit,
        )

    def _entity(self, argument: ArgumentMark, *, owner: bool) -> str | None:
        """The entity that a filler is; with `owner` also the one that owns it, unless that is a place."""
        start, end = argument.start, argument.end
        id_ = entity_at(self._entities, start, end)
        entity = self._by_id.get(id_ or "")
        if entity is None:
            return None
        inside = [m for m in entity.mentions if start <= m.start and m.end <= end]
        if not inside or any(m.end == end for m in inside):
            return id_
        if _NAME.search(self._text, inside[-1].end, end):  # "customers of Norvo's rival Airlink"
            return None
        return id_ if owner and entity.type not in ("place", "group") else None

    def _following(self, end: int) -> str:
        """The words after a numeral up to the head of the phrase that it counts in."""
        span = self._doc.char_span(end - 1, end, alignment_mode="expand")
        if span is None:
            return ""
        last = span[-1]
        head = last
        while head.dep_ in ("nummod", "quantmod", "compound", "amod") and head.head.i > head.i:
            head = head.head
        if head == last or head.i - last.i > 6:
            return ""
        return self._doc[last.i + 1 : head.i + 1].text


def _score(happening: Happening, victim: bool, dated: bool, said: bool) -> float:
    """Evidence for the incident in 0..1: half from its surest trigger, the rest from what is known of it.

    0.2 for a victim, 0.1 each for a second trigger, a time and a claim that tells of it.
    """
    own = [m.mark.score for m in happening.mentions if not m.mark.effect]
    return round(0.5 * max(own) + 0.2 * victim + 0.1 * (len(own) > 1) + 0.1 * dated + 0.1 * said, 2)
