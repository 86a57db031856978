"""Records as flat tables: the one definition that CSV, SQLite, Parquet and pandas frames share.

`TABLES` names the columns, their types, meanings and keys; `Table.rows` makes the rows of records. The key
of every table begins with `article`, the article's id; ids such as `E1` are unique within their article.
"""

from __future__ import annotations

from extract.tables import rows
from extract.tables.table import SEPARATOR, Column, Row, Table, joined

__all__ = ["SEPARATOR", "TABLES", "Column", "Row", "Table", "joined"]

_ARTICLE = Column("article", "string", "the article's id", "articles")
_ID = Column("id", "string", "unique within the article")
_INCIDENT = Column("incident", "string", "", "incidents")
_START = Column("start", "integer", "first code point in the article's text")
_END = Column("end", "integer", "behind the last code point")
_TEXT = Column("text", "string", "the words from `start` to `end`")
_EARLIEST = Column("earliest", "day", "first day that it may have been, inclusive")
_LATEST = Column("latest", "day", "last day that it may have been, inclusive")
_BY = Column("claim", "string", "who says so; empty: the article itself", "claims")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "articles",
            "an article, also one that failed",
            (
                Column("article", "string", "its id"),
                Column("path", "string", "relative to the folder given"),
                Column("url", "string", ""),
                Column("title", "string", ""),
                Column("publisher", "string", ""),
                Column("authors", "strings", ""),
                Column("published", "day", ""),
                Column("published_from", "string", "where the day comes from"),
                Column("language", "string", "ISO 639-1"),
                Column("failed", "boolean", "nothing was extracted; `diagnostics` says why"),
                Column("incidents", "integer", "how many"),
                Column("claims", "integer", "how many"),
                Column("text", "string", "what all offsets count in"),
                Column("sha256", "string", "of the source's bytes"),
                Column("signature", "string", "near-duplicates have near ones"),
                Column("version", "string", "of incident-extract"),
                Column("model", "string", ""),
                Column("packs", "strings", "domain packs"),
                Column("settings_sha256", "string", ""),
            ),
            ("article",),
            rows.articles,
        ),
        Table(
            "entities",
            "a party, place or thing of an article",
            (
                _ARTICLE,
                _ID,
                Column("type", "string", "person, organization, place, ..."),
                Column("name", "string", "the fullest name that the article has for it"),
                Column("aliases", "strings", "its other names"),
                Column("role", "string", "of a person"),
                Column("country", "string", "ISO 3166-1 alpha-2"),
                Column("links", "strings", "scheme:value, as in attack:G0007"),
                Column("mentions", "integer", "how many"),
            ),
            ("article", "id"),
            rows.entities,
        ),
        Table(
            "mentions",
            "a place where an entity is named or meant",
            (
                _ARTICLE,
                Column("entity", "string", "", "entities"),
                Column("name", "string", "of the entity"),
                _START,
                _END,
                _TEXT,
                Column("kind", "string", "name, nominal or pronoun"),
            ),
            (),
            rows.mentions,
        ),
        Table(
            "times",
            "a time expression",
            (
                _ARTICLE,
                _ID,
                _START,
                _END,
                _TEXT,
                Column("type", "string", "TIMEX3: DATE, TIME, DURATION or SET"),
                Column("value", "string", "TIMEX3"),
                _EARLIEST,
                _LATEST,
                Column("anchor", "string", '"published", or the id of the time that it counts from'),
            ),
            ("article", "id"),
            rows.times,
        ),
        Table(
            "claims",
            "something that the article attributes to someone",
            (
                _ARTICLE,
                _ID,
                Column("source", "string", "who says it, in the article's words"),
                Column("source_kind", "string", "named, unnamed, document or implicit"),
                Column("source_entity", "string", "", "entities"),
                Column("source_name", "string", "of that entity"),
                Column("via", "strings", "ids of the entities that passed it on"),
                Column("cue", "string", "the words that attribute"),
                Column("lemma", "string", "of the cue"),
                Column("content", "string", "what is said; parts are joined by …"),
                Column("start", "integer", "of the first part"),
                Column("end", "integer", "of the last part"),
                Column("quotation", "string", "direct, indirect or mixed"),
                Column("stance", "string", "asserts, denies, warns, ..."),
                Column("certainty", "string", "certain, probable or possible"),
                Column("polarity", "string", "affirmed or negated"),
                Column("time", "string", "when it was said", "times"),
                Column("parent", "string", "the claim whose content holds this one", "claims"),
            ),
            ("article", "id"),
            rows.claims,
        ),
        Table(
            "incidents",
            "something that happened to someone",
            (
                _ARTICLE,
                _ID,
                Column("type", "string", "of the domain pack"),
                Column("realis", "string", "actual, generic or other (feared, planned)"),
                Column("status", "string", "reported, alleged, claimed, denied, disputed or confirmed"),
                Column("summary", "string", "a sentence made of the fields"),
                _EARLIEST,
                _LATEST,
                Column("basis", "string", "what the days rest on: argument, passage or published"),
                Column("times", "strings", "ids of the times that say so"),
                Column("victims", "strings", "names; all fillers are in `incident_roles`"),
                Column("attackers", "strings", "names"),
                Column("trigger", "string", "the first word that says what happened"),
                Column("start", "integer", "of the trigger"),
                Column("end", "integer", "of the trigger"),
                Column("claims", "strings", "ids; also in `incident_claims`"),
                Column("score", "number", "0 to 1, calibrated"),
            ),
            ("article", "id"),
            rows.incidents,
        ),
        Table(
            "incident_roles",
            "a filler of a role",
            (
                _ARTICLE,
                _INCIDENT,
                Column("type", "string", "of the incident"),
                Column("role", "string", "victim, attacker, tool, ..."),
                _START,
                _END,
                _TEXT,
                Column("entity", "string", "", "entities"),
                Column("name", "string", "of that entity"),
                Column("value", "number", "of a number or a sum"),
                Column("unit", "string", "customers, USD, ..."),
            ),
            (),
            rows.roles,
        ),
        Table(
            "incident_claims",
            "a claim that an incident stands on",
            (_ARTICLE, _INCIDENT, Column("claim", "string", "", "claims")),
            (),
            rows.incident_claims,
        ),
        Table(
            "incident_blame",
            "an attribution of an incident to someone",
            (
                _ARTICLE,
                _INCIDENT,
                Column("attacker", "string", "who is blamed"),
                Column("country", "string", "ISO 3166-1 alpha-2"),
                _BY,
                Column("certainty", "string", "certain, probable or possible"),
            ),
            (),
            rows.blame,
        ),
        Table(
            "incident_impact",
            "what was, may have been or is said not to have been affected",
            (_ARTICLE, _INCIDENT, _START, _END, _TEXT, Column("affected", "string", "yes, possible or denied"), _BY),
            (),
            rows.impact,
        ),
        Table(
            "diagnostics",
            "something that went wrong with an article or was left out",
            (
                _ARTICLE,
                Column("code", "string", "in kebab case"),
                Column("stage", "string", "ingest, annotate, assemble, serialize or batch"),
                Column("message", "string", ""),
                Column("start", "integer", "where, if it has a place"),
            ),
            (),
            rows.diagnostics,
        ),
    )
}
"""All tables by name, in an order in which each refers to earlier ones, or to itself."""
