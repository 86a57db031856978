"""Names in a list, and the noun that says what all of them are: "such bands as X", "firms including X, Y and Z".

The patterns are those of Hearst (COLING 1992).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.annotate.names.candidate import Name
from extract.annotate.names.words import singular

if TYPE_CHECKING:
    from spacy.tokens import Token

    from extract.annotate.names.evidence import Evidence
    from extract.annotate.names.lexicon import Lexicon

_JOINTS = frozenset((",", "and", "or", "&"))
_EXAMPLES = frozenset(("including", "like", "especially", "namely", "notably"))
_LONGEST_LIST = 12
_FAR = 7
"""Words between "such" and "as"."""


def announce_list(evidence: Evidence, name: Name) -> None:
    """Let the plural noun before a list of names vote for the type of a name in it."""
    at, hops, people = _before_list(evidence, name)
    noun = _announcing(evidence, at, hops > 0)
    if noun is None or noun.tag_ != "NNS" or noun.i in evidence.name_at or name.known is not None:
        return
    if people and singular(noun) not in evidence.lexicon.before_organization:
        name.vote("person", 3.5)  # "the hackers Ann Lee and Quillon Marsh"
    else:
        evidence.describe(name, noun, 3.0)


def are_roles(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is the plural of a role, also tagged as a verb: "athletes Ann Lee and Bo Holm"."""
    if token.tag_ == "NNS":
        return singular(token) in lexicon.roles
    return token.tag_ == "VBZ" and token.lower_.removesuffix("s") in lexicon.roles


def _before_list(evidence: Evidence, name: Name) -> tuple[int, int, bool]:
    """The token before a list of names, how many of them stand before this one, and whether one is a person."""
    doc, given = evidence.doc, evidence.lexicon.given_names
    at, hops, people = name.start - 1, 0, False
    while at > 0 and hops < _LONGEST_LIST:
        if doc[at].lower_ == "the":
            at -= 1
            continue
        joint = at - (doc[at].lower_ in _JOINTS)
        joint -= joint > 0 and joint < at and doc[joint].text == ","
        other = evidence.name_at.get(joint) if joint < at else None
        if other is None:
            break
        at, hops = other.start - 1, hops + 1
        people = people or ("person" in other.votes and doc[other.start].text in given)
    return at, hops, people


def _announcing(evidence: Evidence, at: int, listed: bool) -> Token | None:
    """The noun of which the names are examples, or that stands right before a list of them."""
    doc = evidence.doc
    if at < 1:
        return None
    word = doc[at].lower_
    if word in _EXAMPLES:
        return doc[at - 1 - (doc[at - 1].text == ",")]
    if word == "as" and doc[at - 1].lower_ == "such":
        return doc[max(at - 2 - (doc[at - 2].text == ","), 0)]
    if word == "as" and any(token.lower_ == "such" for token in doc[max(at - _FAR, 0) : at]):
        return doc[at - 1]
    return doc[at] if listed else None
