"""The authors: of what the markup states and the byline shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from extract.ingest.page.statements import HtmlElement, Page, is_a, squeezed, strings, text_of
from extract.ingest.page.surroundings import heading, outside
from extract.ingest.people import authors as people
from extract.ingest.people import in_order
from extract.ingest.rules import given_names, lexicon

LONGEST = 120
"""An element that the page marks as its author holds more than names when it is longer, in characters."""

_META = (
    "author", "article:author", "og:article:author", "article:author_name", "dc.creator", "dcterms.creator",
    "citation_author", "parsely-author", "sailthru.author", "cxenseparse:author", "rnews:author", "byl", "bylines",
    "article.author", "author_name", "authors", "og:author", "dc.contributor", "bt:author", "wpb_author",
)  # fmt: skip
_LINKED = (
    ".//*[@rel='author' or contains(concat(' ', @rel, ' '), ' author ') or @itemprop='author'"
    " or (self::a and (contains(@href, '/author/') or contains(@href, '/authors/') or contains(@href, '/by/')"
    " or contains(@href, '/people/') or contains(@href, '/staff/') or contains(@href, '/contributors/')))]"
)
_CLASSED = (
    ".//*[self::a or self::address or self::div or self::p or self::span or self::strong or self::li or self::h3]"
    "[contains(@class, 'uthor') or contains(@class, 'yline') or contains(@class, 'full-name')]"
)
_NAME_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?:post|article|entry)?[-_]?(?:authors?|bylines?)(?:[-_]{0,2}(?:name|link|title))?|full-name)(?:$|\s)",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^\W*(?:(?:written|reported|posted|published|words|story|text|report)\s+by|by|author)\b:?\s+(?=\S)",
    re.IGNORECASE,
)
_BY_START = re.compile(r"\s*(?:by|author|(?:written|posted|published|reported)\s+by)\b", re.IGNORECASE)
_SIGNING = ("p", "span", "div", "li", "small", "em", "strong", "b", "i", "h2", "h3", "h4", "td", "address", "header")
_TRIED = 40
_BARE = 12
"""A shorter "By" stands before the name, not around it."""
_PERSON = re.compile(r"^Person$")
_NAME_PART = ".//*[@itemprop='name']"


def authors(page: Page, near: Sequence[str]) -> tuple[str, ...]:
    """The people who wrote the article, in the order of the most trusted statement that names any.

    JSON-LD comes first, then meta tags, elements marked as author, the byline beside the headline. Two of the
    later ones that agree win over one that they contradict; the byline that shows more names than the markup
    wins too. The site's own name is no author.

    What only looks like a byline is searched where these name nobody in full.

    Args:
        page: the page.
        near: the lines beside its headline.
    """
    top = heading(page)
    inner = frozenset(top.iterancestors()) if top is not None else frozenset()
    found = [names for source in _sources(page, near, inner) if (names := _cleaned(source, page))]
    if not found or not any(" " in name for name in found[0]):
        found += [names for search in (_classed, _signed) if (names := _cleaned(search(page, inner), page))]
    if not found:
        return ()
    keys = [frozenset(map(squeezed, names)) for names in found]
    for index, key in enumerate(keys[1:], 1):
        if key > keys[0] or _completes(found[index], found[0]):
            return found[index]
        if key.isdisjoint(keys[0]) and key in keys[index + 1 :]:
            return found[index]
    return found[0]


def _completes(longer: tuple[str, ...], names: tuple[str, ...]) -> bool:
    """Whether one list has the full names of what are first names in another."""
    return len(longer) == len(names) == 1 and " " not in names[0] and longer[0].split()[0] == names[0]


def _sources(page: Page, near: Sequence[str], inner: frozenset[HtmlElement]) -> Iterator[list[str]]:
    """The statements about authors by trust; each a list of author fields."""
    yield list(strings(page.resolved(page.article.get("author"))))
    yield list(strings(page.resolved(page.article.get("creator"))))
    for name in _META:
        yield [in_order(content) for content in page.meta.get(name, ())]
    yield [text for element in page.tree.xpath(_LINKED) if (text := _marked(element, inner))]
    yield [text for text in near if _BY.match(text)][:1]
    persons = [name for node in page.nodes if is_a(node, _PERSON) for name in strings(node)]
    yield persons if len(set(persons)) == 1 else []


def _marked(element: HtmlElement, inner: frozenset[HtmlElement]) -> str | None:
    """The name in an element that the page marks as an author, unless it stands outside the article."""
    if outside(element, inner):
        return None
    if content := element.get("content"):
        return str(content)
    names = element.xpath(_NAME_PART) if element.get("itemprop") == "author" else []
    text = "; ".join(filter(None, (one.get("content") or text_of(one) for one in names))) or text_of(element)
    return text if 0 < len(text) <= LONGEST and (not text[0].islower() or _BY.match(text)) else None


def _classed(page: Page, inner: frozenset[HtmlElement]) -> list[str]:
    """The element whose class calls it a byline or an author's name, when all such name the same people."""
    found: dict[tuple[str, ...], str] = {}
    for element in page.tree.xpath(_CLASSED):
        if _NAME_CLASS.search(element.get("class")) and not outside(element, inner):
            text = text_of(element)
            if 0 < len(text) <= LONGEST and (names := people([text])):
                found.setdefault(names, text)
    return list(found.values()) if len(found) == 1 else []


def _signed(page: Page, inner: frozenset[HtmlElement]) -> list[str]:
    """The first short element that begins with "By" or "Posted by"; with the next one where it says no more."""
    begun = (one for one in page.tree.iter(*_SIGNING) if one.text and _BY_START.match(one.text))
    for element in islice(begun, _TRIED):
        if not outside(element, inner):
            text = text_of(element)
            if len(text) < _BARE and (following := element.getnext()) is not None:
                text = f"{text} {text_of(following)}"
            if len(text) <= LONGEST and _BY.match(text) and people([text]):
                return [text]
    return []


def _cleaned(fields: Iterable[str], page: Page) -> tuple[str, ...]:
    return tuple(name for name in people(fields) if not _is_site(name, page))


def _is_site(name: str, page: Page) -> bool:
    """Whether a name is the site's, and the site not one that has its author's name."""
    key = squeezed(name)
    if not any(key == site or key == f"the{site}" or f"the{key}" == site for site in page.sites):
        return False
    return " " not in name or name.split()[0] not in given_names() or lexicon().outlet.search(name) is not None
