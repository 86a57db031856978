"""Titles: whether a text begins with one given apart, and whether a first line is one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.ingest.rules import first_match, lexicon

_HEADLINE = range(12, 220)
_QUESTION = 110
"""A first line that ends in "?" or "!" is a headline up to this length, in characters."""
_FULL_STOP = re.compile(r"""[.:;,]["'”’)\]]*$""")
_WORDS = re.compile(r"\w+")
_TITLE_END = re.compile(r"""[^\w\n]*(?=\n|$)""")
_SENTENCE_START = re.compile(r"""[^\w\n]*\s+["“‘'(]*[A-Z0-9]""")


def fold(text: str) -> str:
    """Letters and digits in lower case: what two notations of one title have in common."""
    return "".join(_WORDS.findall(text)).casefold().replace("_", "")


def title_end(text: str, title: str) -> int:
    """The offset after the title (and its punctuation) that a text begins with; 0 when it doesn't.

    Case, blanks and punctuation may differ. Where the title is not a line of its own, a new sentence must
    follow, and the title must be long enough to be no sentence's beginning by chance.
    """
    wanted = fold(title)
    if not wanted:
        return 0
    have, end = "", 0
    for match in _WORDS.finditer(text, 0, len(title) * 2 + 40):
        have += match[0].casefold().replace("_", "")
        end = match.end()
        if len(have) >= len(wanted):
            break
    if have != wanted:
        return 0
    if rest := _TITLE_END.match(text, end):
        return rest.end()
    if len(title.split()) >= 4 and _SENTENCE_START.match(text, end):
        while not text[end].isspace():
            end += 1
        return end
    return 0


def looks_like_headline(lines: Sequence[str]) -> bool:
    """Whether the first of some lines is the headline of the others.

    It is short, does not end in a full stop, is no byline or the like, and a longer paragraph follows.
    """
    first = lines[0]
    longest = max(map(len, lines[1:]), default=0)
    if (
        len(first) not in _HEADLINE
        or len(first.split()) < 3
        or _FULL_STOP.search(first)
        or longest < max(60, len(first))
    ):
        return False
    if first[-1] in "?!" and len(first) > _QUESTION:
        return False
    if not first[0].isupper() and not first[0].isdigit() and first[0] not in "\"'“‘":
        return False
    words = lexicon()
    rule, _ = first_match(words.zone("head", "any"), first)
    starts = any(rule.pattern.match(first) for rule in words.zone("start"))
    return not starts and (rule is None or rule.needs is not None)
