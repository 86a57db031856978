"""Every name under which the components leave something on a `Doc`, and the shapes of what they leave.

The components mark; `extract.assemble` turns marks into records. All offsets in marks are half-open,
in code points into `doc.text`, which equals `Article.text`.

    reads and writes          Doc._.article     the `Article`, or None in a user's own pipeline
    encoder component         Doc._.scores      `extract.annotate.network.scores.Scores`, or None
    times component           Doc._.times       tuple[TimeMark, ...]      doc.spans["times"]
    entities, coreference     Doc._.entities    tuple[EntityMark, ...]    doc.spans["entities"]
    claims component          Doc._.claims      tuple[ClaimMark, ...]     doc.spans["claim_sources" | ...]
    incidents component       Doc._.triggers    tuple[TriggerMark, ...]   doc.spans["incident_triggers" | ...]
                              Doc._.packs       tuple[str, ...]           names of the packs that it used
    any component             Doc._.problems    list[Diagnostic]

The span groups repeat the marks as labelled spans, for displaCy and for users' own components.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from extract.records import (
    BlockKind,
    Certainty,
    EntityType,
    MentionKind,
    Polarity,
    Quotation,
    Realis,
    SourceKind,
    Stance,
    TimexType,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.records import Article

ARTICLE = "article"
SCORES = "scores"
TIMES = "times"
ENTITIES = "entities"
CLAIMS = "claims"
TRIGGERS = "triggers"
PACKS = "packs"
PROBLEMS = "problems"

TIME_SPANS = "times"
ENTITY_SPANS = "entities"
SOURCE_SPANS = "claim_sources"
CUE_SPANS = "claim_cues"
CONTENT_SPANS = "claim_contents"
TRIGGER_SPANS = "incident_triggers"
ARGUMENT_SPANS = "incident_arguments"

Offsets = tuple[int, int]

STORY_BLOCKS: frozenset[BlockKind] = frozenset({"headline", "standfirst", "story"})
"""The blocks that claims and incidents are taken from."""

PARTY_BLOCKS: frozenset[BlockKind] = STORY_BLOCKS | {"caption", "dateline", "correction"}
"""The blocks in which a party or a time of the article may stand; a mention elsewhere makes no entity."""


@dataclass(frozen=True, slots=True)
class TimeMark:
    """A time expression; `anchor` is "published", the index of the mark that it counts from, or None."""

    start: int
    end: int
    type: TimexType
    value: str | None = None
    earliest: str | None = None
    latest: str | None = None
    anchor: int | Literal["published"] | None = None


@dataclass(frozen=True, slots=True)
class MentionMark:
    """A place where an entity is named or meant."""

    start: int
    end: int
    kind: MentionKind = "name"


@dataclass(frozen=True, slots=True)
class EntityMark:
    """One entity of the document, mentions in the order of the text."""

    type: EntityType
    name: str
    mentions: tuple[MentionMark, ...]
    aliases: tuple[str, ...] = ()
    role: str | None = None
    country: str | None = None
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimMark:
    """An attribution. `via` are the spans of those who passed it on (the outlet that was told)."""

    source: Offsets | None
    cue: Offsets | None
    content: tuple[Offsets, ...]
    lemma: str
    kind: SourceKind
    quotation: Quotation
    stance: Stance
    certainty: Certainty
    polarity: Polarity
    via: tuple[Offsets, ...] = ()


@dataclass(frozen=True, slots=True)
class ArgumentMark:
    """A span that fills a role of one trigger; `score` in 0..1."""

    start: int
    end: int
    role: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class TriggerMark:
    """The word or phrase that says what happened, with the arguments found for this mention of it.

    `denied`: it is said not to have happened. `effect`: it says what an incident did and never opens one.
    `avowed`: those who did it say so. `dating`: its times are those of the incident.
    `besides`: what a rule says that it affected, and the encoder does not: an impact, but no filler.
    `cluster`: the number of the incident that it belongs to, where the encoder has said which triggers are one.
    """

    start: int
    end: int
    type: str
    realis: Realis
    arguments: tuple[ArgumentMark, ...] = field(default=())
    denied: bool = False
    score: float = 1.0
    certainty: Certainty = "certain"
    effect: bool = False
    avowed: bool = False
    dating: bool = True
    besides: tuple[ArgumentMark, ...] = ()
    cluster: int | None = None


def register() -> None:
    """Register the `Doc` extensions; safe to call again. The component factories call it."""
    from spacy.tokens import Doc

    for name, default in (
        (ARTICLE, None),
        (SCORES, None),
        (TIMES, ()),
        (ENTITIES, ()),
        (CLAIMS, ()),
        (TRIGGERS, ()),
        (PACKS, ()),
    ):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    if not Doc.has_extension(PROBLEMS):
        Doc.set_extension(PROBLEMS, default=[])  # spaCy copies a mutable default for each Doc


def set_spans(doc: Doc, group: str, marks: Iterable[tuple[int, int, str]]) -> None:
    """Repeat marks (start, end, label) as the span group `group`, each widened to whole tokens."""
    spans = (doc.char_span(start, end, label=label, alignment_mode="expand") for start, end, label in marks)
    doc.spans[group] = [span for span in spans if span is not None]


def article_of(doc: Doc) -> Article | None:
    """The article that the pipeline put on the document."""
    article: Article | None = doc._.article
    return article


def text_of(doc: Doc) -> str:
    """The text of a document: its article's, since spaCy joins `Doc.text` anew from the tokens at every access."""
    article = article_of(doc)
    if article is not None and len(doc) and len(article.text) == doc[-1].idx + len(doc[-1].text_with_ws):
        return article.text
    return doc.text


def outside(doc: Doc, kinds: frozenset[BlockKind] = STORY_BLOCKS) -> list[Offsets]:
    """Stretches of the text, in order, that lie in blocks of other kinds than `kinds`; empty without blocks."""
    article = article_of(doc)
    return [(b.start, b.end) for b in article.blocks if b.kind not in kinds] if article else []


def is_within(start: int, end: int, stretches: list[Offsets]) -> bool:
    """Whether start:end touches one of the stretches."""
    return any(start < right and left < end for left, right in stretches)
