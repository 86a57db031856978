"""Measures for incidents, by mention and by record.

    trigger, trigger_strict     triggers of the right type that overlap; with the same offsets
    argument, argument_strict   arguments of the right type and role whose spans agree; with the same offsets
    record          actual incidents, paired one to one within their type so that most role fillers agree;
                    counted are the fillers, that is distinct entities and not mentions. A system incident
                    that answers to a gold one that is generic or hypothetical is left out
    record_strict   the same, but that one counts as wrong
    record_merged   `record` with all incidents of one type merged on both sides: grouping is not judged
    incident        pairs of `record` that share a filler or a trigger
    types           types of the actual incidents of an article

One filler is all mentions of a role in an incident that share a telling word, or the entity. Gold fillers
without a telling word ("they") are optional.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from extract.evaluation.align import Alignment, Offsets
from extract.evaluation.matching import best_pairs
from extract.evaluation.measures import Counts
from extract.evaluation.phrases import Phrase, overlap

__all__ = ["score"]

Filler = list[Phrase]


@dataclass(frozen=True)
class _Argument:
    role: str
    phrase: Phrase
    entity: object


@dataclass(frozen=True)
class _Incident:
    type: str
    actual: bool
    triggers: tuple[Offsets, ...]
    arguments: tuple[_Argument, ...]

    @cached_property
    def fillers(self) -> dict[str, list[Filler]]:
        """The distinct fillers of each role: mentions joined by a shared word or entity."""
        roles: dict[str, list[tuple[set[object], Filler]]] = defaultdict(list)
        for argument in self.arguments:
            keys: set[object] = set(argument.phrase.telling) or {("words", argument.phrase.folded)}
            if argument.entity is not None:
                keys.add(("entity", argument.entity))
            groups = roles[argument.role]
            joined = [group for group in groups if group[0] & keys]
            rest = [group for group in groups if not group[0] & keys]
            merged = (
                keys.union(*(k for k, _ in joined)),
                [p for _, f in joined for p in f] + [argument.phrase],
            )
            roles[argument.role] = [*rest, merged]
        return {role: [filler for _, filler in groups] for role, groups in roles.items()}


def score(gold: Mapping[str, Any], system: Mapping[str, Any] | None, counts: Counts) -> None:
    """Count one article.

    Args:
        gold: a gold line with the layer `incidents`.
        system: the record of the same article, None where there is none.
        counts: where to add.
    """
    expected = _gold_incidents(gold)
    found = _system_incidents(system, gold["text"]) if system else []
    _score_mentions(expected, found, counts)
    _score_records(expected, found, counts)
    theirs, ours = ({one.type for one in side if one.actual} for side in (expected, found))
    counts.add("types", len(theirs & ours), len(ours), len(theirs))


def _gold_incidents(gold: Mapping[str, Any]) -> list[_Incident]:
    return [
        _Incident(
            one["type"],
            one.get("realis", "actual") == "actual",
            tuple((start, end) for start, end in one.get("triggers") or []),
            tuple(
                _Argument(a["role"], Phrase(gold["text"], a["start"], a["end"]), a.get("entity"))
                for a in one.get("arguments") or []
            ),
        )
        for one in gold["gold"]["incidents"]
    ]


def _system_incidents(system: Mapping[str, Any], text: str) -> list[_Incident]:
    alignment = Alignment(system["article"]["text"], text)
    incidents = []
    for one in system.get("incidents") or []:
        triggers = (alignment.span(t["start"], t["end"]) for t in one.get("triggers") or [])
        arguments = (
            (role, alignment.span(f["start"], f["end"]), f.get("entity_id"))
            for role, fillers in (one.get("roles") or {}).items()
            for f in fillers
        )
        incidents.append(
            _Incident(
                one["type"],
                (one.get("realis") or "actual") == "actual",
                tuple(span for span in triggers if span),
                tuple(_Argument(role, Phrase(text, *span), entity) for role, span, entity in arguments if span),
            )
        )
    return incidents


def _score_mentions(expected: Sequence[_Incident], found: Sequence[_Incident], counts: Counts) -> None:
    triggers = [sorted({(one.type, *t) for one in side for t in one.triggers}) for side in (expected, found)]
    counts.add(
        "trigger",
        _number_paired(triggers[0], triggers[1], lambda a, b: a[0] == b[0] and overlap(a[1:], b[1:])),
        len(triggers[1]),
        len(triggers[0]),
    )
    counts.add("trigger_strict", len({*triggers[0]} & {*triggers[1]}), len(triggers[1]), len(triggers[0]))
    phrases = [
        {(one.type, a.role, a.phrase.start, a.phrase.end): a.phrase for one in side for a in one.arguments}
        for side in (expected, found)
    ]
    theirs, ours = (sorted(side) for side in phrases)
    paired = _number_paired(theirs, ours, lambda a, b: a[:2] == b[:2] and phrases[0][a].agrees(phrases[1][b]))
    counts.add("argument", paired, len(ours), len(theirs))
    counts.add("argument_strict", len({*theirs} & {*ours}), len(ours), len(theirs))


def _score_records(expected: list[_Incident], found: list[_Incident], counts: Counts) -> None:
    theirs = [one for one in expected if one.actual]
    other = [one for one in expected if not one.actual]
    ours = [one for one in found if one.actual]
    _score_record("record", theirs, ours, other, counts)
    _score_record("record_strict", theirs, ours, [], counts)
    _score_record("record_merged", _merged(theirs), _merged(ours), _merged(other), counts)


def _score_record(
    name: str, expected: list[_Incident], found: list[_Incident], excuses: list[_Incident], counts: Counts
) -> None:
    weights: dict[tuple[int, int], float] = {}
    for g, theirs in enumerate(expected):
        for s, ours in enumerate(found):
            if theirs.type == ours.type:
                right, system, _ = _compare(theirs, ours)
                triggers = min(_shared_triggers(theirs, ours), 50)
                weights[g, s] = 1e4 * right + 20 * triggers + 16 - min(system - right, 15)
    pairs = {g: s for g, s in best_pairs(weights).items() if _related(expected[g], found[s])}
    spare = [one for s, one in enumerate(found) if s not in pairs.values()]
    excused = best_pairs(
        {
            (i, k): 1.0
            for i, ours in enumerate(spare)
            for k, theirs in enumerate(excuses)
            if theirs.type == ours.type and _related(theirs, ours)
        }
    )
    compared = [_compare(expected[g], found[s]) for g, s in pairs.items()]
    compared += [_compare(one, None) for g, one in enumerate(expected) if g not in pairs]
    compared += [_compare(None, one) for i, one in enumerate(spare) if i not in excused]
    counts.add(name, *(sum(column) for column in zip(*compared, strict=True)) if compared else (0, 0, 0))
    if name == "record":
        counts.add("incident", len(pairs), len(found) - len(excused), len(expected))


def _compare(gold: _Incident | None, system: _Incident | None) -> tuple[int, int, int]:
    """Fillers of two incidents: right, the system's that count, the gold's that are required."""
    theirs_by, ours_by = (one.fillers if one else {} for one in (gold, system))
    right = ours_number = required_number = 0
    for role in {*theirs_by, *ours_by}:
        theirs, ours = theirs_by.get(role, []), ours_by.get(role, [])
        required = [filler for filler in theirs if not _optional(filler)]
        paired = best_pairs(
            {(g, s): 1.0 for g, a in enumerate(required) for s, b in enumerate(ours) if _same_filler(a, b)}
        )
        free = sum(
            _optional(filler) or any(_same_filler(one, filler) for one in theirs)
            for s, filler in enumerate(ours)
            if s not in paired.values()
        )
        right += len(paired)
        ours_number += len(ours) - free
        required_number += len(required)
    return right, ours_number, required_number


def _optional(filler: Filler) -> bool:
    return not any(phrase.telling for phrase in filler)


def _same_filler(gold: Filler, system: Filler) -> bool:
    """Whether two of their mentions overlap or share a telling word; not where the system's is far longer."""
    return any(
        len(ours.telling_places) <= 3 * len(theirs.telling_places) + 4
        and (
            overlap((theirs.start, theirs.end), (ours.start, ours.end))
            or bool(theirs.telling & ours.telling)
            or (not theirs.telling and not ours.telling and theirs.folded == ours.folded)
        )
        for theirs in gold
        for ours in system
    )


def _shared_triggers(gold: _Incident, system: _Incident) -> int:
    return sum(any(overlap(theirs, ours) for ours in system.triggers) for theirs in gold.triggers)


def _related(gold: _Incident, system: _Incident) -> bool:
    return not gold.triggers or _shared_triggers(gold, system) > 0 or _compare(gold, system)[0] > 0


def _merged(incidents: list[_Incident]) -> list[_Incident]:
    by_type: dict[str, list[_Incident]] = defaultdict(list)
    for one in incidents:
        by_type[one.type].append(one)
    return [
        _Incident(
            name,
            group[0].actual,
            tuple(t for one in group for t in one.triggers),
            tuple(a for one in group for a in one.arguments),
        )
        for name, group in by_type.items()
    ]


def _number_paired(theirs: Sequence[Any], ours: Sequence[Any], fits: Callable[[Any, Any], bool]) -> int:
    return len(best_pairs({(g, s): 1.0 for g, a in enumerate(theirs) for s, b in enumerate(ours) if fits(a, b)}))
