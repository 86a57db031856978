"""Measures for entities: names, their types, and which mentions mean the same one.

    names.exact.T, names.overlap.T   names of type T (person, organization, place; micro: all) with the
                    same words, an article before and 's behind apart; with a shared word
    consistency     names that have the right type at every place where they stand; names of one type in
                    the article only. `.repeated`: those at two places or more; `.found`: places without
                    any name apart
    linking.b3.L, linking.lea.L   B-cubed and LEA over the gold entities that have a name, for L = names,
                    nominals (names and nominals), all (and pronouns)
    antecedent      nominals and pronouns of persons and organizations behind a name of theirs, that the
                    system puts into an entity with one of these names; its parts are `.nominal`, `.third`
                    and `.first_second`

`consistency` and `antecedent` are shares of the gold, given as precision and recall alike.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from extract.evaluation.align import Alignment, fold
from extract.evaluation.measures import Counts

__all__ = ["score"]

TYPES = ("person", "organization", "place")
LEVELS = {"names": ("name",), "nominals": ("name", "nominal"), "all": ("name", "nominal", "pronoun")}

_ARTICLES = frozenset(("the", "a", "an"))
_SMALL = _ARTICLES | frozenset(("of", "and", "for", "in", "on", "at", "by", "s", "mr", "mrs", "ms", "dr"))
_FIRST_SECOND = frozenset(
    "i me my mine myself we us our ours ourselves you your yours yourself yourselves".split()
)  # fmt: skip
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class _Mention:
    """Words start:end of the text that mention an entity; `head` are the words that a nominal must cover."""

    start: int
    end: int
    type: str
    entity: Hashable
    kind: str
    head: tuple[int, int]

    def shared(self, other: _Mention) -> int:
        return max(0, min(self.end, other.end) - max(self.start, other.start))


Fits = Callable[[_Mention, _Mention], bool]


class _Words:
    def __init__(self, text: str) -> None:
        folded = fold(text)
        found = list(_WORD.finditer(text))
        self.starts = [m.start() for m in found]
        self.ends = [m.end() for m in found]
        self.lower = [folded[m.start() : m.end()].lower() for m in found]
        self.possessive = [
            i > 0 and m.group() in "sS" and folded[found[i - 1].end() : m.start()] == "'" for i, m in enumerate(found)
        ]

    def touched(self, start: int, end: int, *, kind: str) -> tuple[int, int] | None:
        """The words that a stretch of the text touches; of a name without article and possessive."""
        first, last = bisect_right(self.ends, start), bisect_right(self.starts, end - 1)
        if first >= last:
            return None
        if kind == "name":
            last -= last - first > 1 and self.possessive[last - 1]
            first += last - first > 1 and self.lower[first] in _ARTICLES
        return first, last

    def key(self, mention: _Mention) -> str:
        return " ".join(self.lower[mention.start : mention.end])


def score(gold: Mapping[str, Any], system: Mapping[str, Any] | None, counts: Counts) -> None:
    """Count one article.

    Args:
        gold: a gold line with the layer `entities`.
        system: the record of the same article, None where there is none.
        counts: where to add.
    """
    words = _Words(gold["text"])
    expected = _gold_mentions(gold, words)
    found, names = _system_mentions(system, words, gold["text"]) if system else ([], {})
    expected_names = [m for m in expected if m.kind == "name"]
    found_names = [m for m in found if m.kind == "name" and m.type in TYPES]
    _score_names(expected_names, found_names, counts)
    _score_consistency(expected_names, found_names, words, counts)
    if any("kind" in mention for mention in gold["gold"]["entities"]):
        partner = {expected[g]: found[s] for g, s in _pair(expected, found, _may_stand_for).items()}
        named = {m.entity for m in expected_names if m.type in TYPES}
        for level, kinds in LEVELS.items():
            _score_links(level, [m for m in expected if m.kind in kinds], partner, named, counts)
        _score_antecedents(expected, found, partner, names, words, counts)


def _gold_mentions(gold: Mapping[str, Any], words: _Words) -> list[_Mention]:
    mentions = []
    for one in gold["gold"]["entities"]:
        kind = one.get("kind") or "name"
        span = words.touched(one["start"], one["end"], kind=kind)
        if span and not one.get("nested"):
            head = words.touched(*one["head"], kind="head") if one.get("head") else None
            mentions.append(_Mention(*span, one["type"], one["id"], kind, head or span))
    return list(dict.fromkeys(mentions))


def _system_mentions(system: Mapping[str, Any], words: _Words, text: str) -> tuple[list[_Mention], dict[Hashable, str]]:
    alignment = Alignment(system["article"]["text"], text)
    mentions: dict[tuple[int, tuple[int, int]], _Mention] = {}
    names: dict[Hashable, str] = {}
    for number, entity in enumerate(system.get("entities") or []):
        names[number] = entity.get("name") or ""
        for one in entity.get("mentions") or []:
            kind = one.get("kind") or "name"
            moved = alignment.span(one["start"], one["end"])
            if moved and (span := words.touched(*moved, kind=kind)):
                mentions.setdefault((number, span), _Mention(*span, entity["type"], number, kind, span))
    return list(mentions.values()), names


def _pair(expected: list[_Mention], found: list[_Mention], fits: Fits) -> dict[int, int]:
    """One-to-one pairs of mentions that share a word; those that agree best come first."""
    at: dict[int, list[int]] = defaultdict(list)
    for s, ours in enumerate(found):
        for word in range(ours.start, ours.end):
            at[word].append(s)
    candidates = []
    for g, theirs in enumerate(expected):
        for s in {s for word in range(theirs.start, theirs.end) for s in at[word]}:
            ours = found[s]
            if fits(theirs, ours):
                union = max(theirs.end, ours.end) - min(theirs.start, ours.start)
                candidates.append(
                    (-theirs.shared(ours) / union, theirs.kind != ours.kind, theirs.start, ours.start, g, s)
                )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, g, s in sorted(candidates):
        if g not in pairs and s not in taken:
            pairs[g] = s
            taken.add(s)
    return pairs


def _may_stand_for(gold: _Mention, system: _Mention) -> bool:
    if gold.kind == "pronoun":
        return (gold.start, gold.end) == (system.start, system.end)
    if gold.kind == "name":
        called_nominal = system.kind == "nominal" and system.end == gold.end and 0 <= gold.start - system.start <= 1
        return system.kind == "name" or called_nominal
    return system.kind != "pronoun" and system.start <= gold.head[0] and gold.head[1] <= system.end


def _score_names(expected: list[_Mention], found: list[_Mention], counts: Counts) -> None:
    rules: dict[str, Fits] = {
        "exact": lambda a, b: (a.start, a.end) == (b.start, b.end),
        "overlap": lambda _a, _b: True,
    }
    for how, fits in rules.items():
        for name in TYPES:
            theirs = [m for m in expected if m.type == name]
            ours = list({(m.start, m.end): m for m in found if m.type == name}.values())
            paired = len(_pair(theirs, ours, fits))
            for part in (name, "micro"):
                counts.add(f"names.{how}.{part}", paired, len(ours), len(theirs))


def _score_consistency(expected: list[_Mention], found: list[_Mention], words: _Words, counts: Counts) -> None:
    places: dict[str, list[_Mention]] = defaultdict(list)
    for mention in expected:
        places[words.key(mention)].append(mention)
    at: dict[int, set[str]] = defaultdict(set)
    for mention in found:
        for word in range(mention.start, mention.end):
            at[word].add(mention.type)
    for mentions in places.values():
        types = {m.type for m in mentions}
        if len(types) != 1 or not types <= set(TYPES):
            continue
        given = [set().union(*(at[word] for word in range(m.start, m.end))) for m in mentions]
        everywhere = all(one == types for one in given)
        counts.add("consistency", everywhere, 1, 1)
        if len(mentions) > 1:
            counts.add("consistency.repeated", everywhere, 1, 1)
        if any(given):
            counts.add("consistency.found", all(one <= types for one in given), 1, 1)


def _score_links(
    level: str,
    mentions: list[_Mention],
    partner: Mapping[_Mention, _Mention],
    named: set[Hashable],
    counts: Counts,
) -> None:
    key: dict[Hashable, set[_Mention]] = defaultdict(set)
    response: dict[Hashable, set[_Mention]] = defaultdict(set)
    for mention in mentions:
        key[mention.entity].add(mention)
        if mention in partner:
            response[partner[mention].entity].add(mention)
    wanted = [members for entity, members in key.items() if entity in named]
    answered = [members for members in response.values() if any(m.entity in named for m in members)]
    recall = sum(
        len(members & response[partner[m].entity]) / len(members) for members in wanted for m in members if m in partner
    )
    precision = sum(len(members & key[m.entity]) / len(members) for members in answered for m in members)
    sizes = sum(map(len, answered)), sum(map(len, wanted))
    counts.add(f"linking.b3.{level}", precision, *sizes, right_gold=recall)
    resolved = _lea(answered, key.values()), _lea(wanted, response.values())
    counts.add(f"linking.lea.{level}", resolved[0], *sizes, right_gold=resolved[1])


def _lea(entities: Iterable[set[_Mention]], others: Iterable[set[_Mention]]) -> float:
    """Sum over entities of size times the share of its links found; a single mention links to itself."""
    others = list(others)
    total = 0.0
    for members in entities:
        if len(members) == 1:
            total += members in others
        else:
            links = sum(len(both) * (len(both) - 1) for other in others if (both := members & other))
            total += len(members) * links / (len(members) * (len(members) - 1))
    return total


def _score_antecedents(
    expected: list[_Mention],
    found: list[_Mention],
    partner: Mapping[_Mention, _Mention],
    system_names: Mapping[Hashable, str],
    words: _Words,
    counts: Counts,
) -> None:
    gold_names: dict[Hashable, list[_Mention]] = defaultdict(list)
    for mention in expected:
        if mention.kind == "name" and mention.type in ("person", "organization"):
            gold_names[mention.entity].append(mention)
    for mention in expected:
        names = gold_names.get(mention.entity, [])
        if mention.kind == "name" or not any(name.start < mention.start for name in names):
            continue
        ours = partner.get(mention)
        right = False
        if ours is not None:
            strings = [words.key(name) for name in names]
            called = " ".join(_WORD.findall(fold(system_names[ours.entity]).lower()))
            same = called in strings or bool(_telling(called) & _telling(max(strings, key=len)))
            right = same and any(
                name.shared(one)
                for one in found
                if one.entity == ours.entity and one.kind == "name" and one is not ours
                for name in names
            )
        person = "first_second" if words.lower[mention.start] in _FIRST_SECOND else "third"
        part = "nominal" if mention.kind == "nominal" else person
        counts.add("antecedent", right, 1, 1)
        counts.add(f"antecedent.{part}", right, 1, 1)


def _telling(name: str) -> set[str]:
    return set(name.split()) - _SMALL
