"""One sentence made from the fields of an incident, by the templates of its pack."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.domain import Domain, IncidentType
    from extract.records import Blame, Entity, Filler, Impact, Realis, Status, When

_FIELD = re.compile(r"\{(\w+)\}")
_PRONOUN = re.compile(
    r"^(?:it|they|them|we|us|he|she|him|her|you|i|who|that|this|these|those|its|their)$", re.IGNORECASE
)
_LEADING = re.compile(r"^(?:no|any|suspected|alleged)\s+", re.IGNORECASE)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_POSSESSIVE = re.compile(r"^(?:its|their|his|her|our|my|your)\s+", re.IGNORECASE)
_OWNS = re.compile(r"['’]s\s")
_LONGEST = 60  # characters of a filler in a summary


def summarise(
    kind: IncidentType,
    domain: Domain,
    roles: Mapping[str, Sequence[Filler]],
    when: When,
    *,
    realis: Realis,
    status: Status,
    blame: Sequence[Blame],
    impact: Sequence[Impact],
    denier: str | None,
    entities: Mapping[str, Entity],
    text: str,
) -> str:
    """What happened to whom and when, who is blamed, and how sure it is."""
    named = ((role, _names(fillers, domain.roles[role].entities, entities, text)) for role, fillers in roles.items())
    names = {role: name for role, name in named if name}
    template = next((t for t in kind.summaries if all(field in names for field in _FIELD.findall(t))), kind.label)
    sentence = _FIELD.sub(lambda match: names[match.group(1)], template)
    if realis == "actual" and (span := _span(when)):
        sentence += f" {span}"
    if blame:
        said = "; claimed by " if status == "claimed" else "; blamed on "
        sentence += said + " and ".join(
            _bare(b.attacker) + ("" if b.certainty == "certain" or status == "alleged" else f" ({b.certainty})")
            for b in blame[:2]
        )
    if status not in ("denied", "disputed") and (spared := _spared(impact)):
        sentence += f"; said to be unaffected: {spared}"
    if realis != "actual":
        sentence += " (in general)" if realis == "generic" else " (not said to have happened)"
    elif status in ("alleged", "denied", "disputed") or (status == "claimed" and not blame):
        sentence += f" ({status} by {denier})" if denier and status in ("denied", "disputed") else f" ({status})"
    return sentence[:1].upper() + sentence[1:] + "."


def _spared(impact: Sequence[Impact]) -> str | None:
    """The first thing of which nobody else says that it was affected."""
    hit = {_bare(one.text).lower() for one in impact if one.affected != "denied"}
    denied = [_bare(one.text) for one in impact if one.affected == "denied"]
    return next((_short(text) for text in denied if text.lower() not in hit and not _PRONOUN.match(text)), None)


def _bare(text: str) -> str:
    """Without "no", "any" and the hedges that stand apart from it."""
    return _LEADING.sub("", text)


def _names(fillers: Sequence[Filler], types: Collection[str], entities: Mapping[str, Entity], text: str) -> str | None:
    """The first filler with a name of these types, else the first that is no pronoun; with what a mere place owns."""
    plain: str | None = None
    for filler, following in zip_longest(fillers, fillers[1:]):
        entity = entities.get(filler.entity_id or "")
        if entity is not None and entity.type == "place" and following is not None:
            between = text[filler.end : following.start]
            if _OWNS.fullmatch(between):  # "Japan", "cybersecurity agency"
                return _short(text[filler.start : following.end])
        if entity is not None and entity.type in types and any(m.kind == "name" for m in entity.mentions):
            return entity.name
        if plain is None and not _PRONOUN.match(filler.text):
            plain = _short(_POSSESSIVE.sub("", filler.text))  # whose it is could not be told
    return plain


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " ..."


def _span(when: When) -> str | None:
    """In words: "in 2022", "in May 2018", "on 14 October 2024", "between ... and ..."."""
    if when.earliest is None or when.latest is None:
        day = when.earliest or when.latest
        return None if day is None else f"{'since' if when.earliest else 'before'} {_day(date.fromisoformat(day))}"
    first, last = date.fromisoformat(when.earliest), date.fromisoformat(when.latest)
    if first == last:
        return f"on {_day(first)}"
    begins, ends = first.day == 1, (last + timedelta(days=1)).day == 1
    if begins and ends and (first.month, last.month) == (1, 12):
        return f"in {first.year}" if first.year == last.year else f"between {first.year} and {last.year}"
    if begins and ends:
        months = [f"{_MONTHS[day.month - 1]} {day.year}" for day in (first, last)]
        return f"in {months[0]}" if months[0] == months[1] else f"between {months[0]} and {months[1]}"
    return f"between {_day(first)} and {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
