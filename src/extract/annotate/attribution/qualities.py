"""What a claim is beyond its spans: lemma, stance, certainty, polarity and kind of quotation.

Reads spans, lexicons and the parse, whoever found the spans.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from extract.annotate.attribution.lemma import lemma_of
from extract.annotate.attribution.lexicon import Cue, reporting, word_list
from extract.annotate.attribution.quotes import Quote
from extract.annotate.attribution.sources import Origin
from extract.annotate.attribution.spans import Attribution
from extract.annotate.attribution.tree import child, is_verb, span_at
from extract.annotate.layers import ClaimMark, Offsets

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from extract.records import Certainty, Polarity, Quotation

_WORD = re.compile(r"\w+")
_SURER: tuple[Certainty, ...] = ("certain", "probable", "possible")
_INNER = frozenset({"relcl", "advcl", "acl", "appos", "parataxis"})
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "attr", "expl"})
_COMPLEMENTS = frozenset({"acomp", "attr", "oprd", "advmod"})


def describe(doc: Doc, text: str, attribution: Attribution, quotes: list[Quote], origin: Origin) -> ClaimMark:
    """The mark of an attribution, its qualities read from its spans.

    Args:
        doc: a tagged and parsed document.
        text: its text.
        attribution: source, cue and content.
        quotes: the quotations of the document, in order.
        origin: the kind of its source, and those who passed it on.
    """
    cue = cue_of(doc, attribution.cue)
    head = _predicate(doc, attribution)
    negative = head is not None and _is_negated(head)
    stance = cue.stance
    if _cue_negated(doc, attribution.cue):
        if cue.lemma in word_list("reporting.withheld.lemmas"):
            stance = "declines"
        elif cue.lemma in word_list("reporting.negation_raising.lemmas"):
            negative = not negative
    polarity: Polarity = "negated" if negative else "affirmed"
    return ClaimMark(
        source=attribution.source,
        cue=attribution.cue,
        content=attribution.content,
        lemma=cue.lemma,
        kind=origin.kind,
        quotation=quotation(text, attribution.content, quotes),
        stance=stance,
        certainty=_certainty(doc, text, attribution, cue, head),
        polarity=polarity,
        via=origin.via,
    )


def cue_of(doc: Doc, offsets: Offsets) -> Cue:
    """The lexicon's entry for a cue: the phrase, else its head, else any of its words; or a plain one."""
    words, asks = reporting(), word_list("reporting.phrasal.asks")
    span = span_at(doc, offsets)
    text = span.text.lower()
    for kind in ("phrase", "adverb"):
        if (kind, text) in words:
            return words[kind, text]
    for token in (span.root, *reversed(list(span))):
        kind = "verb" if is_verb(token) else "adverb" if token.tag_ == "RB" else "noun"
        for known in (kind, "verb"):
            if (known, token.lower_) in words:
                found = words[known, token.lower_]  # type: ignore[index]
                phrasal = f"{found.lemma} {span[-1].lower_}"
                return replace(found, lemma=phrasal, stance="asks") if phrasal in asks else found
    root = span.root
    lemma = lemma_of(root.lower_, "VERB" if is_verb(root) else "NOUN") if root.is_alpha else root.lower_
    return Cue(lemma, "verb", "asserts", "certain")


def quotation(text: str, content: tuple[Offsets, ...], quotes: list[Quote]) -> Quotation:
    """Whether all words of a content stand in quotation marks (direct), some (mixed) or none (indirect)."""
    words = quoted = 0
    for start, end in content:
        words += len(_WORD.findall(text, start, end))
        first = max(bisect_right(quotes, start, key=lambda quote: quote.start) - 1, 0)
        for quote in quotes[first : bisect_right(quotes, end, key=lambda quote: quote.start)]:
            left, right = max(start, quote.start), min(end, quote.end)
            # A content that lies inside a quotation (a nested claim) is not itself quoted.
            if left < right and not (quote.start < start and end < quote.end):
                quoted += len(_WORD.findall(text, left, right))
    if not quoted:
        return "indirect"
    return "direct" if quoted >= words else "mixed"


def _predicate(doc: Doc, attribution: Attribution) -> Token | None:
    """The main predicate of the content: the root of the first piece that hangs on no other piece."""
    spans = [span_at(doc, piece) for piece in attribution.content]
    roots = [span.root for span in spans]
    tops = [
        root for root in roots if not any(span.start <= root.head.i < span.end and root.head != root for span in spans)
    ]
    return next((root for root in tops if is_verb(root) or root.tag_ == "MD"), tops[0] if tops else None)


def _is_negated(head: Token) -> bool:
    determiners = word_list("epistemic.negation.determiners")
    for kid in head.children:
        if kid.dep_ == "neg" or (kid.dep_ == "preconj" and kid.lower_ == "neither"):
            return True
        if kid.dep_ in _ARGUMENTS and (
            kid.lower_ in determiners or any(k.lower_ in determiners for k in kid.children if k.dep_ in {"det", "neg"})
        ):
            return True
        if kid.dep_ in _COMPLEMENTS and kid.lower_ in word_list("epistemic.negation.predicates"):
            return True
    if head.lower_ in determiners or any(kid.dep_ == "det" and kid.lower_ in determiners for kid in head.children):
        return True
    below = child(head, {"ccomp"})  # "I think that nothing was lost"
    entry = reporting().get(("verb", head.lower_))
    return bool(
        entry
        and below is not None
        and entry.lemma in word_list("reporting.negation_raising.lemmas")
        and _is_negated(below)
    )


def _cue_negated(doc: Doc, offsets: Offsets) -> bool:
    span = span_at(doc, offsets)
    verb = span.root
    if any(token.lower_ in word_list("epistemic.negation.cues") for token in span):
        return True
    return child(verb, {"neg"}) is not None or (
        verb.dep_ == "conj" and verb.tag_ == "VB" and child(verb.head, {"neg"}) is not None
    )


def _certainty(doc: Doc, text: str, attribution: Attribution, cue: Cue, head: Token | None) -> Certainty:
    doubt = _SURER.index(cue.certainty)
    for piece in (attribution.cue, *attribution.content):
        for match in _hedges().finditer(text, *piece):
            level = _SURER.index("possible" if match.lastgroup == "possible" else "probable")
            if level > doubt and _weakens(span_at(doc, match.span()), head, piece == attribution.cue):
                doubt = level
    return _SURER[doubt]


def _weakens(hedge: Span, head: Token | None, in_cue: bool) -> bool:
    """Whether a hedge stands in the main clause of the content, not in a clause inside it."""
    if hedge[0].lower_ == "may" and hedge[0].tag_ != "MD":  # the month
        return False
    if in_cue or head is None:
        return True
    node = hedge.root
    while node != head:
        if node.dep_ in _INNER or node.head == node:
            return False
        node = node.head
    return True


@cache
def _hedges() -> re.Pattern[str]:
    groups = []
    for level in ("possible", "probable"):
        forms = sorted(word_list(f"epistemic.hedges_{level}.forms"), key=lambda form: (-len(form), form))
        groups.append(f"(?P<{level}>{'|'.join(re.escape(form) for form in forms)})")
    return re.compile(rf"\b(?:{'|'.join(groups)})\b", re.IGNORECASE)
