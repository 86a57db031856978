"""Where on a page something stands: beside the headline, or in what is not the article at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import XPath

from extract.ingest.page.statements import HtmlElement, Page, squeezed, text_of

LONGEST_LINE = 200
"""Longer text, in characters, is no byline and no date; the first such paragraph ends the head of an article."""
FOLLOWING = 120
PRECEDING = 25
_UP = 3
"""A line above the headline belongs to it when they share an ancestor so many levels up."""

_OUTSIDE_TAGS = frozenset({"footer", "aside", "nav", "form", "blockquote"})
_OUTSIDE = re.compile(
    r"(?:^|[\s_-])(?<!article[_-])(?<!entry[_-])(?<!post[_-])(?<!story[_-])(?:sidebar|side-bar|rail|footer|cards?)(?:$|[\s_-])"
    r"|(?:^|[\s_-])(?:comments?|comment-?list|respond|disqus|related|recirc\w*|promos?|promoted"
    r"|teasers?|widgets?|trending|popular|latest|recommend\w*|recent|references?|bibliography|newsletter|carousel"
    r"|read-?next|more-?(?:from|stories|news|on)|up-?next|menu|nav|navigation|cookie|modal)(?:$|[\s_-])",
    re.IGNORECASE,
)
_AFTER = XPath(f"following::*[position() <= {FOLLOWING}]")
_SILENT = frozenset({"script", "style", "noscript", "svg", "template", "meta", "link", "option", "select"})
_PARAGRAPH = frozenset({"p", "blockquote"})


def heading(page: Page) -> HtmlElement | None:
    """The element of the article's headline: the first `h1` that is not the site's name."""
    found = [h for h in page.tree.iter("h1") if (text := squeezed(text_of(h))) and text not in page.sites]
    return next((one for one in found if not outside(one)), found[0] if found else None)


def outside(element: HtmlElement, inner: frozenset[HtmlElement] = frozenset()) -> bool:
    """Whether an element stands among comments, related stories, navigation and the like.

    Args:
        element: any element.
        inner: elements that hold the headline, which are not outside whatever they are called.
    """
    while element is not None and element.tag not in ("body", "html", "main", "article"):
        if element not in inner and (
            element.tag in _OUTSIDE_TAGS or _OUTSIDE.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        ):
            return True
        element = element.getparent()
    return False


def near_headline(page: Page) -> Iterator[str]:
    """The short lines below the headline, up to the first long paragraph, then those just above it."""
    top = heading(page)
    if top is None:
        return
    inner = frozenset(top.iterancestors())
    yield from _lines(_AFTER(top), inner)
    box = top
    for _ in range(_UP):
        parent = box.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        box = parent
    above: list[HtmlElement] = []
    for element in box.iter():
        if element is top:
            break
        above.append(element)
    yield from _lines(above[-PRECEDING:], inner)


def _lines(elements: list[HtmlElement], inner: frozenset[HtmlElement]) -> Iterator[str]:
    """The texts of the outermost short elements."""
    taken: set[HtmlElement] = set()
    for element in elements:
        if not isinstance(element.tag, str) or element.tag in _SILENT or element in inner:
            continue
        if element.getparent() in taken or (element.getparent() is not None and element.getparent().tag in _SILENT):
            taken.add(element)
            continue
        text = text_of(element)
        if len(text) > LONGEST_LINE:
            if element.tag in _PARAGRAPH:
                return
        else:
            taken.add(element)
            if text and not outside(element, inner):
                yield text
