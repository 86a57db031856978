"""Trigger marks become incidents: grouped, dated, blamed, with what they affected and who says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract.annotate.layers import text_of
from extract.assemble.blame import blames
from extract.assemble.grouping import Happening, group, in_one
from extract.assemble.impact import SILENT, impacts
from extract.assemble.lookup import entity_at
from extract.assemble.mentions import mentions_of, of_others, published_of
from extract.assemble.quantities import Quantity, parse_count, parse_money
from extract.assemble.score import evidence_for, likelihood
from extract.assemble.status import claim_over, claims_over, status_of
from extract.assemble.summary import summarise
from extract.assemble.when import Interval, passage_interval, to_when
from extract.records import Filler, Incident, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.annotate.layers import ArgumentMark, TriggerMark
    from extract.domain import Domain
    from extract.records import Claim, Entity, Timex

_NAME = re.compile(r"(?<=['’]s )(?:\w+ )+[A-Z]\w+")
_UNSURE = 0.53  # a happening of which the encoder is less sure is none
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
    happenings = group(list(mentions_of(doc, text, entities, times, claims)))
    builder = _Builder(doc, text, entities, times, claims)
    kept = in_one([happening for happening in happenings if builder.holds(happening)])
    return tuple(builder.build(f"I{number}", happening) for number, happening in enumerate(kept, 1))


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
        self._published = published_of(doc)

    def holds(self, happening: Happening) -> bool:
        """Whether there is enough to call it an incident: a sure trigger, or a weaker one with a party."""
        own = [m.mark for m in happening.mentions if not m.mark.effect]
        domain = happening.domain
        held = {argument.role for mark in own for argument in mark.arguments}
        score = max(mark.score for mark in own)
        sure = score >= _WEAK
        if happening.learned:
            return sure or (score >= _UNSURE and (happening.realis == "actual" or domain.victim in held))
        if domain.types[happening.type].general and not (sure and happening.realis == "actual"):
            return domain.victim in held
        return sure or bool(held - {domain.time})

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
            domain,
            roles,
            when,
            realis=happening.realis,
            status=status,
            blame=blame,
            impact=impact,
            denier=self._denier(core),
            entities=self._by_id,
            text=self._text,
        )
        return Incident(
            id=id_,
            type=happening.type,
            realis=happening.realis,
            status=status,
            summary=summary,
            when=when,
            triggers=tuple(self._span(m.mark.start, m.mark.end) for m in happening.told),
            roles=roles,
            blame=blame,
            impact=impact,
            claims=tuple(claim.id for claim in linked),
            score=likelihood(evidence_for(happening, victim=bool(victims))),
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
            of_others(self._claims, [mention.mark for mention in happening.mentions]),
            self._text,
            self._published,
        )

    def _roles(self, happening: Happening) -> dict[str, tuple[Filler, ...]]:
        """Fillers by role in the order of the type's roles; what is denied fills nothing."""
        domain = happening.domain
        denied = all(m.mark.denied for m in happening.mentions)
        allowed = domain.types[happening.type].roles
        found: dict[str, dict[tuple[int, int], Filler]] = {name: {} for name in allowed if domain.roles[name].export}
        for mention in happening.told:
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
