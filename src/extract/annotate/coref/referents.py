"""The entities of a document as things that pronouns and nominals can mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.annotate.layers import EntityMark, MentionMark
from extract.annotate.names.words import singular

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from extract.annotate.names.lexicon import Gender, Lexicon
    from extract.records import EntityType

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))


@dataclass(slots=True, eq=False)
class Referent:
    """An entity, what the text says of it, and the anaphors that were linked to it."""

    mark: EntityMark
    gender: Gender | None = None
    nouns: set[str] = field(default_factory=set)
    """Nouns by which the text calls it, lower case, singular."""
    phrases: set[str] = field(default_factory=set)
    """Descriptions of two words and more, lower case, without determiner and possessor."""
    groups: set[str] = field(default_factory=set)
    """Groups of organization nominals that these nouns belong to."""
    weight: int = 0
    """How often it was mentioned so far."""
    added: list[MentionMark] = field(default_factory=list)

    @property
    def type(self) -> EntityType:
        """The entity's type."""
        return self.mark.type

    @property
    def is_country(self) -> bool:
        """Whether it is a country, not a place in one."""
        return any(key == "iso3166" for key, _ in self.mark.links)


@dataclass(frozen=True, slots=True)
class Place:
    """One mention in the course of the text."""

    head: int
    sentence: int
    referent: Referent
    subject: bool
    pronoun: bool = False


def referents(doc: Doc, lexicon: Lexicon) -> tuple[list[Referent], list[tuple[Referent, Span]]]:
    """The referents of the document's entities, and their mentions (of nominals the head), in the order of the text."""
    found = []
    mentions: list[tuple[Referent, Span]] = []
    for mark in doc._.entities:
        referent = Referent(mark)
        found.append(referent)
        for mention in mark.mentions:
            span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
            if span is None:
                continue
            # Of a nominal only the head: "the company" of "the company's chief" means another one.
            mentions.append((referent, span if mention.kind == "name" else doc[span.end - 1 : span.end]))
            _learn(referent, span, mention, lexicon)
        if mark.role:
            words = mark.role.lower().split()
            referent.nouns.update(word for word in words if word in lexicon.roles)
            for word in words:
                referent.gender = referent.gender or lexicon.roles.get(word)
        _learn_from_name(referent, mark.name, lexicon)
        referent.groups = {
            lexicon.organization_nominals[noun] for noun in referent.nouns if noun in lexicon.organization_nominals
        }
    return found, sorted(mentions, key=lambda pair: (pair[1].start, -pair[1].end))


def is_subject(span: Span) -> bool:
    """Whether the span is a subject, or joined to one by "and"."""
    root = span.root
    return root.dep_ in _SUBJECTS or (root.dep_ == "conj" and root.head.dep_ in _SUBJECTS)


def _learn(referent: Referent, span: Span, mention: MentionMark, lexicon: Lexicon) -> None:
    doc = span.doc
    if mention.kind == "nominal":
        referent.nouns.add(singular(doc[span.end - 1]))
        _learn_phrase(referent, doc, span.end - 1)
        return
    if span.start == 0:
        return
    before = doc[span.start - 1]
    honorific = lexicon.honorifics.get(before.lower_.rstrip("."))
    if honorific and before.text[0].isupper():
        referent.gender = honorific
    elif before.tag_ in ("NN", "NNP"):
        referent.nouns.add(singular(before))
        if before.tag_ == "NN":
            _learn_phrase(referent, doc, before.i)


def _learn_phrase(referent: Referent, doc: Doc, last: int) -> None:
    """The words of a description: "space agency" of "the Japanese space agency JAXA"."""
    start = last
    while start > 0 and doc[start - 1].tag_ in ("NN", "JJ") and doc[start - 1].is_lower and last - start < 4:
        start -= 1
    if start < last:
        referent.phrases.add(doc[start : last + 1].text.lower())


def _learn_from_name(referent: Referent, name: str, lexicon: Lexicon) -> None:
    words = name.split()
    if referent.type == "person":
        referent.gender = referent.gender or (lexicon.given_names.get(words[0]) if len(words) > 1 else None)
        return
    if referent.type == "place" and len(words) > 1:
        referent.nouns.add(words[-1].lower())  # "the mosque" of "Grand Mosque"
    if referent.type == "organization":
        for word in words:
            inside = word in lexicon.organization_words or word in lexicon.building_last
            if inside and (noun := word.lower()) in lexicon.organization_nominals:
                referent.nouns.add(noun)
        known = lexicon.known.get(name)
        if known and known.row and known.row.startswith("outlet:"):
            referent.nouns.add("outlet")
