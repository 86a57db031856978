"""Twelve articles of several outlets over four happenings, through the real pipeline."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extract.cases import Case, collect
from extract.ingest import discover

if TYPE_CHECKING:
    from extract.pipeline import Pipeline
    from extract.records import Extraction

ARTICLES = Path(__file__).parent / "happenings.jsonl"
pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def records(pipeline: Pipeline) -> list[Extraction]:
    return list(pipeline.process(discover([ARTICLES])))


@pytest.fixture(scope="module")
def cases(records: list[Extraction]) -> dict[str, Case]:
    """The cases by the happening that their first report is of."""
    of = {one["id"]: one["happening"] for one in map(json.loads, ARTICLES.read_text(encoding="utf-8").splitlines())}
    found = list(collect(records))
    by_happening = {of[case.reports[0].article]: case for case in found}
    assert len(by_happening) == len(found), [case.summary for case in found]
    return by_happening


def differing(case: Case, name: str) -> Any:
    field = next(one for one in case.fields if one.name == name)
    assert field.agreement == "differ"
    return {one.value: set(one.articles) for one in field.said}


def test_each_happening_is_a_case_with_its_articles(cases: dict[str, Case]) -> None:
    lines = [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]
    for happening in {one["happening"] for one in lines}:
        about = {one["id"] for one in lines if one["happening"] == happening}
        reporting = {report.article for report in cases[happening].reports}
        mentioned = {one["id"] for one in lines if happening in one["also"]}
        assert about <= reporting <= about | mentioned
    assert len(cases) == 4


def test_years_and_similar_names_stay_apart(cases: dict[str, Case]) -> None:
    assert cases["freight-2023"].when.earliest == "2023-03-13"
    assert cases["freight-2025"].when.earliest == "2025-06-09"
    assert cases["trust-2024"].victims[0].name == "Norwick Hospital Trust"
    assert cases["partners-2024"].victims[0].name.startswith("Norwick Health Partners")


def test_a_later_article_that_looks_back_reports_the_first_case(cases: dict[str, Case]) -> None:
    assert cases["freight-2023"].last_report == "2025-06-12"


def test_an_agency_story_counts_once(cases: dict[str, Case]) -> None:
    case = cases["freight-2023"]
    assert case.independent == len(case.reports) - 1
    assert {r.article: r.copy_of for r in case.reports}["freight-2023-herald"] == "freight-2023-agency"


def test_who_says_which_number(cases: dict[str, Case]) -> None:
    assert differing(cases["freight-2023"], "number_of_victim") == {
        1_200_000: {"freight-2023-agency", "freight-2023-herald"},
        1_500_000: {"freight-2023-week"},
    }
    assert differing(cases["partners-2024"], "number_of_victim")[15_000] == {"partners-2024-ledger"}


def test_what_is_denied_and_claimed(cases: dict[str, Case]) -> None:
    assert "impact" in cases["freight-2025"].differing


def test_the_order_of_articles_changes_nothing(cases: dict[str, Case], records: list[Extraction]) -> None:
    shuffled = random.Random(8).sample(records, len(records))
    assert [case.to_json() for case in collect(shuffled)] == [case.to_json() for case in collect(records)]
