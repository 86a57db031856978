"""Gold articles to targets of the heads.

A reader turns one gold record into targets by head name.  To teach a new layer, write a reader and name it
in the configuration's `[[corpus]]`.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from model import Head

from extract.annotate.network.wordpiece import LOWER, Pieces, WordPiece

IGNORED = -100
NOTHING = -1
QUOTES = str.maketrans("“”‘’", "\"\"''")
Record = dict[str, Any]
Span = tuple[int, int]


@dataclass
class Targets:
    """What the heads of one corpus should say about one article.

    `tags` holds a label number for each piece (IGNORED: no opinion).  `pointers` holds (first piece, piece
    after the last, piece pointed at or NOTHING).  `pairs` holds (piece, piece, related or not).  `shares` holds
    what another encoder thinks of each piece, a probability for each column of the head.
    """

    tags: dict[str, np.ndarray] = field(default_factory=dict)
    pointers: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)
    pairs: dict[str, list[tuple[int, int, bool]]] = field(default_factory=dict)
    shares: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass
class Article:
    """A gold article in pieces."""

    record: Record
    pieces: Pieces
    targets: Targets


def read(path: Path) -> Iterator[Record]:
    """The lines of a gold file, plain or gzip-compressed."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def covered(pieces: Pieces, span: Span) -> Span:
    """First piece and piece after the last that touch the characters of a span."""
    first = int(np.searchsorted(pieces.ends, span[0], side="right"))
    last = int(np.searchsorted(pieces.starts, span[1], side="left"))
    return first, max(first, last)


def paint(tags: np.ndarray, head: Head, label: str, span: Span) -> None:
    """Write B and I of a label over a span of pieces."""
    inside = head.tags.index(f"I-{label}")
    tags[span[0] : span[1]] = inside
    if span[1] > span[0]:
        tags[span[0]] = inside - 1


def joined(text: str, spans: Iterable[Iterable[int]]) -> list[Span]:
    """Spans in order, those parted by nothing but blanks made one."""
    found: list[Span] = []
    for start, end in sorted((s, e) for s, e in spans):
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def claims(record: Record, pieces: Pieces, heads: dict[str, Head]) -> Targets:
    """BIO of source, cue and content; which source a cue has, and which cue a piece of content has."""
    tags = np.zeros(len(pieces), dtype=np.int64)
    pointers: dict[str, list[tuple[int, int, int]]] = {"claims_source": [], "claims_cue": []}
    for claim in record["gold"]["claims"]:
        spans = {
            role: [covered(pieces, s) for s in joined(record["text"], claim[role])]
            for role in ("content", "source", "cue")
        }
        for role, found in spans.items():
            for span in found:
                paint(tags, heads["claims_tags"], role, span)
        for cue in spans["cue"][:1]:
            source = spans["source"][0][0] if spans["source"] else NOTHING
            pointers["claims_source"].append((*cue, source))
            pointers["claims_cue"] += [(*content, cue[0]) for content in spans["content"]]
    return Targets({"claims_tags": tags}, {name: found for name, found in pointers.items() if name in heads})


def incidents(record: Record, pieces: Pieces, heads: dict[str, Head]) -> Targets:
    """Triggers with type, arguments with role, realis, which argument is whose, which triggers are one."""
    n = len(pieces)
    triggers, arguments = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    realis = np.full(n, IGNORED, dtype=np.int64)
    owners: list[tuple[Span, int]] = []
    wanted: set[tuple[int, int]] = set()
    starts: set[int] = set()
    for number, incident in enumerate(record["gold"]["incidents"]):
        for argument in incident["arguments"]:
            span = covered(pieces, (argument["start"], argument["end"]))
            paint(arguments, heads["incidents_arguments"], argument["role"], span)
            starts.add(span[0])
        for mention in incident["mentions"]:
            span = covered(pieces, tuple(mention["trigger"]))
            paint(triggers, heads["incidents_triggers"], incident["type"], span)
            realis[span[0] : span[1]] = heads["incidents_realis"].labels.index(mention["realis"])
            owners.append((span, number))
            wanted |= {(span[0], covered(pieces, (start, end))[0]) for _, start, end in mention["arguments"]}
    belongs = [(t[0], a, (t[0], a) in wanted) for t, _ in owners for a in sorted(starts)]
    same = [(a[0], b[0], i == j) for k, (a, i) in enumerate(owners) for b, j in owners[:k] if a != b]
    return Targets(
        {"incidents_triggers": triggers, "incidents_arguments": arguments, "incidents_realis": realis},
        {},
        {"incidents_belongs": belongs, "incidents_same": same},
    )


READERS: dict[str, Callable[[Record, Pieces, dict[str, Head]], Targets]] = {
    "claims": claims,
    "incidents": incidents,
}


def recased(article: Article, case: int) -> Article:
    """The same article as if all its words were in capitals or in lower case."""
    pieces = article.pieces
    letters = np.fromiter((article.record["text"][i].isalpha() for i in pieces.starts.tolist()), bool, len(pieces))
    shapes = pieces.shapes - pieces.shapes % 4 + np.where(letters, case, LOWER)
    return replace(article, pieces=replace(pieces, shapes=shapes))


def deny(targets: Targets, heads: list[Head], length: int) -> None:
    """Say that these tag layers have nothing in this article."""
    for head in heads:
        targets.tags[head.name] = np.zeros(length, dtype=np.int64)


def load(
    path: Path,
    corpus: dict[str, Any],
    wordpiece: WordPiece,
    heads: dict[str, Head],
    *,
    limit: int | None = None,
    plain_quotes: bool = False,
) -> list[Article]:
    """All articles of a gold file; `plain_quotes` straightens quotation marks (same length, same offsets).

    Where the corpus `denies` heads, an article without a match of its `unless` is an article where
    those have nothing to find.
    """
    articles = []
    denied = [heads[name] for name in corpus.get("denies", ()) if name in heads]
    unless = re.compile(corpus.get("unless", "(?!)"), re.IGNORECASE)
    for record in read(path):
        if limit is not None and len(articles) >= limit:
            break
        text = record["text"].translate(QUOTES) if plain_quotes else record["text"]
        pieces = wordpiece(text)
        targets = READERS[corpus["reader"]](record, pieces, heads)
        if denied and not unless.search(text):
            deny(targets, denied, len(pieces))
        articles.append(Article(record, pieces, targets))
    return articles
