from __future__ import annotations

import pytest

from extract.assemble.quantities import parse_count, parse_money, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.4 million", 2_400_000), ("3,500", 3500), ("two dozen", 24), ("100m", 100_000_000),
        ("a million", 1_000_000),
        ("twenty five", 25), ("one", 1), ("0.5", 0.5), ("thousands", None), ("many", None), ("", None),
        ("1.1 billion", 1_100_000_000),
    ],
)  # fmt: skip
def test_numbers(text: str, value: float | None) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$4.5 million", (4_500_000, "USD")), ("£300", (300, "GBP")), ("30 bitcoin", (30, "BTC")),
        ("US$5,000", (5000, "USD")),
        ("40 million euros", (40_000_000, "EUR")), ("HK$1.9 million", (1_900_000, "HKD")),
        ("a lot of money", (None, None)),
    ],
)  # fmt: skip
def test_money(text: str, expected: tuple[float | None, str | None]) -> None:
    assert parse_money(text) == expected


@pytest.mark.parametrize(
    ("text", "following", "expected"),
    [
        ("2.4 million", "customers", (2_400_000, "customers")),
        ("200", "Japanese companies", (200, "companies")),
        ("400 patients", "", (400, "patients")), ("12", "", (12, None)),
    ],
)  # fmt: skip
def test_counts(text: str, following: str, expected: tuple[float | None, str | None]) -> None:
    assert parse_count(text, following) == expected
