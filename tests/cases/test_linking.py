"""Which incidents are one happening."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.cases import Case, Collection, collect
from extract.errors import RecordError
from extract.records import Extraction

Parts = dict[str, Any]
HALDEN: Parts = {"victim": "Halden Freight"}
FINCH: Parts = {**HALDEN, "attacker": "Grey Finch"}
COUNTED: Parts = {**HALDEN, "customers": 12_000}
MILLION: Parts = {**HALDEN, "customers": 1_000_000}
STRANGER: Parts = {"victim": None}
LAND: Parts = {"victim": "Veldtland", "entity": "place", "links": {"iso3166": "VL"}}
FLAW: Parts = {"kind": "discover_vulnerability", "victim": None, "cve": "CVE-2023-34362"}
HEALTH: Parts = {"victim": "Ministry of Health", "country": "NO"}


def groups(records: Sequence[Extraction]) -> list[list[str]]:
    """Article ids case by case; sorted, so that cases can be compared."""
    return sorted(sorted(report.article for report in case.reports) for case in collect(records))


def together(make: Any, one: Parts, other: Parts) -> bool:
    """Whether an incident of each kind, in two articles, is one case."""
    records = []
    for article, parts in (("a", dict(one)), ("b", dict(other))):
        published = parts.pop("published", "2024-06-21")
        records.append(make.record(article, make.incident(**parts), published=published))
    found = groups(records)
    assert found == groups(records[::-1])
    return found == [["a", "b"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HALDEN, HALDEN),
        (HALDEN, {"victim": "The Halden Freight Group plc"}),
        ({**HALDEN, "when": "2024-06-10"}, {**HALDEN, "when": "2024-06-14"}),
        ({**HALDEN, "when": "2024-06-10"}, {**HALDEN, "when": "2024-06-01/2024-06-30"}),
        ({**HALDEN, "when": "2024-06-10"}, HALDEN),
        ({**HALDEN, "when": "2024-06-10"}, {**HALDEN, "kind": "cyberattack", "when": "2024-06-10"}),
        ({**HALDEN, "when": "2024-06-10"}, {**HALDEN, "kind": "ransom", "when": "2024-06-10"}),
        ({**HALDEN, "when": "2024-06-10"}, {"victim": "Halden", "when": "2024-06-10"}),
        # Dates lie apart, but the number is the same, or the attacker.
        ({**COUNTED, "when": "2024-03-01"}, {**COUNTED, "when": "2024-05-20"}),
        ({**FINCH, "when": "2024-05-01"}, {**FINCH, "when": "2024-05-21"}),
        ({**COUNTED, "when": "2024-05-01"}, {**COUNTED, "published": "2025-01-30"}),
        # Nobody is named, but the number is such as no other incident has.
        ({**STRANGER, "customers": 343_217}, {**STRANGER, "customers": 343_217}),
        # A CVE is enough for a vulnerability.
        (FLAW, {**FLAW, "cve": "cve-2023-34362", "published": "2023-01-01"}),
        (HEALTH, HEALTH),
        ({**LAND, "when": "2024-06-10"}, {**LAND, "when": "2024-06-11"}),
    ],
)  # fmt: skip
def test_one_happening(make: Any, one: Parts, other: Parts) -> None:
    assert together(make, one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HALDEN, {"victim": "Corvina Freight"}),
        ({"victim": "Norwick Hospital Trust"}, {"victim": "Norwick Health Partners"}),
        ({"victim": "Norwick", "entity": "place"}, {"victim": "Norwick Hospital Trust"}),
        ({**HALDEN, "when": "2023-06-10"}, {**HALDEN, "when": "2024-06-10"}),
        ({**HALDEN, "when": "2024-05-01"}, {**HALDEN, "when": "2024-05-21"}),
        ({**HALDEN, "when": "2023-03-01"}, HALDEN),
        (HALDEN, {**HALDEN, "published": "2024-08-30"}),
        ({**HALDEN, "published": None}, {**HALDEN, "published": None}),
        ({**HALDEN, "when": "2024-06-10"}, {**HALDEN, "kind": "discover_vulnerability", "when": "2024-06-10"}),
        ({**HALDEN, "kind": "ddos", "when": "2024-06-10"}, {**HALDEN, "kind": "phishing", "when": "2024-06-10"}),
        # A round number, years apart, says nothing.
        ({**MILLION, "when": "2023-06-10"}, {**MILLION, "when": "2024-06-10"}),
        # Two years that touch.
        ({**HALDEN, "when": "2022-01-01/2022-12-31"}, {**HALDEN, "when": "2023-01-01/2023-12-31"}),
        ({**HALDEN, "when": "2023-01-01/2023-12-31"}, {**HALDEN, "when": "2023-01-01/2023-12-31"}),
        # The same number, other victims.
        ({**HALDEN, "customers": 343_217}, {"victim": "Corvina Freight", "customers": 343_217}),
        (FLAW, {**FLAW, "cve": "CVE-2023-34363"}),
        # One attacker, two victims.
        (FINCH, {**FINCH, "victim": "Corvina"}),
        (HEALTH, {**HEALTH, "country": "SE"}),
        # Countries and products are hit every day.
        (LAND, LAND),
        ({"victim": "Quill Browser", "entity": "product"}, {"victim": "Quill Browser", "entity": "product"}),
    ],
)  # fmt: skip
def test_two_happenings(make: Any, one: Parts, other: Parts) -> None:
    assert not together(make, one, other)


@pytest.mark.parametrize(
    "parts",
    [
        {"victim": None},
        {"victim": "Ministry of Health"},
        {"victim": "Customers"},
        {"victim": "12", "entity": "other"},
        {"victim": "Lee", "entity": "person"},
        {"victim": "Redworm", "entity": "malware"},
        {**STRANGER, "customers": 400_000},
        {"realis": "generic"},
        {"realis": "other"},
    ],
)
def test_no_case(make: Any, parts: Parts) -> None:
    assert not groups([make.record("a", make.incident(**parts))])


def test_a_common_word_is_no_name(make: Any) -> None:
    record = make.record("a", make.incident(victim="Ransomware"), text="How ransomware spreads")
    assert not groups([record])


def test_an_article_tells_its_incidents_apart(make: Any) -> None:
    one = make.record("a", make.incident(when="2024-06-10"), make.incident(when="2024-06-17"))
    other = make.record("b", make.incident(when="2024-06-10"))
    assert groups([one, other]) == [["a"], ["a", "b"]]


def test_types_of_one_article_are_one_case(make: Any) -> None:
    first = make.incident("ransom", when="2024-06-10")
    (case,) = collect([make.record("a", first, make.incident("data_breach"))])
    assert case.reports[0].incidents == ("I1", "I2")
    assert case.type == "data_breach"


def test_an_incident_without_a_victim_joins_that_of_its_article(make: Any) -> None:
    unnamed = make.incident("data_breach", None, customers=400_000)
    counted = Collection()
    (case,) = collect([make.record("a", make.incident("ransom"), unnamed)], collection=counted)
    assert case.reports[0].because == ("first", "article")
    assert counted == Collection(articles=1, incidents=2, left=0, cases=1)
    two = make.record("a", make.incident("ransom"), make.incident("ransom", "Corvina"), unnamed)
    counted = Collection()
    assert all(case.reports[0].because == ("first",) for case in collect([two], collection=counted))
    assert counted.left == 1


def test_an_acronym_is_known_from_another_article(make: Any) -> None:
    day = {"when": "2024-10-06"}
    long = make.record("a", make.incident(victim="Norwick Hospital Trust", aliases=("NHT",), **day))
    short = make.record("b", make.incident(victim="NHT", **day))
    plain = make.record("c", make.incident(victim="Norwick Hospital Trust", **day))
    assert groups([short, plain, long]) == [["a", "b", "c"]]
    other = make.record("d", make.incident(victim="Nordic Hotel Team", aliases=("NHT",), when="2022-01-06"))
    assert ["b", "c"] not in groups([short, plain, other])


def test_an_acronym_is_spelled_by_one_name_alone(make: Any) -> None:
    day = {"when": "2018-02-21"}
    long = make.record("a", make.incident(victim="Colorado Department of Transportation", **day))
    short = make.record("b", make.incident(victim="CDOT", **day))
    assert groups([long, short]) == [["a", "b"]]
    other = make.record("c", make.incident(victim="Central Depot of Toys", **day))
    assert groups([long, short, other]) == [["a"], ["b"], ["c"]]


def test_the_outlet_is_no_victim(make: Any) -> None:
    one = make.record("a", make.incident(victim="Codewatch"), title="Bank hit | Codewatch")
    assert not groups([one])


def test_a_list_of_victims_draws_nothing_in(make: Any) -> None:
    listed = make.incident(victim="Halden Freight", others=("Corvina", "Brightwater"), when="2024-06-10")
    later = make.incident(victim="Corvina", when="2024-06-18")
    assert groups([make.record("a", listed), make.record("b", later)]) == [["a"], ["b"]]


def test_what_one_article_alone_brings_in_draws_nothing_in(make: Any) -> None:
    day = {"when": "2024-06-10"}
    first = make.record("a", make.incident(victim="Halden Freight", **day), published="2024-06-11")
    both = make.incident(victim="Halden Freight", aliases=("Corvina Freight",), when="2024-06-11")
    other = make.record("c", make.incident(victim="Corvina Freight", when="2024-06-12"))
    assert groups([first, make.record("b", both), other]) == [["a", "b"], ["c"]]


def test_a_busy_name_needs_a_date(make: Any) -> None:
    past = [
        make.record(f"past-{month}", make.incident(victim="Bigsoft", when=f"2023-{month:02}-15"))
        for month in range(1, 8)
    ]
    undated = [make.record(name, make.incident(victim="Bigsoft")) for name in ("x", "y")]
    dated = [make.record(name, make.incident(victim="Bigsoft", when="2024-06-10")) for name in ("v", "w")]
    assert ["x", "y"] not in groups([*past, *undated])
    assert ["v", "w"] in groups([*past, *dated])


def test_ids_stay_when_reports_come_in(make: Any) -> None:
    day = {"when": "2024-06-10"}
    first = make.record("m", make.incident(**day), published="2024-06-11")
    later = [make.record(name, make.incident(**day), published="2024-07-01") for name in ("a", "z")]
    (alone,), (grown,) = collect([first]), collect([*later, first])
    assert alone.id == grown.id
    assert [report.article for report in grown.reports] == ["m", "a", "z"]
    assert (grown.first_report, grown.last_report) == ("2024-06-11", "2024-07-01")


def test_one_record_of_an_article(make: Any) -> None:
    with pytest.raises(RecordError, match="'a' has two records"):
        list(collect([make.record("a"), make.record("a")]))


NAMES = ["Halden Freight", "Halden", "Halden Bank", "Norwick Hospital Trust", "NHT", "Ministry of Health", None]
DAYS = [None, "2024-06-10", "2024-06-14", "2024-06-25", "2024-06-01/2024-06-30", "2024-01-01/2024-12-31"]
PARTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["ransom", "data_breach", "cyberattack", "discover_vulnerability"]),
        "victim": st.sampled_from(NAMES),
        "when": st.sampled_from(DAYS),
        "customers": st.sampled_from([None, 12_000, 343_217]),
        "attacker": st.sampled_from([None, "Grey Finch"]),
        "cve": st.sampled_from([None, "CVE-2023-34362"]),
        "realis": st.sampled_from(["actual", "actual", "generic"]),
    }
)  # fmt: skip
ARTICLES = st.lists(
    st.tuples(st.lists(PARTS, max_size=3), st.sampled_from([None, "2024-06-12", "2024-06-30"])), max_size=7
)


@given(articles=ARTICLES, seed=st.integers(0, 2**16))
def test_the_order_of_articles_changes_nothing(
    make: Any, articles: list[tuple[list[Parts], str | None]], seed: int
) -> None:
    records = [
        make.record(f"a{number}", *(make.incident(**one) for one in parts), published=published)
        for number, (parts, published) in enumerate(articles)
    ]
    shuffled = random.Random(seed).sample(records, len(records))
    counted, again = Collection(), Collection()
    cases = list(collect(records, collection=counted))
    assert cases == list(collect(shuffled, collection=again))
    assert counted == again
    reported = [(report.article, one) for case in cases for report in case.reports for one in report.incidents]
    assert len(reported) == len(set(reported)) == counted.incidents - counted.left
    assert all(Case.model_validate_json(case.to_json()) == case for case in cases)
    assert len({case.id for case in cases}) == len(cases)
