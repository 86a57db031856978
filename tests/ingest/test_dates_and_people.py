from __future__ import annotations

import pytest

from extract.ingest.dates import day_in_name, to_day
from extract.ingest.people import authors


@pytest.mark.parametrize(
    "value",
    [
        "2024-06-03", "2024-06-03 17:03:00", "2024-06-03T23:30:00-05:00", "20240603", "2024/6/3",
        "June 3, 2024",
        "Mon, 03 Jun 2024 10:00:00 +0200", "3rd June 2024", "Jun. 3, 2024 at 9:05 AM", "03-Jun-2024",
        1717408800, "1717408800", 1717408800000, 1717408800.5,
    ],
)  # fmt: skip
def test_one_day_in_many_notations(value: str | float) -> None:
    assert to_day(value) == "2024-06-03"


def test_slashes_are_read_only_when_they_name_one_day() -> None:
    assert to_day("25/06/2024") == to_day("06/25/2024") == "2024-06-25"
    assert to_day("05/05/2024") == "2024-05-05"


@pytest.mark.parametrize("value", ["03/04/2024", "2024-13-45", "last week", "2024", "June 2024", "", "31 June 2024"])
def test_what_names_no_day_gives_none(value: str) -> None:
    assert to_day(value) is None


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2024-06-03-port.txt", "2024-06-03"), ("port_20240603.txt", "2024-06-03"),
        ("port-2024_06_03.md", "2024-06-03"),
        ("port.txt", None), ("20249999.txt", None), ("1234567890.txt", None), ("cve-2024-12345.txt", None),
    ],
)  # fmt: skip
def test_days_in_file_names(name: str, day: str | None) -> None:
    assert day_in_name(name) == day


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["Maria Keller"], ("Maria Keller",)),
        (["By Maria Keller and Tom Okafor"], ("Maria Keller", "Tom Okafor")),
        (["MARIA KELLER; Tom Okafor, Harbour News Staff"], ("Maria Keller", "Tom Okafor")),
        (
            ["Maria Keller", "4 Min Read", "Www.Example.Org", "maria@example.org", "@maria", "Maria Keller"],
            ("Maria Keller",),
        ),
        (["https://example.org/maria", "Admin", ""], ()),
        (["Jean-Luc van der Berg (Lisbon)"], ("Jean-Luc van der Berg",)),
    ],
)
def test_author_fields(values: list[str], names: tuple[str, ...]) -> None:
    assert authors(values) == names
