"""Which stretch of the final text is what: headline, byline, dateline, story, agency tail, biography ...

Precise rather than greedy: a line is story until a rule says otherwise, since a story paragraph that is
labelled anything else loses what happened in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extract.ingest.dates import to_day
from extract.ingest.people import authors as people
from extract.ingest.rules import Lexicon, Rule, first_match, lexicon
from extract.ingest.titles import fold, looks_like_headline, title_end
from extract.records import Block, BlockKind

HEAD_LINES = 14
"""Bylines, dates and standfirsts are looked for in so many lines before the first line of story."""
TAIL_LINES = 40
_LIST_LINES = 8
_OPENING = 3
"""The dateline stands in one of so many first paragraphs."""
_STANDFIRST = range(30, 320)
_LINE = re.compile(r"[^\n]*[^\n ]")
_STOP = re.compile(r"""[.!?…:;,]["'”’)\]]*$""")
_OUTLET = re.compile(r"[A-Z][\w.'’&-]{1,20}(?: (?:[A-Z][\w.'’&-]{0,20}|of|the|and|for|&)){0,4}")
_SEPARATOR = re.compile(r" ?[|•·] ?| [–—/-]{1,2} ")


@dataclass
class Line:
    """A line of the text, or the part of it that is left when a headline or dateline was split off."""

    start: int
    end: int
    text: str
    kind: BlockKind = "story"
    needs: str | None = None


@dataclass
class Structure:
    """The blocks of a text, in order and without overlap, and the metadata found in them."""

    blocks: tuple[Block, ...] = ()
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    dateline: str | None = None
    agency: str | None = None
    _names: list[str] = field(default_factory=list)


def structure(
    text: str, *, title: str | None = None, description: str | None = None, authors: Iterable[str] = ()
) -> Structure:
    """Label a normalised text.

    Args:
        text: the final text; with a title, it begins with it.
        title: known apart from the text. Without one, a first line that looks like a headline is the title.
        description: the source's summary; a first paragraph that says the same is the standfirst.
        authors: names known already, to know their biography by.
    """
    words = lexicon()
    found = Structure(title=title)
    lines = [Line(match.start(), match.end(), match[0]) for match in _LINE.finditer(text)]
    if not lines:
        return found
    body = _headline(lines, text, found)
    first = _head(lines, body, words, found, fold(description or ""))
    last = _tail(lines, first, words, found, {name.casefold() for name in (*authors, *found.authors)})
    _middle(lines, first, last, words)
    if all(line.kind != "story" for line in lines[body:]):
        for line in lines[body:]:
            line.kind = "story"
    lines = _split_start(lines, words, found, text)
    lines = _split_end(lines, words)
    found.blocks = tuple(_merge(lines))
    found.authors = found.authors or tuple(found._names)
    return found


def _headline(lines: list[Line], text: str, found: Structure) -> int:
    """Label the headline; the index of the first line behind it."""
    if found.title:
        end = title_end(text, found.title)
        for index, line in enumerate(lines):
            if line.start >= end:
                return index
            if line.end > end:
                start = end + len(text[end : line.end]) - len(text[end : line.end].lstrip())
                lines[index : index + 1] = [Line(line.start, end, text[line.start : end], "headline")]
                lines.insert(index + 1, Line(start, line.end, text[start : line.end]))
                return index + 1
            line.kind = "headline"
        return len(lines)
    if len(lines) > 1 and looks_like_headline([line.text for line in lines[:8]]):
        lines[0].kind = "headline"
        found.title = lines[0].text
        return 1
    return 0


def _head(lines: list[Line], body: int, words: Lexicon, found: Structure, description: str) -> int:
    """Label what stands between headline and story; the index of the first line of story."""
    rules = words.zone("head", "any")
    bylines = tuple(rule for rule in rules if rule.kind == "byline")
    others = tuple(rule for rule in rules if rule.kind != "byline")
    index, standfirst = body, body
    while index < min(len(lines), body + HEAD_LINES):
        line = lines[index]
        if rule := _byline(line, bylines, found):
            line.kind, line.needs = "byline", rule.needs
        elif other := first_match(others, line.text)[0]:
            line.kind = other.kind
        elif found.title and fold(line.text) == fold(found.title):
            line.kind = "headline"
        elif index == standfirst and _is_standfirst(lines, index, body, description):
            line.kind = "standfirst"
        else:
            break
        if line.kind in ("byline", "caption"):
            standfirst = index + 1
        index += 1
    for place in range(body, index):
        if lines[place].needs == "neighbour":
            beside = [lines[i] for i in (place - 1, place + 1) if body <= i < index]
            if any(line.kind == "byline" and line.needs is None for line in beside):
                found.authors = (*found.authors, *people([lines[place].text]))
            else:
                lines[place].kind = "story"
                index = min(index, place)
    for line in lines[index : body + HEAD_LINES]:
        line.kind = "story"
    found.authors = tuple(dict.fromkeys(found.authors))
    return index


def _is_standfirst(lines: list[Line], index: int, body: int, description: str) -> bool:
    line = lines[index]
    if description and len(line.text) in _STANDFIRST and fold(line.text) == description:
        return index + 1 < len(lines)
    return (
        body > 0
        and index + 1 < len(lines)
        and len(line.text) in _STANDFIRST
        and not _STOP.search(line.text)
        and max(len(other.text) for other in lines[index + 1 : index + 8]) > len(line.text)
    )


def _byline(line: Line, bylines: tuple[Rule, ...], found: Structure) -> Rule | None:
    """The rule that makes a line a byline: each of its parts must be one."""
    if len(line.text) > 240:
        return None
    parts = [part.strip() for part in _SEPARATOR.split(line.text) if part.strip()] or [line.text]
    matched: list[tuple[Rule, re.Match[str]]] = []
    for part in parts:
        rule, match = first_match(bylines, part)
        if rule is not None and match is not None:
            matched.append((rule, match))
        elif not _OUTLET.fullmatch(part):
            return None
    sure = [rule for rule, _ in matched if rule.needs is None]
    if not matched or (len(matched) < len(parts) and not sure):
        return None
    for rule, match in matched:
        groups = match.groupdict()
        if groups.get("authors") and (rule.needs is None or (sure and not found.authors)):
            found.authors = (*found.authors, *people([groups["authors"]]))
        if groups.get("when"):
            found.published = found.published or to_day(groups["when"])
        found.agency = found.agency or groups.get("agency")
    return sure[0] if sure else matched[0][0]


def _tail(lines: list[Line], first: int, words: Lexicon, found: Structure, authors: set[str]) -> int:
    """Label what follows the story, from the end; the index behind the last line of story."""
    rules = words.zone("tail", "any")
    index = len(lines)
    while index > first + 1 and index > len(lines) - TAIL_LINES:
        line = lines[index - 1]
        rule, match = first_match(rules, line.text)
        if rule is None or match is None:
            break
        if rule.kind == "biography" and not _is_biography(rule, match, lines, index - 1, words, authors, found):
            break
        line.kind, line.needs = rule.kind, rule.needs
        if rule.needs == "name":
            index -= 1
            lines[index - 1].kind = "biography"
        index -= 1
    told = False
    for place in range(index, len(lines)):
        line = lines[place]
        if line.needs == "biography" and not told:
            line.kind = "story"
            index = place + 1
        told = told or line.kind == "biography"
    return index


def _is_biography(
    rule: Rule,
    match: re.Match[str],
    lines: list[Line],
    at: int,
    words: Lexicon,
    authors: set[str],
    found: Structure,
) -> bool:
    """Whether a line tells about the author, and not about someone whom the story speaks of."""
    if rule.needs == "biography":
        return True
    name = match.groupdict().get("name")
    if rule.needs == "name":
        if at < 1 or not words.person.fullmatch(lines[at - 1].text):
            return False
        name = lines[at - 1].text
        at -= 1
    if name is None:
        return True
    surname = re.compile(rf"\b{re.escape(name.split()[-1])}\b")
    if name.casefold() not in authors:
        signed = words.zone("tail", "any")
        told = (line.text for line in lines[:at] if line.kind == "story" and surname.search(line.text))
        if not all(first_match(signed, text)[0] for text in told):
            return False
    found._names[:0] = people([name])
    return True


def _middle(lines: list[Line], first: int, last: int, words: Lexicon) -> None:
    """Label what interrupts the story."""
    rules = words.zone("any")
    listing = 0
    for line in lines[first:last]:
        rule = first_match(rules, line.text)[0]
        if rule:
            line.kind = rule.kind
            listing = _LIST_LINES if rule.opens else 0
        elif listing and len(line.text) <= 150 and not _STOP.search(line.text):
            line.kind = "related"
            listing -= 1
        else:
            listing = 0


def _split_start(lines: list[Line], words: Lexicon, found: Structure, text: str) -> list[Line]:
    """Split the dateline off one of the first lines of story."""
    opening = [i for i, line in enumerate(lines) if line.kind in ("story", "standfirst") and len(line.text) > 60]
    for index in opening[:_OPENING]:
        line = lines[index]
        match = _dateline(line, words, text)
        if match is None:
            continue
        groups = match.groupdict()
        found.dateline = to_day(groups["when"]) if groups.get("when") else None
        found.agency = found.agency or groups.get("agency") or groups.get("agency2")
        cut = line.start + match.end()
        end = line.start + len(match[0].rstrip())
        return [
            *lines[:index],
            Line(line.start, end, text[line.start : end], "dateline"),
            Line(cut, line.end, text[cut : line.end], "story"),
            *lines[index + 1 :],
        ]
    return lines


def _dateline(line: Line, words: Lexicon, text: str) -> re.Match[str] | None:
    for rule in words.zone("start"):
        match = rule.pattern.match(line.text, 0, min(len(line.text), rule.longest + 1))
        if match is None or not match[0]:
            continue
        if rule.needs != "place" or not _is_acronym(match["place"], text, line.start + match.end()):
            return match
    return None


def _is_acronym(place: str, text: str, after: int) -> bool:
    """Whether capitals before a dash are an acronym: it comes again in capitals, which a place does not."""
    return " " not in place and re.search(rf"\b{re.escape(place)}\b", text[after:]) is not None


def _split_end(lines: list[Line], words: Lexicon) -> list[Line]:
    """Split the sign-off off the last line of story."""
    index = next((i for i in reversed(range(len(lines))) if lines[i].kind == "story"), None)
    if index is None:
        return lines
    line = lines[index]
    for rule in words.zone("end"):
        begin = max(0, len(line.text) - rule.longest)
        match = rule.pattern.search(line.text, begin)
        if match and match.start() > 0:
            cut = match.start() + 1
            story = line.text[:cut].rstrip()
            return [
                *lines[:index],
                Line(line.start, line.start + len(story), story, "story"),
                Line(line.start + cut, line.end, line.text[cut:], rule.kind),
                *lines[index + 1 :],
            ]
    return lines


def _merge(lines: list[Line]) -> Iterator[Block]:
    """Neighbouring lines of one kind as one block."""
    start, end, kind = lines[0].start, lines[0].end, lines[0].kind
    for line in lines[1:]:
        if line.kind == kind:
            end = line.end
        else:
            yield Block(start=start, end=end, kind=kind)
            start, end, kind = line.start, line.end, line.kind
    yield Block(start=start, end=end, kind=kind)
