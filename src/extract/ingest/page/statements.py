"""Collects what a page states in its markup: meta tags, JSON-LD objects, the address, the publisher."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any, TypeAlias
from urllib.parse import urljoin, urlsplit

from lxml.etree import XPath

HtmlElement: TypeAlias = Any
"""An element of lxml, which has no types."""
Node: TypeAlias = dict[str, Any]
"""An object of JSON-LD."""

DEPTH = 5
"""How deep an article may lie in the JSON-LD of its page."""

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Review|Recipe)$")
_PAGE = re.compile(r"(?:WebPage|ItemPage)$")
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_BLOCK = re.compile(r"<(?:/?(?:p|div|h[1-6]|ul|ol|li|blockquote|figure|table|tr)|br)\b[^<>]{0,300}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,1000}>", re.IGNORECASE)
_TRAILING = re.compile(r",\s*(?=[}\]])")
_TEXTS = XPath(".//text()[not(parent::script or parent::style or parent::noscript)]")
# "Harbour News | Ports, Ships": what follows is a slogan.
_SLOGAN = re.compile(r"\s+(?:[|•·»]|[–—-])\s+")
_URL_META = ("og:url", "twitter:url", "dc.identifier", "parsely-link", "sailthru.url")
_SITE_META = ("og:site_name", "dc.publisher", "application-name", "citation_publisher", "apple-mobile-web-app-title")
_LANGUAGE_META = ("og:locale", "content-language", "dc.language", "language")


@dataclass(frozen=True)
class Page:
    """The statements of one page.

    Attributes:
        tree: the parsed page.
        meta: contents of the meta tags by lower-case name or property, each in the order of the page.
        nodes: all JSON-LD objects.
        article: the one that describes the article; empty when none does.
        url: the canonical address.
        publisher: whose page it is.
        sites: squeezed names of the site: publisher, names in meta tags, the host.
    """

    tree: HtmlElement
    meta: dict[str, tuple[str, ...]]
    nodes: tuple[Node, ...]
    article: Node
    url: str | None
    publisher: str | None
    sites: frozenset[str]

    def first(self, *names: str) -> str | None:
        """The first content of the first of some meta tags that the page has."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    def resolved(self, value: object) -> object:
        """A JSON-LD value, references to other objects of the page replaced by these."""
        if isinstance(value, list):
            return [self.resolved(one) for one in value]
        if isinstance(value, dict) and "name" not in value and "@id" in value:
            return next((n for n in self.nodes if n.get("@id") == value["@id"] and "name" in n), value)
        return value

    @property
    def description(self) -> str | None:
        """The page's own summary of the article."""
        stated = one_of(self.article.get("description"))
        return stated or self.first("og:description", "description", "twitter:description", "dc.description")

    @property
    def language(self) -> str | None:
        """The language that the page states, as a tag."""
        stated = self.tree.get("lang") or self.tree.get("xml:lang") or one_of(self.article.get("inLanguage"))
        return stated or self.first(*_LANGUAGE_META)

    @property
    def body(self) -> str:
        """The article's text as its JSON-LD has it, without markup; empty when it has none."""
        text = self.article.get("articleBody")
        if not isinstance(text, str):
            return ""
        if "&lt;" in text or "<" in text:
            text = _TAG.sub("", _BLOCK.sub("\n", unescape(text)))
        return text.strip()


def read(tree: HtmlElement) -> Page:
    """The statements of a parsed page."""
    meta: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        content = (tag.get("content") or "").strip()
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := (tag.get(key) or "").strip().casefold()):
                meta.setdefault(name, []).append(content)
                break
    known = {name: tuple(contents) for name, contents in meta.items()}
    nodes = tuple(_nodes_of(tree))
    url = _url(tree, known)
    article = _article(nodes, url)
    whole = Page(tree, known, nodes, article, url, None, frozenset())
    publisher = _publisher(whole)
    return Page(tree, known, nodes, article, url, publisher, _sites(whole, publisher))


def is_a(node: Node, types: re.Pattern[str]) -> bool:
    """Whether an object is of one of some types."""
    stated = node.get("@type")
    return any(types.search(str(one)) for one in (stated if isinstance(stated, list) else [stated]))


def strings(value: object) -> Iterator[str]:
    """The names in a JSON-LD value: a string, an object with a name, a list of either."""
    if isinstance(value, str) and value.strip():
        yield plain(value)
    elif isinstance(value, dict):
        yield from strings(value.get("name") or value.get("@value"))
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def one_of(value: object) -> str | None:
    """The first of the names in a JSON-LD value."""
    return next(strings(value), None)


def plain(value: str) -> str:
    """A value on one line, without the entities that some sites escape twice."""
    return " ".join(unescape(unescape(value)).split())


def squeezed(name: str) -> str:
    """Letters and digits of a name in lower case: "The BBC" and "the-bbc" are one."""
    return "".join(filter(str.isalnum, name.casefold()))


def text_of(element: HtmlElement) -> str:
    """The text of an element on one line, a blank between its parts."""
    return " ".join(" ".join(_TEXTS(element)).split())


def page_days(page: Page) -> Iterator[str]:
    """Dates of publication that the JSON-LD states: the article's, then the page's."""
    for node in (page.article, *(node for node in page.nodes if is_a(node, _PAGE))):
        if stated := one_of(node.get("datePublished")):
            yield stated


def _nodes_of(tree: HtmlElement) -> Iterator[Node]:
    """The objects of the page's JSON-LD, in their order."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").casefold() and script.text:
            yield from _nodes(_loaded(script.text))


def _loaded(text: str) -> object:
    """JSON as pages have it: in comments, with raw line breaks or a comma too many; None when it is broken."""
    text = _CONTROL.sub(" ", text)
    text = _WRAPPED.sub("", _WRAPPED.sub("", text)).strip().rstrip(";")
    for attempt in (text, _TRAILING.sub("", text)):
        try:
            found: object = json.loads(attempt)
            return found
        except (json.JSONDecodeError, RecursionError):
            continue
    return None


def _nodes(data: object, depth: int = 0) -> Iterator[Node]:
    if depth > DEPTH:
        return
    if isinstance(data, dict):
        yield data
        for key in _HOLDERS:
            yield from _nodes(data.get(key), depth + 1)
    elif isinstance(data, list):
        for part in data:
            yield from _nodes(part, depth + 1)


def _article(nodes: tuple[Node, ...], url: str | None) -> Node:
    """The object about this page's article: the one with its address, else the first that says most."""
    articles = [node for node in nodes if is_a(node, _ARTICLE)]
    if len(articles) > 1 and url:
        here = [node for node in articles if any(_same(url, address) for address in _addresses(node))]
        articles = here or articles
    return max(articles, key=lambda node: ("datePublished" in node) + ("headline" in node), default={})


def _addresses(node: Node) -> Iterator[str]:
    for value in (node.get("url"), node.get("@id"), node.get("mainEntityOfPage")):
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def _same(one: str, other: str) -> bool:
    first, second = urlsplit(one), urlsplit(other)
    return first.path.strip("/") == second.path.strip("/") and bool(first.path.strip("/"))


def _url(tree: HtmlElement, meta: dict[str, tuple[str, ...]]) -> str | None:
    """The canonical address: of the link, unless that names the front page only; else of a meta tag."""
    links = [link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").casefold()]
    stated = [contents[0] for name in _URL_META if (contents := meta.get(name))]
    base = next((one for one in stated if one.startswith("http")), "")
    whole = [one for one in (urljoin(base, link.strip()) for link in (*links, *stated)) if one.startswith("http")]
    return next((one for one in whole if urlsplit(one).path.strip("/")), whole[0] if whole else None)


def _publisher(page: Page) -> str | None:
    stated = one_of(page.resolved(page.article.get("publisher"))) or page.first(*_SITE_META)
    return (_SLOGAN.split(plain(stated))[0].strip(" -|–—") or None) if stated else None


def _sites(page: Page, publisher: str | None) -> frozenset[str]:
    """The names of the site, unless it is one person's."""
    node = page.resolved(page.article.get("publisher"))
    if isinstance(node, dict) and "Person" in str(node.get("@type")):
        return frozenset()
    host = (urlsplit(page.url).hostname or "").removeprefix("www.") if page.url else ""
    names = {publisher or "", host, host.rpartition(".")[0], *(page.first(name) or "" for name in _SITE_META)}
    return frozenset(filter(None, map(squeezed, names)))
