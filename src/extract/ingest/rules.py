"""Loads `models/lexicons/ingest.toml`: the patterns that tell the story from what surrounds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from extract.errors import PackError
from extract.packs import load_toml
from extract.records import BlockKind

LEXICON = "lexicons/ingest.toml"
PLACES = "lexicons/places.toml"
GIVEN_NAMES = "lexicons/given_names.toml"
ZONES = ("head", "tail", "any", "start", "end")
NEEDS = ("neighbour", "name", "biography", "place")
_MACRO = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True)
class Rule:
    """One entry of the lexicon; the file's head says what the fields mean."""

    kind: BlockKind
    zone: str
    pattern: re.Pattern[str]
    longest: int
    needs: str | None
    opens: bool


@dataclass(frozen=True)
class Lexicon:
    """The whole file, compiled.

    Attributes:
        person: matches a line that is nothing but a person's name.
        no_person: finds what makes an author field no name.
        outlet: finds the last word of a newspaper's or agency's name at the end of a text.
        date: finds a whole date in running text.
        prefixes: first parts of compounds that keep their hyphen, in lower case.
        endings: what is never the last part of a compound.
        languages: candidates for the language guess.
        telling: by language, words that are common in it and in no other candidate, in lower case.
        language_names: their codes by other names that sources give them, in lower case.
    """

    rules: tuple[Rule, ...]
    person: re.Pattern[str]
    no_person: re.Pattern[str]
    outlet: re.Pattern[str]
    date: re.Pattern[str]
    prefixes: frozenset[str]
    endings: frozenset[str]
    languages: tuple[str, ...]
    telling: dict[str, frozenset[str]]
    language_names: dict[str, str]

    def zone(self, *zones: str) -> tuple[Rule, ...]:
        """The rules of some zones, in the order of the file."""
        return tuple(rule for rule in self.rules if rule.zone in zones)


@cache
def lexicon() -> Lexicon:
    """The compiled lexicon.

    Raises:
        PackError: the file is missing, or an entry lacks a key, names an unknown one or is no pattern.
    """
    data = load_toml(LEXICON)
    try:
        macros = {name: text for name, text in data["macros"].items() if name != "origin"}
        return Lexicon(
            rules=tuple(_rule(entry, macros) for entry in data["rules"]),
            person=re.compile(_expand("{name}", macros)),
            no_person=re.compile(data["no_person"]["pattern"]),
            outlet=re.compile(_expand(r"\b{outlet}$", macros)),
            date=re.compile(rf"(?<![\w-]){_expand('{date}', macros)}(?![\w-])"),
            prefixes=frozenset(data["compounds"]["prefixes"]),
            endings=frozenset(data["compounds"]["endings"]),
            languages=tuple(data["languages"]["codes"]),
            telling={
                code: frozenset(words) for code, words in data["languages"]["telling"].items() if code != "origin"
            },
            language_names=dict(data["languages"]["names"]),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise PackError(f"models/{LEXICON}: {type(error).__name__}: {error}") from error


@cache
def places() -> frozenset[str]:
    """Names of cities, states and countries: where a byline was written, not who wrote it.

    Raises:
        PackError: the file is missing or has another form.
    """
    data = load_toml(PLACES)
    try:
        return frozenset(name for table in ("states", "cities") for names in data[table].values() for name in names)
    except (KeyError, TypeError, AttributeError) as error:
        raise PackError(f"models/{PLACES}: {type(error).__name__}: {error}") from error


@cache
def given_names() -> frozenset[str]:
    """Names that a person's name begins with.

    Raises:
        PackError: the file is missing or has another form.
    """
    data = load_toml(GIVEN_NAMES)
    try:
        return frozenset(name for group in ("male", "female", "either") for name in data[group].split())
    except (KeyError, AttributeError) as error:
        raise PackError(f"models/{GIVEN_NAMES}: {type(error).__name__}: {error}") from error


def _rule(entry: dict[str, Any], macros: dict[str, str]) -> Rule:
    kind, zone, needs = entry["kind"], entry["zone"], entry.get("needs")
    if kind not in get_args(BlockKind) or zone not in ZONES or needs not in (None, *NEEDS):
        raise ValueError(f"kind {kind!r}, zone {zone!r}, needs {needs!r}")
    pattern = _expand(entry["pattern"], macros)
    return Rule(
        kind=kind,
        zone=zone,
        pattern=re.compile(f"(?:{pattern})$" if zone == "end" else pattern),
        longest=entry["longest"],
        needs=needs,
        opens=entry.get("opens", False),
    )


def _expand(pattern: str, macros: dict[str, str]) -> str:
    """The pattern with every `{macro}` replaced; macros may use one another, not themselves."""
    for _ in range(len(macros)):
        expanded = _MACRO.sub(lambda found: f"(?:{macros[found[1]]})" if found[1] in macros else found[0], pattern)
        if expanded == pattern:
            return pattern
        pattern = expanded
    raise ValueError(f"macros that use themselves in {pattern[:60]!r}")


def first_match(rules: tuple[Rule, ...], line: str) -> tuple[Rule | None, re.Match[str] | None]:
    """The first of some rules that a whole line matches, and its match."""
    for rule in rules:
        if len(line) <= rule.longest and (match := rule.pattern.fullmatch(line)):
            return rule, match
    return None, None
