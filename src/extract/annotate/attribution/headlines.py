"""Attributions that only headlines write: "Port shut by attack, officials say", "Police: Two held over theft".

The corpora that the encoder learns from have no headlines, so these shapes are read by rule where the encoder
found nothing in the headline.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.annotate import layers
from extract.annotate.attribution.lexicon import reporting, word_list
from extract.annotate.attribution.spans import Attribution, overlaps
from extract.annotate.attribution.tree import span_at

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from extract.annotate.layers import Offsets

_TAIL = re.compile(r"(?P<content>\S.*\S), (?P<source>[^,:]{2,60}?) (?P<cue>\w+)$")
_LEAD = re.compile(r"(?P<source>[^,:]{2,40})(?P<cue>:) (?P<content>\S.{8,})$")
_END = re.compile(r"(?P<content>\S.{8,})(?P<cue>:) (?P<source>[^,:]{2,40})$")
_STOPS = '.!?"”'
_FEWEST = 3
"""Words of a content."""
_SPEAKING = frozenset({"PERSON", "ORG"})


def find_in_headline(doc: Doc, text: str, found: list[Attribution]) -> list[Attribution]:
    """The attribution that the headline makes by its shape, if no one of `found` stands in it."""
    line = headline_of(doc, text)
    if line is None or any(overlaps(attribution.cue, line) for attribution in found):
        return []
    headline = text[slice(*line)]
    for shape in (_TAIL, _LEAD, _END):
        match = shape.match(headline)
        if match is None or len(match["content"].split()) < _FEWEST:
            continue
        content, source, cue = (
            (line[0] + match.start(part), line[0] + match.end(part)) for part in ("content", "source", "cue")
        )
        if shape is _TAIL:
            known = reporting().get(("verb", match["cue"].lower()))
            if known is None or span_at(doc, source).root.tag_[:2] not in ("NN", "PR"):
                continue
        elif not _may_speak(span_at(doc, source)):
            continue
        return [Attribution(source, cue, (content,))]
    return []


def headline_of(doc: Doc, text: str) -> Offsets | None:
    """The headline of the article; of a text that has no article its first line, if that is no sentence."""
    article = layers.article_of(doc)
    if article is not None:
        return next(((b.start, b.end) for b in article.blocks if b.kind == "headline"), None)
    end = text.find("\n")
    return (0, end) if end > 0 and text[end - 1] not in _STOPS else None


def _may_speak(source: Span) -> bool:
    """Whether a label before or after a colon is a person, an organization or a common noun for who speaks."""
    if any(ent.label_ in _SPEAKING and ent.start == source.start and ent.end == source.end for ent in source.ents):
        return True
    return len(source) <= _FEWEST and source.root.lower_ in word_list("sources.headline.heads")
