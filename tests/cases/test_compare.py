"""What the articles of a case agree and differ on, and which of them repeat another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from extract.cases import Case, Field, collect, lines, read_cases, write_cases
from extract.cases.copies import originals, sketch
from extract.cases.names import is_generic, normalise
from extract.cli import main
from extract.errors import RecordError
from extract.packs import load_toml
from extract.records import Article, Extraction
from extract.serialize.formats.jsonl import encode

DAY = "2024-06-10"
STORY = (
    "Hackers broke into the network of the haulier and stayed there for a week before a night guard noticed blinking "
    "lamps, the operator of the terminal told reporters, while lorries stood in a queue of four miles along the coast "
    "road and drivers slept in their cabins until the gates opened again in the small hours"
)


def only(records: Sequence[Extraction]) -> Case:
    (case,) = collect(records)
    return case


def field(case: Case, name: str) -> Field:
    return next(one for one in case.fields if one.name == name)


def said(case: Case, name: str) -> dict[str, tuple[str, ...]]:
    return {one.text: one.articles for one in field(case, name).said}


def test_who_says_which_number(make: Any) -> None:
    numbers = {"a": 1_200_000, "b": 1_210_000, "c": 1_500_000}
    case = only([make.record(name, make.incident(when=DAY, customers=number)) for name, number in numbers.items()])
    assert field(case, "number_of_victim").agreement == "differ"
    assert said(case, "number_of_victim") == {"1,210,000": ("a", "b"), "1,500,000": ("c",)}
    assert case.differing == ("number_of_victim",)


@pytest.mark.parametrize(
    ("values", "agreement"),
    [
        ([{"customers": 12_000}, {"customers": 12_000}], "agree"),
        ([{"customers": 12_000}, {}], "single"),
        ([{"customers": 12_000}, {"customers": 15_000}], "differ"),
    ],
)
def test_numbers(make: Any, values: list[dict[str, int]], agreement: str) -> None:
    case = only([make.record(f"{n}", make.incident(when=DAY, **value)) for n, value in enumerate(values)])
    assert field(case, "number_of_victim").agreement == agreement


@pytest.mark.parametrize(
    ("name", "key", "values", "agreement"),
    [
        ("attacker", "attacker", ("Grey Finch", "Black Heron"), "differ"),
        ("attacker", "attacker", ("Grey Finch", None), "single"),
        ("attacker", "attacker", ("Grey Finch", "Grey Finch"), "agree"),
        ("when", "when", (DAY, "2024-06-12"), "differ"),
        ("when", "when", (DAY, "2024-06-01/2024-06-30"), "agree"),
        ("status", "status", ("reported", "confirmed"), "single"),
        ("status", "status", ("confirmed", "denied"), "differ"),
        ("type", "kind", ("ransom", "data_breach"), "single"),
    ],
)
def test_other_fields(make: Any, name: str, key: str, values: tuple[str | None, ...], agreement: str) -> None:
    parts = [{"when": DAY, key: value} for value in values]
    case = only([make.record(f"{n}", make.incident(**one)) for n, one in enumerate(parts)])
    assert field(case, name).agreement == agreement


def test_what_one_denies_and_another_affirms(make: Any) -> None:
    denied = make.incident(when=DAY, affected=(("bank details", "denied"), ("names", "yes")))
    claimed = make.incident(when=DAY, affected=(("the bank details of customers", "yes"),))
    assert field(only([make.record("a", denied), make.record("b", claimed)]), "impact").agreement == "differ"
    assert field(only([make.record("a", denied)]), "impact").agreement == "single"


def test_the_days_are_those_that_most_say(make: Any) -> None:
    days = ["2024-06-12", DAY, "2024-06-01/2024-06-30", DAY]
    case = only([make.record(f"{n}", make.incident(when=day)) for n, day in enumerate(days)])
    assert (case.when.earliest, case.when.latest) == (DAY, DAY)
    undated = only([make.record("a", make.incident())])
    assert (undated.when.earliest, undated.when.latest) == (None, "2024-06-21")


def test_copies_count_once(make: Any) -> None:
    first = make.record("b", make.incident(when=DAY, customers=12_000), text=STORY, published="2024-06-11")
    copy = make.record("a", make.incident(when=DAY, customers=12_000), text=STORY[40:], published="2024-06-12")
    other = make.record("c", make.incident(when=DAY, customers=15_000), published="2024-06-12")
    case = only([copy, other, first])
    assert case.independent == 2
    assert {report.article: report.copy_of for report in case.reports} == {"b": None, "a": "b", "c": None}
    assert said(case, "number_of_victim") == {"12,000": ("b", "a"), "15,000": ("c",)}
    assert field(only([copy, first]), "number_of_victim").agreement == "single"


def test_sketches() -> None:
    article = Article(id="a", text=STORY)
    shorter = Article(id="b", text=STORY[: len(STORY) * 2 // 3])
    other = Article(id="c", text=STORY.upper()[::-1])
    empty = Article(id="d")
    assert originals([sketch(one) for one in (article, other, shorter, empty, empty, article)]) == [
        None, None, 0, None, None, 0,
    ]  # fmt: skip


def test_victims_and_who_is_none(make: Any) -> None:
    one = make.record("a", make.incident(victim="Norwick Hospital Trust", aliases=("NHT",), country="NO", when=DAY))
    other = make.record("b", make.incident(victim="NHT", when=DAY), published="2024-06-12")
    blamed = make.record("c", make.incident(victim="Norwick Hospital Trust", when=DAY, attacker="Marrow"))
    wrong = make.record("d", make.incident(victim="Norwick Hospital Trust", others=("Marrow",), when=DAY))
    (party,) = only([one, other, blamed, wrong]).victims
    assert (party.name, party.aliases, party.country) == ("Norwick Hospital Trust", ("NHT",), "NO")
    assert set(party.articles) == {"a", "b", "c", "d"}


def test_names_are_compared_as_the_word_lists_say() -> None:
    table = load_toml("lexicons/identity.toml")
    assert all(normalise(one) == normalise(other) for one, other in table["suffixes"]["must"])
    assert all(normalise(one) != normalise(other) for one, other in table["suffixes"]["must_not"])
    assert all(normalise(one) == normalise(other) for one, other in table["prefixes"]["must"])
    assert all(normalise(one) != normalise(other) for one, other in table["prefixes"]["must_not"])
    assert all(is_generic(normalise(name)) for name in table["generic"]["must"])
    assert not any(is_generic(normalise(name)) for name in table["generic"]["must_not"])


def test_files(make: Any, tmp_path: Path) -> None:
    out = tmp_path / "cases.jsonl"
    records = [make.record("a", make.incident()), make.record("b", make.incident(victim="Corvina"))]
    cases = list(collect(records))
    write_cases(cases, out)
    assert list(read_cases(out)) == cases
    assert [path.name for path in tmp_path.iterdir()] == ["cases.jsonl"]
    out.write_text(out.read_text(encoding="utf-8") + '{"id": 3}\n', encoding="utf-8")
    with pytest.raises(RecordError, match=r"cases\.jsonl:3: "):
        list(read_cases(out))


def test_lines_fit_the_terminal(make: Any) -> None:
    wide = make.incident(victim="東京 " + "Long Name " * 20, when=DAY, customers=30_000)
    cases = list(collect([make.record("a", wide), make.record("b", make.incident(victim="Corvina"))]))
    head, *rows = lines(cases, width=100)
    assert head.startswith("case")
    assert len(rows) == 2
    assert all(len(row) <= 100 for row in rows)


def test_command(make: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "out.jsonl"
    records = [
        make.record("a", make.incident(when=DAY)),
        make.record("b", make.incident(when=DAY), make.incident(victim=None)),
        make.record("c", make.incident(victim="Corvina", score=0.2)),
    ]
    source.write_bytes(b"".join(map(encode, records)))
    cases = tmp_path / "cases.jsonl"
    assert main(["cases", str(source), "-o", str(cases)]) == 0
    printed = capsys.readouterr()
    assert "2 cases of 3 incidents in 3 articles; 1 incidents" in printed.err
    assert len(list(read_cases(cases))) == 2
    assert main(["cases", str(source), "-o", "-", "--min-score", "0.5"]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert main(["cases", str(source), "--min-reports", "2"]) == 0
    _, row = capsys.readouterr().out.splitlines()
    assert "Halden Freight" in row
    assert main(["cases", str(tmp_path / "absent.jsonl")]) == 1
