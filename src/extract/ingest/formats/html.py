"""Saved web pages: main text by trafilatura; metadata by what the page states, then by what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from extract.errors import ArticleError, FormatError
from extract.ingest.encoding import decode
from extract.ingest.source import Draft, Format, problem
from extract.ingest.xmltree import prolog, root_of
from extract.records import Diagnostic

if TYPE_CHECKING:
    from extract.ingest.page import Dated

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_OPTIONS: dict[str, Any] = {
    "include_comments": False,
    "include_tables": True,
    "with_metadata": False,
    "output_format": "txt",
}
_ENOUGH = 2500
"""Only when trafilatura's own rules find less text, in characters, other extractors are tried against them."""
_WHOLE = 0.5
"""The page shows less than this share of the text that its JSON-LD has: the rest is loaded by scripts."""


def parse(data: bytes) -> Draft:
    """The main text of a page, and its metadata in order of trust.

    Raises:
        ArticleError: `no-text` when the page has no main text, `broken-html` when it can't be parsed.
        FormatError: the extra `html` is not installed.
    """
    try:
        import trafilatura
        from trafilatura.utils import load_html

        from extract.ingest import page as pages
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
    page = pages.read(tree)
    near = tuple(pages.near_headline(page))
    dated = pages.published(page, near)
    draft = Draft(
        text="",
        title=pages.title(page),
        authors=pages.authors(page, near),
        publisher=page.publisher,
        url=page.url,
        published=dated.day if dated else None,
        published_from="metadata",
        description=page.description,
        language=page.language,
    )
    body = ""
    for fast in (True, False):
        if len(body) < _ENOUGH:
            body = trafilatura.extract(tree, fast=fast, **_OPTIONS) or ""
    body = _fuller(body, page.body)
    if not body:
        raise ArticleError("no-text", "no main text was found on the page")
    return replace(
        draft, text=body.replace("\n", "\n\n"), diagnostics=(*diagnostics, *(_doubts(dated) if dated else ()))
    )


def _doubts(dated: Dated) -> Iterator[Diagnostic]:
    if dated.guess:
        yield problem("guessed-date", f"the page states no publication date; {dated.day} was found {dated.guess}")
    if dated.other:
        yield problem("other-date", f"the page prints {dated.day} beside its headline, its markup says {dated.other}")


def _fuller(shown: str, stated: str) -> str:
    """The text that is shown, unless the page's JSON-LD has much more of it."""
    return shown if len(shown) >= _WHOLE * len(stated) else stated


_DOCTYPE = re.compile(rb"<!doctype\s+html\b", re.IGNORECASE)


def sniff(head: bytes) -> bool:
    """Whether it begins as pages do, behind comments and an XML declaration."""
    name, _ = root_of(head)
    return name.casefold() in ("html", "head") or _DOCTYPE.search(head, 0, prolog(head)[0]) is not None


FORMAT = Format(name="html", suffixes=(".html", ".htm", ".xhtml"), parse=parse, sniff=sniff, extra="html")
