"""Known actors, malware and tools: `models/lexicons/threats.jsonl`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extract.annotate.names.known import Known
from extract.packs import iter_jsonl
from extract.records import EntityType

_NO_LETTER = re.compile(r"[\W_]+")
_ORDER: tuple[EntityType, ...] = ("group", "malware", "product")
"""Which one a name means that several bear, where its type does not tell."""


@dataclass(frozen=True, slots=True)
class Threat:
    """One row of the table."""

    known: Known
    names: tuple[str, ...]
    """Names that mean nothing else, as written; names that are common words are looked up only."""


class Threats:
    """The table, to be looked up by name and type.

    Args:
        rows: threats, each with the names that it shares with common words.

    """

    def __init__(self, rows: list[tuple[Threat, list[str]]]) -> None:
        self.rows = [threat for threat, _ in rows]
        self.by_key: dict[str, dict[EntityType, Threat]] = {}
        for threat, gated in rows:
            for name in (*threat.names, *gated):
                self.by_key.setdefault(_key(name), {}).setdefault(threat.known.type, threat)

    def distinctive(self) -> Iterator[tuple[str, Threat]]:
        """Names that tell by themselves, as written; actors come last."""
        for threat in sorted(self.rows, key=lambda threat: -_ORDER.index(threat.known.type)):
            for name in threat.names:
                yield name, threat
                if name.isupper() and " " in name:
                    yield name.title(), threat
                elif len(name) > 5 and name.isalpha() and not name.isupper():
                    yield name.capitalize(), threat  # "Trickbot"

    def find(self, name: str, kind: EntityType) -> Threat | None:
        """The threat of this name: of this type, else of another; None for a party that is none.

        Spaces, hyphens and case do not count: "APT 28" is "apt28".
        """
        if kind not in _ORDER:
            return None
        found = self.by_key.get(_key(name), {})
        return found.get(kind) or next((found[other] for other in _ORDER if other in found), None)


@cache
def load_threats() -> Threats:
    """The table, read once.

    Raises:
        PackError: it is missing or broken.

    """
    rows = []
    for entry in iter_jsonl("lexicons/threats.jsonl"):
        if "type" not in entry:
            continue  # the first line says where the table comes from
        links = tuple((key, entry[key]) for key in ("attack", "misp") if key in entry)
        known = Known(entry["type"], entry.get("country"), f"threat:{links[0][1]}", links=links)
        rows.append((Threat(known, tuple(entry.get("names", ()))), entry.get("gated", [])))
    return Threats(rows)


def _key(name: str) -> str:
    return _NO_LETTER.sub("", name).casefold()
