"""Whose person someone is: the organization that a title, an apposition or a relative clause names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from extract.annotate.coref.referents import Referent
    from extract.annotate.names.lexicon import Lexicon

_INSIDE = frozenset(("compound", "nmod", "poss", "appos", "pobj", "dobj", "attr", "oprd"))
_PREPOSITIONS = frozenset(("of", "for", "at", "with", "from"))
_BE = frozenset(("is", "was", "'s", "’s", "became"))
_DEEPEST = 6


def affiliations(
    doc: Doc, mentions: list[tuple[Referent, Span]], holder: dict[int, Referent], lexicon: Lexicon
) -> dict[int, Referent]:
    """The organization of each person, by `id` of the person's referent; the first one that the text tells.

    Args:
        doc: a parsed document; without dependencies nobody has one.
        mentions: the names, in the order of the text.
        holder: token -> the referent that it names or means.
        lexicon: the words of `models/lexicons/titles.toml`.

    """
    found: dict[int, Referent] = {}
    if not doc.has_annotation("DEP"):
        return found
    for person, span in mentions:
        if person.type != "person" or id(person) in found:
            continue
        root = span.root
        heads = [root, root.head] if root.dep_ == "appos" and holder.get(root.head.i) is not person else [root]
        for head in heads:
            for token in _reach(head, span, lexicon, 0):
                other = holder.get(token.i)
                if other is not None and other.type == "organization":
                    found[id(person)] = other
                    break
            if id(person) in found:
                break
    return found


def _reach(head: Token, span: Span, lexicon: Lexicon, depth: int) -> Iterator[Token]:
    """Tokens that say of whom or what the head is: "NASA" of "NASA Administrator", "Orbex" of "who leads Orbex"."""
    if depth > _DEEPEST or head.lower_ in lexicon.strangers:
        return
    children = list(head.children)
    if any(child.lower_ in lexicon.past for child in children):
        return
    for child in children:
        if child.dep_ in _INSIDE and (child.dep_ != "appos" or child.tag_ in ("NN", "NNP")):
            yield child
        elif not _leads_on(child, lexicon):
            continue
        yield from _reach(child, span, lexicon, depth + 1)


def _leads_on(child: Token, lexicon: Lexicon) -> bool:
    """Whether a preposition or a relative clause says whose person it is."""
    if child.dep_ == "prep":
        return child.lower_ in _PREPOSITIONS
    return child.dep_ == "relcl" and (child.lower_ in lexicon.affiliation_verbs or child.lower_ in _BE)
