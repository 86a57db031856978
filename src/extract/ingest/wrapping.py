"""Tells lines that an editor or mailer wrapped from lines that are paragraphs, and joins the former."""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import pairwise

from extract.ingest.rules import lexicon

_WIDEST = 100
"""A line longer than this was not wrapped by width."""
_NARROWEST = 45
_FULL = 0.85
"""Share of the lines of a wrapped text that are full: the next line's first word would not have fitted."""
_PARAGRAPHS = re.compile(r"\n[ ]*\n\s*")
_INDENT = re.compile(r" {2,}")
_ENDS_SENTENCE = re.compile(r"""[.!?:…]["'”’)\]]*$""")
_RUNS_ON = re.compile(r"[\w,]$|[^\W\d_]-$")
_CONTINUES = re.compile(r"[a-z]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"[^\W\d_]+- *\n *[^\W\d_]+")
_LEFT, _RIGHT = re.compile(r"[^\W\d_]+(?=-$)"), re.compile(r"[^\W\d_]+")
_LIST_ITEM = re.compile(r"(?:[-*•–·>|]|\d{1,3}[.)]) ")


def unwrap(text: str) -> str:
    """Join wrapped lines to paragraphs; anything that may be a paragraph break or a list stays.

    A word broken at a hyphen becomes whole; a compound keeps its hyphen. Two kinds of wrapping are undone. By
    width: nearly all lines are full. By accident (a line break left where a link stood): in a text whose
    paragraphs are separated by blank lines, a line that ends without punctuation before one that begins in lower
    case.
    """
    if "\n" not in text:
        return text
    words = frozenset(_WORD.findall(_BROKEN.sub(" ", text))) if _BROKEN.search(text) else frozenset()
    paragraphs = [paragraph.rstrip(" ") for paragraph in _PARAGRAPHS.split(text.strip("\n"))]
    width = _width(paragraphs)
    if width:
        return "\n\n".join(_join_full(paragraph.split("\n"), width, words) for paragraph in paragraphs)
    if len(paragraphs) > 2:
        return "\n\n".join(_join_running_on(paragraph, words) for paragraph in paragraphs)
    return text


def _width(paragraphs: list[str]) -> int:
    """The width that the text was wrapped at, in characters; 0 when it was not."""
    pairs = []
    for paragraph in paragraphs:
        lines = [line.rstrip(" ") for line in paragraph.split("\n")]
        if len(lines) > 1 and max(map(len, lines)) > _WIDEST:
            return 0
        pairs += list(pairwise(lines))
    lengths = [len(line) for line, _ in pairs]
    if len(lengths) < 2 or max(lengths) < _NARROWEST:
        return 0
    width = max(lengths)
    full = sum(_is_full(line, following, width) for line, following in pairs)
    unfinished = sum(not _ENDS_SENTENCE.search(line) for line, _ in pairs)
    return width if full >= _FULL * len(pairs) and unfinished * 2 > len(pairs) else 0


def _is_full(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.lstrip(" ").partition(" ")[0]) > width


def _join_full(lines: list[str], width: int, words: Set[str]) -> str:
    parts = [lines[0].rstrip(" ")]
    for line, following in pairwise(lines):
        if _INDENT.match(following) and not _INDENT.match(line):
            parts.append("\n\n" + following)
        elif _LIST_ITEM.match(following.lstrip(" ")) or not _is_full(line.rstrip(" "), following, width):
            parts.append("\n" + following.rstrip(" "))
        else:
            _append(parts, following.strip(" "), words)
    return "".join(parts)


def _join_running_on(paragraph: str, words: Set[str]) -> str:
    if "\n" not in paragraph or not _ENDS_SENTENCE.search(paragraph):
        return paragraph
    lines = paragraph.split("\n")
    parts = [lines[0].rstrip(" ")]
    for line, following in pairwise(lines):
        runs_on = _RUNS_ON.search(line.rstrip(" ")) and _CONTINUES.match(following.lstrip(" "))
        if runs_on:
            _append(parts, following.strip(" "), words)
        else:
            parts.append("\n" + following.strip(" "))
    return "".join(parts)


def _append(parts: list[str], following: str, words: Set[str]) -> None:
    """Add the next line to those of its paragraph: behind a blank, or as the rest of a word broken at a hyphen."""
    left, right = _LEFT.search(parts[-1]), _RIGHT.match(following)
    if left is None or right is None or not following[0].islower():
        parts.append(f" {following}")
    elif _is_compound(left[0], right[0], words):
        parts.append(following)
    else:
        parts[-1] = parts[-1][:-1]
        parts.append(following)


def _is_compound(left: str, right: str, words: Set[str]) -> bool:
    """Whether the hyphen at a line's end is the word's own, by how the text writes it, or its parts, elsewhere."""
    if left + right in words or f"{left}-{right}" in words:
        return left + right not in words
    data = lexicon()
    if right in data.endings:
        return False
    return left.casefold() in data.prefixes or (len(left) > 3 and left in words and right in words)
