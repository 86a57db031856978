"""The publication day: of what the markup states, what the page prints under the headline, its address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from extract.ingest.dates import to_day
from extract.ingest.page.statements import Page, page_days
from extract.ingest.page.surroundings import outside
from extract.ingest.rules import lexicon

LATEST = "2099-12-31"
"""htmldate's upper bound, fixed: its own default is today, and results must not depend on the clock."""
CLOSE = 7
"""So many days may lie between what the markup states and the page prints: the printed day is the reader's."""

_META = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "pubdate",
    "pub_date", "publishdate", "publish-date", "publish_date", "publication_date", "publicationdate",
    "published_at", "article.published", "dc.date.issued", "dcterms.issued", "dc.issued", "citation_publication_date",
    "citation_online_date", "citation_date", "rnews:datepublished", "displaydate", "originalpublicationdate",
    "article_date_original", "dc.date.created", "dcterms.created", "dcterms.date", "dc.date", "ptime", "date",
)  # fmt: skip
_MARKED = ".//*[@itemprop='datePublished' or @itemprop='dateCreated' or @pubdate]"
_ADDRESS = re.compile(r"/((?:19|20)\d{2})[/-]?(\d{1,2}|[a-z]{3})[/-]?(\d{1,2})(?=[/_-])", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|edit|revis", re.IGNORECASE)
_ISSUED = re.compile(r"publi|posted|issued|released", re.IGNORECASE)
_LABEL = 25
"""What a date is called stands in so many characters before it."""
_FRESH = re.compile(r"publi|entry-date|post(?:ed)?[-_]?(?:date|on)|dateline|article[-_]?date|create", re.IGNORECASE)


@dataclass(frozen=True)
class Dated:
    """A day and how it was found.

    Attributes:
        guess: where it was found, when the page does not state it as its publication date.
        other: the day that the markup states, when the page prints another one that was preferred.
    """

    day: str
    guess: str | None = None
    other: str | None = None


def published(page: Page, near: Sequence[str]) -> Dated | None:
    """The publication day; None when there is nothing to tell it by.

    In order: JSON-LD, meta tags and microdata; what the page prints beside the headline; `time` elements; the
    address; what htmldate finds as the original date. A day printed beside the headline and not called an
    update wins over one in the markup that is at most a week off: that one is the system's, often in UTC.

    Args:
        page: the page.
        near: the lines beside its headline.
    """
    stated = next((day for value in _stated(page) if (day := to_day(value))), None)
    printed, labelled = _printed(near)
    if stated:
        if printed and printed != stated and _distance(printed, stated) <= CLOSE:
            return Dated(printed, other=stated)
        return Dated(stated)
    if printed:
        return Dated(printed, guess=None if labelled else "printed beside the headline")
    if day := _timed(page):
        return Dated(day, guess="in an unlabelled time element")
    if day := _addressed(page.url):
        return Dated(day, guess="in the page's address")
    from htmldate import find_date

    day = find_date(page.tree, original_date=True, max_date=LATEST, url=page.url)
    return Dated(day, guess="somewhere on the page") if day else None


def _stated(page: Page) -> Iterator[str]:
    yield from page_days(page)
    for name in _META:
        yield from page.meta.get(name, ())[:1]
    for element in page.tree.xpath(_MARKED):
        if not outside(element):
            yield element.get("content") or element.get("datetime") or element.text_content()


def _printed(near: Sequence[str]) -> tuple[str | None, bool]:
    """The one day printed beside the headline as that of publication, else the only one; whether it is labelled."""
    found: dict[str, bool] = {}
    for text in near:
        for match in lexicon().date.finditer(text):
            before = text[max(0, match.start() - _LABEL) : match.start()]
            day = to_day(match[0])
            if day and not _CHANGED.search(before):
                found[day] = found.get(day, False) or _ISSUED.search(before) is not None
    for days in ([day for day, labelled in found.items() if labelled], list(found)):
        if len(days) == 1:
            return days[0], found[days[0]]
    return None, False


def _timed(page: Page) -> str | None:
    times = [one for one in page.tree.iter("time") if not outside(one)]
    for wanted in (True, False):
        for element in times:
            about = f"{element.get('class') or ''} {(element.getparent().get('class') or '')}"
            if _CHANGED.search(about) or bool(_FRESH.search(about)) is not wanted:
                continue
            if day := to_day(element.get("datetime") or element.text_content()):
                return day
    return None


def _addressed(url: str | None) -> str | None:
    match = _ADDRESS.search(url or "")
    if match is None:
        return None
    year, month, day = match.groups()
    return to_day(f"{year}-{month}-{day}" if month.isdigit() else f"{day} {month} {year}")


def _distance(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
