"""Measures for claims: source, cue and content, by word and by claim.

    tokens.source|cue|content   words that bear the role on both sides
    detected        paired claims
    source          pairs whose sources share a telling word (any word, where gold has none), or both lack one
    content         pairs whose contents agree with a word F1 of at least 0.5; `content_strict`: 0.9
    claim           pairs with `source` and `content`
    claim_quoted    the same for gold claims with a quotation mark in their content

Claims are paired one to one so that the sum of the word F1 of source, cue and content is greatest; a pair
shares a word of the cue or, where one of them has no cue, of the content. Gold claims are never nested, so a
system's nested claim (`parent`) that finds no partner is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.evaluation.align import Alignment, Offsets
from extract.evaluation.matching import best_pairs
from extract.evaluation.measures import Counts

__all__ = ["score"]

ROLES = ("source", "cue", "content")

_TOKEN = re.compile(r"\w+")
_QUOTE = re.compile("[\"“”„‟«»]|''|``|‘‘|’’")
# Words that do not tell one source from another.
_FUNCTION_WORDS = frozenset(
    """
    a an the this that these those some any many much most all both each every either neither no other
    another several few more such and or but nor as at by for from in into of off on onto out over per
    than to up with within without under between among about against after before during since until
    while via i me my mine we us our ours you your yours he him his she her hers it its they them their
    theirs who whom whose which what one ones himself herself itself themselves is are was were be been
    being am has have had having do does did will would can could may might shall should must not n t s
    re ve ll d m mr mrs ms dr sen rep gov
    """.split()
)


@dataclass(frozen=True)
class _Claim:
    words: Mapping[str, frozenset[int]]
    quoted: bool
    nested: bool = False


class _Text:
    def __init__(self, text: str) -> None:
        self.text = text
        found = [m for m in _TOKEN.finditer(text) if any(c.isalnum() for c in m.group())]
        self.word_at = {place: i for i, m in enumerate(found) for place in range(m.start(), m.end())}
        self.telling = frozenset(i for i, m in enumerate(found) if m.group().lower() not in _FUNCTION_WORDS)

    def claim(self, spans: Mapping[str, Sequence[Offsets]], *, nested: bool = False) -> _Claim:
        words = {
            role: frozenset(
                self.word_at[p] for start, end in spans[role] for p in range(start, end) if p in self.word_at
            )
            for role in ROLES
        }
        quoted = any(_QUOTE.search(self.text, start, end) for start, end in spans["content"])
        return _Claim(words, quoted, nested)


def score(gold: Mapping[str, Any], system: Mapping[str, Any] | None, counts: Counts) -> None:
    """Count one article.

    Args:
        gold: a gold line with the layer `claims`.
        system: the record of the same article, None where there is none.
        counts: where to add.
    """
    text = _Text(gold["text"])
    expected = [text.claim({role: claim.get(role) or [] for role in ROLES}) for claim in gold["gold"]["claims"]]
    found = _system_claims(system, text) if system else []
    pairs = best_pairs(
        {
            (g, s): sum(_f1(a.words[role], b.words[role]) for role in ROLES)
            for g, a in enumerate(expected)
            for s, b in enumerate(found)
            if _may_pair(a, b)
        }
    )
    gold_of = {s: g for g, s in pairs.items()}
    counted = [s for s, claim in enumerate(found) if s in gold_of or not claim.nested]

    for role in ROLES:
        ours = frozenset().union(*(found[s].words[role] for s in counted))
        theirs = frozenset().union(*(claim.words[role] for claim in expected))
        counts.add(f"tokens.{role}", len(ours & theirs), len(ours), len(theirs))
    right = dict.fromkeys(("detected", "source", "content", "content_strict", "claim"), 0)
    right_quoted = 0
    for g, s in pairs.items():
        overlap = _f1(expected[g].words["content"], found[s].words["content"])
        source = _same_source(expected[g], found[s], text)
        held = {
            "detected": True,
            "source": source,
            "content": overlap >= 0.5,
            "content_strict": overlap >= 0.9,
            "claim": source and overlap >= 0.5,
        }
        for name, holds in held.items():
            right[name] += holds
        right_quoted += held["claim"] and expected[g].quoted
    for name, number in right.items():
        counts.add(name, number, len(counted), len(expected))
    quoted = sum(expected[gold_of[s]].quoted if s in gold_of else found[s].quoted for s in counted)
    counts.add("claim_quoted", right_quoted, quoted, sum(claim.quoted for claim in expected))


def _system_claims(system: Mapping[str, Any], text: _Text) -> list[_Claim]:
    alignment = Alignment(system["article"]["text"], text.text)
    claims = []
    for claim in system.get("claims") or []:
        spans = {}
        for role in ROLES:
            value = claim.get(role) or []
            parts = [value] if isinstance(value, dict) else value
            spans[role] = [piece for part in parts for piece in alignment.spans(part["start"], part["end"])]
        claims.append(text.claim(spans, nested=bool(claim.get("parent"))))
    return claims


def _f1(left: frozenset[int], right: frozenset[int]) -> float:
    total = len(left) + len(right)
    return 2 * len(left & right) / total if total else 0.0


def _may_pair(gold: _Claim, system: _Claim) -> bool:
    by = "cue" if gold.words["cue"] and system.words["cue"] else "content"
    return bool(gold.words[by] & system.words[by])


def _same_source(gold: _Claim, system: _Claim, text: _Text) -> bool:
    ours, theirs = system.words["source"], gold.words["source"]
    if not ours or not theirs:
        return not ours and not theirs
    telling = theirs & text.telling
    return bool(ours & (telling or theirs))
