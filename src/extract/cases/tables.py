"""Cases as flat tables, beside those of the records that they were made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.tables import Column, Row, Table

if TYPE_CHECKING:
    from extract.cases.records import Case

__all__ = ["CASE_TABLES"]


def _id(case: Case) -> str:
    return case.id


def _cases(case: Case) -> Iterator[Row]:
    yield {
        "type": case.type,
        "summary": case.summary,
        "earliest": case.when.earliest,
        "latest": case.when.latest,
        "victims": tuple(victim.name for victim in case.victims),
        "identifiers": case.identifiers,
        "first_report": case.first_report,
        "last_report": case.last_report,
        "reports": len(case.reports),
        "independent": case.independent,
        "differing": case.differing,
    }


def _victims(case: Case) -> Iterator[Row]:
    for victim in case.victims:
        yield {
            "name": victim.name,
            "aliases": victim.aliases,
            "country": victim.country,
            "articles": victim.articles,
        }


def _incidents(case: Case) -> Iterator[Row]:
    for report in case.reports:
        for incident in report.incidents:
            yield {
                "article": report.article,
                "incident": incident,
                "title": report.title,
                "publisher": report.publisher,
                "url": report.url,
                "published": report.published,
                "because": report.because,
                "copy_of": report.copy_of,
            }


def _values(case: Case) -> Iterator[Row]:
    for field in case.fields:
        for said in field.said:
            yield {
                "field": field.name,
                "agreement": field.agreement,
                "text": said.text,
                "value": said.value,
                "unit": said.unit,
                "articles": said.articles,
                "by": said.by,
            }


_CASE = Column("case_id", "string", "", "cases")

CASE_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "cases",
            "one happening, as a number of articles report it",
            (
                Column("case_id", "string", "its id"),
                Column("type", "string", "of the domain pack"),
                Column("summary", "string", "of the incident with the highest score that names the first victim"),
                Column("earliest", "day", "first of the days that most independent reports have in common"),
                Column("latest", "day", "last of them"),
                Column("victims", "strings", "names; `case_victims` has more"),
                Column("identifiers", "strings", "CVE numbers and names of vulnerabilities"),
                Column("first_report", "day", "published"),
                Column("last_report", "day", "published"),
                Column("reports", "integer", "how many articles"),
                Column("independent", "integer", "how many of them are no copies"),
                Column("differing", "strings", "fields on which independent articles contradict one another"),
            ),
            ("case_id",),
            _cases,
            _id,
        ),
        Table(
            "case_victims",
            "a victim of a case",
            (
                _CASE,
                Column("name", "string", "that most articles use"),
                Column("aliases", "strings", "its other names"),
                Column("country", "string", "ISO 3166-1 alpha-2"),
                Column("articles", "strings", "ids of those that name it as a victim"),
            ),
            (),
            _victims,
            _id,
        ),
        Table(
            "case_incidents",
            "an incident of an article that belongs to a case; joins `incidents` by article and id",
            (
                _CASE,
                Column("article", "string", "its id"),
                Column("incident", "string", "id of the incident within the article"),
                Column("title", "string", "of the article"),
                Column("publisher", "string", "of the article"),
                Column("url", "string", "of the article"),
                Column("published", "day", ""),
                Column("because", "strings", "what it was recognised by"),
                Column("copy_of", "string", "the earlier article of the case that it repeats"),
            ),
            (),
            _incidents,
            _id,
        ),
        Table(
            "case_values",
            "what articles say of one aspect of a case",
            (
                _CASE,
                Column("field", "string", "when, type, status, impact, or a role of the domain pack"),
                Column("agreement", "string", "of the field: single, agree or differ"),
                Column("text", "string", "what is said"),
                Column("value", "number", "of a number or a sum"),
                Column("unit", "string", "customers, USD, ..."),
                Column("articles", "strings", "ids of those that say it"),
                Column("by", "strings", "those to whom these articles attribute it"),
            ),
            (),
            _values,
            _id,
        ),
    )
}
"""The tables of cases by name; each begins with the case's id."""
