"""Finds the words that say what happened, and the heads of phrases that a pack knows."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc

from extract.annotate.layers import text_of

if TYPE_CHECKING:
    from spacy.tokens import Span
    from spacy.vocab import Vocab

    from extract.domain import Domain, Pattern


_SURE = 0.85  # score from which a pattern without needs tells what a document is about


@dataclass(frozen=True, slots=True)
class Trigger:
    """A matched pattern; `start`/`end` are token indices, `root` the token that the parse hangs it on."""

    start: int
    end: int
    root: int
    pattern: Pattern


class Heads:
    """Where the filler groups of a pack occur in one document.

    Attributes:
        groups: token index -> names of the groups whose heads stand there.
        spans: (start, end, group) of the regular expressions' matches, in tokens.
    """

    def __init__(self, groups: dict[int, frozenset[str]], spans: list[tuple[int, int, str]]) -> None:
        self.groups = groups
        self.spans = spans
        self._by_group: dict[str, list[int]] = defaultdict(list)
        for index in sorted(groups):
            for group in groups[index]:
                self._by_group[group].append(index)
        for indices in self._by_group.values():
            indices.sort()

    def of(self, group: str, start: int, end: int) -> list[int]:
        """The token indices within start:end at which the group occurs."""
        indices = self._by_group.get(group, [])
        return indices[bisect_left(indices, start) : bisect_right(indices, end - 1)]

    def occurs(self, group: str, start: int, end: int, *, but: tuple[int, int]) -> bool:
        """Whether the group occurs within start:end, outside `but`."""
        return any(not but[0] <= index < but[1] for index in self.of(group, start, end))

    def distinct(self, doc: Doc, groups: tuple[str, ...]) -> int:
        """How many different words of these groups the document has."""
        return len({doc[index].lower for group in groups for index in self._by_group.get(group, [])})


class HeadFinder:
    """Looks up all filler groups of a pack in one pass."""

    def __init__(self, vocab: Vocab, domain: Domain) -> None:
        self._matcher = PhraseMatcher(vocab, attr="LOWER")
        for name, group in domain.fillers.items():
            if group.heads:
                self._matcher.add(name, [Doc(vocab, words=_pieces(head)) for head in group.heads])
        self._expressions = [(name, re.compile(group.regex)) for name, group in domain.fillers.items() if group.regex]

    def __call__(self, doc: Doc) -> Heads:
        """The groups' occurrences in a document."""
        found: dict[int, set[str]] = defaultdict(set)
        strings = doc.vocab.strings
        for key, _, end in self._matcher(doc):
            found[end - 1].add(strings[key])
        spans = []
        text = text_of(doc)
        for name, expression in self._expressions:
            for match in expression.finditer(text):
                span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
                if span is not None:
                    spans.append((span.start, span.end, name))
                    for index in range(span.start, span.end):
                        found[index].add(name)
        return Heads({index: frozenset(names) for index, names in found.items()}, spans)


def _pieces(head: str) -> list[str]:
    """The tokens of a head: spaCy splits words at hyphens between letters."""
    return [piece for piece in re.split(r"(-)| ", head) if piece]


class Sentences:
    """The sentences of a document as token indices; the whole document where it has none."""

    def __init__(self, doc: Doc) -> None:
        begins = np.flatnonzero(doc.to_array("SENT_START") == 1).tolist() if doc.has_annotation("SENT_START") else []
        self._starts: list[int] = begins if begins[:1] == [0] else [0, *begins]
        self._length = len(doc)

    def bounds(self, index: int) -> tuple[int, int]:
        """Start and end of the sentence that holds the token."""
        place = bisect_right(self._starts, index)
        return self._starts[place - 1], self._starts[place] if place < len(self._starts) else self._length


class TriggerFinder:
    """Matches a pack's patterns; the longest wins, then the surest, then the earlier one in the file.

    A `Matcher` asks each of its patterns at each token. Here the first words of all patterns are looked up in
    one pass, and a pattern's matcher sees only the few tokens behind one of its first words.
    """

    def __init__(self, vocab: Vocab, domain: Domain) -> None:
        self._domain = domain
        self._rank = {pattern.id: index for index, pattern in enumerate(domain.patterns)}
        self._patterns = {vocab.strings.add(pattern.id): pattern for pattern in domain.patterns}
        self._first = PhraseMatcher(vocab, attr="LOWER")
        self._matchers: dict[int, Matcher] = {}
        for key, pattern in self._patterns.items():
            self._first.add(pattern.id, [Doc(vocab, words=[word]) for word in pattern.first_words])
            self._matchers[key] = Matcher(vocab)
            self._matchers[key].add(pattern.id, [list(pattern.pattern)], greedy="LONGEST")

    def __call__(self, doc: Doc, heads: Heads, sentences: Sentences) -> list[Trigger]:
        """The triggers, in order, none overlapping another."""
        wanted = self.candidates(doc, heads, sentences)
        wanted.sort(key=lambda one: (one[0] - one[1], -one[2].score, self._rank[one[2].id], one[0]))
        taken: set[int] = set()
        triggers = []
        for start, end, pattern in wanted:
            if taken.isdisjoint(range(start, end)):
                stop = start + pattern.keep if pattern.keep else end
                taken.update(range(start, stop if pattern.effect else end))
                triggers.append(Trigger(start, stop, doc[start:stop].root.i, pattern))
        return sorted(triggers, key=lambda trigger: trigger.start)

    def candidates(self, doc: Doc, heads: Heads, sentences: Sentences) -> list[tuple[int, int, Pattern]]:
        """Every match whose evidence is there: start and end in tokens, and the pattern."""
        evidence = self._domain.evidence
        first = self._first(doc)
        about = heads.distinct(doc, evidence.groups) >= evidence.minimum or any(
            self._length(doc[index : index + self._patterns[key].longest], key)
            for key, index, _ in first
            if index < evidence.lead and self._patterns[key].score >= _SURE and not self._patterns[key].needs
        )
        alien = heads.distinct(doc, evidence.background) < evidence.least
        wanted: list[tuple[int, int, Pattern]] = []
        for key, index, _ in first:
            pattern = self._patterns[key]
            if alien and pattern.needs:
                continue
            start, end = sentences.bounds(index)
            length = self._length(doc[index : min(index + pattern.longest, end)], key)
            if length and self._satisfied(
                pattern, (start, end), (index, index + (pattern.keep or length)), heads, about
            ):
                wanted.append((index, index + length, pattern))
        return wanted

    def _length(self, window: Span, key: int) -> int:
        """Tokens of the longest match that begins a window; 0 without one."""
        return max((stop for _, begin, stop in self._matchers[key](window) if begin == 0), default=0)

    @staticmethod
    def _satisfied(
        pattern: Pattern, sentence: tuple[int, int], own: tuple[int, int], heads: Heads, about: bool
    ) -> bool:
        if not pattern.needs or (about and pattern.document):
            return True
        return any(heads.occurs(group, *sentence, but=own) for group in pattern.needs)


def by_sentence(triggers: list[Trigger], sentences: Sentences) -> dict[tuple[int, int], list[Trigger]]:
    """The triggers by the bounds of their sentence, in order."""
    found: dict[tuple[int, int], list[Trigger]] = {}
    for trigger in triggers:
        found.setdefault(sentences.bounds(trigger.start), []).append(trigger)
    return found
