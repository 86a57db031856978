"""What a page says about one record: the article in paragraphs and its incidents, claims, entities and times.

Plain values for the templates, and no markup. Every value names the marks of the words that say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extract.records import Claim, Diagnostic, Entity, Extraction, Filler, Incident, Span
from extract.view.marks import Marks, Paragraph, paragraphs
from extract.view.words import country_name, spaced, type_label

__all__ = ["Card", "Field", "Item", "Reading", "Value", "cards", "reading"]

_PARTIES = {"victim": "victim", "attacker": "attacker"}
_AFFECTED = {"yes": "affected", "possible": "possibly affected", "denied": "said not to be affected"}
_BASIS = {
    "argument": "said of it",
    "passage": "from the time that the passage is about",
    "published": "no more than that it was published then",
}


@dataclass(frozen=True, slots=True)
class Value:
    """Something that is said, the marks of the words that say it, and a remark beside it."""

    text: str
    marks: tuple[int, ...] = ()
    note: str = ""

    @property
    def numbers(self) -> str:
        """The numbers of the marks, for an attribute."""
        return " ".join(map(str, self.marks))


@dataclass(frozen=True, slots=True)
class Field:
    """A named row of a card."""

    name: str
    values: tuple[Value, ...]
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """Who says something, how, how sure, and what."""

    who: Value
    how: Value
    what: Value
    certainty: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the lists of claims, entities and times."""

    id: str
    kind: str
    head: Value
    values: tuple[Value, ...] = ()
    saying: Saying | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One incident."""

    id: str
    type: Value
    status: str
    realis: str
    score: float
    summary: Value
    fields: tuple[Field, ...]
    sayings: tuple[Saying, ...]
    numbers: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One record, ready for the templates."""

    id: str
    title: str
    headless: bool
    facts: tuple[str, ...]
    url: str | None
    paragraphs: tuple[Paragraph, ...]
    cards: tuple[Card, ...]
    claims: tuple[Item, ...]
    entities: tuple[Item, ...]
    times: tuple[Item, ...]
    diagnostics: tuple[Diagnostic, ...]


def reading(record: Extraction) -> Reading:
    """What a page shows of a record."""
    article = record.article
    words = _Words(record)
    shown = tuple(words.card(incident) for incident in record.incidents)
    claims = tuple(words.claim(one) for one in record.claims)
    entities = tuple(words.entity(one) for one in record.entities)
    times = tuple(words.time(one.id) for one in record.times)
    return Reading(
        id=article.id,
        title=article.title or _first_line(article.text) or article.path or article.id,
        headless=not any(block.kind == "headline" for block in article.blocks),
        facts=tuple(_facts(record)),
        url=article.url if article.url and article.url.startswith(("https://", "http://")) else None,
        paragraphs=paragraphs(article.text, article.blocks, words.marks.all()),
        cards=shown,
        claims=claims,
        entities=entities,
        times=times,
        diagnostics=record.diagnostics,
    )


def cards(incidents: Iterable[Incident]) -> tuple[Card, ...]:
    """The cards of incidents whose article is not at hand: entities and claims go by their ids."""
    words = _Words(None)
    return tuple(words.card(incident) for incident in incidents)


class _Words:
    """The marks of one record, as they are needed."""

    def __init__(self, record: Extraction | None) -> None:
        self.marks = Marks()
        self._text = record.article.text if record else ""
        self._packs = record.provenance.packs if record else ()
        self._entities = {one.id: one for one in record.entities} if record else {}
        self._claims = {one.id: one for one in record.claims} if record else {}
        self._times = {one.id: one for one in record.times} if record else {}
        self._published = record.article.published if record else None

    def card(self, one: Incident) -> Card:
        """The card of an incident; every field but the score leads to words."""
        trigger = tuple(self.marks.add(span, "trigger", one.id) for span in one.triggers)
        fields = [
            Field("what happened", tuple(self._spanned(one.triggers, "trigger", one.id)), "trigger"),
            Field("when", (self._when(one, trigger),)),
        ]
        for role, fillers in one.roles.items():
            fields.append(Field(spaced(role), tuple(self._fillers(one.id, role, fillers)), _PARTIES.get(role, "role")))
        if one.blame:
            fields.append(Field("blamed", tuple(self._blame(one, trigger))))
        if one.impact:
            fields.append(Field("effect", tuple(self._impact(one))))
        marks = {number: None for field in fields for value in field.values for number in value.marks}
        return Card(
            id=one.id,
            type=Value(type_label(one.type, self._packs), trigger),
            status=one.status,
            realis=one.realis,
            score=one.score,
            summary=Value(one.summary, trigger),
            fields=tuple(fields),
            sayings=tuple(self._saying(self._claims[name]) for name in one.claims if name in self._claims),
            numbers=" ".join(map(str, marks)),
        )

    def claim(self, one: Claim) -> Item:
        """The entry of a claim in the list of claims."""
        saying = self._saying(one)
        return Item(one.id, one.stance, Value(one.id, self._claim_marks(one)), saying=saying)

    def entity(self, one: Entity) -> Item:
        """The entry of an entity: its name leads to all mentions, each mention to itself."""
        values: dict[str, list[int]] = {}
        for mention in one.mentions:
            number = self.marks.add(mention, "entity", one.id)
            values.setdefault(mention.text, []).append(number)
        known = [one.role, country_name(one.country) if one.country else None]
        known += [f"{key} {value}" for key, value in one.links.items() if value != one.country]
        head = Value(one.name, self._mentions(one), ", ".join(filter(None, known)))
        return Item(one.id, one.type, head, tuple(Value(text, tuple(marks)) for text, marks in values.items()))

    def time(self, name: str) -> Item:
        """The entry of a time expression."""
        one = self._times[name]
        mark = self.marks.add(one, "time", one.id)
        days = _days(one.earliest, one.latest)
        anchor = self._times.get(one.anchor or "")
        note = [one.value if one.value != days else None, days]
        note.append(f"counted from {anchor.text if anchor else one.anchor}" if one.anchor else None)
        return Item(one.id, one.type, Value(one.text, (mark,), ", ".join(filter(None, note)) or "no value"))

    def _spanned(self, spans: Iterable[Span], layer: str, owner: str, label: str = "") -> Iterator[Value]:
        found: dict[str, list[int]] = {}
        for span in spans:
            found.setdefault(span.text, []).append(self.marks.add(span, layer, owner, label))
        return (Value(text, tuple(marks)) for text, marks in found.items())

    def _fillers(self, owner: str, role: str, fillers: Iterable[Filler]) -> Iterator[Value]:
        """One value for each party or wording, with the marks of all fillers that mean it."""
        groups: dict[str, list[Filler]] = {}
        for filler in fillers:
            groups.setdefault(filler.entity_id or filler.text.casefold(), []).append(filler)
        for name, group in groups.items():
            marks = (self.marks.add(one, _PARTIES.get(role, "role"), owner, spaced(role)) for one in group)
            entity = self._entities.get(name)
            text = entity.name if entity else group[0].text
            notes = [country_name(entity.country) if entity and entity.country else None]
            said = dict.fromkeys(one.text for one in group if one.text.casefold() != text.casefold())
            notes += [f"“{words}”" for words in said]
            notes += dict.fromkeys(_amount(one) for one in group if one.value is not None)
            yield Value(text, tuple(dict.fromkeys(marks)), ", ".join(filter(None, notes)))

    def _when(self, one: Incident, trigger: tuple[int, ...]) -> Value:
        spans = [self._times[name] for name in one.when.time_ids if name in self._times]
        told = [filler for fillers in one.roles.values() for filler in fillers]
        marks = []
        for span in spans:
            labelled = any(span.start < filler.end and filler.start < span.end for filler in told)
            marks.append(self.marks.add(span, "when", one.id, "" if labelled else "when"))
        said = ", ".join(f"“{text}”" for text in dict.fromkeys(span.text for span in spans))
        basis = _BASIS[one.when.basis] if one.when.basis else ""
        note = ", ".join(filter(None, (said, basis)))
        return Value(_days(one.when.earliest, one.when.latest) or "not known", tuple(marks) or trigger, note)

    def _blame(self, one: Incident, trigger: tuple[int, ...]) -> Iterator[Value]:
        for blame in one.blame:
            claim = self._claims.get(blame.by or "")
            notes = [country_name(blame.country) if blame.country else None, blame.certainty]
            notes.append(f"says {self._source(claim)}" if claim else f"by {blame.by or 'the article'}")
            marks = self._named(blame.attacker, one, claim) or trigger
            yield Value(blame.attacker, marks, ", ".join(filter(None, notes)))

    def _named(self, name: str, one: Incident, claim: Claim | None) -> tuple[int, ...]:
        """The marks of the words that name someone: in the claim that blames, among the attackers, or anywhere."""
        stretches = [(span.start, span.end) for span in claim.content] if claim else []
        for start, end in stretches:
            at = self._text.find(name, start, end)
            if at >= 0:
                return (self.marks.add_at(at, at + len(name), "blamed", one.id),)
        for filler in one.roles.get("attacker", ()):
            entity = self._entities.get(filler.entity_id or "")
            if name in (filler.text, entity.name if entity else None):
                return (self.marks.add(filler, _PARTIES["attacker"], one.id, "attacker"),)
        for entity in self._entities.values():
            if entity.name == name:
                return self._mentions(entity)
        at = self._text.find(name)
        if at >= 0:
            return (self.marks.add_at(at, at + len(name), "blamed", one.id),)
        return self._claim_marks(claim) if claim else ()

    def _impact(self, one: Incident) -> Iterator[Value]:
        told = {(f.start, f.end) for fillers in one.roles.values() for f in fillers}
        for impact in one.impact:
            plain = impact.affected == "yes" and (impact.start, impact.end) in told
            label = "" if plain else _AFFECTED[impact.affected]
            layer = "effect" if impact.affected == "yes" else "uncertain"
            claim = self._claims.get(impact.by or "")
            note = [_AFFECTED[impact.affected], f"says {self._source(claim)}" if claim else None]
            mark = self.marks.add(impact, layer, one.id, label)
            yield Value(impact.text, (mark,), ", ".join(filter(None, note)))

    def _saying(self, one: Claim) -> Saying:
        source = (self.marks.add(one.source, "source", one.id),) if one.source else ()
        cue = (self.marks.add(one.cue, "cue", one.id),) if one.cue else ()
        content = tuple(self.marks.add(span, "claim", one.id) for span in one.content)
        via = [self._entities[name].name for name in one.via if name in self._entities]
        remarks = [
            f"{one.source.kind} source" if one.source and one.source.kind != "named" else None,
            f"through {', '.join(via)}" if via else None,
            f"{one.quotation} quotation" if one.quotation != "indirect" else None,
            "negated" if one.polarity == "negated" else None,
            f"within {one.parent}" if one.parent else None,
            self._times[one.time_id].text if one.time_id in self._times else None,
        ]
        return Saying(
            who=Value(self._source(one), source or cue or content),
            how=Value(one.stance, cue or content, f"“{one.cue.text}”" if one.cue else ""),
            what=Value(" … ".join(span.text for span in one.content), content),
            certainty=one.certainty,
            remarks=tuple(filter(None, remarks)),
        )

    def _source(self, one: Claim) -> str:
        if one.source is None:
            return "someone"
        entity = self._entities.get(one.source.entity_id or "")
        if entity is None or entity.name.casefold() in one.source.text.casefold():
            return one.source.text
        return f"{entity.name} (“{one.source.text}”)"

    def _claim_marks(self, one: Claim) -> tuple[int, ...]:
        saying = self._saying(one)
        return tuple(dict.fromkeys((*saying.what.marks, *saying.who.marks, *saying.how.marks)))

    def _mentions(self, one: Entity) -> tuple[int, ...]:
        return tuple(self.marks.add(mention, "entity", one.id) for mention in one.mentions)


def _facts(record: Extraction) -> Iterator[str]:
    article = record.article
    if article.publisher:
        yield article.publisher
    if article.authors:
        yield f"by {', '.join(article.authors)}"
    if article.published:
        origin = f" (from the {article.published_from})" if article.published_from else ""
        yield f"{article.published}{origin}"
    else:
        yield "no date of publication"


def _amount(one: Filler) -> str:
    return " ".join(filter(None, (f"{one.value:,}", one.unit)))


def _days(earliest: str | None, latest: str | None) -> str:
    if earliest == latest:
        return earliest or ""
    if not (earliest and latest):
        return f"since {earliest}" if earliest else f"until {latest}"
    return f"{earliest} to {latest}"


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:200]
