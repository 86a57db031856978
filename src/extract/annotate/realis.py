"""Whether what a trigger tells of happened, did not, may happen, or happens in general."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.packs import load_toml

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from extract.records import Certainty, Realis

_HOPS = 8  # how far up the parse a modal or a negation is looked for
_CLAUSES = frozenset({"ROOT", "ccomp", "parataxis", "relcl"})
_AUXILIARIES = frozenset({"aux", "auxpass"})
_PAST = frozenset({"had", "was", "were", "did", "has", "have", "been", "'ve", "'d"})


@dataclass(frozen=True, slots=True)
class Modality:
    """What the grammar around a trigger says."""

    realis: Realis
    certainty: Certainty
    denied: bool
    open: bool = False
    """Whether it happened is left open: "it is not known whether ..."."""


class RealisRules:
    """Reads modality off the parse: auxiliaries, negations, mood words on the way up to the finite verb."""

    def __init__(self) -> None:
        words = load_toml("lexicons/realis.toml")
        self._words: dict[str, frozenset[str]] = {
            name: frozenset(value) for name, value in words.items() if isinstance(value, list)
        }

    def __call__(self, doc: Doc, root: int, *, specific: bool = False, headline: bool = False) -> Modality:
        """The modality of the trigger whose root is the token `root`.

        Args:
            doc: a parsed document.
            root: token index.
            specific: a party or a time of this very happening is known.
            headline: in headlines the present tense tells of what happened.
        """
        token = doc[root]
        if token.dep_ == "amod" and token.tag_ in ("VBN", "JJ") and not _bare(token.head):
            return Modality("actual", "certain", denied=False)  # "the stolen files", whatever is done with them
        path = _path(token)
        lowers = [t.lower_ for t in path]
        dependents = [child for t in path for child in t.children if child.i != root]
        modals = {c.lower_ for c in dependents if c.tag_ == "MD"}
        perfect = any(c.dep_ in _AUXILIARIES and c.lower_ in ("have", "'ve") for c in dependents)
        adverbs = {c.lower_ for c in dependents if c.dep_ in ("advmod", "amod", "mark", "acomp", "prep")}
        denied = self._denied(path, dependents) or self._unproven(path[-1])
        aim = any(c.tag_ == "TO" and c.dep_ == "aux" for c in token.lefts)
        certainty: Certainty = "possible" if aim else self._certainty(modals, adverbs)
        happened = perfect and modals & self._words["doubtful_modals"]  # "may have been stolen"
        ruled_out = denied and not modals & self._words["prospective"]  # "could not be accessed"
        if modals & self._words["modals"] and not happened and not ruled_out:
            return Modality("other", certainty, denied=False)
        if "whether" in adverbs and _tense(path) == "past":
            return Modality("actual", "possible", denied=False, open=True)
        asked = any(c.dep_ == "det" and c.lower_ in self._words["open_determiners"] for c in token.lefts)
        if asked or adverbs & self._words["conditions"] or self._unreal(lowers, adverbs):
            return Modality("other", certainty, denied=False)
        if denied:
            return Modality("actual", "certain", denied=True)
        if self._generic(token, path, specific=specific, headline=headline):
            return Modality("generic", certainty, denied=False)
        return Modality("actual", certainty, denied=False)

    def _certainty(self, modals: set[str], adverbs: set[str]) -> Certainty:
        hedges = adverbs & self._words["hedges"]
        if modals & self._words["doubtful_modals"] or hedges - self._words["probable"]:
            return "possible"
        return "probable" if hedges else "certain"

    def _denied(self, path: list[Token], dependents: list[Token]) -> bool:
        """Whether the negations on the way up are odd in number; "failed to" is one."""
        negated = any(self._negates(child) for child in dependents)
        return negated != any(token.lower_ in self._words["failing"] for token in path[1:])

    def _unproven(self, verb: Token) -> bool:
        """Whether a clause tells what there is no sign of: "found no evidence that data was taken"."""
        sign = verb.head
        if verb.dep_ not in ("acl", "ccomp", "relcl") or sign.lower_ not in self._words["evidence"]:
            return False
        return any(c.lower_ in self._words["negators"] for c in (*sign.children, *sign.head.children))

    def _negates(self, child: Token) -> bool:
        if child.dep_ in ("nsubj", "nsubjpass", "dobj"):
            return any(left.lower_ == "no" for left in child.lefts)
        return child.dep_ == "neg" or (
            child.dep_ in ("det", "advmod", "prep", "preconj") and child.lower_ in self._words["negators"]
        )

    def _unreal(self, lowers: list[str], adverbs: set[str]) -> bool:
        above = set(lowers[1:])
        if above & self._words["averting"] or adverbs & self._words["unreal"]:
            return True
        return bool(above & (self._words["wanting"] | self._words["risk"]))

    def _generic(self, token: Token, path: list[Token], *, specific: bool, headline: bool) -> bool:
        subject = next((c for t in path for c in t.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None and subject.lower_ in self._words["anyone"]:
            return True
        tense = _tense(path)
        if tense == "past" or headline:
            return bool(token.tag_ == "NNS" and not specific and _bare(token) and tense != "past")
        if token.tag_ in ("NN", "NNP") and any(c.dep_ == "det" and c.lower_ in ("the", "this") for c in token.lefts):
            return False
        return tense == "present" or not specific


def _path(token: Token) -> list[Token]:
    """The token and those above it, up to the finite verb of its clause."""
    path = [token]
    while len(path) < _HOPS:
        last = path[-1]
        if (last.tag_.startswith("V") and (_finite(last) or last.dep_ in _CLAUSES)) or last.head == last:
            break
        path.append(last.head)
    return path


def _finite(verb: Token) -> bool:
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(
        c.tag_ in ("VBD", "VBZ", "VBP", "MD") and c.dep_ in _AUXILIARIES for c in verb.lefts
    )


def _tense(path: list[Token]) -> str | None:
    for token in path:
        if not token.tag_.startswith("V"):
            continue
        helpers = {c.lower_ for c in token.lefts if c.dep_ in _AUXILIARIES}
        if token.tag_ == "VBD" or helpers & _PAST:
            return "past"
        if token.tag_ in ("VBZ", "VBP") or any(c.tag_ in ("VBZ", "VBP") for c in token.lefts if c.dep_ in _AUXILIARIES):
            return "present"
        if token.tag_ == "VBN" and not helpers and token.dep_ in ("acl", "amod", "ROOT"):
            return "past"
    return None


def _bare(noun: Token) -> bool:
    return not any(c.dep_ in ("det", "poss", "nummod") for c in noun.lefts)
