"""Saved web pages: main text by trafilatura; metadata by JSON-LD, then meta tags, then what is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from extract.errors import ArticleError, FormatError
from extract.ingest.dates import to_day
from extract.ingest.encoding import decode
from extract.ingest.people import authors as people
from extract.ingest.source import Draft, Format, problem

HtmlElement: TypeAlias = Any
"""An element of lxml, which has no types."""

LATEST = "2099-12-31"
"""htmldate's upper bound, fixed: its own default is today, and results must not depend on the clock."""

LONGEST_BYLINE = 70
"""An element that the page marks as its author holds more than names when it is longer, in characters."""

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report)$")
_PERSON = re.compile(r"^Person$")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_SITE_SEPARATOR = re.compile(r"\s+[|–—»·:-]{1,2}\s+|\s*\|\s*")
_TITLE_META = ("og:title", "twitter:title", "dc.title", "headline", "sailthru.title")
_DATE_META = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "pubdate", "publishdate",
    "publish-date", "dc.date", "dc.date.issued", "dcterms.created", "parsely-pub-date", "sailthru.date",
    "article.published", "cxenseparse:recs:publishtime",
)  # fmt: skip
_AUTHOR_META = (
    "author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "og:article:author",
)
_MARKED_AUTHOR = (
    ".//*[(@rel='author' or @itemprop='author'"
    " or (self::a and (contains(@href, '/author/') or contains(@href, '/authors/'))))"
    " and not(ancestor::*[contains(@class, 'comment') or contains(@id, 'comment')])]"
)
_BYLINE = ".//*[contains(translate(@class, 'BL', 'bl'), 'byline') or contains(translate(@class, 'A', 'a'), 'author')]"
_BY = re.compile(r"by\b:?\s+", re.IGNORECASE)


def parse(data: bytes) -> Draft:
    """The main text of a page, and its metadata in order of trust.

    Raises:
        ArticleError: `no-text` when the page has no main text, `broken-html` when it can't be parsed.
        FormatError: the extra `html` is not installed.
    """
    try:
        import trafilatura
        from htmldate import find_date
        from trafilatura.utils import load_html
    except ImportError as error:
        raise FormatError('HTML needs trafilatura and htmldate: pip install "incident-extract[html]"') from error
    declared = _CHARSET.search(data[:4096])
    text, diagnostics = decode(data, declared[1].decode("ascii") if declared else None)
    try:
        tree = load_html(text)
    except (ValueError, RecursionError) as error:
        raise ArticleError("broken-html", f"the page can't be parsed: {error}") from error
    if tree is None:
        raise ArticleError("no-text", "this is no HTML page with text in it")
    meta = _meta(tree)
    nodes = list(_linked_nodes(tree))
    linked = next((node for node in nodes if _is_a(node, _ARTICLE_TYPES)), {})
    site = _first(linked.get("publisher")) or meta.get("og:site_name")
    url = _url(tree, meta)
    title = _title(tree, linked, meta, site or _host(url))
    names = _authors(tree, linked, nodes, meta, site)
    published = _stated_day(linked, meta)
    if published is None and (published := find_date(tree, original_date=True, max_date=LATEST)):
        diagnostics = (
            *diagnostics,
            problem("guessed-date", f"the page states no publication date; {published} was found on it"),
        )
    description = _first(linked.get("description")) or meta.get("og:description") or meta.get("description")
    language = tree.get("lang") or tree.get("xml:lang")
    body = trafilatura.extract(
        tree, include_comments=False, include_tables=True, with_metadata=False, output_format="txt"
    )
    if not body:
        raise ArticleError("no-text", "no main text was found on the page")
    return Draft(
        text=body.replace("\n", "\n\n"),
        title=title,
        authors=names,
        publisher=site,
        url=url,
        published=published,
        published_from="metadata",
        description=description,
        language=language,
        diagnostics=diagnostics,
    )


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The content of meta tags by their name or property, the first of each."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").strip().casefold()
        content = (tag.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _linked_nodes(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD, in their order."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().casefold() == "application/ld+json" and script.text:
            try:
                yield from _nodes(json.loads(_CONTROL.sub(" ", script.text).strip().rstrip(";")))
            except (json.JSONDecodeError, RecursionError):
                continue


def _is_a(node: dict[str, Any], types: re.Pattern[str]) -> bool:
    stated = node.get("@type")
    return any(types.search(str(one)) for one in (stated if isinstance(stated, list) else [stated]))


def _nodes(data: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(data.get(key), depth + 1)
    elif isinstance(data, list):
        for part in data:
            yield from _nodes(part, depth + 1)


def _strings(value: object) -> Iterator[str]:
    """The names in a JSON-LD value: a string, an object with a name, a list of either."""
    if isinstance(value, str) and value.strip():
        yield value.strip()
    elif isinstance(value, dict):
        yield from _strings(value.get("name"))
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _first(value: object) -> str | None:
    return next(_strings(value), None)


def _title(tree: HtmlElement, linked: dict[str, Any], meta: dict[str, str], site: str | None) -> str | None:
    headings = [" ".join(heading.text_content().split()) for heading in tree.iter("h1")]
    candidates = [
        _first(linked.get("headline")),
        *(meta.get(name) for name in _TITLE_META),
        tree.findtext(".//title"),
    ]
    stated = [" ".join(_plain(one).split()) for one in candidates if one and one.strip()]
    if len(headings) == 1 and len(headings[0].split()) >= 3 and _squeezed(headings[0]) not in _squeezed(site or ""):
        return headings[0]
    for one in stated:
        # The heading that the reader sees, where the metadata adds a site's name or is cut at its end.
        for heading in headings:
            if len(heading) > 10 and (one.startswith(heading) or heading.startswith(one.rstrip(".… "))):
                return heading
    if stated:
        return _without_site(stated[0], site)
    return next((heading for heading in headings if len(heading) > 10), None)


def _squeezed(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _host(url: str | None) -> str | None:
    return urlsplit(url).hostname if url else None


def _plain(value: str) -> str:
    """A value that some sites escape twice."""
    return unescape(unescape(value))


def _without_site(title: str, site: str | None) -> str:
    """A title without " | Site name": its last part, when that is the site or short behind a bar."""
    parts = list(_SITE_SEPARATOR.finditer(title))
    if not parts:
        return title
    tail = title[parts[-1].end() :].strip()
    have, want = _squeezed(tail), _squeezed(site or "")
    named = bool(have and want) and (have in want or want in have)
    barred = "|" in parts[-1][0] and len(tail.split()) <= 4
    kept = title[: parts[-1].start()].strip()
    return kept if (named or barred) and len(kept) > 10 else title


def _authors(
    tree: HtmlElement,
    linked: dict[str, Any],
    nodes: list[dict[str, Any]],
    meta: dict[str, str],
    site: str | None,
) -> tuple[str, ...]:
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and "name" in node}
    persons = [name for node in nodes if _is_a(node, _PERSON) for name in _strings(node)]
    sources = [
        list(_strings(_resolved(linked.get("author"), by_id))),
        *([meta[name]] for name in _AUTHOR_META if name in meta),
        [text for text in _shown(tree, _MARKED_AUTHOR) if text[0].isupper()][:3],
        persons if len(set(persons)) == 1 else [],
        [text for text in _shown(tree, _BYLINE) if _BY.match(text)][:1],
    ]
    for source in sources:
        if found := tuple(name for name in people(source) if site is None or name.casefold() != site.casefold()):
            return found
    return ()


def _shown(tree: HtmlElement, path: str) -> list[str]:
    """The texts of short elements, in the order of the page."""
    texts = (" ".join(element.text_content().split()) for element in tree.xpath(path))
    return [text for text in texts if 0 < len(text) <= LONGEST_BYLINE]


def _resolved(value: object, by_id: dict[str, dict[str, Any]]) -> object:
    """A JSON-LD value, references to other objects of the page replaced by these."""
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value]
    if isinstance(value, dict) and "name" not in value:
        return by_id.get(str(value.get("@id")), value)
    return value


def _stated_day(linked: dict[str, Any], meta: dict[str, str]) -> str | None:
    stated = (_first(linked.get("datePublished")), *(meta.get(name) for name in _DATE_META))
    return next((day for one in stated if one and (day := to_day(one))), None)


def _url(tree: HtmlElement, meta: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").casefold() == "canonical" and (link.get("href") or "").startswith("http"):
            return str(link.get("href"))
    return next((meta[name] for name in ("og:url", "twitter:url") if meta.get(name, "").startswith("http")), None)


FORMAT = Format(name="html", suffixes=(".html", ".htm", ".xhtml"), parse=parse, extra="html")
