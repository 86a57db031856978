"""Markdown: front matter gives metadata, the first heading the title, the marks go and every word stays."""

from __future__ import annotations

import re

from extract.ingest.encoding import decode
from extract.ingest.source import Draft, Format

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([\w-]+):[ \t]*(.*)$")
_ITEM = re.compile(r"^\s*-\s+(.+)$")
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(\S.{0,250})\r?\n(={3,}|-{3,})[ \t]*$", re.MULTILINE)
_FENCE_OR_RULE = re.compile(r"^ {0,3}(?:(?:```|~~~)[^\n]{0,40}|(?:[-*_][ \t]*){3,})$", re.MULTILINE)
_QUOTE = re.compile(r"^ {0,3}>[ \t]?", re.MULTILINE)
_BULLET = re.compile(r"^([ \t]*)[*+][ \t]+", re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\]\([^)\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\]\n]{1,500})\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,100}\])")
_ADDRESS = re.compile(r"<(https?://[^>\s]{1,2000})>")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]{1,100}\]:[ \t]+\S+.*$", re.MULTILINE)
_STRONG = re.compile(r"(\*\*|__|~~)(?=\S)([^\n]{1,2000}?)(?<=\S)\1")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=\S)([^*\n]{1,1000})(?<=\S)\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]{1,1000})(?<=\S)_(?![\w_])"
)
_CODE = re.compile(r"(`{1,2})([^`\n]{1,1000})\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")
_TITLE, _DATE, _AUTHOR, _URL = (
    ("title", "headline"),
    ("published", "date", "pubdate"),
    ("authors", "author"),
    ("url", "canonical_url", "link"),
)
_PUBLISHER = ("publisher", "site", "source")


def parse(data: bytes) -> Draft:
    """Title, date, authors, publisher and URL from simple front matter, the rest from the text."""
    text, diagnostics = decode(data)
    fields, body = _front_matter(text)
    title = _one(fields, _TITLE)
    body = _UNDERLINED.sub(lambda found: f"{'#' if found[2][0] == '=' else '##'} {found[1]}", body)
    if title is None and (heading := _HEADING.search(body)) and not body[: heading.start()].strip():
        title = plain(heading[2])
    return Draft(
        text=plain(body),
        title=title,
        authors=tuple(fields.get(next((key for key in _AUTHOR if key in fields), ""), ())),
        publisher=_one(fields, _PUBLISHER),
        url=_one(fields, _URL),
        published=_one(fields, _DATE),
        description=_one(fields, ("description",)),
        language=_one(fields, ("language", "lang")),
        diagnostics=diagnostics,
    )


def plain(text: str) -> str:
    """Markdown without its marks: the words of links, images, emphasis and code stay."""
    text = _HEADING.sub(lambda found: f"\n{found[2]}\n", text)
    for pattern, into in (
        (_FENCE_OR_RULE, ""), (_DEFINITION, ""), (_QUOTE, ""), (_BULLET, r"\1- "), (_IMAGE, r"\1"),
        (_LINK, r"\1"), (_ADDRESS, r"\1"), (_CODE, r"\2"), (_STRONG, r"\2"),
    ):  # fmt: skip
        text = pattern.sub(into, text)
    text = _EMPHASIS.sub(lambda found: found[1] or found[2], text)
    return _ESCAPE.sub(r"\1", text)


def _front_matter(text: str) -> tuple[dict[str, list[str]], str]:
    """Fields of one line or a list each (what articles carry of YAML), and the text behind them."""
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    fields: dict[str, list[str]] = {}
    key = None
    for line in match[1].splitlines():
        if field := _FIELD.match(line):
            key = field[1].casefold()
            value = field[2].strip()
            parts = value[1:-1].split(",") if value.startswith("[") and value.endswith("]") else [value]
            fields[key] = [part.strip().strip("\"'") for part in parts if part.strip().strip("\"'")]
        elif key and (item := _ITEM.match(line)):
            fields[key].append(item[1].strip().strip("\"'"))
    return fields, text[match.end() :]


def _one(fields: dict[str, list[str]], keys: tuple[str, ...]) -> str | None:
    return next((", ".join(fields[key]) for key in keys if fields.get(key)), None)


FORMAT = Format(name="markdown", suffixes=(".md", ".markdown"), parse=parse)
