"""Numbers and money in words or digits, with their unit."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extract.packs import load_toml

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORD = re.compile(r"[^\W\d_]+(?:'s)?")


class Quantity(NamedTuple):
    """A value and what it counts: a currency code, or the noun in lower case."""

    value: float | int | None
    unit: str | None


class _Words(NamedTuple):
    numbers: dict[str, int]
    multipliers: dict[str, int]
    symbols: tuple[tuple[str, str], ...]
    currencies: dict[str, str]


@cache
def _words() -> _Words:
    data = load_toml("lexicons/quantities.toml")
    symbols = tuple(sorted(data["symbols"].items(), key=lambda item: -len(item[0])))
    return _Words(data["numbers"], data["multipliers"], symbols, data["currencies"])


def parse_number(text: str) -> float | int | None:
    """The value of "2.4 million", "3,500", "two dozen", "100m"; None for "many" and "thousands"."""
    words = _words()
    lowered = text.lower()
    digits = _DIGITS.search(lowered)
    value: float | None = None
    rest = lowered
    if digits:
        value = float(digits.group().replace(",", ""))
        rest = lowered[digits.end() :]
    for word in re.findall(r"[a-z]+", rest):
        if word in words.multipliers and value is not None:
            value *= words.multipliers[word]
        elif word in words.numbers and not digits:
            value = (value or 0) + words.numbers[word] if value is None or value >= 20 else value
        elif word == "a" and value is None:
            value = 1 if any(w in words.multipliers for w in lowered.split()) else None
        elif value is not None and word not in ("and", "a"):
            break
    if value is None:
        return None
    return int(value) if value == int(value) else round(value, 6)


def parse_money(text: str) -> Quantity:
    """Value and currency: an ISO 4217 code, or a ticker such as BTC; None where none is named."""
    words = _words()
    lowered = text.lower()
    unit = next((code for symbol, code in words.symbols if symbol in lowered), None)
    if unit is None:
        unit = next((words.currencies[w] for w in _WORD.findall(lowered) if w in words.currencies), None)
    return Quantity(parse_number(text), unit)


def parse_count(text: str, following: str) -> Quantity:
    """Value of a numeral and the noun that it counts.

    Args:
        text: the numeral: "2.4 million", or with its noun: "2.4 million customers".
        following: the words after it up to the end of its noun phrase.
    """
    known = _words()
    words = [
        w for w in _WORD.findall(f"{text} {following}".lower()) if w not in known.numbers and w not in known.multipliers
    ]
    skip = {
        "of",
        "a",
        "an",
        "than",
        "more",
        "about",
        "nearly",
        "over",
        "some",
        "around",
        "at",
        "least",
        "almost",
        "up",
        "to",
    }
    nouns = [w for w in words if w not in skip]
    return Quantity(parse_number(text), nouns[-1] if nouns else None)
