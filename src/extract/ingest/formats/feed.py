"""RSS and Atom: one article for each entry, its full text where the feed carries it, else its summary."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from extract.config import Settings
from extract.errors import ArticleError, FormatError
from extract.ingest import markup, xmltree
from extract.ingest.fields import packed, unpacked_draft
from extract.ingest.source import HEAD, Draft, Failure, Format, Item, problem
from extract.records import Diagnostic

LARGEST = 256 * 2**20
"""A feed is read whole; a larger one, in bytes, is none."""


def sniff(head: bytes) -> bool:
    """Whether its outermost element is that of RSS 0.9 to 2.0 or Atom."""
    name, attributes = xmltree.root_of(head)
    atom = name in ("feed", "entry") and b"http://www.w3.org/2005/Atom" in attributes
    return name == "rss" or atom or (name == "RDF" and b"http://purl.org/rss/" in attributes)


def split(item: Item, stream: BinaryIO, settings: Settings) -> Iterator[Item | Failure]:
    """One item for each entry; those before a fault are kept.

    Raises:
        ArticleError: `empty-file`, `too-long`, `unsafe-xml`, or `broken-feed` when there is no entry in it.
        FormatError: the extra `feeds` is not installed.
    """
    try:
        import feedparser
    except ImportError as error:
        raise FormatError('feeds need feedparser: pip install "incident-extract[feeds]"') from error
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ArticleError("too-long", f"more than the {LARGEST:,} bytes that a feed may have")
    if not data.strip():
        raise ArticleError("empty-file", "the file is empty")
    xmltree.refuse_entities(data)
    # A stream, never a string: feedparser would fetch one that looks like an address. Its mending of the mark-up is not
    # needed, since the mark-up goes, and takes seconds where tags are nested deep.
    found = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    number = 0
    for number, entry in enumerate(found.entries, start=1):
        yield packed(item, number, _draft(entry, found.feed))
    if not number and not sniff(data[:HEAD]):
        raise ArticleError("broken-feed", "this is neither RSS nor Atom")
    fault = found.get("bozo_exception")
    if fault is not None and (not number or type(fault).__name__.startswith("SAX")):
        raise ArticleError("broken-feed", f"the feed is broken; {number} entries could be read: {fault}")


def _draft(entry: Any, feed: Any) -> Draft:
    diagnostics: tuple[Diagnostic, ...] = ()
    contents = [one.get("value") or "" for one in entry.get("content", ())]
    summary = entry.get("summary") or ""
    body = max((*contents, summary), key=len)
    if not any(contents):
        diagnostics = (problem("description-only", "there is no text but a description"),)
    names = [one.get("name") for one in entry.get("authors", ())] or [entry.get("author")]
    source = entry.get("source", {}).get("title")
    return Draft(
        text=_plain(body),
        id=entry.get("id") or entry.get("link"),
        title=_plain(entry.get("title") or "") or None,
        authors=tuple(name for name in names if name),
        publisher=source or feed.get("title"),
        url=entry.get("link"),
        # As it is written: `published_parsed` moves the day to UTC.
        published=entry.get("published") or entry.get("updated"),
        published_from="metadata",
        description=_plain(summary) or None if summary != body else None,
        language=entry.get("language") or feed.get("language"),
        diagnostics=diagnostics,
    )


def _plain(text: str) -> str:
    return markup.paragraphs(text) if markup.is_markup(text) else text


FORMAT = Format(
    name="feed", suffixes=(".rss", ".atom", ".xml"), parse=unpacked_draft, split=split, sniff=sniff, extra="feeds"
)
