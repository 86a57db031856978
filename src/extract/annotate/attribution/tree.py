"""Small questions to a dependency parse (CLEAR labels, Penn tags)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from extract.annotate.layers import Offsets

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_CHAIN = frozenset({"conj", "xcomp", "advcl", "pcomp", "dep", "prep", "ccomp"})
_STEPS = 6
_HIGHEST = 40
_LONGEST = 1000
_LEADING = frozenset({",", ";", ":", "-", "--", "–", "—", "...", "…", ".", "and", "but", "or", "so", "yet", ")"})
_TRAILING = frozenset({",", ";", ":", "-", "--", "–", "—", ".", "and", "but", "or", "as", "("})


def child(token: Token, labels: frozenset[str] | set[str]) -> Token | None:
    """The first child with one of these labels."""
    return next((kid for kid in token.children if kid.dep_ in labels), None)


def is_verb(token: Token) -> bool:
    """Whether the tagger says verb."""
    return token.tag_[:2] == "VB"


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, its own or the one that it shares with the verb above it."""
    node = verb
    for _ in range(_STEPS):
        own = child(node, SUBJECTS)
        if own is not None and own.dep_ != "nsubjpass":
            return own
        if own is not None:
            return own if node is not verb else None
        if node.dep_ == "acl":
            return node.head
        if node.dep_ not in _CHAIN or node.head == node:
            return None
        node = node.head
    return None


def agent_of(verb: Token) -> Token | None:
    """The object of "by" beside a passive."""
    by = child(verb, {"agent"})
    return child(by, {"pobj"}) if by is not None else None


def clause_of(token: Token) -> Token:
    """The verb of the clause that a token stands in, or the root above it."""
    node = token.head
    for up in islice(node.ancestors, _HIGHEST):
        if is_verb(node) and node.dep_ not in {"amod", "compound", "aux", "auxpass"}:
            break
        node = up
    return node


def hangs_on(token: Token, above: Token) -> bool:
    """Whether `above` stands over `token`, at most `_HIGHEST` steps up."""
    return any(up == above for up in islice(token.ancestors, _HIGHEST))


def indices(root: Token, without: Iterable[Token] = ()) -> set[int]:
    """The tokens under `root` but not under `without`; none if `root` has more than `_LONGEST`."""
    if root.right_edge.i - root.left_edge.i > _LONGEST:
        return set()
    found = {token.i for token in root.subtree}
    for branch in without:
        if branch.i in found:
            found.difference_update(token.i for token in branch.subtree)
    return found


def phrase(doc: Doc, root: Token, below: int | None = None, above: int | None = None) -> Offsets:
    """Offsets of the phrase under `root`, kept between two tokens and without punctuation at its ends."""
    first = root.left_edge.i if above is None else max(root.left_edge.i, above + 1)
    last = root.right_edge.i if below is None else min(root.right_edge.i, below - 1)
    pieces = runs(doc, set(range(first, last + 1)))
    return (pieces[0][0], pieces[-1][1]) if pieces else (root.idx, root.idx + len(root))


def runs(doc: Doc, found: set[int]) -> list[Offsets]:
    """Token indices as stretches of text, without punctuation and conjunctions at their ends."""
    pieces: list[Offsets] = []
    ordered = sorted(found)
    begin = 0
    for place in range(1, len(ordered) + 1):
        if place < len(ordered) and ordered[place] == ordered[place - 1] + 1:
            continue
        first, last = ordered[begin], ordered[place - 1]
        begin = place
        while first <= last and (doc[first].is_space or doc[first].lower_ in _LEADING):
            first += 1
        while last >= first and (doc[last].is_space or doc[last].lower_ in _TRAILING):
            last -= 1
        if first <= last:
            pieces.append((doc[first].idx, doc[last].idx + len(doc[last])))
    return pieces


def span_at(doc: Doc, offsets: Offsets) -> Span:
    """The tokens that a stretch of text touches.

    Raises:
        ValueError: it touches none.
    """
    span = doc.char_span(*offsets, alignment_mode="expand")
    if span is None:
        raise ValueError(f"no token at {offsets}")
    return span
