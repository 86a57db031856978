"""The notation of the rules of time expressions, and its translation into regular expressions over word classes.

A pattern's elements, beside `( ) | ?` and `{m,n}` of regular expressions:

    month               a word of the class
    "ago"               the word itself
    @count              a macro, written out
    day:ordinal         captured under the name "day"; a macro or ( ) may stand behind the colon
    < and >             what stands before < and behind > must be there, but is no part of the expression
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from extract.errors import PackError

_FORMS = {
    "#year": ("year", "int", "digits"),
    "#day": ("day", "int", "digits"),
    "#two": ("two", "int", "digits"),
    "#int": ("int", "digits", "big"),
    "#decimal": ("decimal", "digits"),
    "#nth": ("nth",),
    "#nthday": ("nth", "nthday"),
} | {
    f"#{form}": (form,)
    for form in (
        "iso",
        "isoweek",
        "slash",
        "dashed",
        "clock",
        "meridiem",
        "decade",
        "short",
        "halfof",
        "fiscal",
        "numbered",
        "dash",
    )
}
"""The classes of what is no word, by its form."""

BEGIN, FINISH = "begin", "finish"
"""Names of the empty groups that a pattern's < and > become."""

_MACRO = re.compile(r"(?P<label>[a-z]+:)?@(?P<name>[a-z]\w*)")
_ELEMENT = re.compile(
    r'(?P<group>[a-z]+:\()|(?P<label>[a-z]+:)?(?P<name>"[^"]+"|[a-z][a-z0-9_]*)'
    r"|(?P<regex>[()|?]|\{\d+,\d+\})|(?P<edge>[<>])|(?P<space>\s+)|(?P<bad>.)"
)


GROUP = re.compile(r"\(\?P<(\w+)>")
_PART = re.compile(r"\(\?(?::|P<\w+>)|\[[^]]*\]|\{\d+,\d+\}|[()|?]")


def _cased(word: str) -> tuple[str, ...]:
    """The ways a word may be written: a lexicon's capital is kept, so that "march" is no month."""
    return (word, word.upper()) if word[:1].isupper() else (word, word.capitalize(), word.upper())


def kinds_of(classes: Mapping[str, Any], patterns: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """A character for each set of classes: word or form -> character, class -> its characters.

    Sets that share their largest class get characters in a row: a range compiles in a fraction of the time.
    """
    classes_of: dict[str, set[str]] = {form: set(names) for form, names in _FORMS.items()}
    for name, words in classes.items():
        for word in words:
            for cased in _cased(word):
                classes_of.setdefault(cased, set()).add(name)
    for literal in sorted(set(re.findall(r'"[^"]+"', "".join(patterns)))):
        for cased in _cased(literal[1:-1]):
            classes_of.setdefault(cased, set()).add(literal)
    keys = {frozenset(names) for names in classes_of.values()}
    size = Counter(name for key in keys for name in key)
    ordered = sorted(keys, key=lambda key: sorted((-size[name], name) for name in key))
    characters = {key: chr(0x4E00 + number) for number, key in enumerate(ordered)}
    members: dict[str, str] = {}
    for key in ordered:
        for name in key:
            members[name] = members.get(name, "") + characters[key]
    return {word: characters[frozenset(names)] for word, names in classes_of.items()}, members


def expand(pattern: str, macros: Mapping[str, str], depth: int = 0) -> str:
    """A pattern with its macros written out.

    Raises:
        PackError: it names an unknown macro, or one that holds itself.
    """
    if depth > 6:
        raise PackError(f"times: a macro holds itself in {pattern!r}")

    def one(match: re.Match[str]) -> str:
        if match["name"] not in macros:
            raise PackError(f"times: no macro @{match['name']}")
        return f"{match['label'] or ''}({expand(macros[match['name']], macros, depth + 1)})"

    return _MACRO.sub(one, pattern)


class Reach(NamedTuple):
    """What can be told of a pattern's matches before it is compiled.

    Attributes:
        first: the characters that a match can begin with.
        needed: characters of which every match holds one: the smallest such set; empty where a match can be.
    """

    first: frozenset[str]
    needed: frozenset[str]


_NONE: frozenset[str] = frozenset()


def reach(pattern: str) -> Reach:
    """The reach of a translated pattern.

    Raises:
        PackError: it matches without a character, its parentheses don't pair, or it makes nothing optional.
    """
    parts = iter(_PART.findall(pattern))
    found = _alternatives(parts)
    if not found.needed or next(parts, None) is not None:
        raise PackError(f"times: the pattern {pattern!r} can be empty, or has a stray parenthesis")
    return found


def _alternatives(parts: Iterator[str]) -> Reach:
    """The reach of what stands up to the parenthesis that closes."""
    several: list[Reach] = []
    sequence: list[Reach] = []
    for part in parts:
        if part == "?" or part.startswith("{0"):
            if not sequence:
                raise PackError(f"times: {part!r} stands behind nothing")
            sequence[-1] = sequence[-1]._replace(needed=_NONE)
        elif part in ")|":
            several.append(_sequence(sequence))
            sequence = []
            if part == ")":
                return _union(several)
        elif part.startswith("["):
            characters = frozenset(part[1:-1])
            sequence.append(Reach(characters, characters))
        elif not part.startswith("{"):
            sequence.append(_alternatives(parts))
    return _union([*several, _sequence(sequence)])


def _sequence(elements: list[Reach]) -> Reach:
    first = _NONE
    for element in elements:
        first |= element.first
        if element.needed:
            break
    needed = min((element.needed for element in elements if element.needed), key=len, default=_NONE)
    return Reach(first, needed)


def _union(several: list[Reach]) -> Reach:
    if len(several) == 1:
        return several[0]
    needed = _NONE.union(*(one.needed for one in several)) if all(one.needed for one in several) else _NONE
    return Reach(_NONE.union(*(one.first for one in several)), needed)


def translate(name: str, pattern: str, members: Mapping[str, str]) -> str:
    """The regular expression of a pattern; `members` are the characters of each class.

    Raises:
        PackError: it names an unknown class, or has a character that the notation lacks.
    """
    out: list[str] = []
    labels = count(1)  # a regular expression can't have a name twice: "unit" becomes unit_1, unit_2 ...
    for part in _ELEMENT.finditer(pattern):
        if part["group"]:
            out.append(f"(?P<{part['group'][:-2]}_{next(labels)}>")
        elif part["name"]:
            if part["name"] not in members:
                raise PackError(f"times: rule {name!r} names an unknown class {part['name']}")
            label = f"(?P<{part['label'][:-1]}_{next(labels)}>" if part["label"] else ""
            out.append(f"{label}[{members[part['name']]}]{')' if label else ''}")
        elif part["edge"]:
            out.append(f"(?P<{BEGIN if part['edge'] == '<' else FINISH}_{next(labels)}>)")
        elif part["regex"]:
            out.append("(?:" if part["regex"] == "(" else part["regex"])
        elif part["bad"]:
            raise PackError(f"times: rule {name!r} has a stray {part['bad']!r}")
    return "".join(out)
