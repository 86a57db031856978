"""Whether words that can be a time are one here: a year or an amount, a month or a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.annotate.timex.context import Context
    from extract.annotate.timex.grammar import Found

_CURRENCY = frozenset("$€£¥#@+=~_*&\\/")
_NOT_BEFORE_YEAR = _CURRENCY | frozenset("-–.:")
_NOT_BEHIND_YEAR = _CURRENCY | {"%"}
_AMOUNT_ENDS = frozenset("0123456789%")
_VERB_TAGS = frozenset({"MD", "VB", "VBP", "VBD", "VBZ"})
_TIME_ENTITIES = frozenset({"DATE", "TIME"})
_NUMBER_ENTITIES = frozenset({"CARDINAL"})
_DATED_ENTITIES = _TIME_ENTITIES | {"EVENT", "LAW"}


def not_name(found: Found, ctx: Context) -> bool:
    """No part of a name: "USA Today", "the Daily Mail"."""
    return not ctx.is_name(found.start) and not ctx.in_title(found.start)


def no_title(found: Found, ctx: Context) -> bool:
    """No name of a work or show, all of whose words have capitals."""
    return not ctx.is_titled(found.start, found.end)


def present(found: Found, ctx: Context) -> bool:
    """No part of a name, and no "Now," that only opens a sentence."""
    opens = found.text == "Now" and found.after == ","
    return not_name(found, ctx) and not opens


def adverb(found: Found, ctx: Context) -> bool:
    """How often something comes again, no name, adjective or rate: not "the daily volume", "20% annually"."""
    amount = found.before[-1:] in _AMOUNT_ENDS or found.before.lower() in ctx.lexicon["amounts"]
    return not_name(found, ctx) and not ctx.noun_at(found.end) and not amount


def adjective(found: Found, ctx: Context) -> bool:
    """An adjective before what it qualifies: "the current rules", no current of electricity or account."""
    fixed = ctx.is_name(found.start) or found.after.lower() in ctx.lexicon["current_things"]
    return ctx.adjective_at(found.start) and found.after[:1].isalpha() and not fixed


def feast(found: Found, ctx: Context) -> bool:
    """A day with a name, no thing or place called after it: "a Christmas tree", "Easter Island"."""
    return found.after.lower() not in ctx.lexicon["feast_things"]


def part(found: Found, ctx: Context) -> bool:
    """A part of a day, that no noun follows: "the morning meetings" are of any day."""
    return not ctx.noun_at(found.end)


def month(found: Found, ctx: Context) -> bool:
    """A month, no verb, no person, and not counted: "May", "32 March"."""
    offset = found.end - 1 if "mod" in found.words else found.start
    if ctx.is_name(offset) or ctx.tag(offset) in _VERB_TAGS or found.before[-1:].isdigit():
        return False
    if found.first("month") not in ctx.lexicon["doubtful_months"] or "mod" in found.words:
        return True
    return ctx.entity(offset) in _TIME_ENTITIES or found.before.lower() in ctx.lexicon["classes"]["been"]


def plain(found: Found, ctx: Context) -> bool:
    """A noun that is no part of a name."""
    return not ctx.is_name(found.end - 1) and ctx.tag(found.end - 1) not in _VERB_TAGS


def year(found: Found, ctx: Context) -> bool:
    """Four figures that are a year, no amount, price or number in a series."""
    joined = ctx.is_joined(found.start)  # "9.2016", not "It fell. 2016 was"
    if found.before[-1:] in (_NOT_BEFORE_YEAR if joined else _CURRENCY):
        return False
    if found.after[:1] in (_NOT_BEHIND_YEAR if ctx.runs_on(found.end) else {"%"}):
        return False
    figures = next((word for word in found.words.get("year", ()) if word.isdigit()), "")
    after = found.after.lower()
    if after in ctx.lexicon["classes"]["plenty"] or after in ctx.lexicon["classes"]["calendars"]:
        return False
    if "mod" in found.words or not found.text.strip("'’").isdigit():
        return True
    before = found.before.lower()
    modern = 1900 <= int(figures) <= 2099
    if before in ctx.lexicon["classes"]["been"]:
        return modern or ctx.entity(found.start) == "DATE" or not after.isalpha()
    if not modern:
        return False
    label = ctx.entity(found.start)
    if ctx.follows_name(found.start):
        return False
    if label and label not in _NUMBER_ENTITIES:
        return label in _DATED_ENTITIES  # "the 2012 Olympics"
    return not ctx.follows_plural(found.end)


def numeric(found: Found, ctx: Context) -> bool:
    """A date in figures, no version number: "version 2.10.2023"."""
    return found.before.lower() not in ctx.lexicon["version_words"]


def decade(found: Found, ctx: Context) -> bool:
    """A decade, no age: "in his 80s"."""
    return found.before.lower() not in ("his", "her", "their", "my", "our", "your", "its")


def clock(found: Found, ctx: Context) -> bool:
    """A time of day, no score or ratio: it has a.m., p.m. or a zone, or stands behind "at"."""
    words = found.words["time"]
    if "zone" in found.words or len(words) > 1 or words[0][-1] in "m.":
        return True
    if "part" in found.words and ":" in words[0]:
        return True
    return found.before.lower() in ctx.lexicon["clock_openers"] and not found.after[:1].isdigit()


def the_unit(found: Found, ctx: Context) -> bool:
    """A unit that stands for itself: not "the day of the attack", "the year that ended"."""
    unit = found.first("unit")
    closers = ("of", "old", "-") if unit == "weekend" else ctx.lexicon["unit_closers"]
    if found.after.lower() in closers:
        return False
    if found.after.startswith(("'", "’")):
        return True
    if unit in ("weekend", "quarter"):
        return True
    return "mod" in found.words or (unit != "day" and found.before.lower() in ctx.lexicon["unit_openers"])


def duration(found: Found, ctx: Context) -> bool:
    """A length of time, no point of a series: "2016 days"."""
    return found.before[-1:] not in _CURRENCY


def duration_one(found: Found, ctx: Context) -> bool:
    """Whether "a week" is a length: behind a preposition or verb of lasting, not behind an amount."""
    if found.first("unit") == "quarter" and found.after.lower() in ("of", "century"):
        return False
    opened = found.before.lower() in ctx.lexicon["one_openers"]
    return opened or "half" in found.words or found.text.split()[0].lower() not in ("a", "an")


def past(found: Found, ctx: Context) -> bool:
    """A vague past that no noun follows in a fixed phrase: "the past president"."""
    if found.text.lower() == "the past":
        return not ctx.noun_at(found.end) and not ctx.follows_plural(found.end)
    return not ctx.is_name(found.start)


def future(found: Found, ctx: Context) -> bool:
    """A vague future, no part of a name."""
    if found.after.lower() == "of":
        return False
    if found.text.lower() == "one day" and ctx.direction(found.start) != "future":
        return False
    return not ctx.is_name(found.start)


GUARDS: dict[str, Callable[[Found, Context], bool]] = {
    "not_name": not_name,
    "no_title": no_title,
    "present": present,
    "adverb": adverb,
    "adjective": adjective,
    "feast": feast,
    "part": part,
    "month": month,
    "plain": plain,
    "year": year,
    "numeric": numeric,
    "decade": decade,
    "clock": clock,
    "the_unit": the_unit,
    "duration": duration,
    "duration_one": duration_one,
    "past": past,
    "future": future,
}
"""What a rule's `guard` may name."""
