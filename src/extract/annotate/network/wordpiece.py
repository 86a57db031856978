"""Text to word pieces of an uncased BERT vocabulary, each with its characters and its shape.

The same pieces as BERT's own uncased tokenizer on news text, with half-open offsets into the text as it
is.  What lower-casing loses is kept as a small number beside each piece, its *shape*: whether the piece
begins a paragraph, follows a blank or is glued to what stands before it (so an opening quotation mark
differs from a closing one), and the case of its word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

WORD = re.compile(r"[^\W_]+|[^\s\w]|_")
LONGEST_WORD = 60
MOST_REMEMBERED = 30_000
GLUED, BLANK, PARAGRAPH, CONTINUED = range(4)
LOWER, TITLE, UPPER, MIXED = range(4)
SHAPES = 16


@dataclass(frozen=True)
class Pieces:
    """Parallel arrays: vocabulary ids, shapes, and the characters `starts[i]:ends[i]` of each piece."""

    ids: Ints
    shapes: Ints
    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.ids)

    def without(self, stretches: Iterable[tuple[int, int]]) -> Pieces:
        """The pieces that touch none of some stretches of characters."""
        kept = np.ones(len(self), dtype=np.bool_)
        for start, end in stretches:
            first, last = np.searchsorted(self.ends, start, "right"), np.searchsorted(self.starts, end, "left")
            kept[first:last] = False
        return Pieces(self.ids[kept], self.shapes[kept], self.starts[kept], self.ends[kept])

    @property
    def opens_paragraph(self) -> npt.NDArray[np.bool_]:
        """Whether each piece is the first of a paragraph."""
        return np.asarray(self.shapes // 4 == PARAGRAPH)


def fold(word: str) -> str:
    """Lower case without accents, as the vocabulary was made."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def case_of(word: str) -> int:
    """LOWER (also digits and marks), TITLE, UPPER (two capitals or more) or MIXED."""
    if word.islower() or not any(map(str.isalpha, word)):
        return LOWER
    if word.isupper() and len(word) > 1:
        return UPPER
    return TITLE if word[0].isupper() and not any(map(str.isupper, word[1:])) else MIXED


class WordPiece:
    """Greedy longest-match pieces; a word's pieces are looked up once and remembered."""

    def __init__(self, vocabulary: list[str]) -> None:
        """The vocabulary in the order of the ids."""
        self.vocabulary = {piece: i for i, piece in enumerate(vocabulary)}
        self.unknown = self.vocabulary["[UNK]"]
        self.start = self.vocabulary["[CLS]"]
        self.end = self.vocabulary["[SEP]"]
        self.pad = self.vocabulary["[PAD]"]
        self._known: dict[str, tuple[int, tuple[tuple[int, int, int], ...]]] = {}

    @classmethod
    def from_file(cls, path: Path) -> WordPiece:
        """Read a `vocab.txt`, one piece a line in the order of the ids."""
        return cls(path.read_text(encoding="utf-8").split("\n")[:-1])

    def _split(self, word: str) -> tuple[tuple[int, int, int], ...]:
        """(id, start, end) of each piece within the word."""
        if len(word) > LONGEST_WORD:
            return ((self.unknown, 0, len(word)),)
        folded = fold(word)
        exact = len(folded) == len(word)
        pieces: list[tuple[int, int, int]] = []
        begin = 0
        while begin < len(folded) <= LONGEST_WORD:
            for end in range(len(folded), begin, -1):
                piece = folded[begin:end] if begin == 0 else "##" + folded[begin:end]
                if piece in self.vocabulary:
                    break
            else:
                pieces = []
                break
            pieces.append((self.vocabulary[piece], begin, end) if exact else (self.vocabulary[piece], 0, len(word)))
            begin = end
        return tuple(pieces) or ((self.unknown, 0, len(word)),)

    def __call__(self, text: str) -> Pieces:
        """The pieces of a text, in time linear in its length."""
        ids: list[int] = []
        shapes: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        previous = 0
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        for match in WORD.finditer(text):
            word, begin = match.group(), match.start()
            known = self._known.get(word)
            if known is None:
                known = self._known[word] = case_of(word), self._split(word)
            case, pieces = known
            gap = text[previous:begin]
            place = GLUED if not gap and begin else PARAGRAPH if "\n" in gap or not begin else BLANK
            for piece, first, last in pieces:
                ids.append(piece)
                shapes.append(4 * place + case)
                starts.append(begin + first)
                ends.append(begin + last)
                place = CONTINUED
            previous = match.end()
        as_array = [np.asarray(x, dtype=np.int64) for x in (ids, shapes, starts, ends)]
        return Pieces(*as_array)
