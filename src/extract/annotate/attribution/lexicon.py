"""The reporting words of `models/lexicons/reporting.toml`, ready for look-up and matching."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.packs import load_toml
from extract.records import Certainty, Stance

CueKind = Literal["verb", "adverb", "phrase", "noun"]


@dataclass(frozen=True, slots=True)
class Cue:
    """What a reporting word gives to what it attributes."""

    lemma: str
    kind: CueKind
    stance: Stance
    certainty: Certainty


@cache
def reporting() -> dict[tuple[CueKind, str], Cue]:
    """Every reporting word and phrase by kind and lower-case form."""
    return {(cue.kind, form): cue for form, cue in _entries()}


@cache
def word_list(path: str) -> frozenset[str]:
    """A list of `models/lexicons`, named as "file.table.key" ("sources.document.heads")."""
    name, table, key = path.split(".")
    return frozenset(load_toml(f"lexicons/{name}.toml")[table][key])


def _entries() -> Iterator[tuple[str, Cue]]:
    data = load_toml("lexicons/reporting.toml")
    kinds: tuple[tuple[CueKind, str], ...] = (
        ("verb", "verbs"),
        ("noun", "nouns"),
        ("adverb", "adverbs"),
        ("phrase", "phrases"),
    )
    for kind, table in kinds:
        for group in data[table].values():
            stance, certainty = group["stance"], group["certainty"]
            if kind in ("verb", "noun"):
                for lemma, forms in group["forms"].items():
                    for form in forms.split():
                        yield form, Cue(lemma, kind, stance, certainty)
            else:
                for form in group["forms"]:
                    yield form, Cue(group.get("lemma", form), kind, stance, certainty)
