"""Numbers in words and digits, as they stand before a unit of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

VAGUE = "X"
"""TIMEX3's digit for a quantity that isn't said: "several years" is PXY."""


def quantity(words: Sequence[str], table: Mapping[str, float | str]) -> float | str | None:
    """The quantity that the words say.

    Args:
        words: the words in lower case, without hyphens: `["twenty", "four"]`, `["2,500"]`, `["a", "few"]`.
        table: number words and their values; "X" marks a vague one.

    Returns:
        A number, `VAGUE`, or None where nothing in the words is a quantity.
    """
    total = current = 0.0
    seen = False
    counted = [word for word in words if word not in ("a", "an")]  # "a couple" is two, "half a dozen" six
    for word in counted or words:
        if word[0].isdigit():
            amount: float | str | None = _digits(word)
        else:
            amount = table.get(word)
        if amount is None:
            continue
        if isinstance(amount, str):
            return VAGUE
        if amount in (100, 12) and seen:
            current = (current or 1) * amount
        elif amount >= 1000 and seen:
            total += (current or 1) * amount
            current = 0.0
        else:
            current += amount
        seen = True
    return total + current if seen else None


def plain(number: float) -> str:
    """A number without needless decimals."""
    return str(int(number)) if number == int(number) else f"{number:.4g}"


def spelled_year(words: Sequence[str], table: Mapping[str, float | str]) -> int | None:
    """A year in words: "nineteen ninety six", "two thousand and five", "twenty twenty four"."""
    numbers = [int(n) for w in words if isinstance(n := table.get(w), int | float)]
    if not numbers:
        return None
    if 1000 in numbers:
        whole = quantity(words, table)
        return int(whole) if isinstance(whole, float | int) else None
    return numbers[0] * 100 + sum(numbers[1:]) if numbers[0] in (18, 19, 20) else None


def _digits(word: str) -> float | None:
    cleaned = word.replace(",", "").rstrip("stndrh")
    try:
        return float(cleaned) if len(cleaned) <= 15 else None
    except ValueError:
        return None
