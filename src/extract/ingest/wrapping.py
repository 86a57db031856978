"""Tells lines that an editor or mailer wrapped from lines that are paragraphs, and joins the former."""

from __future__ import annotations

import re
from itertools import pairwise

_WIDEST = 100
"""A line longer than this was not wrapped by width."""
_NARROWEST = 45
_FULL = 0.85
"""Share of the lines of a wrapped text that are full: the next line's first word would not have fitted."""
_PARAGRAPHS = re.compile(r"\n[ ]*\n\s*")
_INDENT = re.compile(r" {2,}")
_ENDS_SENTENCE = re.compile(r"""[.!?:…]["'”’)\]]*$""")
_RUNS_ON = re.compile(r"[\w,]$")
_CONTINUES = re.compile(r"[a-z]")
_LIST_ITEM = re.compile(r"(?:[-*•–·>|]|\d{1,3}[.)]) ")


def unwrap(text: str) -> str:
    """Join wrapped lines to paragraphs; anything that may be a paragraph break or a list stays.

    Two kinds of wrapping are undone. By width: nearly all lines are full. By accident (a line break left
    where a link stood): in a text whose paragraphs are separated by blank lines, a line that ends without
    punctuation before one that begins in lower case.
    """
    if "\n" not in text:
        return text
    paragraphs = [paragraph.rstrip(" ") for paragraph in _PARAGRAPHS.split(text.strip("\n"))]
    width = _width(paragraphs)
    if width:
        return "\n\n".join(_join_full(paragraph.split("\n"), width) for paragraph in paragraphs)
    if len(paragraphs) > 2:
        return "\n\n".join(_join_running_on(paragraph) for paragraph in paragraphs)
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


def _join_full(lines: list[str], width: int) -> str:
    parts = [lines[0].rstrip(" ")]
    for line, following in pairwise(lines):
        if _INDENT.match(following) and not _INDENT.match(line):
            parts.append("\n\n" + following)
        elif _LIST_ITEM.match(following.lstrip(" ")) or not _is_full(line.rstrip(" "), following, width):
            parts.append("\n" + following)
        else:
            parts.append(_joint(line, following) + following.strip(" "))
    return "".join(parts)


def _join_running_on(paragraph: str) -> str:
    if "\n" not in paragraph or not _ENDS_SENTENCE.search(paragraph):
        return paragraph
    lines = paragraph.split("\n")
    parts = [lines[0].rstrip(" ")]
    for line, following in pairwise(lines):
        runs_on = _RUNS_ON.search(line.rstrip(" ")) and _CONTINUES.match(following.lstrip(" "))
        parts.append((_joint(line, following) if runs_on else "\n") + following.strip(" "))
    return "".join(parts)


def _joint(left: str, right: str) -> str:
    """What goes between lines of a paragraph: nothing in a compound broken at its hyphen, else a blank."""
    left = left.rstrip(" ")
    compound = left.endswith("-") and left[-2:-1].isalpha() and right.lstrip(" ")[:1].islower()
    return "" if compound else " "
