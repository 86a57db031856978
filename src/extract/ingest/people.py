"""Author names out of bylines and metadata, where they stand among dates, roles, handles and site names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.ingest.normalise import one_line
from extract.ingest.rules import lexicon, places

_SPLIT = re.compile(r"\s*(?:[;|•·/&\n]|\s[–—-]\s|,(?! (?:Jr|Sr|II|III)\b)|\band\b|\bwith\b)\s*", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:view |see |read |browse )?(?:all |more )?(?:posts?|articles|stories|content)? ?(?:written|reported|posted"
    r"|published|words|story|text|edited)? ?by|from|author|authors|written)\b:?\s*",
    re.IGNORECASE,
)
# What follows a name in lower case: "on June 3", "in Lisbon", "for Harbour News", "is a reporter".
_TRAIL = re.compile(r"\s+(?:on|at|in|of the|for|from|via|is|was|covers|[Uu]pdated|[Pp]ublished|[Pp]osted|Date)\b.*$")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>|@\w+|\S+@\S+|https?://\S+")
_REVERSED = re.compile(r"((?:[a-z]{2,3} )?[^\W\d_][\w'’-]+), ([^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,2})")
_WORD = r"(?:[^\W\d_][\w.'’-]*)"
LONGEST = 2000
"""So many characters of a field are read: more are no list of authors."""
_PARTICLE = 3
"""So many letters of a word in lower case are a particle: "de", "van", "al"."""
_NAME = re.compile(rf"{_WORD}(?: {_WORD}){{0,5}}")


def authors(values: Iterable[str]) -> tuple[str, ...]:
    """The people named in some author fields: split, cleaned, in order, each once.

    Addresses, handles, roles, desks and reading times ("4 min read") are no people and are left out; so is a
    single word, a place or an outlet beside whole names ("Maria Keller, Technology, BBC News, New York").
    """
    words = lexicon()
    found: dict[str, str] = {}
    for value in values:
        value = value[:LONGEST]
        for part in _SPLIT.split(words.date.sub(" ; ", _ASIDE.sub(" ", value))):
            name = _TRAIL.sub("", _LEAD.sub("", one_line(part))).strip(" .,:-–—")
            if " " not in name and name.islower():
                continue  # a handle
            if (name.isupper() and len(name) > 4) or (name.islower() and " " in name):
                name = name.title()
            if _is_name(name) and not words.no_person.search(name):
                found.setdefault(name.casefold(), name)
    names = tuple(found.values())
    whole = tuple(name for name in names if " " in name)
    people = tuple(name for name in whole if name not in places() and not words.outlet.search(name))
    return people or whole or names


def _is_name(text: str) -> bool:
    """Whether a text has the shape of a name: capitals, but for particles and one word at most."""
    parts = text.split()
    small = [part for part in parts if part[0].islower() and len(part) > _PARTICLE]
    return (
        len(text) > 2
        and _NAME.fullmatch(text) is not None
        and (len(parts) == 1 or (len(small) < 2 and small[:1] != parts[:1]))
    )


def in_order(name: str) -> str:
    """A name with the surname first, as libraries write it, in its usual order; anything else as it is."""
    match = _REVERSED.fullmatch(name.strip())
    return f"{match[2]} {match[1]}" if match else name
