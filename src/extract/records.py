"""The record: what one article gives, as frozen pydantic models.

Every `start`/`end` is a half-open offset in Unicode code points into `Article.text`, and
`article.text[start:end] == text` holds for every span with a `text` (checked by `Extraction`).
A field that has nothing to say is `None` or empty, never prose.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

if TYPE_CHECKING:
    from extract.frames import Library

SCHEMA_VERSION: Literal["1.0"] = "1.0"
"""Version of the record's keys: adding a key is a minor version, changing one a major."""

INTERNAL_ERROR = "internal-error"
"""Code of the diagnostic of an article that met a bug of this package."""

BlockKind = Literal[
    "headline", "standfirst", "dateline", "byline", "story", "caption", "related", "advert", "contact",
    "agency_tail", "correction", "biography", "stamp",
]  # fmt: skip
PublishedFrom = Literal["input", "metadata", "dateline", "file", "argument"]
EntityType = Literal[
    "person", "organization", "place", "group", "product", "malware", "vulnerability", "work", "event", "other"
]
MentionKind = Literal["name", "nominal", "pronoun"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
SourceKind = Literal["named", "unnamed", "document", "implicit"]
Quotation = Literal["direct", "indirect", "mixed"]
Stance = Literal[
    "asserts", "acknowledges", "claims", "alleges", "denies", "believes", "warns", "asks", "promises", "declines"
]
Certainty = Literal["certain", "probable", "possible"]
Polarity = Literal["affirmed", "negated"]
Realis = Literal["actual", "generic", "other"]
Status = Literal["reported", "alleged", "claimed", "denied", "disputed", "confirmed"]
WhenBasis = Literal["argument", "passage", "published"]
Affected = Literal["yes", "possible", "denied"]

IsoDay = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Offset = Annotated[int, Field(ge=0)]


class Record(BaseModel):
    """Base of all parts: frozen, and no key that the schema doesn't name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Block(Record):
    """A stretch of `Article.text` and what it is; only headline, standfirst and story feed claims and incidents."""

    start: Offset
    end: Offset
    kind: BlockKind


class Article(Record):
    """One article after ingest; `text` is final and every offset of the record counts in it."""

    id: str
    path: str | None = None
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: IsoDay | None = None
    published_from: PublishedFrom | None = None
    language: str | None = None
    text: str = ""
    sha256: str | None = Field(default=None, description="of the source's bytes, before any normalisation")
    blocks: tuple[Block, ...] = ()
    signature: str | None = None


class Span(Record):
    """A stretch of the article's text."""

    start: Offset
    end: Offset
    text: str


class Mention(Span):
    """One place where an entity is named or meant."""

    kind: MentionKind = "name"


class Entity(Record):
    """One party, place or thing of the article, with every mention of it."""

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    role: str | None = Field(default=None, description='of a person: "Chief Cabinet Secretary"')
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2")
    links: dict[str, str] = Field(default_factory=dict)
    mentions: tuple[Mention, ...]


class Timex(Span):
    """A time expression with its TIMEX3 type and value; `earliest`/`latest` are inclusive days."""

    id: str
    type: TimexType
    value: str | None = None
    earliest: IsoDay | None = None
    latest: IsoDay | None = None
    anchor: str | None = Field(default=None, description='"published", or the id of the time it counts from')

    @model_validator(mode="after")
    def _ordered(self) -> Timex:
        if self.earliest and self.latest and self.earliest > self.latest:
            raise ValueError(f"earliest {self.earliest} is after latest {self.latest}")
        return self


class Source(Span):
    """Who a claim is attributed to."""

    entity_id: str | None = None
    kind: SourceKind


class Cue(Span):
    """The words that attribute: "said", "according to", "allegedly"."""

    lemma: str


class Claim(Record):
    """Something that the article attributes to someone (PARC, PolNeAR: source, cue, content)."""

    id: str
    source: Source | None
    via: tuple[str, ...] = Field(default=(), description="entities that passed it on: the outlet that was told")
    cue: Cue | None
    content: tuple[Span, ...]
    quotation: Quotation
    stance: Stance
    certainty: Certainty
    polarity: Polarity
    time_id: str | None = None
    parent: str | None = Field(default=None, description="the claim whose content holds this one")


class When(Record):
    """When it happened: inclusive days, and what that rests on."""

    earliest: IsoDay | None = None
    latest: IsoDay | None = None
    basis: WhenBasis | None = None
    time_ids: tuple[str, ...] = ()


class Filler(Span):
    """One filler of a role; numbers and money carry their parsed `value` and `unit`."""

    entity_id: str | None = None
    value: float | int | None = None
    unit: str | None = None


class Blame(Record):
    """An attribution of the incident to someone."""

    attacker: str
    country: str | None = None
    by: str | None = Field(default=None, description="the claim that says so; null: the article itself")
    certainty: Certainty


class Impact(Span):
    """What was, may have been or is said not to have been affected."""

    affected: Affected
    by: str | None = None


class Incident(Record):
    """One distinct happening."""

    id: str
    type: str
    realis: Realis
    status: Status
    summary: str
    when: When
    triggers: tuple[Span, ...]
    roles: dict[str, tuple[Filler, ...]] = Field(default_factory=dict)
    blame: tuple[Blame, ...] = ()
    impact: tuple[Impact, ...] = ()
    claims: tuple[str, ...] = ()
    score: Annotated[float, Field(ge=0.0, le=1.0)]

    def _repr_html_(self) -> str:
        """The card that a notebook shows."""
        from extract.view.notebook import incident_html

        return incident_html(self)


class Diagnostic(Record):
    """Something that went wrong or was left out; `code` is in kebab case."""

    code: str
    stage: Literal["ingest", "annotate", "assemble", "serialize", "batch"]
    message: str
    start: Offset | None = None


class Provenance(Record):
    """What made the record."""

    version: str
    model: str
    packs: tuple[str, ...]
    settings_sha256: str


class Extraction(Record):
    """All that one article gives: one JSON line."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    article: Article
    entities: tuple[Entity, ...] = ()
    times: tuple[Timex, ...] = ()
    claims: tuple[Claim, ...] = ()
    incidents: tuple[Incident, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    provenance: Provenance

    @property
    def failed(self) -> bool:
        """Whether the article could not be processed, which a diagnostic says: no text was read, or a bug was met."""
        return any(one.code == INTERNAL_ERROR for one in self.diagnostics) or (
            not self.article.text and bool(self.diagnostics)
        )

    def spans(self) -> Iterator[Span]:
        """Every span of the record that carries a `text`."""
        for entity in self.entities:
            yield from entity.mentions
        yield from self.times
        for claim in self.claims:
            if claim.source:
                yield claim.source
            if claim.cue:
                yield claim.cue
            yield from claim.content
        for incident in self.incidents:
            yield from incident.triggers
            for fillers in incident.roles.values():
                yield from fillers
            yield from incident.impact

    @model_validator(mode="after")
    def _traceable(self) -> Extraction:
        text = self.article.text
        for span in self.spans():
            if text[span.start : span.end] != span.text:
                raise ValueError(f"{span.text!r} does not stand at {span.start}:{span.end} of the article's text")
        for block in self.article.blocks:
            if not block.start < block.end <= len(text):
                raise ValueError(f"block {block.start}:{block.end} lies outside the article's text")
        return self

    def to_json(self) -> str:
        """The record as one line of JSON, keys in the order of the schema, without a line break."""
        return self.model_dump_json()

    def to_frame(self, table: str, library: Library = "pandas") -> Any:
        """A table of the record as a frame: `incidents`, `claims`, `entities`, ... (`extract.tables.TABLES` has all).

        Args:
            table: the table's name; one row for each incident, claim, ...
            library: `pandas` or `polars`, which makes the frame.

        Raises:
            ModuleNotFoundError: the library is not installed (extra `frames` for pandas).
            ValueError: there is no such table or library.
        """
        from extract.frames import to_frame

        return to_frame([self], table, library)

    def _repr_html_(self) -> str:
        """The article with its marks beside its cards, as a notebook shows it."""
        from extract.view.notebook import extraction_html

        return extraction_html(self)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an `Extraction`, with `$schema` and `$id`."""
    schema = Extraction.model_json_schema(mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:incident-extract:extraction:{SCHEMA_VERSION}",
    }
    return head | schema
