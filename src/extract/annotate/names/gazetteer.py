"""Finds the names and demonyms of the word lists, and of users' own lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from extract.annotate.layers import text_of
from extract.annotate.names.candidate import PREFIXES, PROPER_TAGS, Name

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.annotate.names.lexicon import Lexicon

_NOUNS = frozenset((*PROPER_TAGS, "NN", "NNS"))
_JOINING = frozenset(("de", "du", "del", "di"))
_FIRST = re.compile(r"[^\W_]+|\W|_")


class Gazetteer:
    """Finds the names and demonyms of the word lists; long names also in capitals."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.known = Occurrences(_written(lexicon.known))
        self.demonyms = Occurrences(_written(lexicon.demonyms))

    def __call__(self, doc: Doc) -> tuple[list[Name], dict[int, str]]:
        """Known names, and the demonyms as token -> country code."""
        demonyms: dict[int, str] = {}
        for start, end, name in self.demonyms(doc):
            demonyms.update(dict.fromkeys(range(start, end), self.lexicon.demonyms[name]))
        names = []
        for start, end, name in self.known(doc):
            if name.startswith("the "):  # "the West", not "the West Coast"
                if end < len(doc) and doc[end].tag_ in _NOUNS:
                    continue
                start += 1
            if not (start > 1 and doc[start - 1].text == "-" and doc[start - 2].lower_ in PREFIXES):
                known = self.lexicon.known[name]
                if known.type == "place" and self._in_event(doc, start, end):
                    names.append(Name(start, end + 1, {"event": 3.0}))
                elif known.type != "place" or not _is_part(doc, start):
                    names.append(Name(start, end, {known.type: 6.0}, known))
        return names, demonyms

    def _in_event(self, doc: Doc, start: int, end: int) -> bool:
        """Whether the place begins an event's name: "Iraq War"."""
        if end >= len(doc) or doc[end].tag_ not in PROPER_TAGS or doc[end].text not in self.lexicon.event_last:
            return False
        return start == 0 or doc[start - 1].tag_ not in PROPER_TAGS


def _is_part(doc: Doc, start: int) -> bool:
    """Whether a name runs into the place: "Tour de France"."""
    return start > 1 and doc[start - 1].lower_ in _JOINING and doc[start - 2].tag_ in PROPER_TAGS


class Occurrences:
    """Finds texts in documents; the time that it takes does not grow with the number of texts.

    Args:
        texts: what to find -> what to call it.

    """

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts
        self.longest: dict[str, int] = {}
        """Beginning of a text, letters and digits or one sign -> the length of the longest that begins so."""
        for text in texts:
            if first := _FIRST.match(text):
                self.longest[first[0]] = max(self.longest.get(first[0], 0), len(text))

    def __call__(self, doc: Doc) -> Iterator[tuple[int, int, str]]:
        """Tokens start:end of each occurrence, overlapping ones too, and what it is called."""
        if not len(doc):
            return
        text, strings = text_of(doc), doc.vocab.strings
        orths = doc.to_array("ORTH")
        begins = {orth: self._reach(strings[orth]) for orth in np.unique(orths).tolist()}
        wanted = np.array([orth for orth, reach in begins.items() if reach], dtype="uint64")
        for start in np.flatnonzero(np.isin(orths, wanted)).tolist():
            at, reach = doc[start].idx, begins[int(orths[start])]
            for end in range(start + 1, len(doc) + 1):
                last = doc[end - 1]
                stop = last.idx + len(last)
                if stop - at > reach:
                    break
                if (name := self.texts.get(text[at:stop])) is not None:
                    yield start, end, name

    def _reach(self, token: str) -> int:
        first = _FIRST.match(token)
        return self.longest.get(first[0], 0) if first else 0


def _written(names: Iterable[str]) -> dict[str, str]:
    """Names, and long ones in capitals, also with curved apostrophes, with the name as it stands in the list."""
    written = {name.upper(): name for name in names if len(name) > 4} | {name: name for name in names}
    return {text.replace("'", "’"): name for text, name in written.items()} | written
