"""A phrase of the gold text as the measures for incidents see it: telling words, head, agreement."""

from __future__ import annotations

import re

from extract.evaluation.align import Offsets

__all__ = ["Phrase", "overlap"]

_TOKEN = re.compile(r"\w+(?:[.,'’\-]\w+)*")
_BREAK = re.compile(r'[,;:()\[\]“”"—–]')
# Words that do not tell one filler from another.
_EMPTY = frozenset(
    """
    a an the this that these those some any all each every both either neither no such other another
    others same own i me my mine we us our ours you your yours he him his she her hers it its they them
    their theirs itself themselves himself herself who whom whose which what where when why how one ones
    and or but nor so as if than then of in on at by for from to with into without onto over under about
    against between among through during before after since until within up out off via per around across
    near is are was were be been being am has have had having do does did will would can could may might
    shall should must not n't also just only even more most many much few several less least very still
    yet now already again further last next past early earlier late later ago recent recently previous
    previously first soon s t re ve ll d m million millions billion billions thousand thousands hundred
    hundreds dozen dozens number numbers amount up approximately estimated year years month months week
    weeks day days hour hours morning afternoon evening night today yesterday tomorrow
    """.split()
)
_AFTER_HEAD = frozenset(
    """
    of in on at by for from to with into over under against between among through during via that which
    who whom whose where when while as using including like such than containing affecting belonging used
    """.split()
)


def overlap(a: Offsets, b: Offsets) -> bool:
    """Whether two stretches share a character."""
    return a[0] < b[1] and b[0] < a[1]


class Phrase:
    """A stretch start:end of a text.

    Attributes:
        telling: stems of its telling words.
        telling_places: where these start, once for each.
        folded: its words in lower case without articles.
        head: the last telling word before the first preposition or break, about the phrase's head.
    """

    __slots__ = ("end", "folded", "head", "start", "telling", "telling_places")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        words = [(m.start() + start, m.end() + start, m.group()) for m in _TOKEN.finditer(text[start:end])]
        stems = ((left, right, _telling_stem(word)) for left, right, word in words)
        telling = [one for one in stems if one[2]]
        self.telling = frozenset(stem for _, _, stem in telling)
        self.telling_places = tuple(left for left, _, _ in telling)
        self.folded = " ".join(word.lower() for _, _, word in words if word.lower() not in ("a", "an", "the"))
        cut = _end_of_head(text, words, end)
        heads = [one for one in telling if one[0] < cut] or telling or words[-1:]
        self.head: Offsets = heads[-1][:2] if heads else (start, end)

    def agrees(self, other: Phrase) -> bool:
        """Whether each covers the other's head, or a quarter of their telling words stand in both."""
        if not overlap((self.start, self.end), (other.start, other.end)):
            return False
        if overlap(self.head, (other.start, other.end)) and overlap(other.head, (self.start, self.end)):
            return True
        total = len(self.telling_places) + len(other.telling_places)
        shared = len({*self.telling_places} & {*other.telling_places})
        return not total or 4 * shared >= total


def _end_of_head(text: str, words: list[tuple[int, int, str]], end: int) -> int:
    telling_seen = False
    before = None
    for left, right, word in words:
        if before is not None and telling_seen and (word.lower() in _AFTER_HEAD or _BREAK.search(text[before:left])):
            return before
        telling_seen = telling_seen or _stem(word) not in _EMPTY
        before = right
    return end


def _stem(word: str) -> str:
    word = re.sub(r"['’]s?$", "", word.lower())
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _telling_stem(word: str) -> str:
    stem = _stem(word)
    return stem if stem not in _EMPTY and word.lower() not in _EMPTY else ""
