"""Whom an incident is blamed on, by whom, and how surely."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from extract.assemble.status import claim_over
from extract.packs import load_toml
from extract.records import Blame

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.annotate.layers import ArgumentMark
    from extract.assemble.grouping import Mention
    from extract.domain import Domain
    from extract.records import Certainty, Claim, Entity

_ORDER: tuple[Certainty, ...] = ("certain", "probable", "possible")
_DETERMINER = re.compile(r"^(?:the|a|an|some|several)\s+", re.IGNORECASE)
_WORD = re.compile(r"[\w'’\-]+")


def blames(
    mentions: Iterable[Mention],
    domain: Domain,
    text: str,
    entities: Sequence[Entity],
    claims: Sequence[Claim],
) -> tuple[Blame, ...]:
    """One blame for each attacker that is named or has a country, as first said; the unnamed are none."""
    found: dict[tuple[str, str | None], Blame] = {}
    for mention in mentions:
        mark = mention.mark
        if mark.denied:
            continue
        for argument in mark.arguments:
            if argument.role != domain.attacker:
                continue
            named, country = _who(argument, text, entities)
            if named is None and country is None:  # "unknown assailants" blame nobody
                continue
            attacker = named or _DETERMINER.sub("", text[argument.start : argument.end])
            if (attacker, country) not in found and not any(a == attacker for a, _ in found):
                claim = claim_over(claims, argument.start, mark.start)
                said = claim.certainty if claim else "certain"
                found[attacker, country] = Blame(
                    attacker=attacker,
                    country=country,
                    by=claim.id if claim else None,
                    certainty=weakest(mark.certainty, said, _hedge(text[argument.start : argument.end])),
                )
    return tuple(found.values())


def weakest(*values: Certainty) -> Certainty:
    """The least sure of them."""
    return max(values, key=_ORDER.index)


def _who(argument: ArgumentMark, text: str, entities: Sequence[Entity]) -> tuple[str | None, str | None]:
    """(name, country): a name where the filler means a named entity; a country also by a modifier."""
    country: str | None = None
    for entity in entities:
        for mention in entity.mentions:
            if argument.start <= mention.start and mention.end <= argument.end:
                if mention.end == argument.end and any(m.kind == "name" for m in entity.mentions):
                    return entity.name, entity.country
                country = country or (entity.country if mention.kind == "name" else None)
    return None, country or _country_of(text[argument.start : argument.end])


def _country_of(phrase: str) -> str | None:
    """The country that a modifier names: "Chinese soldiers", "Russia-linked gang"."""
    known = _modifiers()
    for word in _WORD.findall(phrase):
        code = known.get(word) or (known.get(word.split("-")[0]) if "-" in word else None)
        if code is not None:
            return code
    return None


@cache
def _modifiers() -> dict[str, str]:
    countries = load_toml("lexicons/countries.toml")
    known: dict[str, str] = dict(countries["seats"])
    for code, row in countries["countries"].items():
        known.update(dict.fromkeys([*row.get("names", ()), *row.get("demonyms", ())], code))
    return known


def _hedge(phrase: str) -> Certainty:
    lexicon = load_toml("lexicons/realis.toml")
    words = {word.lower() for word in _WORD.findall(phrase)}
    if not words & set(lexicon["hedges"]):
        return "certain"
    return "probable" if words & set(lexicon["probable"]) else "possible"
