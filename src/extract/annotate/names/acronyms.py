"""Acronyms and the names that they stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.annotate.layers import text_of
from extract.annotate.names.candidate import Name

if TYPE_CHECKING:
    from spacy.tokens import Doc

_BRACKETED = re.compile(r"\(([^\W\d_][\w&-]{1,9}s?)\)")
_WORDS = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SMALL = frozenset(["of", "the", "and", "for", "in", "on", "de", "la", "du"])


def definitions(doc: Doc, names: list[Name]) -> list[tuple[Name, Name]]:
    """Pairs of a name and the acronym in brackets behind it, as in "Coastal Shipping Authority (CSA)".

    The pair's names are candidates of `names` where these fit; otherwise they are new ones. The long
    form is found as by Schwartz and Hearst (2003): letters of the acronym in order, the first at the
    beginning of a word.
    """
    by_end = {name.end: name for name in names}
    by_start = {name.start: name for name in names}
    pairs = []
    for match in _BRACKETED.finditer(text_of(doc)):
        short = match[1]
        if sum(char.isupper() for char in short) < 2:
            continue
        span = doc.char_span(match.start(1), match.end(1))
        if span is None or span.start < 2:
            continue
        bracket = span.start - 1
        long = by_end.get(bracket)
        if long is None or not stands_for(short, doc[long.start : long.end].text):
            start = _beginning(doc, bracket, short)
            if start is None:
                continue
            long = Name(start, bracket, {"organization": 1.5})
        acronym = by_start.get(span.start)
        if acronym is None or acronym.end != span.end:
            acronym = Name(span.start, span.end)
        pairs.append((long, acronym))
    return pairs


def abbreviations(doc: Doc) -> set[str]:
    """Abbreviations of common words, which name no party: "remote code execution (RCE)"."""
    found = set()
    for match in _BRACKETED.finditer(text_of(doc)):
        letters = match[1].removesuffix("s")
        if not letters.isupper():
            continue
        before = _LETTERS.findall(text_of(doc)[max(0, match.start() - 20 * len(letters)) : match.start()])
        before = [word for word in before if word not in _SMALL]
        words = before[-len(letters) :]
        if all(word.islower() for word in words) and "".join(word[0] for word in words).upper() == letters:
            found |= {letters, letters + "s"}
    return found


def initials(text: str) -> str:
    """The first letters of a name's words, small words left out, in upper case."""
    return "".join(word[0].upper() for word in _WORDS.findall(text) if word.lower() not in _SMALL)


def stands_for(short: str, long: str) -> bool:
    """Whether the letters of the acronym occur in the name in order, the first one at its beginning."""
    letters = [char for char in _core(short).casefold() if char.isalnum()]
    text = long.casefold()
    if not letters or " " not in long.strip() or not text.startswith(letters[0]):
        return False
    at = 0
    for letter in letters:
        at = text.find(letter, at) + 1
        if not at:
            return False
    return True


def _core(short: str) -> str:
    """CERT of CERT-XY and of XY-CERT: the body without its country."""
    head, hyphen, tail = short.partition("-")
    return short if not hyphen or len(tail) < 2 else head if len(head) > 2 else tail


def _beginning(doc: Doc, end: int, short: str) -> int | None:
    """Where the long form before token `end` begins: the nearest capital from which the letters fit."""
    core = _core(short)
    for start in range(end - 2, max(-1, end - 2 * len(short) - 2), -1):
        token = doc[start]
        if token.text in ",.;:()" or token.is_space or token.tag_ == "POS":
            return None
        initial = initials(doc[start:end].text)
        if (
            token.text[:1].isupper()
            and initial[:1] == core[:1].upper()
            and len(initial) >= len(core.rstrip("s")) - 1
            and stands_for(short, doc[start:end].text)
        ):
            return start
    return None
