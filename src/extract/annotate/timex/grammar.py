"""Finds time expressions: words become classes, and regular expressions over the classes are the rules.

Each word of the text becomes one character that stands for the set of word classes it belongs to ("May" is
a month, "third" an ordinal). The rules of models/lexicons/times_rules.toml are patterns over classes;
compiled, they run over that string of characters. No pattern has an unbounded repetition, so the search is
linear in the length of the text. The notation: `extract.annotate.timex.patterns`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from extract.annotate.timex.patterns import BEGIN, FINISH, GROUP, Reach, expand, kinds_of, reach, translate
from extract.errors import PackError
from extract.packs import load_toml

_SCAN = re.compile(
    r"""(?P<word>(?:[ap]\.m\.|[AP]\.M\.)(?!\w)|[^\W\d_]++(?![-\u2010\u2011]?\d|_)
            |(?:[Mm]id|[Ee]arly|[Ll]ate|[Pp]re|[Pp]ost)(?=-\d))
    |(?P<iso>\d{4}-\d\d-\d\d(?:[T\ ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]))
    |(?P<isoweek>\d{4}-?W\d\d(?!\w))
    |(?P<slash>(?:\d\d?/\d\d?/(?:\d{4}|\d\d)|\d{4}/\d\d?/\d\d?|\d\d?\.\d\d?\.\d{4}|\d\d?-\d\d?-\d{4})(?![\w/]|[-.]\d))
    |(?P<dashed>\d\d?-[A-Z][a-z]{2,8}-(?:\d{4}|\d\d)(?![\w-]))
    |(?P<clock>(?:\d\d?:\d\d(?::\d\d)?|\d\d?\.\d\d(?=\s?[AaPp]\.?[Mm]\b))(?![:]|[-.]?\d))
    |(?P<meridiem>\d\d?(?:[ap]m|[AP]M|[ap]\.m\.)(?!\w))
    |(?P<decade>['\u2018\u2019]?\d\d(?:\d\d)?['\u2019]?s(?!\w))
    |(?P<short>['\u2018\u2019]\d\d(?!\w|[-.,:/]\d))
    |(?P<nth>\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH)(?!\w))
    |(?P<halfof>\d{4}-?[QH][1-4](?!\w))
    |(?P<fiscal>FY(?:\d{4}|['\u2019]?\d\d)(?![\w-]))
    |(?P<int>\d++(?:,\d{3})*+(?![\w%]|[.,:/]\d|-\d++-|/\w))
    |(?P<decimal>\d++\.\d++(?![\w%]|[.:/-]\d))
    |(?P<numbered>(?:[QH][1-4]|[1-4][QH])(?![\w-]))
    |(?P<dash>[-\u2010-\u2014])
    |(?P<other>['\u2019]s?|[^\W_][\w%]*+(?:[-.,:/][\w%]++)*+|[^\s\w]|_)""",
    re.VERBOSE,
)


_Match = Callable[[str, int], re.Match[str] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern and what to do with what it finds.

    `regex` is over classes, not yet compiled, and `reach` what can be told of its matches; `options` are the rule's
    further keys, `edges` the groups of the regular expression that stand for < and >.
    """

    name: str
    op: str
    regex: str
    reach: Reach
    options: Mapping[str, Any]
    edges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An expression that a rule found: offsets, captured words in lower case, its neighbours."""

    rule: Rule
    start: int
    end: int
    text: str
    words: Mapping[str, tuple[str, ...]]
    before: str
    after: str

    def first(self, name: str) -> str:
        """The first captured word under a name; "" where nothing was captured."""
        captured = self.words.get(name)
        return captured[0] if captured else ""

    def phrase(self, name: str) -> str:
        """All captured words under a name, with single blanks."""
        return " ".join(self.words.get(name, ()))


class Grammar:
    """The rules.

    Attributes:
        lexicon: the content of models/lexicons/times.toml.
        rules: the rules of the rules file, then those of the named days.
    """

    def __init__(self, lexicon: Mapping[str, Any], rules: Mapping[str, Any]) -> None:
        """Translate the patterns; each compiles when a text has its words.

        Raises:
            PackError: a pattern names an unknown class or macro, or its parts don't fit together.
        """
        self.lexicon = lexicon
        entries = [*rules["rule"], *_named_days(lexicon)]
        patterns = [expand(entry["pattern"], rules["macros"]) for entry in entries]
        self._kinds, members = kinds_of(lexicon["classes"], patterns)
        self.rules = tuple(_rule(entry, pattern, members) for entry, pattern in zip(entries, patterns, strict=True))
        self._by_first: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for kind in rule.reach.first:
                self._by_first.setdefault(kind, []).append(rule)
        self._compiled: dict[str, _Match] = {}

    def find(self, text: str, accept: Callable[[Found], bool]) -> Iterator[Found]:
        """Expressions in the order of the text, without overlap: at each place the longest one accepted.

        Args:
            text: any text.
            accept: whether an expression is one, in its context; where it isn't, shorter ones are tried.

        Raises:
            PackError: a pattern that the text has the words of is no regular expression.
        """
        kinds, spans = self._scan(text)
        candidates = self._candidates(kinds)

        def matches_at(at: int) -> list[tuple[Rule, re.Match[str]]]:
            rules = candidates.get(kinds[at], ())
            return [(rule, found) for rule, match in rules if (found := match(kinds, at))]

        position = 0
        for at in range(len(kinds)):
            if at < position or not (matches := matches_at(at)):
                continue
            inner = {_extent(rule, m)[0] for rule, m in matches} - {at}  # behind the context of such a rule
            matches += [pair for start in sorted(inner) for pair in matches_at(start)]
            for rule, one in sorted(matches, key=lambda pair: -pair[1].end()):
                found = _found(rule, one, text, spans)
                if accept(found):
                    position = _extent(rule, one)[1]
                    if rule.op != "skip":
                        yield found
                    break

    def _candidates(self, kinds: str) -> dict[str, list[tuple[Rule, _Match]]]:
        """The rules that can match somewhere in a text, by the word that they begin with.

        Most can't for want of a word ("Christmas"), and are not compiled until a text has it.
        """
        present = frozenset(kinds)
        return {
            kind: [(rule, self._compile(rule)) for rule in rules if not present.isdisjoint(rule.reach.needed)]
            for kind in present
            if (rules := self._by_first.get(kind))
        }

    def _compile(self, rule: Rule) -> _Match:
        match = self._compiled.get(rule.regex)
        if match is None:
            try:
                match = self._compiled[rule.regex] = re.compile(rule.regex).match
            except re.error as error:
                raise PackError(f"times: rule {rule.name!r}: {error}") from error
        return match

    def _scan(self, text: str) -> tuple[str, list[tuple[int, int]]]:
        kinds: list[str] = []
        spans: list[tuple[int, int]] = []
        known = self._kinds
        for match in _SCAN.finditer(text):
            form = match.lastgroup
            word = match.group()
            kinds.append(known.get(word, "_") if form in ("word", "other") else known[_form(str(form), word)])
            spans.append(match.span())
        return "".join(kinds), spans


@cache
def load_grammar() -> Grammar:
    """The grammar of models/lexicons, read once: words and rules, and the festivals of other calendars.

    Raises:
        PackError: a lexicon is missing or broken.
    """
    lexicon = load_toml("lexicons/times.toml")
    festivals = load_toml("lexicons/times_feasts.toml")["named_day"]
    days = [*lexicon["named_day"], *festivals]
    return Grammar({**lexicon, "named_day": days}, load_toml("lexicons/times_rules.toml"))


def _form(form: str, word: str) -> str:
    if form == "int" and "," not in word:
        number = int(word) if len(word) < 5 else 0
        if len(word) == 4 and 1000 <= number <= 2199:
            return "#year"
        if len(word) <= 2:
            return "#day" if 1 <= number <= 31 else "#two"
        return "#int"
    if form == "nth":
        return "#nthday" if 1 <= int(word[:-2]) <= 31 else "#nth"
    return f"#{form}"


def _rule(entry: Mapping[str, Any], pattern: str, members: Mapping[str, str]) -> Rule:
    name = entry["name"]
    translated = translate(name, pattern, members)
    edges = tuple(group for group in GROUP.findall(translated) if group.startswith((f"{BEGIN}_", f"{FINISH}_")))
    return Rule(name, entry["op"], translated, reach(translated), entry, edges)


def _named_days(lexicon: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A rule for each name of a day: "Christmas Eve", "Christmas Eve 2023", "last Christmas Eve"."""
    for entry in lexicon["named_day"]:
        for name in entry["names"]:
            words = " ".join(_element(match) for match in _SCAN.finditer(name))
            if "monthly" in entry:
                pattern = f"which:@which? (month:@month poss?)? {words}"
            elif "before" in entry:
                behind = " | ".join(f'"{word}"' for word in entry["before"])
                pattern = f"{words} > ({behind})"
            else:
                year = '(comma? ("of" | "in")? (year:year | of:@which "year"))?'
                pattern = f'which:@which? {words} whole:("week" | "weekend")? {year}'
            yield {
                **entry,
                "name": f"day-{name}",
                "op": "named_day",
                "type": "DATE",
                "guard": "feast",
                "pattern": pattern,
            }


def _element(match: re.Match[str]) -> str:
    """A word of a day's name as an element of a pattern; figures stand for any day of a month."""
    classes = {"int": "day:day", "nth": "day:nthday", "dash": "dash"}
    return classes.get(str(match.lastgroup), f'"{match.group()}"')


def _extent(rule: Rule, match: re.Match[str]) -> tuple[int, int]:
    """First word of the expression and the one behind it: what stands between the pattern's < and >."""
    first, last = match.span()
    for name in rule.edges:
        if match.start(name) >= 0:
            if name.startswith(f"{BEGIN}_"):
                first = match.start(name)
            else:
                last = match.start(name)
    return first, last


def _found(rule: Rule, match: re.Match[str], text: str, spans: list[tuple[int, int]]) -> Found:
    words = {}
    for name in match.re.groupindex:
        left, right = match.span(name)
        if left < right:
            words[name.partition("_")[0]] = tuple(text[s:e].lower() for s, e in spans[left:right])
    first, last = _extent(rule, match)
    start, end = spans[first][0], spans[last - 1][1]
    before = text[slice(*spans[first - 1])] if first else ""
    after = text[slice(*spans[last])] if last < len(spans) else ""
    return Found(rule, start, end, text[start:end], words, before, after)
