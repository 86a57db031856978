"""Forms of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token


def singular(token: Token) -> str:
    """The noun in lower case, without a regular plural's ending."""
    word = token.lower_.rstrip(".")
    if token.tag_ not in ("NNS", "NNPS") or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1]
