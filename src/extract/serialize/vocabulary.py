"""How a domain pack says its types, roles and words in the vocabularies of exchange formats.

    models/packs/<name>/exchange.toml
      [stix]              which types are incidents, what the fillers of roles become
      [[stix.actors]]     rules that give `threat_actor_types`, `sophistication` ... of an actor
      [[stix.malware]]    rules that give `malware_types`
      [[veris]]           rules that give parts of a VERIS incident; what none says is Unknown
      [veris_fields]      roles whose fillers are fields of it
      [[misp]]            rules that give `tags`

A pack without the file is exported with what all packs have: victims, attackers, times and evidence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extract.domain import load_domain
from extract.errors import PackError
from extract.packs import load_toml, pack_folder
from extract.records import Incident

__all__ = ["Rule", "StixRole", "Vocabulary", "apply", "country_name", "fold", "load_vocabulary", "words_of"]

Words = tuple[str, ...]
FILE = "exchange.toml"
TRIGGER = "trigger"
"""Stands among the roles in `Rule.within` for the incident's triggers."""

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(_Part):
    """Values for incidents that meet all conditions given; of several words or roles one is enough."""

    origin: str = Field(min_length=1)
    types: Words = Field(default=(), description="incident types; none: all")
    roles: Words = Field(default=(), description="roles that are filled")
    words: Words = Field(default=(), description="words or phrases, in lower case")
    within: Words = Field(default=(), description='roles, or "trigger", where the words are looked for; none: all')
    unless: Words = Field(default=(), description="words that must not stand there")
    set: dict[str, Any] = Field(min_length=1)


class StixRole(_Part):
    """What the fillers of a role become."""

    object: Literal["identity", "actor", "malware", "location", "vulnerability"]
    relationship: str = Field(description="from the incident to it")


class Stix(_Part):
    """What the STIX bundle needs to know of a pack."""

    report_types: Words = ("threat-report",)
    not_incidents: Words = Field(default=(), description="types that tell of something else than an incident")
    roles: dict[str, StixRole] = Field(default_factory=dict)
    actors: tuple[Rule, ...] = ()
    malware: tuple[Rule, ...] = ()


class VerisFields(_Part):
    """Roles whose fillers are fields of a VERIS incident; None: the pack has none."""

    data: str | None = Field(default=None, description="what was disclosed")
    data_total: str | None = Field(default=None, description="how many records of it")
    loss: str | None = Field(default=None, description="the sum that was lost")
    cve: str | None = Field(default=None, description="numbers of the weaknesses that were made use of")


class Vocabulary(_Part):
    """The mappings of one or more packs."""

    description: str = ""
    origin: str = ""
    licence: str = ""
    victim: Words = Field(default=("victim",), description="roles of those to whom it happened")
    attacker: Words = Field(default=("attacker",), description="roles of those who did it")
    stix: Stix = Stix()
    veris: tuple[Rule, ...] = ()
    veris_fields: VerisFields = VerisFields()
    misp: tuple[Rule, ...] = ()


@cache
def load_vocabulary(packs: tuple[str, ...]) -> Vocabulary:
    """The mappings of these packs, as `Provenance.packs` names them.

    Raises:
        PackError: a pack is missing, or its `exchange.toml` breaks the schema or names what the pack has not.
    """
    loaded = [_load(name) for name in packs] or [Vocabulary()]
    first = loaded[0]
    if len(loaded) == 1:
        return first
    stix = Stix(
        report_types=tuple(dict.fromkeys(kind for one in loaded for kind in one.stix.report_types)),
        not_incidents=tuple(kind for one in loaded for kind in one.stix.not_incidents),
        roles={role: to for one in reversed(loaded) for role, to in one.stix.roles.items()},
        actors=tuple(rule for one in loaded for rule in one.stix.actors),
        malware=tuple(rule for one in loaded for rule in one.stix.malware),
    )
    return Vocabulary(
        victim=tuple(dict.fromkeys(role for one in loaded for role in one.victim)),
        attacker=tuple(dict.fromkeys(role for one in loaded for role in one.attacker)),
        stix=stix,
        veris=tuple(rule for one in loaded for rule in one.veris),
        veris_fields=VerisFields.model_validate(
            {key: value for one in reversed(loaded) for key, value in one.veris_fields if value is not None}
        ),
        misp=tuple(rule for one in loaded for rule in one.misp),
    )


def _load(pack: str) -> Vocabulary:
    domain = load_domain(pack)
    path = pack_folder(pack) / FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        found = Vocabulary.model_validate({**data, "victim": [domain.victim], "attacker": [domain.attacker]})
    except (OSError, ValueError) as error:
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            raise PackError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
        raise PackError(f"{path}: {error}") from error
    rules = (*found.stix.actors, *found.stix.malware, *found.veris, *found.misp)
    types = {kind for rule in rules for kind in rule.types} | {*found.stix.not_incidents}
    roles = {role for rule in rules for role in (*rule.roles, *rule.within)} | {*found.stix.roles}
    roles |= {role for _, role in found.veris_fields if role is not None}
    if unknown := sorted((types - {*domain.types}) | (roles - {*domain.roles, TRIGGER})):
        raise PackError(f"{path}: the pack has no type or role {', '.join(unknown)}")
    if not found.stix.roles:
        defaults = {
            domain.victim: StixRole(object="identity", relationship="targets"),
            domain.attacker: StixRole(object="actor", relationship="attributed-to"),
        }
        found = found.model_copy(update={"stix": found.stix.model_copy(update={"roles": defaults})})
    return found


def words_of(incident: Incident) -> dict[str, str]:
    """The words of an incident by role, and of its triggers, as `apply` looks for them."""
    texts = {role: [one.text for one in fillers] for role, fillers in incident.roles.items()}
    texts[TRIGGER] = [one.text for one in incident.triggers]
    return {role: fold(" ".join(parts)) for role, parts in texts.items()}


def fold(text: str) -> str:
    """The words in lower case between spaces, so that a word or phrase is looked up with `in`."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def apply(rules: Iterable[Rule], kind: str, words: Mapping[str, str]) -> dict[str, Any]:
    """What the rules give: later values are added to lists and replace what is no list.

    Args:
        rules: in the order of their file.
        kind: the incident's type.
        words: of `words_of`, or a part of it.
    """
    found: dict[str, Any] = {}
    for rule in rules:
        places = rule.within or tuple(words)
        text = " ".join(words.get(place, "") for place in places)
        if (
            (not rule.types or kind in rule.types)
            and (not rule.roles or any(role in words for role in rule.roles))
            and (not rule.words or any(f" {word} " in text for word in rule.words))
            and not any(f" {word} " in text for word in rule.unless)
        ):
            _merge(found, rule.set)
    return found


def _merge(into: dict[str, Any], values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if isinstance(value, Mapping):
            _merge(into.setdefault(key, {}), value)
        elif isinstance(value, list):
            into[key] = list(dict.fromkeys([*into.get(key, ()), *value]))
        else:
            into[key] = value


def country_name(code: str) -> str:
    """The English name of an ISO 3166-1 alpha-2 code; the code itself where none is known."""
    row = load_toml("lexicons/countries.toml")["countries"].get(code, {})
    return str(next(iter(row.get("names", ())), code))
