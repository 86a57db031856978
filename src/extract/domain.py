"""The shape of a domain pack: everything that the incidents code knows about a domain, as validated data.

    models/packs/<name>/
      pack.toml        what the pack is, its incident types, roles, frames and supports
      fillers.toml     groups of head words and expressions that roles and patterns refer to
      patterns.jsonl   trigger patterns, one a line, each with examples that must and must not match
      examples.jsonl   whole sentences with the incidents expected of them
      exchange.toml    what they are called in exchange formats (extract.serialize.vocabulary); optional

Slots name the ways in which a phrase depends on a trigger: `subject` and `object` are the deep
ones (the subject of a passive is an `object`), `possessor`, `modifier` (a noun before the trigger), `clause`
(an infinitive) and any preposition in lower case (`by` is also the agent of a passive).
"""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from extract.errors import PackError
from extract.packs import pack_folder

__all__ = [
    "Domain",
    "Example",
    "FillerGroup",
    "Frame",
    "IncidentType",
    "Pattern",
    "Role",
    "Support",
    "load_domain",
    "load_examples",
]

Words = tuple[str, ...]

_REPEATS = re.compile(r"|\?|\{\d,(\d)\}")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FillerGroup(_Part):
    """Head words (lower case) or a regular expression that tell what kind of thing a phrase names."""

    origin: str = Field(min_length=1)
    heads: Words = ()
    regex: str | None = Field(default=None, description="matched against the text, case as written")
    match: Words = Field(min_length=1)
    reject: Words = Field(min_length=1)

    @field_validator("regex")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"regular expression: {error}") from error
        return value


class Role(_Part):
    """What may fill a role, and what is read off a filler."""

    groups: Words = Field(default=(), description="filler groups whose heads fit")
    entities: Words = Field(default=(), description="entity types that fit (of the record), or money, date, count")
    without: Words = Field(default=(), description="filler groups that never fit")
    pronouns: bool = False
    open: bool = Field(default=False, description="a slot of the frame takes any noun that fits no other of its roles")
    loose: bool = Field(
        default=False,
        description="also taken from anywhere in the trigger's sentence, by group or entity type",
    )
    value: Literal["count", "money"] | None = Field(default=None, description="the filler is parsed to value and unit")
    counts: str | None = Field(default=None, description="role whose fillers' numerals fill this one")
    inner: dict[str, Words] = Field(
        default_factory=dict, description="slots of the filler itself: 'of' and 'possessor' of data"
    )
    export: bool = Field(default=True, description="false: read for the impact only, no role of the record")
    impact: bool = Field(default=False, description="fillers say what was affected")


class IncidentType(_Part):
    """A kind of incident."""

    label: str = Field(description='in running text: "data breach"')
    roles: Words = Field(min_length=1)
    general: bool = Field(
        default=False, description='says little ("attack"): joins an incident of a more specific type'
    )
    absorbs: Words = Field(default=(), description="types whose doubtful mentions are part of an incident of this one")
    summaries: Words = Field(
        min_length=1, description="templates over role names; the first whose roles are all filled is taken"
    )


class Frame(_Part):
    """Which roles the slots of a trigger take, in the order in which they are tried."""

    origin: str
    slots: dict[str, Words]


class Support(_Part):
    """Words that tie a noun trigger to its parties: "X suffered a breach", "Y was behind the attack"."""

    origin: str
    words: Words = Field(min_length=1)
    relation: Words = Field(min_length=1, description="slots of the support that hold the trigger")
    slots: dict[str, Words]
    without: Words = Field(default=(), description="filler groups whose heads it ties to nothing")
    example: str


class Pattern(_Part):
    """A trigger pattern: spaCy token patterns over LOWER, TAG and DEP."""

    id: str
    type: str
    frame: str
    pattern: tuple[dict[str, Any], ...] = Field(min_length=1)
    needs: Words = Field(default=(), description="groups of which one must stand in the sentence, outside the trigger")
    document: bool = Field(default=True, description="evidence all over the document satisfies `needs` as well")
    keep: int | None = Field(
        default=None, ge=1, description="tokens of the match that are the trigger; the rest is context"
    )
    effect: bool = Field(default=False, description="says what an incident did; never opens one")
    dating: bool = Field(default=True, description="false: it goes on, so that its times don't date the incident")
    avows: bool = Field(default=False, description="its subject says that it did it")
    score: float = Field(default=0.8, gt=0, le=1)
    origin: str = Field(min_length=1)
    match: Words = Field(min_length=1)
    reject: Words = Field(min_length=1)

    @field_validator("pattern")
    @classmethod
    def _attributes(cls, value: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
        known = {"LOWER", "TAG", "DEP", "OP"}
        if "LOWER" not in value[0] or "OP" in value[0]:
            raise ValueError("the first token of a pattern has LOWER and no OP")
        for token in value:
            if unknown := set(token) - known:
                raise ValueError(f"token attributes {sorted(unknown)}; a pattern has {sorted(known)}")
            if not _REPEATS.fullmatch(token.get("OP", "")):
                raise ValueError(f"operator {token['OP']!r}; only ? and {{n,m}} are bounded")
        return value

    @property
    def first_words(self) -> Words:
        """The words, in lower case, that a match begins with."""
        lower = self.pattern[0]["LOWER"]
        return (lower,) if isinstance(lower, str) else tuple(lower["IN"])

    @cached_property
    def longest(self) -> int:
        """The number of tokens of the longest match."""
        repeats = (_REPEATS.fullmatch(token.get("OP", "")) for token in self.pattern)
        return sum(int(match.group(1) or 1) for match in repeats if match)


class ExpectedIncident(_Part):
    """What an example must give: `roles` holds texts that must be among the fillers."""

    type: str
    realis: Literal["actual", "generic", "other"] = "actual"
    roles: dict[str, Words] = Field(default_factory=dict)
    earliest: str | None = None
    latest: str | None = None
    denied: Words = Field(default=(), description="impacts that must be recorded as denied")


class Example(_Part):
    """A text of the pack's tests; `incidents` are all that it gives, in any order."""

    text: str
    published: str | None = None
    incidents: tuple[ExpectedIncident, ...] = ()


class Evidence(_Part):
    """When a whole document is held to be about the domain.

    `minimum` different heads of `groups`, or a sure trigger among the first `lead` tokens, satisfy the `needs`
    of patterns everywhere in it; where not even `least` different heads of `background` occur, patterns with
    `needs` count for nothing.
    """

    groups: Words = Field(min_length=1)
    minimum: int = Field(default=3, ge=1)
    lead: int = Field(default=60, ge=0)
    background: Words = Field(min_length=1)
    least: int = Field(default=1, ge=0)
    example: str = Field(description="a sentence with `least` such heads; stands behind the examples of the patterns")


class EncoderHeads(_Part):
    """The heads of the trained encoder that find the incidents of a pack; their labels are its types and roles."""

    triggers: str
    arguments: str
    realis: str
    belongs: str
    same: str
    more: dict[str, float] = Field(default_factory=dict, description="added to the scores of a type of trigger")


class Domain(_Part):
    """A loaded pack."""

    name: str
    description: str
    origin: str
    licence: str
    evidence: Evidence
    types: dict[str, IncidentType]
    roles: dict[str, Role]
    frames: dict[str, Frame]
    supports: tuple[Support, ...] = ()
    separators: Words = Field(default=(), description='modifiers of a trigger that open another incident: "separate"')
    victim: str = Field(default="victim", description="the role that tells incidents apart")
    attacker: str = Field(default="attacker", description="the role that blame is read from")
    keys: Words = Field(default=(), description="other roles whose named fillers tell incidents apart")
    time: str = "time"
    anonymous: Words = Field(default=(), description="filler groups that name nobody: no blame without a country")
    encoder: EncoderHeads | None = Field(default=None, description="learned heads; without, patterns find all")
    fillers: dict[str, FillerGroup]
    patterns: tuple[Pattern, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Domain:
        def check(where: str, names: tuple[str, ...], known: object) -> None:
            if missing := sorted(set(names) - set(known)):  # type: ignore[call-overload]
                raise ValueError(f"{where}: unknown {', '.join(missing)}")

        check("evidence", (*self.evidence.groups, *self.evidence.background), self.fillers)
        check("anonymous", self.anonymous, self.fillers)
        check("victim, attacker, time", (self.victim, self.attacker, self.time), self.roles)
        check("keys", self.keys, self.roles)
        for name, kind in self.types.items():
            check(f"types.{name}.roles", kind.roles, self.roles)
            check(f"types.{name}.absorbs", kind.absorbs, self.types)
        for name, role in self.roles.items():
            check(f"roles.{name}.groups", (*role.groups, *role.without), self.fillers)
            check(f"roles.{name}.inner", tuple(r for rs in role.inner.values() for r in rs), self.roles)
            check(f"roles.{name}.counts", (role.counts,) if role.counts else (), self.roles)
        for name, frame in self.frames.items():
            check(f"frames.{name}", tuple(r for rs in frame.slots.values() for r in rs), self.roles)
        for support in self.supports:
            check("supports", tuple(r for rs in support.slots.values() for r in rs), self.roles)
            check("supports", support.without, self.fillers)
        seen: set[str] = set()
        for pattern in self.patterns:
            check(f"pattern {pattern.id}", (pattern.type,), self.types)
            check(f"pattern {pattern.id}", (pattern.frame,), self.frames)
            check(f"pattern {pattern.id}", pattern.needs, self.fillers)
            if pattern.id in seen:
                raise ValueError(f"pattern {pattern.id} stands twice")
            seen.add(pattern.id)
        return self


@cache
def load_domain(name: str) -> Domain:
    """The pack of that name under `models/packs`, or in a user's own folder; read once.

    Raises:
        PackError: a file is missing or breaks the schema; the message names file and place.
    """
    folder = pack_folder(name)
    data = _toml(folder / "pack.toml")
    fillers = _toml(folder / "fillers.toml")
    patterns = _lines(folder / "patterns.jsonl")
    try:
        return Domain.model_validate({**data, "fillers": fillers.get("groups", {}), "patterns": patterns})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PackError(f"pack {name!r}: {place or folder}: {first['msg']}") from error


def load_examples(name: str) -> tuple[Example, ...]:
    """The examples of a pack.

    Raises:
        PackError: the file is missing or breaks the schema.
    """
    path = pack_folder(name) / "examples.jsonl"
    try:
        return tuple(Example.model_validate(line) for line in _lines(path))
    except ValidationError as error:
        raise PackError(f"{path}: {error.errors()[0]['msg']}") from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PackError(f"{path}: {error}") from error


def _lines(path: Path) -> list[Any]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise PackError(f"{path}: {error}") from error
    out = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                out.append(json.loads(line))
            except json.JSONDecodeError as error:
                raise PackError(f"{path}:{number}: {error}") from error
    return out
