"""The component `extract_entities`: stock named entities, mended by rules and by the document as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from spacy.language import Language

from extract.annotate import layers
from extract.annotate.layers import PARTY_BLOCKS, EntityMark, MentionMark
from extract.annotate.names.evidence import Evidence
from extract.annotate.names.governments import join_governments
from extract.annotate.names.lexicon import lexicon
from extract.annotate.names.parties import find_parties
from extract.annotate.names.party import Party, key_of
from extract.annotate.names.spans import Spans
from extract.annotate.names.userlists import load_gazetteers
from extract.records import BlockKind

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.annotate.names.candidate import Name
    from extract.annotate.names.lexicon import Lexicon


_ALL_BLOCKS: frozenset[BlockKind] = frozenset(get_args(BlockKind))
_TOLD = 2.5
"""So many votes for a type are more than the recogniser's word."""


class EntityComponent:
    """Writes `Doc._.entities` and the span group `entities`; reads `Doc.ents`, tags and dependencies."""

    def __init__(self, nlp: Language, name: str, *, gazetteers: Sequence[str] = ()) -> None:
        layers.register()
        self.name = name
        own = load_gazetteers(gazetteers)
        self.lexicon = replace(lexicon(), known=lexicon().known | own) if own else lexicon()
        self.spans = Spans(nlp.vocab, self.lexicon)

    def __call__(self, doc: Doc) -> Doc:
        """Mark the entities of a document."""
        names, demonyms = self.spans(doc)
        evidence = Evidence(doc, self.lexicon, names, demonyms)
        datelines = _datelines(doc)
        for name in names:
            evidence.gather(name)
            if name.known is None and _is_outside(doc, name, datelines):
                name.vote("place", 6.0)
        parties = find_parties(doc, names, self.lexicon)
        parties = join_governments(doc, parties, self.lexicon)
        outside = layers.outside(doc, PARTY_BLOCKS)
        words = set(doc.to_array("ORTH").tolist())
        marks = [
            mark(doc, party, self.lexicon)
            for party in parties
            if is_party(doc, party, words) and not all(_is_outside(doc, name, outside) for name in party.names)
        ]
        set_entities(doc, marks)
        return doc


def set_entities(doc: Doc, marks: list[EntityMark]) -> None:
    """Leave entity marks on the document, and the span group that repeats them."""
    doc._.entities = tuple(marks)
    spans = sorted((m.start, m.end, entity.type) for entity in marks for m in entity.mentions)
    layers.set_spans(doc, layers.ENTITY_SPANS, spans)


def mark(doc: Doc, party: Party, lexicon: Lexicon) -> EntityMark:
    """A party as the mark that it leaves."""
    mentions = _mentions(doc, party, lexicon)
    title = _title(party)
    if party.type == "place" and title.isupper() and title.title() in lexicon.cities:
        title = title.title()  # "ROTTERDAM, June 4"
    country = _country(party, lexicon)
    links = {"iso3166": country} if country and party.type == "place" and _is_country(party) else {}
    links |= _links(party, lexicon)
    return EntityMark(
        type=party.type,
        name=title,
        mentions=mentions,
        aliases=_aliases(party, title),
        role=next((name.role for name in party.names if name.role), None) if party.type == "person" else None,
        country=country,
        links=tuple(links.items()),
    )


def is_party(doc: Doc, party: Party, words: Set[int]) -> bool:
    """Whether it is a party after all: not a common word that begins a sentence, nor a bare number.

    Args:
        doc: the document.
        party: one of its parties.
        words: hashes of all the words of the document, as written.
    """
    if party.type == "other" or not any(char.isalpha() for char in party.texts[0]):
        return False
    if party.known or max(party.votes.values()) >= _TOLD:
        return True
    text = party.texts[0]
    common = " " not in text and text[1:].islower() and doc.vocab.strings[text.lower()] in words
    return not common or len(party.words) > 1


def _mentions(doc: Doc, party: Party, lexicon: Lexicon) -> tuple[MentionMark, ...]:
    """Its names, and the nominals that stand in apposition to them or behind a copula."""
    found: dict[layers.Offsets, MentionMark] = {}
    for name in party.names:
        span = doc[name.start : name.end]
        found[span.start_char, span.end_char] = MentionMark(span.start_char, span.end_char)
    for start, end, noun in (nominal for name in party.names for nominal in name.descriptions):
        if not lexicon.may_be(noun, party.type):
            continue
        span = doc[start:end]
        found.setdefault((span.start_char, span.end_char), MentionMark(span.start_char, span.end_char, "nominal"))
    return tuple(sorted(found.values(), key=lambda m: (m.start, m.end)))


def _title(party: Party) -> str:
    """The name that the entity bears: its longest, not one that only stands for it."""
    own = [text for name, text in zip(party.names, party.texts, strict=True) if not (name.known and name.known.capital)]
    counts = Counter(own or party.texts)
    return max(
        counts,
        key=lambda text: (
            not text.isupper() or text.count(" ") == 0,
            text.count(" "),
            not (text.endswith("s") and text[:-1] in counts),  # "iPhone" rather than "iPhones"
            len(text),
            counts[text],
        ),
    )


def _aliases(party: Party, title: str) -> tuple[str, ...]:
    by_key = {key_of(text): text for text in reversed(party.texts)}
    by_key.pop(key_of(title), None)
    return tuple(text for text in dict.fromkeys(party.texts) if by_key.get(key_of(text)) == text)


def _links(party: Party, lexicon: Lexicon) -> dict[str, str]:
    """The ids that gazetteers have for one of its names."""
    for name, text in zip(party.names, party.texts, strict=True):
        if name.known and name.known.links:
            return dict(name.known.links)
        told = party.type != "product" and party.votes[party.type] >= _TOLD
        if told and (threat := lexicon.threats.find(text, party.type)):
            return dict(threat.known.links)
    return {}


def _is_country(party: Party) -> bool:
    return any(name.known and name.known.row and name.known.row.startswith("country:") for name in party.names)


def _country(party: Party, lexicon: Lexicon) -> str | None:
    if country := next((name.country for name in party.names if name.known and name.country), None):
        return country
    counts = Counter(name.country for name in party.names if name.country)
    if counts:
        return counts.most_common(1)[0][0]
    text = party.texts[0]
    return lexicon.cities.get(text, lexicon.cities.get(text.title())) if party.type == "place" else None


def _datelines(doc: Doc) -> list[layers.Offsets]:
    """Where the places of datelines stand: up to the agency in brackets."""
    text = layers.text_of(doc)
    found = []
    for start, end in layers.outside(doc, _ALL_BLOCKS - {"dateline"}):
        bracket = text.find("(", start, end)
        found.append((start, bracket if bracket >= 0 else end))
    return found


def _is_outside(doc: Doc, name: Name, outside: list[layers.Offsets]) -> bool:
    if not outside:
        return False
    span = doc[name.start : name.end]
    return layers.is_within(span.start_char, span.end_char, outside)


@Language.factory(
    "extract_entities",
    assigns=["doc._.entities"],
    requires=["doc.ents", "token.tag"],
    default_config={"gazetteers": []},
)
def make_entities(nlp: Language, name: str, gazetteers: list[str]) -> EntityComponent:
    """Create the component; its word lists are those under `models/lexicons`.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        gazetteers: CSV or JSON Lines files of the user with names, types, ids, aliases and countries.

    Raises:
        SettingsError: a gazetteer can't be read or has a wrong row.

    """
    return EntityComponent(nlp, name, gazetteers=gazetteers)
