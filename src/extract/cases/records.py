"""The case: one happening, with the articles that report it and what each says, as frozen pydantic models."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field as Described

from extract.records import IsoDay, Record

CASE_SCHEMA_VERSION: Literal["1.0"] = "1.0"
"""Version of a case's keys: adding a key is a minor version, changing one a major."""

Agreement = Literal["single", "agree", "differ"]
Because = Literal["first", "name", "identifier", "number", "attacker", "article"]


class Party(Record):
    """A victim by the names that the articles use for it."""

    name: str = Described(description="the name that most independent articles use")
    aliases: tuple[str, ...] = ()
    country: str | None = Described(default=None, description="ISO 3166-1 alpha-2")
    articles: tuple[str, ...] = Described(description="ids of the articles that name it as a victim")


class Report(Record):
    """One article that reports the case."""

    article: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: IsoDay | None = None
    incidents: tuple[str, ...] = Described(description="ids of the article's incidents that belong to the case")
    because: tuple[Because, ...] = Described(
        description="what it was recognised by: a victim's name, an identifier (CVE), a number, a named attacker, or "
        "another incident of the same article; first: the report that the others were compared with"
    )
    copy_of: str | None = Described(default=None, description="the earlier article of the case that it repeats")


class Said(Record):
    """One value of a field, and who says it."""

    text: str = Described(description="as the first article that says it has it; a date as a day or as first/last day")
    value: float | int | None = None
    unit: str | None = None
    articles: tuple[str, ...] = Described(description="ids of the articles that say it, copies too")
    by: tuple[str, ...] = Described(default=(), description="those to whom these articles attribute it")


class Field(Record):
    """What the articles say of one aspect of the case."""

    name: str = Described(description="when, type, status, impact, or a role of the domain pack")
    agreement: Agreement = Described(
        description="single: no two independent articles speak of it; agree: at least two say the same and none "
        "contradicts; differ: independent articles contradict one another"
    )
    said: tuple[Said, ...]


class Span(Record):
    """Inclusive days."""

    earliest: IsoDay | None = None
    latest: IsoDay | None = None


class Case(Record):
    """One happening as a number of articles report it: one JSON line."""

    schema_version: Literal["1.0"] = CASE_SCHEMA_VERSION
    id: str = Described(description="made of the first report: it stays when later reports come in")
    type: str
    summary: str = Described(description="that of the incident with the highest score that names the first victim")
    when: Span = Described(description="the days that most independent reports have in common")
    victims: tuple[Party, ...]
    identifiers: tuple[str, ...] = Described(default=(), description="CVE numbers and names of vulnerabilities")
    first_report: IsoDay | None = None
    last_report: IsoDay | None = None
    independent: int = Described(description="number of reports that are no copy of another one")
    reports: tuple[Report, ...] = Described(description="in the order of their publication")
    fields: tuple[Field, ...]

    @property
    def differing(self) -> tuple[str, ...]:
        """Names of the fields on which independent articles contradict one another."""
        return tuple(field.name for field in self.fields if field.agreement == "differ")

    def to_json(self) -> str:
        """The case as one line of JSON, keys in the order of the schema, without a line break."""
        return self.model_dump_json()


def case_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a `Case`, with `$schema` and `$id`."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:incident-extract:case:{CASE_SCHEMA_VERSION}",
    }
    return head | Case.model_json_schema(mode="serialization")
