"""Gold lines as what tools for annotation know: labelled regions of a text, and relations between two of them.

`to_marks` says a gold line (`extract.serialize.gold`) in these terms, `from_marks` reads it back:

    entity_<type>        a mention; `same` joins the mentions of one entity; attribute `kind`
    time_<type>          a time expression; attribute `value`
    claim_source, claim_cue, claim_content
                         `part` joins the cue to its sources and contents (without a cue, a content to the others)
    incident_<type>      a trigger; `same` joins the triggers of one incident; attribute `realis`
    role_<role>          a filler; `argument` joins a trigger of the incident to it

Relations are read in either direction. Offsets are half-open, in code points into the article's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from extract.domain import load_domain
from extract.errors import RecordError
from extract.records import EntityType, TimexType
from extract.serialize.gold import KINDS, PARTS, REALIS, canonical

__all__ = ["COLOURS", "RELATIONS", "Inventory", "Mark", "Marks", "from_marks", "to_marks"]

Json = dict[str, Any]

RELATIONS = ("same", "part", "argument")
COLOURS = {"entities": "#4477AA", "times": "#228833", "claims": "#CCBB44", "incidents": "#EE6677"}
"""Of the layers, told apart by the colour-blind too (Tol's bright scheme)."""


@dataclass(frozen=True)
class Inventory:
    """The labels that regions may have."""

    types: tuple[str, ...]
    roles: tuple[str, ...]

    @classmethod
    def of_packs(cls, packs: Iterable[str]) -> Inventory:
        """The labels for the incident types and roles of domain packs, as `Provenance.packs` names them.

        Raises:
            PackError: a pack is missing or broken.
        """
        domains = [load_domain(name) for name in packs]
        roles = [name for domain in domains for name, role in domain.roles.items() if role.export]
        types = [name for domain in domains for name in domain.types]
        return cls(tuple(dict.fromkeys(types)), tuple(dict.fromkeys(roles)))

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """All labels, by layer."""
        return {
            "entities": tuple(f"entity_{one}" for one in get_args(EntityType)),
            "times": tuple(f"time_{one}" for one in get_args(TimexType)),
            "claims": tuple(f"claim_{one}" for one in PARTS),
            "incidents": (*(f"incident_{one}" for one in self.types), *(f"role_{one}" for one in self.roles)),
        }


@dataclass(frozen=True)
class Mark:
    """A labelled region; `attributes` are of the three that the module names."""

    id: str
    label: str
    start: int
    end: int
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What the label says before its first underscore."""
        return self.label.partition("_")[0]

    @property
    def name(self) -> str:
        """What it says behind that."""
        return self.label.partition("_")[2]

    @property
    def span(self) -> tuple[int, int]:
        """Its offsets."""
        return self.start, self.end


@dataclass(frozen=True)
class Marks:
    """The regions of one text, and relations `(from, to, label)` between their ids."""

    regions: tuple[Mark, ...]
    relations: tuple[tuple[str, str, str], ...]


def to_marks(gold: Json) -> Marks:
    """A gold line's annotations as regions and relations; every annotation has regions of its own."""
    regions: list[Mark] = []
    relations: list[tuple[str, str, str]] = []

    def mark(label: str, start: int, end: int, **attributes: str | None) -> str:
        given = {key: value for key, value in attributes.items() if value is not None}
        regions.append(Mark(f"r{len(regions) + 1}", label, start, end, given))
        return regions[-1].id

    def star(ids: list[str], label: str) -> None:
        relations.extend((ids[0], one, label) for one in ids[1:])

    chains: dict[str, list[str]] = {}
    for one in gold.get("entities", ()):
        made = mark(f"entity_{one['type']}", one["start"], one["end"], kind=one.get("kind"))
        chains.setdefault(one["id"], []).append(made)
    for chain in chains.values():
        star(chain, "same")
    for one in gold.get("times", ()):
        mark(f"time_{one['type']}", one["start"], one["end"], value=one["value"])
    for one in gold.get("claims", ()):
        star([mark(f"claim_{part}", *span) for part in ("cue", "content", "source") for span in one[part]], "part")
    for one in gold.get("incidents", ()):
        triggers = [mark(f"incident_{one['type']}", *span, realis=one["realis"]) for span in one["triggers"]]
        star(triggers, "same")
        fillers = [mark(f"role_{filler['role']}", filler["start"], filler["end"]) for filler in one["arguments"]]
        star([triggers[0], *fillers], "argument")
    return Marks(tuple(regions), tuple(relations))


def from_marks(text: str, marks: Marks, inventory: Inventory) -> Json:
    """The gold layers that regions and relations say, in canonical order.

    Raises:
        RecordError: a region lies outside the text or has an unknown label, a relation joins what it can't join, or
            something belongs to nothing; the message quotes the words.
    """
    return _Reader(text, marks, inventory).read()


class _Reader:
    def __init__(self, text: str, marks: Marks, inventory: Inventory) -> None:
        self.text = text
        self.regions = {one.id: one for one in marks.regions}
        known = {label for labels in inventory.labels.values() for label in labels}
        for one in marks.regions:
            if not 0 <= one.start < one.end <= len(text):
                raise RecordError(f"{one.label} {one.start}:{one.end} lies outside the text of {len(text)} characters")
            if one.label not in known:
                raise RecordError(f"unknown label {one.label!r} at {one.start}:{one.end} ({self._words(one)})")
        self.joined: dict[str, str] = {}
        self.links: list[tuple[Mark, Mark]] = []
        for source, target, label in marks.relations:
            self._relation(source, target, label)

    def read(self) -> Json:
        return canonical(
            {
                "entities": list(self._entities()),
                "times": [
                    {"start": one.start, "end": one.end, "type": one.name, "value": one.attributes.get("value")}
                    for one in self._of("time")
                ],
                "claims": list(self._claims()),
                "incidents": list(self._incidents()),
            }
        )

    def _words(self, one: Mark) -> str:
        return repr(self.text[one.start : one.end])

    def _of(self, kind: str) -> list[Mark]:
        return sorted((one for one in self.regions.values() if one.kind == kind), key=lambda one: (one.span, one.id))

    def _relation(self, source: str, target: str, label: str) -> None:
        if missing := [one for one in (source, target) if one not in self.regions]:
            raise RecordError(f"relation {label!r} to a region {missing[0]!r} that does not exist")
        one, other = self.regions[source], self.regions[target]
        kinds = {one.kind, other.kind}
        if (label == "same" and kinds in ({"entity"}, {"incident"})) or (
            label == "part" and kinds == {"claim"} and one.name == other.name
        ):
            self.joined[self._root(source)] = self._root(target)
        elif (label == "part" and kinds == {"claim"}) or (label == "argument" and kinds == {"incident", "role"}):
            self.links += [(one, other), (other, one)]
        else:
            raise RecordError(
                f"relation {label!r} can't join {one.label} ({self._words(one)}) "
                f"and {other.label} ({self._words(other)})"
            )

    def _root(self, region: str) -> str:
        while region in self.joined and self.joined[region] != region:
            region = self.joined[region]
        return region

    def _groups(self, regions: Iterable[Mark]) -> dict[str, list[Mark]]:
        groups: dict[str, list[Mark]] = {}
        for one in regions:
            groups.setdefault(self._root(one.id), []).append(one)
        return groups

    def _agree(self, group: list[Mark], what: str, values: Iterable[str]) -> str:
        found = sorted(set(values))
        if len(found) > 1:
            raise RecordError(f"{self._words(group[0])} and what is the same: {what} is {' and '.join(found)}")
        return found[0]

    def _attribute(self, one: Mark, name: str, values: tuple[str, ...]) -> str:
        value = one.attributes.get(name, values[0])
        if value not in values:
            raise RecordError(f"{one.label} ({self._words(one)}): {name} {value!r}, not one of {', '.join(values)}")
        return value

    def _entities(self) -> Iterator[Json]:
        for chain, group in self._groups(self._of("entity")).items():
            kind = self._agree(group, "the type", (one.name for one in group))
            for one in group:
                mention = self._attribute(one, "kind", KINDS)
                yield {"start": one.start, "end": one.end, "type": kind, "id": chain, "kind": mention}

    def _claims(self) -> Iterator[Json]:
        groups = self._groups(self._of("claim"))
        beside: dict[str, set[str]] = {root: set() for root in groups}
        for one, other in self.links:
            if one.kind == "claim":
                beside[self._root(one.id)].add(self._root(other.id))

        def near(root: str, part: str) -> list[str]:
            return [other for other in groups if other in beside[root] and groups[other][0].name == part]

        def spans(roots: Iterable[str]) -> list[list[int]]:
            return [list(one.span) for root in roots for one in groups[root]]

        for root, group in groups.items():
            part = group[0].name
            if part == "source" and not beside[root]:
                raise RecordError(f"claim_source ({self._words(group[0])}) belongs to no claim")
            if part == "source" or (part == "content" and near(root, "cue")):
                continue
            contents = near(root, "content") if part == "cue" else [root]
            # A source that is joined to the content alone speaks for whatever cue the content has.
            through = [one for content in contents for one in near(content, "source") if not near(one, "cue")]
            sources = dict.fromkeys([*near(root, "source"), *through])
            yield {
                "source": spans(sources),
                "cue": spans([root] if part == "cue" else []),
                "content": spans(contents),
            }

    def _incidents(self) -> Iterator[Json]:
        fillers: dict[str, list[Mark]] = {}
        used = set()
        for one, other in self.links:
            if one.kind == "incident":
                fillers.setdefault(self._root(one.id), []).append(other)
                used.add(other.id)
        for one in self._of("role"):
            if one.id not in used:
                raise RecordError(f"{one.label} ({self._words(one)}) belongs to no incident")
        for root, group in self._groups(self._of("incident")).items():
            yield {
                "type": self._agree(group, "the type", (one.name for one in group)),
                "realis": self._agree(group, "realis", (self._attribute(one, "realis", REALIS) for one in group)),
                "triggers": [list(one.span) for one in group],
                "arguments": [{"role": one.name, "start": one.start, "end": one.end} for one in fillers.get(root, ())],
            }
