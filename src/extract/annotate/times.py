"""The times component: TIMEX3 expressions with their values, intervals and anchors, on `Doc._.times`.

A grammar of patterns finds them (models/lexicons/times_rules.toml); the calendar, the publication date, the
tense and the times told before say what they mean. Guidelines: TimeML 1.2.1, TIMEX3.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from spacy.language import Language

from extract.annotate import layers
from extract.annotate.layers import text_of
from extract.annotate.timex.context import Context, Reading, Told
from extract.annotate.timex.grammar import Found, Grammar, load_grammar
from extract.annotate.timex.resolve import resolve

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.records import Diagnostic


_KINDS: Mapping[str, Told] = {
    "anchored": "compared",
    "ago": "compared",
    "same_quarter": "compared",
    "which_unit": "seen",
    "the_unit": "seen",
}
"""How the expressions of an operation tell a time; by its name, where it isn't here."""


class TimesComponent:
    """Marks the time expressions of a document.

    Attributes:
        grammar: the compiled rules.
        day_first: whether "03/04/2021" is the third of April; None lets the article's other dates and its
            country say.
    """

    def __init__(self, grammar: Grammar, *, day_first: bool | None = None) -> None:
        self.grammar = grammar
        self.day_first = day_first

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.times` and the span group "times"; note ambiguous dates in `doc._.problems`."""
        article = layers.article_of(doc)
        published = date.fromisoformat(article.published) if article and article.published else None
        marks, problems = self._read(doc, published)
        doc._.times = marks
        doc._.problems.extend(problems)
        layers.set_spans(doc, layers.TIME_SPANS, ((mark.start, mark.end, mark.type) for mark in marks))
        return doc

    def marks(self, doc: Doc, published: date | None) -> tuple[layers.TimeMark, ...]:
        """The time expressions of a document in the order of its text.

        Args:
            doc: a document; with tags, parse and entities, tense and names are heeded.
            published: the day that relative expressions count from; None leaves them without a value.
        """
        return self._read(doc, published)[0]

    def _read(self, doc: Doc, published: date | None) -> tuple[tuple[layers.TimeMark, ...], list[Diagnostic]]:
        ctx = Context(doc, published, self.grammar.lexicon, day_first=self.day_first)
        outside = layers.outside(doc, layers.PARTY_BLOCKS)
        marks: list[layers.TimeMark] = []
        readings: list[Reading] = []

        def accept(found: Found) -> bool:
            if found.rule.op == "skip":
                return True
            if layers.is_within(found.start, found.end, outside):
                return False
            got = resolve(found, ctx)
            if got is not None:
                readings.append(got)
            return got is not None

        for found in self.grammar.find(text_of(doc), accept):
            got = readings.pop()
            if got.period is not None:
                ctx.tell(len(marks), found.start, found.end, got, _KINDS.get(found.rule.op, "named"))
            elif got.type == "DURATION" and got.value:
                ctx.tell_length(found.start, got.value)
            marks.append(_mark(found, got))
        return tuple(marks), ctx.problems


@Language.factory(
    "extract_times",
    assigns=["doc._.times", "doc._.problems", "doc.spans"],
    default_config={"day_first": None},
)
def make_times(nlp: Language, name: str, day_first: bool | None) -> TimesComponent:
    """The component `extract_times`.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        day_first: read "03/04/2021" as the third of April, or never; by default the article's other dates and
            its country say, and the fourth of March where they don't.

    Raises:
        PackError: a lexicon of times is missing or broken.
    """
    layers.register()
    return TimesComponent(load_grammar(), day_first=day_first)


def _mark(found: Found, got: Reading) -> layers.TimeMark:
    interval = got.interval or (got.period.interval if got.period else None)
    return layers.TimeMark(
        start=found.start,
        end=found.end,
        type=got.type,
        value=got.value,
        earliest=interval[0].isoformat() if interval else None,
        latest=interval[1].isoformat() if interval else None,
        anchor=got.anchor,
    )
