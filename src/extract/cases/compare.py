"""Facts of one happening -> the fields of its case: what the articles agree and differ on, and who says what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from extract.cases.names import plain
from extract.cases.records import Agreement, Field, Said, Span
from extract.cases.scheme import Scheme
from extract.cases.sightings import Facts

__all__ = ["agreed_days", "fields"]

ROUNDING = 0.03
"""Share by which numbers differ that are the same one, rounded: 2.4 million and 2,397,000."""

Key = TypeVar("Key")


@dataclass(slots=True)
class _Bin:
    """One value: articles that say it in the order of their reports, and by whom they have it."""

    text: str
    value: float | int | None = None
    unit: str | None = None
    articles: dict[str, None] = field(default_factory=dict)
    by: dict[str, None] = field(default_factory=dict)

    def said(self) -> Said:
        return Said(text=self.text, value=self.value, unit=self.unit, articles=tuple(self.articles), by=tuple(self.by))


def fields(facts: Sequence[Facts], copies: Mapping[str, str], scheme: Scheme) -> tuple[Field, ...]:
    """The fields of a case: when, type, status, the roles by name, impact; those that no article fills are left out.

    Args:
        facts: in the order of the reports.
        copies: article id -> id of the one that it repeats; copies are named but make neither agreement nor difference.
        scheme: what the roles hold.
    """
    found = [_field("when", list(_dates(facts)), copies, _disjoint_days, closed=True)]

    def is_other_type(one: _Bin, other: _Bin) -> bool:
        return not scheme.compatible(one.text, other.text)

    found.append(_field("type", list(_types(facts)), copies, is_other_type))
    found.append(_field("status", list(_plain(facts, "status")), copies, _denied_by_one))
    roles = sorted({value.field for one in facts for value in one.values} - {"status", "impact"})
    for role in roles:
        if role in scheme.amounts:
            found.append(_field(role, list(_amounts(facts, role)), copies, _other_amount))
        else:
            named = role in scheme.parties
            found.append(_field(role, list(_plain(facts, role)), copies, _unequal if named else _never))
    found.append(_field("impact", list(_impacts(facts)), copies, _contradicted))
    return tuple(one for one in found if one.said)


def agreed_days(facts: Sequence[Facts], copies: Mapping[str, str]) -> Span:
    """The days that the most independent reports have in common; among equally many the fewest, then the earliest."""
    dated = [(one.earliest, one.latest, copies.get(one.article, one.article)) for one in facts]
    spans = [(first, last, article) for first, last, article in dated if first and last]
    best: tuple[tuple[int, int, str], Span] | None = None
    for day in sorted({first for first, _, _ in spans}):
        inside = [(last, article) for first, last, article in spans if first <= day <= last]
        latest = min(last for last, _ in inside)
        rank = (-len({article for _, article in inside}), _length(day, latest), day)
        if best is None or rank < best[0]:
            best = rank, Span(earliest=day, latest=latest)
    if best is not None:
        return best[1]
    return Span(latest=min((one.published for one in facts if one.published), default=None))


def _length(earliest: str, latest: str) -> int:
    return (date.fromisoformat(latest) - date.fromisoformat(earliest)).days


def _field(
    name: str,
    bins: Sequence[_Bin],
    copies: Mapping[str, str],
    contradict: Callable[[_Bin, _Bin], bool],
    *,
    closed: bool = False,
) -> Field:
    agreement = _agreement(bins, copies, contradict, closed=closed)
    return Field(name=name, agreement=agreement, said=tuple(one.said() for one in bins))


def _agreement(
    bins: Sequence[_Bin], copies: Mapping[str, str], contradict: Callable[[_Bin, _Bin], bool], *, closed: bool
) -> Agreement:
    """How the values of a field go together; in a `closed` one, what does not contradict says the same."""
    independent = [{copies.get(article, article) for article in one.articles} for one in bins]
    # Fields of free text may have many values, none of which contradicts another; those are not compared in pairs.
    if contradict is not _never:
        for at, one in enumerate(bins[:_COMPARED]):
            for beside in range(at):
                # An article that gives both values does not contradict either.
                if contradict(one, bins[beside]) and not independent[at] & independent[beside]:
                    return "differ"
    together = [set().union(*independent)] if closed else independent
    return "agree" if any(len(articles) > 1 for articles in together) else "single"


_COMPARED = 50
"""Values of a field that are compared in pairs: the first ones said."""


def _binned(
    facts: Iterable[tuple[Facts, Key, _Bin]],
) -> Iterator[_Bin]:
    bins: dict[Key, _Bin] = {}
    for one, key, made in facts:
        kept = bins.setdefault(key, made)
        kept.articles[one.article] = None
        kept.by.update(made.by)
    yield from bins.values()


def _dates(facts: Sequence[Facts]) -> Iterator[_Bin]:
    dated = ((one, one.earliest, one.latest) for one in facts if one.earliest and one.latest)
    return _binned(
        (one, (earliest, latest), _Bin(earliest if earliest == latest else f"{earliest}/{latest}"))
        for one, earliest, latest in dated
    )


def _types(facts: Sequence[Facts]) -> Iterator[_Bin]:
    return _binned((one, one.kind, _Bin(one.kind)) for one in facts)


def _plain(facts: Sequence[Facts], role: str) -> Iterator[_Bin]:
    return _binned(
        (one, value.key, _Bin(value.text, by={value.by: None} if value.by else {}))
        for one in facts
        for value in one.values
        if value.field == role
    )


def _amounts(facts: Sequence[Facts], role: str) -> Iterator[_Bin]:
    bins = _binned(
        (one, (value.unit, value.key), _Bin(value.text, value.value, value.unit))
        for one in facts
        for value in one.values
        if value.field == role
    )
    by_unit: defaultdict[str | None, list[_Bin]] = defaultdict(list)
    for one in bins:
        by_unit[one.unit].append(one)
    for same in by_unit.values():
        yield from _rounded(same)


def _rounded(bins: list[_Bin]) -> list[_Bin]:
    """Bins of one unit, those together whose numbers differ by rounding; each as most articles write it."""
    kept: list[list[_Bin]] = []
    for one in sorted(bins, key=lambda one: one.value or 0):
        if kept and (one.value or 0) <= (kept[-1][0].value or 0) * (1 + ROUNDING):
            kept[-1].append(one)
        else:
            kept.append([one])
    merged = []
    for same in kept:
        main = max(same, key=lambda one: (len(one.articles), len(f"{one.value}".rstrip("0"))))
        merged.append(_Bin(main.text, main.value, main.unit, {a: None for one in same for a in one.articles}))
    return merged


def _impacts(facts: Sequence[Facts]) -> Iterator[_Bin]:
    return _binned(
        (one, (value.key, value.unit), _Bin(value.text, unit=value.unit, by={value.by: None} if value.by else {}))
        for one in facts
        for value in one.values
        if value.field == "impact"
    )


def _unequal(one: _Bin, other: _Bin) -> bool:
    return one.text != other.text


def _denied_by_one(one: _Bin, other: _Bin) -> bool:
    return (one.text in _DOUBTED) != (other.text in _DOUBTED)


_DOUBTED = frozenset(["denied", "disputed"])


def _never(one: _Bin, other: _Bin) -> bool:
    return False


def _other_amount(one: _Bin, other: _Bin) -> bool:
    return one.unit == other.unit


def _disjoint_days(one: _Bin, other: _Bin) -> bool:
    first, second = (text.partition("/") for text in (one.text, other.text))
    gap = max(_length(first[2] or first[0], second[0]), _length(second[2] or second[0], first[0]))
    return gap > 0


def _contradicted(one: _Bin, other: _Bin) -> bool:
    """Whether the one affirms and the other denies that a thing was affected; either may say more of it."""
    if {one.unit, other.unit} != {"yes", "denied"}:
        return False
    first, second = (f" {' '.join(plain(text).split())} " for text in (one.text, other.text))
    return first in second or second in first


def most_common(values: Iterable[str]) -> list[str]:
    """Values by how often they occur, equally frequent ones in the order of their first occurrence."""
    return [value for value, _ in Counter(values).most_common()]
