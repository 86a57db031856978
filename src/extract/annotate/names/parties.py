"""Names of one party come together; the party gets the type for which all its names vote."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from extract.annotate.names.acronyms import abbreviations, definitions, initials
from extract.annotate.names.candidate import Name
from extract.annotate.names.lexicon import Lexicon
from extract.annotate.names.occurrences import find_again
from extract.annotate.names.party import Party, key_of

if TYPE_CHECKING:
    from spacy.tokens import Doc


def find_parties(doc: Doc, names: list[Name], lexicon: Lexicon) -> list[Party]:
    """All parties of a document, in the order of their first names."""
    pairs = definitions(doc, names)
    names = _with_definitions(names, pairs)
    if common := abbreviations(doc):
        names = [name for name in names if doc[name.start : name.end].text not in common]
    parties = _by_text(doc, names)
    merger = _Merger(parties)
    of_name = {id(name): party for party in parties for name in party.names}
    for long, short in pairs:
        if id(long) in of_name and id(short) in of_name:
            merger.join(of_name[id(long)], of_name[id(short)])
    _join_rows(parties, merger)
    _join_acronyms(parties, merger)
    _join_organizations(parties, merger, lexicon)
    _join_bare(parties, merger, lexicon)
    _join_persons(merger.parties(), merger, lexicon)
    found = [party for party in merger.parties() if any(not name.unsure or name.known for name in party.names)]
    find_again(doc, found, lexicon)
    for party in found:
        party.sort()
    return sorted(found, key=lambda party: party.names[0].start)


_DEPARTMENTS = frozenset(("Department", "Ministry", "Office", "Bureau"))
"""Bodies that are called by the initials of what they are for."""


class _Merger:
    """Union of parties; the party with more words keeps the others."""

    def __init__(self, parties: list[Party]) -> None:
        self.root: dict[int, Party] = {}
        self.all = parties
        self.changed: dict[int, Party] = {}

    def find(self, party: Party) -> Party:
        while id(party) in self.root:
            party = self.root[id(party)]
        return party

    def join(self, keeper: Party, other: Party) -> None:
        keeper, other = self.find(keeper), self.find(other)
        if keeper is not other:
            self.root[id(other)] = keeper
            keeper.absorb(other)
            self.changed[id(keeper)] = keeper

    def parties(self) -> list[Party]:
        for party in self.changed.values():
            party.decide()
        self.changed.clear()
        return [party for party in self.all if id(party) not in self.root]


def _with_definitions(names: list[Name], pairs: list[tuple[Name, Name]]) -> list[Name]:
    """The candidates with those of the definitions, which push aside what they overlap."""
    defined = {id(name): name for pair in pairs for name in pair}
    for _, short in pairs:
        short.votes = {}
    taken = {i for name in defined.values() for i in range(name.start, name.end)}
    kept = [name for name in names if id(name) in defined or not any(i in taken for i in range(name.start, name.end))]
    have = {id(name) for name in kept}
    return sorted([*kept, *(name for name in defined.values() if id(name) not in have)], key=lambda name: name.start)


def _by_text(doc: Doc, names: list[Name]) -> list[Party]:
    groups: dict[str, Party] = {}
    for name in names:
        text = doc[name.start : name.end].text
        party = groups.setdefault(key_of(text), Party([], []))
        party.names.append(name)
        party.texts.append(text)
    for party in groups.values():
        party.decide()
    return list(groups.values())


def _join_rows(parties: list[Party], merger: _Merger) -> None:
    rows: dict[str, Party] = {}
    for party in parties:
        row = next((name.known.row for name in party.names if name.known and name.known.row), None)
        if row:
            merger.join(rows.setdefault(row, party), party)


def _join_acronyms(parties: list[Party], merger: _Merger) -> None:
    """Acronyms whose letters are the initials of one organization of the document."""
    long: dict[str, list[Party]] = defaultdict(list)
    for party in parties:
        if party.type in ("organization", "other", "product") and len(words := party.texts[0].split()) > 2:
            long[initials(party.texts[0])].append(party)
            if words[0].isupper():
                long[words[0] + initials(" ".join(words[1:]))].append(party)
            if words[0] in _DEPARTMENTS and words[1] in ("of", "for"):
                long[initials(" ".join(words[2:]))].append(party)  # "VA"
    for party in parties:
        text = "" if party.known and party.type == "other" else party.texts[0].replace(".", "")
        if len(text) > 1 and text.isupper() and text.isalpha() and len(long[text]) == 1:
            merger.join(long[text][0], party)


def _join_organizations(parties: list[Party], merger: _Merger, lexicon: Lexicon) -> None:
    """Short forms: "Halden" of "Halden Logistics Ltd", "State Department" of "US State Department"."""
    by_key = {key_of(party.texts[0]): party for party in parties}
    for party in parties:
        if party.type != "organization" or party.known:
            continue
        words = party.texts[0].split()
        for size in range(len(words) - 1, 0, -1):
            short = by_key.get(key_of(" ".join(words[:size]).rstrip(",")))
            generic = (
                words[size] in lexicon.organization_words
                or words[-1] in lexicon.legal_forms
                or (size == 1 and len(words[0]) > 2 and words[0].isupper())
            )
            if short and short.type in ("group", "malware", "vulnerability"):
                break  # the Royal gang is not the Royal Bank
            if short and short.known and words[-1] in lexicon.legal_forms and short.type == "organization":
                merger.join(party, short)  # "Apple Inc."
                break
            if short and generic and not short.known and short.votes["person"] < 3 and short.votes["place"] <= 1.5:
                merger.join(party, short)
                break
        if (
            len(words) > 2
            and (words[0] in lexicon.known or words[0] in lexicon.demonyms)
            and (short := by_key.get(key_of(" ".join(words[1:]))))
        ):
            merger.join(party, short)
        bare = by_key.get(key_of(words[-1])) if len(words) > 1 and words[-1].endswith("s") else None
        if bare and bare.type in ("organization", "person") and not bare.known and not _is_generic(words[-1], lexicon):
            merger.join(party, bare)  # "Rovers" of "Kingsport Rovers"


def _is_generic(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.organization_words or word in lexicon.building_last or word.lower() in lexicon.title_words


def _join_bare(parties: list[Party], merger: _Merger, lexicon: Lexicon) -> None:
    """The name of an event or a vehicle without what it is: "Oda" of "Hurricane Oda"."""
    by_key = {key_of(party.texts[0]): party for party in parties}
    heads = lexicon.event_first | lexicon.vehicle_first
    for party in parties:
        words = party.texts[0].split()
        kind = lexicon.after.get(words[-1].lower())
        if len(words) > 1 and kind not in (None, "product") and (bare := by_key.get(key_of(" ".join(words[:-1])))):
            merger.join(party, bare)  # "Mudlark Ransomware"
            party.names[0].vote(kind or "malware", 3.0 * len(bare.names))
        size = next((i + 1 for i, word in enumerate(words[:2]) if word in heads), 0)
        bare = by_key.get(key_of(" ".join(words[size:]))) if 0 < size < len(words) else None
        if bare and not bare.known:
            merger.join(party, bare)
            party.names[0].vote("event" if words[size - 1] in lexicon.event_first else "product", 3.0 * len(bare.names))


def _join_persons(parties: list[Party], merger: _Merger, lexicon: Lexicon) -> None:
    """Surnames and given names alone join the full name: the nearest before, else the first behind."""
    full: dict[str, list[Party]] = defaultdict(list)
    given: dict[str, list[Party]] = defaultdict(list)
    for party in parties:
        words = party.words
        if party.type == "person" and 1 < len(words) < 7:
            for size in range(1, min(4, len(words))):
                full[key_of(" ".join(words[-size:]))].append(party)
            given[key_of(words[0])].append(party)
            full[key_of(f"{words[0]} {words[-1]}")].append(party)
    for party in parties:
        text = party.texts[0]
        if len(text.split()) > 3 or (text.isupper() and len(text) > 1) or (party.known and not _may_be_surname(party)):
            continue
        holders = [p for p in full.get(key_of(text), []) if p is not party]
        if not holders and party.type == "person":
            holders = [p for p in given.get(key_of(text), []) if p is not party]
            holders = holders if len(holders) == 1 else []
        others = max((weight for kind, weight in party.votes.items() if kind != "person"), default=0.0)
        if not holders or (others >= max(4.5, 1 + 1.2 * len(party.names)) and not _may_be_surname(party)):
            continue
        first = party.names[0].start
        before = [p for p in holders if p.names[0].start < first]
        holder = before[-1] if before else holders[0]
        if _may_be_surname(party) and not before:
            continue
        for name in party.names:
            if name.known:
                name.known, name.country, name.votes = None, None, {"person": 1.0}
        merger.join(holder, party)


def _may_be_surname(party: Party) -> bool:
    """Whether a known name is a capital ("Washington"), which a person may bear as well."""
    return party.known and all(name.known and name.known.capital for name in party.names)
