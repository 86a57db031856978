"""What sort of source a claim has, and who passed the claim on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from extract.annotate.attribution.lexicon import word_list
from extract.annotate.attribution.spans import Attribution, overlaps
from extract.annotate.attribution.tree import child, hangs_on, phrase, span_at
from extract.annotate.layers import Offsets

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from extract.records import SourceKind

_WINDOW = 400
_RELATIVE = frozenset({"WP", "WDT"})


@dataclass(frozen=True, slots=True)
class Origin:
    """The kind of a claim's source and the spans of those who passed it on."""

    kind: SourceKind
    via: tuple[Offsets, ...] = ()


def origin_of(doc: Doc, text: str, attribution: Attribution) -> Origin:
    """Kind and chain of an attribution.

    An outlet that cites unnamed people is the source and passes on: kind "unnamed", via the outlet.
    """
    if attribution.source is None:
        return Origin("implicit")
    source = span_at(doc, attribution.source).root
    kind = kind_of(source)
    verb = span_at(doc, attribution.cue).root
    cited = _cited(doc, text, verb)
    if cited is not None and kind == "named" and kind_of(cited) == "unnamed":
        return Origin("unnamed", (attribution.source,))
    if kind == "named" and _hidden(doc, text, attribution, verb):
        kind = "unnamed"
    taken = (attribution.source, *attribution.content)
    told = [noun for noun in (_told(verb), *_interviewers(doc, text, verb)) if noun is not None]
    spans = dict.fromkeys(_with_name(doc, noun) for noun in told)
    return Origin(kind, tuple(span for span in spans if not any(overlaps(span, other) for other in taken)))


def only_cites(doc: Doc, attribution: Attribution) -> bool:
    """Whether this is but the "citing two officials" of another attribution, told by its kind and via."""
    cue = span_at(doc, attribution.cue).root
    if cue.lower_ not in word_list("sources.outlets.citing") or cue.dep_ not in {"advcl", "prep"}:
        return False
    cited = child(cue, {"dobj", "pobj"})
    return cited is not None and kind_of(cited) == "unnamed"


def kind_of(noun: Token) -> SourceKind:
    """The kind of source that a noun phrase names, from its head."""
    if noun.tag_ in _RELATIVE and noun.head.dep_ == "relcl":
        noun = noun.head.head
    if noun.tag_.startswith("NNP"):
        return "named"
    head = noun.lower_
    before = [kid for kid in noun.children if kid.i < noun.i]
    if any(kid.lower_ in word_list("sources.anonymity.adjectives") for kid in before):
        return "unnamed"
    plain = not any(kid.dep_ not in {"det", "punct"} for kid in before)
    media = word_list("sources.unnamed.media")
    if (head in media and plain) or any(f"{kid.lower_} {head}" in media for kid in before):
        return "unnamed"
    if head in word_list("sources.document.heads"):
        return "document"
    apposition = child(noun, {"appos"})
    if apposition is not None and apposition.tag_.startswith("NNP"):
        return "named"
    if head in word_list("sources.unnamed.anonymous"):
        return "unnamed"
    if head in word_list("sources.unnamed.crowd") and not any(token.tag_.startswith("NNP") for token in noun.subtree):
        return "unnamed"
    return "named"


def _cited(doc: Doc, text: str, verb: Token) -> Token | None:
    """What is cited beside a reporting verb: "citing two officials, the paper reported ..."."""
    for match in _citing().finditer(text, *_around(text, verb)):
        citing = span_at(doc, match.span()).root
        if citing.dep_ in {"advcl", "prep"} and hangs_on(citing, verb):
            return child(citing, {"dobj", "pobj"})
    return None


def _with_name(doc: Doc, noun: Token) -> Offsets:
    """A noun phrase with the name behind it: in "the outlet Daily Planet" the parser may tear them apart."""
    start, end = phrase(doc, noun)
    if noun.right_edge == noun:
        for token in doc[noun.i + 1 : noun.i + 5]:
            if not token.tag_.startswith("NNP"):
                break
            end = token.idx + len(token)
    return start, end


def _told(verb: Token) -> Token | None:
    """Whom "told" addresses, if that is a name or an outlet."""
    if verb.lower_ not in word_list("sources.outlets.told"):
        return None
    noun = child(verb, {"dobj", "dative"})
    if noun is None or (noun.lower_ not in word_list("sources.outlets.heads") and not noun.tag_.startswith("NNP")):
        return None
    return noun


def _interviewers(doc: Doc, text: str, verb: Token) -> list[Token]:
    """The names after "in an interview with" and its like that hang on a reporting verb."""
    nouns: list[Token] = []
    for match in _interviews().finditer(text, *_around(text, verb)):
        noun = child(span_at(doc, match.span())[-1], {"pobj", "dobj"})
        if noun is None or not (noun.tag_.startswith("NNP") or noun.lower_ in word_list("sources.outlets.heads")):
            continue
        if hangs_on(noun, verb):
            nouns.append(noun)
    return nouns


def _hidden(doc: Doc, text: str, attribution: Attribution, verb: Token) -> bool:
    """Whether the sentence of the cue says, outside the content, that the source is not to be named."""
    for match in _anonymity().finditer(text, *_around(text, verb)):
        if not any(overlaps(match.span(), piece) for piece in attribution.content):
            return hangs_on(span_at(doc, match.span()).root, verb)
    return False


def _around(text: str, verb: Token) -> Offsets:
    """The part of a line around a verb that is searched; bounded, for a sentence can be as long as a book."""
    first, last = max(verb.idx - _WINDOW, 0), verb.idx + _WINDOW
    begin, end = text.rfind("\n", first, verb.idx) + 1, text.find("\n", verb.idx, last)
    return max(begin, first), min(last, len(text)) if end < 0 else end


@cache
def _anonymity() -> re.Pattern[str]:
    return _phrases("sources.anonymity.phrases")


@cache
def _interviews() -> re.Pattern[str]:
    return _phrases("sources.outlets.interviews")


@cache
def _citing() -> re.Pattern[str]:
    return _phrases("sources.outlets.citing")


def _phrases(path: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(text) for text in sorted(word_list(path)))})\b", re.IGNORECASE)
