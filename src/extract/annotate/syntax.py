"""Reads off the parse how phrases depend on a word, and where a phrase begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from extract.packs import load_toml

if TYPE_CHECKING:
    from spacy.tokens import Token

NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS"})
LONGEST = 12
"""Tokens of the longest phrase."""

CLIMB = 10
"""Steps up the parse that are taken at most."""

_RELATIVE = frozenset({"that", "which", "who", "whom"})
_PARTICIPLES = frozenset({"using", "targeting", "affecting", "belonging", "involving"})  # they act like prepositions
_CONJUNCTS = 12  # further members of a list


def slots(token: Token) -> Iterator[tuple[str, Token]]:
    """(slot, filler) for all that depends on a token, passives turned round, gaps filled from above."""
    has_subject = False
    for child in token.children:
        relation = child.dep_
        if relation in ("nsubj", "nsubjpass"):
            has_subject = True
            slot = "object" if relation == "nsubjpass" else "subject"
            yield slot, _antecedent(child, token)
        elif relation in ("dobj", "obj"):
            yield "object", _antecedent(child, token)
        elif relation == "poss":
            yield "possessor", child
        elif relation in ("compound", "nmod", "amod") and child.tag_ in NOMINAL:
            yield "modifier", child
        elif relation in ("prep", "agent", "dative", "prt"):
            yield from ((child.lower_, o) for o in child.children if o.dep_ in ("pobj", "pcomp"))
            if relation == "dative":
                yield "dative", child
        elif relation in ("attr", "oprd"):
            yield "be", child
        elif relation in ("ccomp", "xcomp") and (forced := _forced(child)) is not None:
            yield "object", forced
        elif relation in ("xcomp", "advcl", "acl") and any(c.tag_ == "TO" for c in child.lefts):
            yield "clause", child
        elif relation in ("acl", "advcl") and child.lower_ in _PARTICIPLES:
            yield from ((child.lower_, o) for o in child.children if o.dep_ in ("dobj", "prep"))
    if token.tag_.startswith("V") and not has_subject:
        yield from _inherited(token)


def _forced(verb: Token) -> Token | None:
    """Who is made to do something: "forced the clinic to close"."""
    if not any(c.tag_ == "TO" for c in verb.lefts):
        return None
    return next((c for c in verb.lefts if c.dep_ == "nsubj"), None)


def _inherited(verb: Token) -> Iterator[tuple[str, Token]]:
    """The party of a verb without a subject of its own: from the noun or the verb that it hangs on."""
    head = verb.head
    passive = verb.tag_ == "VBN" and not any(c.lower_ in ("have", "has", "had") for c in verb.lefts)
    slot = "object" if passive else "subject"
    if verb.dep_ in ("acl", "amod", "relcl") and head.tag_ in NOMINAL:
        yield slot, head
        if head.dep_ == "conj" and head.head.tag_ in NOMINAL:
            yield slot, head.head
    elif verb.dep_ in ("conj", "xcomp", "advcl", "pcomp") and head != verb:
        above = head.head if verb.dep_ == "pcomp" else head
        urged = next((c for c in above.children if c.dep_ == "dobj" and c.i < verb.i), None)
        if verb.dep_ == "xcomp" and urged is not None:  # "urged the clinic not to pay"
            yield slot, urged
            return
        for _ in range(3):
            for child in above.children:
                if child.dep_ in ("nsubj", "nsubjpass"):
                    yield (
                        "object" if passive and child.dep_ == "nsubjpass" else slot,
                        _antecedent(child, above),
                    )
                    return
            if above.dep_ not in ("conj", "xcomp", "advcl") or above.head == above:
                return
            above = above.head


def _antecedent(token: Token, verb: Token) -> Token:
    """The noun that a relative pronoun stands for."""
    if token.lower_ in _RELATIVE and verb.dep_ == "relcl":
        return verb.head
    return token


def relation_of(token: Token) -> str:
    """The slot in which a token hangs on the word above it."""
    relation = token.dep_
    if relation == "nsubjpass":
        return "object"
    if relation == "nsubj" or (
        relation == "npadvmod" and token.i < token.head.i
    ):  # the parser misreads some subjects so
        return "subject"
    if relation in ("dobj", "obj", "attr"):
        return "object"
    if relation in ("pobj", "prep", "agent"):
        return str(token.head.lower_ if relation == "pobj" else token.lower_)
    return str(relation)


def members_of(token: Token) -> list[Token]:
    """A phrase's head and the others of its list; of "millions of users", the users."""
    if token.lower_ in _vague():
        counted = next((o for c in token.rights if c.lower_ == "of" for o in c.children if o.dep_ == "pobj"), None)
        token = counted if counted is not None else token
    members = [token]
    for member in members:
        if len(members) > _CONJUNCTS:
            break
        members.extend(
            child
            for child in member.rights
            if child.dep_ in ("conj", "appos") and child.tag_ in NOMINAL and not _firm(child)
        )
    return members


def _firm(partner: Token) -> bool:
    """Whether a noun is the second part of one name: "Lindner & Sons"."""
    return partner.i > 0 and partner.nbor(-1).lower_ == "&"


@cache
def _vague() -> frozenset[str]:
    return frozenset(load_toml("lexicons/quantities.toml")["vague"])


@cache
def _partitives() -> frozenset[str]:
    return frozenset(load_toml("lexicons/quantities.toml")["partitives"])


def phrase(token: Token) -> tuple[int, int]:
    """Token indices of the noun phrase before and with a head, and on through "of Name"."""
    doc = token.doc
    start, end = token.left_edge.i, token.i + 1
    if token.tag_ not in NOMINAL and token.tag_ != "CD":
        start = token.i
    start = max(start, end - LONGEST)
    while (
        start < end - 1
        and (doc[start].is_punct or doc[start].tag_ in ("IN", "CC", "RB", "PDT"))
        and doc[start].lower_ != "@"
    ):
        start += 1
    partner = next((c for c in token.rights if c.dep_ == "conj" and _firm(c)), None)
    if partner is not None:
        return start, partner.i + 1
    if token.lower_ in _partitives() and end < len(doc) and doc[end].lower_ == "of":
        return start, min(doc[end].right_edge.i + 1, end + LONGEST)
    if end < len(doc) and doc[end].lower_ == "of" and doc[end].head == token:
        name = next((c for c in doc[end].rights if c.dep_ == "pobj" and c.tag_ in ("NNP", "NNPS")), None)
        if name is not None and name.i - end < LONGEST:
            end = name.i + 1
    return start, end


def _has_that(clause: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "that" for child in clause.lefts)


def reports(time: Token, trigger: Token) -> bool:
    """Whether a time is that of the verb that reports the trigger: "said on Friday that it was ..."."""
    verb = time
    while not verb.tag_.startswith("V") and verb.head != verb:
        verb = verb.head
    within = False
    token = trigger
    for _ in range(CLIMB):
        if token == verb:
            return within
        within = within or token.dep_ == "ccomp" or (token.dep_ == "acl" and _has_that(token))
        if token.head == token:
            return False
        token = token.head
    return False
