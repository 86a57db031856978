"""Names as they are compared across articles: one string for all ways of writing one."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from extract.packs import load_toml

__all__ = ["initials", "is_acronym", "is_generic", "normalise", "plain", "prefixes"]

_WORD = re.compile(r"\w+")
_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&-]{1,7}")


@lru_cache(maxsize=100_000)
def normalise(name: str) -> str:
    """A name in lower case without accents, articles, possessives, legal forms and "City of", its words a space apart.

    "The Halden Freight Group plc" and "Halden Freight" give the same; a name of legal forms alone keeps its first word.
    """
    text = plain(name)
    words = next((text[len(one) :] for one in _prefixes() if text.startswith(one)), text).split()
    while len(words) > 1 and words[-1] in _suffixes():
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """Words in lower case without accents and punctuation, one space apart, a leading article left out."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    text = text.replace("&", " and ").replace("’", "'")
    text = _DOTTED.sub(lambda match: match[0].replace(".", "") + " ", text)
    words = _WORD.findall(text.replace("'s ", " ").removesuffix("'s").replace("'", ""))
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


@lru_cache(maxsize=100_000)
def is_generic(normalised: str) -> bool:
    """Whether a name, normalised, is borne by many: "ministry of health"."""
    generic, small = _generic()
    return all(word in generic or word in small or word.isdigit() for word in normalised.split())


def is_acronym(name: str) -> bool:
    """Whether a name, as it is written, is a word of capitals."""
    return _ACRONYM.fullmatch(name.strip()) is not None


def initials(normalised: str) -> set[str]:
    """The acronyms that a name of three words or more has: its initials, with and without those of small words."""
    words = normalised.split()
    small = _generic()[1]
    found = {"".join(word[0] for word in words), "".join(word[0] for word in words if word not in small)}
    return {one for one in found if len(one) > 2}


def prefixes(normalised: str) -> tuple[str, ...]:
    """The beginnings of a name, word by word, that identify somebody; without the name itself."""
    words = normalised.split()
    begun = (" ".join(words[:n]) for n in range(1, len(words)))
    return tuple(one for one in begun if len(one) > 2 and not is_generic(one))


_ARTICLES = frozenset(["the", "a", "an"])


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(f"{one} " for one in load_toml("lexicons/identity.toml")["prefixes"]["words"])


@cache
def _suffixes() -> frozenset[str]:
    listed = load_toml("lexicons/organizations.toml")["inside"]["legal"]
    own = load_toml("lexicons/identity.toml")["suffixes"]["words"].split()
    return frozenset(own).union(plain(one) for one in listed)


@cache
def _generic() -> tuple[frozenset[str], frozenset[str]]:
    table = load_toml("lexicons/identity.toml")["generic"]
    return frozenset(table["words"].split()), frozenset(table["small"].split())
