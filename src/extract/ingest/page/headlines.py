"""The title: of what the markup states and the page shows, without the site's name."""

from __future__ import annotations

import re

from extract.ingest.page.statements import HtmlElement, Page, one_of, plain, squeezed, text_of

_META = (
    "og:title", "twitter:title", "parsely-title", "sailthru.title", "citation_title", "dc.title", "dcterms.title",
    "headline", "hdl",
)  # fmt: skip
_SEPARATOR = re.compile(r"\s+(?:[|–—·•:-]|::|--|<|>|/)\s+|\s*\|\s*|: (?=[\w ]+$)")
_SHORTENED = re.compile(r"\s*(?:\.\.\.|…)$")
_SECTION = re.compile(r"[^|»:]{2,25}\s*[|»]\s*")
SHORTEST = 10
"""What is shorter, in characters, is a label and no title."""
LONGEST = 500
"""What is longer, in characters, is no title; nobody prints one, and some pages hide keywords there."""
LONGEST_SITE = 5
"""More words behind a bar are part of the title."""


def title(page: Page) -> str | None:
    """The headline that a reader sees where the metadata agree with it, else what they state.

    A heading that also holds a kicker or a subtitle is cut to what the metadata call the title.
    """
    headings = [(element, text) for element in page.tree.iter("h1") if (text := _shown(element, page))]
    whole = _stated(page)
    stated = [bare for one in whole if (bare := _bare(one, page)) and squeezed(bare) not in page.sites]
    for element, text in headings:
        for one in (*whole, *stated):
            if squeezed(one) == squeezed(text):
                return text
            if one.startswith(text) and _SEPARATOR.match(one, len(text)) and "»" not in one:
                return text
            if part := _part(element, one):
                return part
    if headings:
        stated = [one for one in stated if len(one) > SHORTEST]
    if len(headings) == 1 and len(headings[0][1].split()) >= 3 and (not stated or _related(headings[0][1], stated)):
        return _without_section(headings[0][1], stated)
    for one in stated:
        begun = squeezed(_SHORTENED.sub("", one))
        for _, text in headings:
            shown = squeezed(text)
            if len(text) > SHORTEST and (
                squeezed(one).startswith(shown) or (shown.startswith(begun) and _SHORTENED.search(one))
            ):
                return text
    if stated:
        return stated[0]
    lesser = [text for element in page.tree.iter("h2") if (text := _shown(element, page))]
    return next((text for text in (*(text for _, text in headings), *lesser) if len(text) > SHORTEST), None)


def _shown(element: HtmlElement, page: Page) -> str | None:
    """The text of a heading that is more than the site's name."""
    text = text_of(element)
    return text if len(text) <= LONGEST and squeezed(text) and squeezed(text) not in page.sites else None


def _stated(page: Page) -> list[str]:
    candidates = [
        one_of(page.article.get("headline")),
        *(page.first(name) for name in _META),
        page.tree.findtext(".//head/title") or page.tree.findtext(".//title"),
    ]
    return [text for one in candidates if one and len(one) <= LONGEST and (text := plain(one))]


def _bare(text: str, page: Page) -> str:
    """A title without " | Site name": parts at its end, or its beginning, that are the site or short behind a bar."""
    if "»" in text:  # a path through the site
        return max((part.strip() for part in text.split("»")), key=len)
    text = text.strip(" |-–—")
    while parts := list(_SEPARATOR.finditer(text)):
        first, last = parts[0], parts[-1]
        head, tail = text[: last.start()].strip(), text[last.end() :].strip()
        begin, rest = text[: first.start()].strip(), text[first.end() :].strip()
        if len(head) > SHORTEST and _is_site(tail, page):
            text = head
        elif len(rest) > SHORTEST and _is_site(begin, page):
            text = rest
        elif len(head) > SHORTEST and _is_label(last[0], tail):
            text = head
        elif len(rest) > SHORTEST and _is_label(first[0], begin):
            text = rest
        elif "|" in first[0] and len(parts) > 1 and len(begin.split()) >= LONGEST_SITE:
            text = begin
        else:
            break
    return text


def _is_label(separator: str, part: str) -> bool:
    """Whether what a bar sets off is short enough for a site's or a section's name."""
    return "|" in separator and len(part.split()) <= LONGEST_SITE


def _is_site(name: str, page: Page) -> bool:
    have = squeezed(name)
    return bool(have) and any(
        have == site or (min(len(have), len(site)) > 3 and (have in site or site in have)) for site in page.sites
    )


def _part(heading: HtmlElement, stated: str) -> str | None:
    """The stretch of a heading's pieces that is what the metadata state, where the heading holds more."""
    pieces = [" ".join(piece.split()) for piece in heading.itertext() if piece.strip()]
    want = squeezed(stated)
    for start in range(len(pieces)):
        for end in range(start + 1, len(pieces) + 1):
            if squeezed(have := " ".join(pieces[start:end])) == want:
                return have if len(have) > SHORTEST else None
    return None


def _related(heading: str, stated: list[str]) -> bool:
    """Whether a heading speaks of what the metadata speak of: a site's slogan does not."""
    words = set(heading.casefold().split())
    return any(len(words & set(one.casefold().split())) * 3 >= min(len(words), len(one.split())) for one in stated)


def _without_section(heading: str, stated: list[str]) -> str:
    match = _SECTION.match(heading)
    rest = heading[match.end() :] if match else ""
    return rest if rest and any(squeezed(rest) == squeezed(one) for one in stated) else heading
