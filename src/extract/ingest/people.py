"""Author names out of bylines and metadata, where they stand among dates, roles, handles and site names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.ingest.normalise import one_line
from extract.ingest.rules import lexicon

_SPLIT = re.compile(r"\s*(?:[;|•·/&\n]|,(?! (?:Jr|Sr|II|III)\b)|\band\b|\bwith\b)\s*", re.IGNORECASE)
_LEAD = re.compile(r"^(?:(?:written|reported|posted|published|words|story) by|by|from|author)\b:?\s*", re.IGNORECASE)
_ASIDE = re.compile(r"\([^)]*\)|<[^>]*>|@\w+|\S+@\S+|https?://\S+")
_WORD = r"(?:[^\W\d_][\w.'’-]*)"
_NAME = re.compile(rf"{_WORD}(?: {_WORD}){{0,5}}")


def authors(values: Iterable[str]) -> tuple[str, ...]:
    """The people named in some author fields: split, cleaned, in order, each once.

    Addresses, handles, roles, desks and reading times ("4 min read") are no people and are left out.
    """
    words = lexicon()
    found: dict[str, str] = {}
    for value in values:
        for part in _SPLIT.split(_ASIDE.sub(" ", value)):
            name = _LEAD.sub("", one_line(part)).strip(" .,:-–—")
            if name.isupper() and len(name) > 4:
                name = name.title()
            if _NAME.fullmatch(name) and not words.no_person.search(name) and len(name) > 2:
                found.setdefault(name.casefold(), name)
    return tuple(found.values())
