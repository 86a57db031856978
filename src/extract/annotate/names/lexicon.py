"""The word lists under `models/lexicons`, as the sets and tables that the components look things up in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from extract.annotate.names.known import Known
from extract.annotate.names.threats import Threats, load_threats
from extract.packs import load_toml
from extract.records import EntityType

Gender = Literal["male", "female"]

_TECHNOLOGY: tuple[tuple[str, EntityType], ...] = (
    ("terms", "other"),
    ("products", "product"),
    ("outlets", "organization"),
    ("security", "organization"),
    ("vendors", "organization"),
)
"""Tables of technology.toml and the type of what they name; "other" is no party."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists. Words are lower case unless said otherwise."""

    known: dict[str, Known] = field(repr=False)
    """Names as written -> what they are."""
    threats: Threats = field(repr=False)
    """Actors and malware, also those whose names are common words."""
    demonyms: dict[str, str] = field(repr=False)
    """Demonyms as written -> country code."""
    country_names: dict[str, str] = field(repr=False)
    """Country code -> the name that its entity bears."""
    cities: dict[str, str] = field(repr=False)
    """Large cities and states as written -> country code."""
    states: frozenset[str] = field(repr=False)
    government_verbs: frozenset[str]
    government_links: frozenset[str]

    honorifics: dict[str, Gender | None] = field(repr=False)
    roles: dict[str, Gender | None] = field(repr=False)
    title_words: frozenset[str] = field(repr=False)
    """Every word of which a capitalised title is made."""
    given_names: dict[str, Gender | None] = field(repr=False)
    """Given names as written -> gender, where one is far likelier."""

    person_verbs: frozenset[str] = field(repr=False)
    affiliation_verbs: frozenset[str] = field(repr=False)
    strangers: frozenset[str] = field(repr=False)
    past: frozenset[str] = field(repr=False)
    legal_forms: frozenset[str] = field(repr=False)
    organization_words: frozenset[str] = field(repr=False)
    """Words inside organizations' names, as written."""
    before_organization: frozenset[str] = field(repr=False)
    before_source: frozenset[str]
    """Two words before a name that is a source."""
    organization_nominals: dict[str, str] = field(repr=False)
    """Singular noun -> its group."""
    evident_nominals: frozenset[str] = field(repr=False)
    """Of these, those that join only an organization that is called so."""
    belongings: frozenset[str] = field(repr=False)
    """Nouns behind an organization's name."""
    before_belonging: frozenset[str] = field(repr=False)
    """Two words before an organization's name."""
    work_last: frozenset[str] = field(repr=False)
    person_nominals: dict[str, Gender | None] = field(repr=False)
    place_last: frozenset[str] = field(repr=False)
    place_first: frozenset[str] = field(repr=False)
    building_last: frozenset[str] = field(repr=False)
    trade_last: frozenset[str] = field(repr=False)
    """Words that organizations and buildings share."""
    event_first: frozenset[str] = field(repr=False)
    event_last: frozenset[str] = field(repr=False)
    vehicle_first: frozenset[str] = field(repr=False)
    before_of_place: frozenset[str] = field(repr=False)
    after_place: frozenset[str] = field(repr=False)
    media_cues: frozenset[str] = field(repr=False)
    mastheads: frozenset[str] = field(repr=False)
    credits: frozenset[str] = field(repr=False)
    before: dict[str, EntityType] = field(repr=False)
    """Noun before a name -> the type that it tells (group, malware, product)."""
    after: dict[str, EntityType] = field(repr=False)
    """Noun behind a name -> the type that it tells."""
    group_nominals: frozenset[str] = field(repr=False)
    group_alone: frozenset[str] = field(repr=False)
    """Nouns that tell a group without a qualifier."""
    group_qualifiers: frozenset[str] = field(repr=False)
    malign: frozenset[str] = field(repr=False)
    """Before the noun of a product, which is malware then."""
    group_context: frozenset[str] = field(repr=False)
    """Words of articles in which a bare "the group" means attackers."""
    patterns: tuple[tuple[re.Pattern[str], EntityType], ...] = field(repr=False)
    """Shapes of names that tell their type, to be searched for in the text."""

    def is_listed(self, noun: str) -> bool:
        """Whether some list says what the noun describes."""
        return bool(self._fitting(noun))

    def may_be(self, noun: str, kind: EntityType) -> bool:
        """Whether a noun can describe a party of this type; a noun that no list knows fits all but places."""
        fits = self._fitting(noun)
        return kind in fits if fits else kind != "place"

    def _fitting(self, noun: str) -> set[EntityType]:
        fits: set[EntityType] = set()
        if noun in self.roles or noun in self.person_nominals:
            fits.add("person")
        if noun in self.organization_nominals or noun in self.before_organization or noun in self.media_cues:
            fits |= {"organization", "group"}
        if noun in self.group_nominals:
            fits.add("group")
        if noun in self.before:
            fits.add(self.before[noun])
        if noun in self.before_of_place or noun in self.after_place or noun in ("country", "nation"):
            fits.add("place")
        return fits


def _genders(table: dict[str, Any]) -> dict[str, Gender | None]:
    found: dict[str, Gender | None] = {}
    genders: tuple[tuple[str, Gender | None], ...] = (
        ("either", None),
        ("male", "male"),
        ("female", "female"),
    )
    for group, gender in genders:
        words = table.get(group, [])
        found |= dict.fromkeys(words.split() if isinstance(words, str) else words, gender)
    return found


def _gazetteer(
    countries: dict[str, Any],
    media: dict[str, Any],
    groups: dict[str, Any],
    places: dict[str, Any],
    technology: dict[str, Any],
    threats: Threats,
) -> dict[str, Known]:
    known = {name: threat.known for name, threat in threats.distinctive()}
    listed = {name.casefold() for table, _ in _TECHNOLOGY for name in technology[table]["names"]}
    known = {name: row for name, row in known.items() if name.casefold() not in listed}
    for table, kind in _TECHNOLOGY:
        for name in technology[table]["names"]:
            known[name] = Known(kind, row=f"{table}:{name}")
    for name in technology["products"]["names"]:
        if name.isalpha() and not name.endswith("s"):
            known.setdefault(f"{name}s", known[name])  # "iPhones"
    for name in groups["nothing"]["names"]:
        known[name] = Known("other")
    for name in places["regions"]["names"]:
        known[name] = Known("place")
    for code, row in countries["countries"].items():
        for name in row.get("parts", []):
            known[name] = Known("place", code)
        for name in row.get("capitals", []):
            known[name] = Known("place", code, capital=True)
        for name in row["names"]:
            known[name] = Known("place", code, f"country:{code}")
    for name, code in countries["seats"].items():
        known[name] = Known("organization", code)
    for code, names in media["outlets"].items():
        for name in names:
            known[name] = Known("organization", code, f"outlet:{name.removeprefix('The ')}")
    for name, code in groups["group"]["known"]:
        threat = threats.find(name, "group")
        known[name] = Known("group", code or None, threat.known.row if threat else None)
    for code, rows in groups["organizations"].items():
        for row in rows:
            for name in row:
                known[name] = Known("organization", None if code == "rows" else code, f"organization:{row[0]}")
    return known


@cache
def lexicon() -> Lexicon:
    """The word lists, read once.

    Raises:
        PackError: a list is missing or is no TOML.

    """
    countries, places, media, groups, titles, words, technology = (
        load_toml(f"lexicons/{name}.toml")
        for name in ("countries", "places", "media", "groups", "titles", "organizations", "technology")
    )
    threats = load_threats()
    roles = _genders(titles["roles"]) | {word.lower().rstrip("."): None for word in titles["roles"]["short"]}
    honorifics = _genders(titles["honorifics"])
    kinds: tuple[EntityType, ...] = ("group", "malware", "product")
    announced: tuple[EntityType, ...] = (*kinds, "vulnerability")
    nominals = words["nominals"]
    return Lexicon(
        known=_gazetteer(countries, media, groups, places, technology, threats),
        threats=threats,
        demonyms={name: code for code, row in countries["countries"].items() for name in row.get("demonyms", [])},
        country_names={code: row["names"][0] for code, row in countries["countries"].items()},
        cities={
            name: code for table in ("cities", "states") for code, names in places[table].items() for name in names
        },
        states=frozenset(places["states"]["US"]),
        government_verbs=frozenset(countries["government"]["verbs"]),
        government_links=frozenset(countries["government"]["links"]),
        honorifics=honorifics,
        roles=roles,
        title_words=frozenset(titles["roles"]["modifiers"].split()) | roles.keys() | honorifics.keys(),
        given_names=_genders(load_toml("lexicons/given_names.toml")),
        person_verbs=frozenset(titles["verbs"]["words"]),
        affiliation_verbs=frozenset(titles["affiliation"]["verbs"]),
        strangers=frozenset(titles["affiliation"]["strangers"]),
        past=frozenset(titles["affiliation"]["past"]),
        legal_forms=frozenset(words["inside"]["legal"]),
        organization_words=frozenset(words["inside"]["heads"].split()) | frozenset(words["inside"]["legal"]),
        before_organization=frozenset(words["before"]["words"].split()),
        before_source=frozenset(words["sources"]["before"]),
        organization_nominals={
            noun: group for group, nouns in nominals.items() if not group.startswith("must") for noun in nouns
        },
        evident_nominals=frozenset(words["evident"]["words"]),
        belongings=frozenset(words["belongings"]["words"]),
        before_belonging=frozenset(words["belongings"]["before"]),
        work_last=frozenset(words["works"]["last"]),
        person_nominals=_genders(words["persons"]),
        place_last=frozenset(words["places"]["last"]),
        place_first=frozenset(words["places"]["first"]),
        building_last=frozenset(words["buildings"]["last"]),
        trade_last=frozenset(words["trades"]["last"]),
        event_first=frozenset(words["events"]["first"]),
        event_last=frozenset(words["events"]["last"]),
        vehicle_first=frozenset(words["vehicles"]["first"]),
        before_of_place=frozenset(words["places"]["before_of"]),
        after_place=frozenset(words["places"]["after"]),
        media_cues=frozenset(media["cues"]["before"]),
        mastheads=frozenset(media["mastheads"]["words"]),
        credits=frozenset(media["credits"]["words"]),
        before={word: kind for kind in announced for word in groups[kind]["before"]},
        after={word: kind for kind in reversed(kinds) for word in groups[kind]["after"]},
        group_nominals=frozenset(groups["group"]["nominals"]),
        group_alone=frozenset(groups["group"]["before_alone"]),
        group_qualifiers=frozenset(groups["group"]["before_needs"]),
        malign=frozenset(groups["malware"]["malign"]),
        group_context=frozenset(groups["group"]["context"]),
        patterns=tuple(
            (re.compile(rf"\b(?:{'|'.join(groups[kind]['names'])})\b"), kind) for kind in ("group", "vulnerability")
        ),
    )
