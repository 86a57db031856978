"""What an incident affected, may have affected, or is said not to have affected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.assemble.status import claim_over
from extract.records import Affected, Impact, Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc

    from extract.annotate.layers import TriggerMark
    from extract.assemble.grouping import Mention
    from extract.domain import Domain
    from extract.records import Claim


_LONGEST = 14  # tokens of an impact's phrase
_UNPROVEN: frozenset[Stance] = frozenset({"claims", "alleges"})
SILENT: frozenset[Stance] = frozenset({"declines", "asks", "promises"})
"""Stances whose content says nothing about what was affected."""


def impacts(
    mentions: Iterable[Mention], domain: Domain, doc: Doc, text: str, claims: Sequence[Claim]
) -> tuple[Impact, ...]:
    """One impact for each thing and verdict, at its first mention, in the order of the text."""
    found: dict[tuple[str, Affected], Impact] = {}
    for mention in mentions:
        mark = mention.mark
        for argument in mark.arguments + mark.besides:
            if not domain.roles[argument.role].impact:
                continue
            start, end = argument.start, argument.end
            claim = claim_over(claims, start, mark.start)
            if claim is not None and claim.stance in SILENT:
                continue
            verdict = _verdict(mark, claim)
            end = _whole(doc, start, end)
            words = text[start:end]
            key = (words.lower().removeprefix("the "), verdict)
            if key not in found:
                found[key] = Impact(start=start, end=end, text=words, affected=verdict, by=claim.id if claim else None)
    return tuple(
        sorted(
            (one for one in found.values() if not any(_holds(other, one) for other in found.values())),
            key=lambda impact: (impact.start, impact.end),
        )
    )


def _holds(outer: Impact, inner: Impact) -> bool:
    return (
        outer is not inner
        and outer.affected == inner.affected
        and outer.start <= inner.start
        and inner.end <= outer.end
    )


def _whole(doc: Doc, start: int, end: int) -> int:
    """Where the noun phrase ends that begins with a filler: "information related to rockets"; if it is short."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not span.root.tag_.startswith("N") or span.root.i != span.end - 1:
        return end
    stop = span.end
    for child in span.root.rights:
        joined = child.left_edge.i == stop and child.dep_ in ("prep", "acl") and child.tag_ in ("IN", "VBN")
        if not joined or child.right_edge.i + 1 - span.start > _LONGEST:
            break
        if any(token.ent_type_ in ("DATE", "TIME") or token.dep_ == "relcl" for token in child.subtree):
            break
        stop = child.right_edge.i + 1
    last = doc[stop - 1]
    return end if stop == span.end or last.is_punct else last.idx + len(last)


def _verdict(mark: TriggerMark, claim: Claim | None) -> Affected:
    if mark.denied or (claim is not None and claim.stance == "denies" and claim.polarity == "affirmed"):
        return "denied"
    if mark.certainty != "certain" or (
        claim is not None and (claim.certainty == "possible" or claim.stance in _UNPROVEN)
    ):
        return "possible"
    return "yes"
