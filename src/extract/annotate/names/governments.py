"""Capitals that stand for governments: "Beijing denied it" is said of China."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.annotate.names.candidate import Name
    from extract.annotate.names.lexicon import Lexicon
    from extract.annotate.names.party import Party

_LOCATIVE = frozenset(["in", "at", "near", "around", "outside", "inside", "across", "through", "into", "of"])


def join_governments(doc: Doc, parties: list[Party], lexicon: Lexicon) -> list[Party]:
    """Move capitals that stand for a government to their country, where the document names it.

    Args:
        doc: parsed; without dependencies nothing is moved.
        parties: all parties; changed in place.
        lexicon: the words beside which a capital is its government.

    Returns:
        The parties that have names left.

    """
    if not doc.has_annotation("DEP"):
        return parties
    countries = {
        name.known.country: party
        for party in parties
        for name in party.names
        if name.known and name.known.row and name.known.row.startswith("country:")
    }
    for party in parties:
        moved = [name for name in party.names if stands_for_government(doc, name, lexicon)]
        for name in moved:
            country = countries.get(name.known.country) if name.known else None
            if country is None or country is party:
                continue
            at = party.names.index(name)
            country.names.append(party.names.pop(at))
            country.texts.append(party.texts.pop(at))
    left = [party for party in parties if party.names]
    for party in left:
        party.sort()
    return left


def stands_for_government(doc: Doc, name: Name, lexicon: Lexicon) -> bool:
    """Whether a capital is its government here: what it does, or what is linked to it."""
    if not (name.known and name.known.capital):
        return False
    root = doc[name.start : name.end].root
    if root.dep_ in ("nsubj", "nsubjpass", "dobj"):
        return root.head.lower_ in lexicon.government_verbs
    if root.dep_ == "pobj" and root.head.lower_ not in _LOCATIVE:
        return root.head.head.lower_ in lexicon.government_links or root.head.head.lower_ in lexicon.government_verbs
    return False
