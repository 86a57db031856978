"""The one place where characters change: raw text in, the final text of the article out.

Every offset of the record counts in what `normalise` returns. It is idempotent, and it takes away nothing
that a reader sees: boilerplate is labelled in `extract.ingest.structure`, never cut out.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

import ftfy

from extract.ingest.wrapping import unwrap

_FTFY = ftfy.TextFixerConfig(
    unescape_html=False,  # done here, whether or not there is a "<" in the text
    uncurl_quotes=False,
    fix_character_width=False,
    fix_latin_ligatures=True,  # of PDFs: "con\ufb01dential" is no word to the tagger
    normalization="NFC",
    explain=False,
)
# ftfy costs more than all else here, and mojibake always shows one of these: C1 controls, the replacement
# character, ligatures, a letter above ASCII before another such character, "Â" or "Ã" before a blank.
_SUSPECT = re.compile(
    "[\x80-\x9f\ufffd\ufb00-\ufb06]"
    "|[^\x00-\x7f\u00a0\u00a3\u00a9\u00ae\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026][^\x00-\x7f]"
    "|[\u00c2\u00c3] "
)
# An ampersand that was escaped again and again counts once.
_ENTITY = re.compile(r"&(?:amp;|#38;)*((?:[a-z]{2,8}|#\d{2,6}|#x[\da-fA-F]{2,5});)")
_INVISIBLE = (
    # Soft hyphen, zero-width space, word joiner, byte order mark, object replacement; direction, operators.
    "\u00ad\u200b\u2060\ufeff\ufff9\ufffa\ufffb\ufffc"
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2061\u2062\u2063\u2064"
)
_BLANKS = "\t\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"
_TABLE: dict[int, str | None] = (
    dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))
    | dict.fromkeys(map(ord, _INVISIBLE))
    | dict.fromkeys(map(ord, _BLANKS), " ")
    | dict.fromkeys(map(ord, "\n\r\x0b\x85\u2028"), "\n")
    | dict.fromkeys(map(ord, "\x0c\x1c\x1d\x1e\u2029"), "\n\n")
)
_UNTIDY = re.compile(f"[{''.join(map(re.escape, map(chr, set(_TABLE) - {0x0A})))}]")
# The joiners shape scripts and emoji; beside ASCII they are debris.
_JOINER = re.compile("(?<=[\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\x7f]|$)")
# A soft hyphen before a line break is where a word was broken.
_SOFT_BREAK = re.compile("\u00ad[ \t]*\r?\n[ \t]*(?=[^\\W\\d_])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ROUNDS = 6
"""Repairs can uncover others (twice-encoded text); each round shortens or settles the text."""


def normalise(text: str) -> str:
    """The text as the record carries it.

    Mojibake is repaired and Unicode composed (NFC); line ends become `\\n`, blanks of any width one space,
    invisible and control characters nothing; lines that an editor or mailer wrapped are joined to their
    paragraphs. Blank lines stay paragraph breaks, single line breaks stay where they may mean one.
    Quotation marks and dashes stay as they are.
    """
    for _ in range(_ROUNDS):
        before = text
        text = _tidy(unwrap(_lines(_repair(text))))
        if text == before:
            break
    return text


def one_line(text: str) -> str:
    """A title or name: normalised, on one line."""
    return " ".join(normalise(text).split())


def _repair(text: str) -> str:
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", _join_surrogates(text))
        if _SUSPECT.search(text):
            text = ftfy.fix_text(text, config=_FTFY)
        text = unicodedata.normalize("NFC", text)
    return _ENTITY.sub(lambda found: unescape(f"&{found[1]}"), text) if "&" in text else text


def _lines(text: str) -> str:
    if "\u00ad" in text:
        text = _SOFT_BREAK.sub("", text)
    if "\u200c" in text or "\u200d" in text:
        text = _JOINER.sub("", text)
    return text.replace("\r\n", "\n").translate(_TABLE) if _UNTIDY.search(text) else text


def _tidy(text: str) -> str:
    for untidy, tidy in (("  ", " "), (" \n", "\n"), ("\n ", "\n"), ("\n\n\n", "\n\n")):
        while untidy in text:
            text = text.replace(untidy, tidy)
    return text.strip()


def _join_surrogates(text: str) -> str:
    """Halves of one character that a careless JSON writer has split become the character again."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
