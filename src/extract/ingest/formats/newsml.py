"""IPTC NewsML-G2: one article for each news item that has a text, alone or in a message of several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from extract.config import Settings
from extract.errors import ArticleError
from extract.ingest import markup, xmltree
from extract.ingest.fields import packed, unpacked_draft
from extract.ingest.formats import nitf
from extract.ingest.source import Draft, Failure, Format, Item, problem
from extract.ingest.xmltree import XmlElement, children, descendants, first, local, text

LARGEST = 256 * 2**20
"""A message is read whole; a larger one, in bytes, is none."""
_ROOTS = frozenset({"newsMessage", "newsItem", "packageItem"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def sniff(head: bytes) -> bool:
    """Whether its outermost element is one of NewsML-G2."""
    return xmltree.root_of(head)[0] in _ROOTS


def split(item: Item, stream: BinaryIO, settings: Settings) -> Iterator[Item | Failure]:
    """One item for each news item with a text; pictures, packages and the like in a message are passed over.

    Raises:
        ArticleError: `empty-file`, `too-long`, `unsafe-xml`, `broken-xml`, or `no-text` when no item has one.
        FormatError: the extra `agency` is not installed.
    """
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ArticleError("too-long", f"more than the {LARGEST:,} bytes that a message may have")
    if not data.strip():
        raise ArticleError("empty-file", "the file is empty")
    root = xmltree.tree(data, "agency")
    alone = local(root) == "newsItem"
    found = [root] if alone else list(descendants(root, "newsItem"))
    drafts = [(number, draft) for number, one in enumerate(found, start=1) if (draft := _draft(one)) is not None]
    if not drafts:
        yield Failure.of(item, problem("no-text", f"{item.where}: there is no news item with a text in it"))
    for number, draft in drafts:
        yield packed(item, None if alone else number, draft)


def _draft(item: XmlElement) -> Draft | None:
    meta = next(children(item, "contentMeta"), None)
    body, inside = _body(item)
    if not body:
        return None
    about = first(item, "contentMeta", "headline")
    names = [name for one in children(item, "contentMeta", "creator") if (name := first(one, "name"))]
    language = next((one.get("tag") for one in children(item, "contentMeta", "language")), None)
    dates = (
        first(item, "contentMeta", "contentCreated"),
        first(item, "itemMeta", "firstCreated"),
        inside.published,
        first(item, "itemMeta", "versionCreated"),
    )
    byline = first(item, "contentMeta", "by")
    dateline = first(item, "contentMeta", "dateline") if meta is not None else None
    return Draft(
        text=nitf.with_dateline(body, dateline),
        id=item.get("guid"),
        title=about or inside.title,
        authors=tuple(names) or ((byline,) if byline else inside.authors),
        publisher=_publisher(item) or inside.publisher,
        url=next((one.get("href") for one in children(item, "itemMeta", "link") if _canonical(one)), None),
        published=next((one for one in dates if one), None),
        published_from="metadata",
        description=first(item, "contentMeta", "description") or inside.description,
        language=language or item.get(_LANG),
    )


def _body(item: XmlElement) -> tuple[str, nitf.Story]:
    """The longest text in the item's content, and what NITF says there."""
    best = nitf.Story(text="")
    for content in children(item, "contentSet"):
        for one in content:
            kind = one.get("contenttype", "")
            if local(one) == "inlineXML" and len(one):
                inner = one[0]
                found = nitf.story(inner) if local(inner) == "nitf" else nitf.Story(text=_marked_up(inner))
            elif local(one) == "inlineData":
                raw = "".join(one.itertext()).strip()
                found = nitf.Story(text=markup.paragraphs(raw) if "html" in kind or markup.is_markup(raw) else raw)
            else:
                continue
            best = max(best, found, key=lambda story: len(story.text))
    return best.text, best


def _marked_up(element: XmlElement) -> str:
    """XHTML, or any other vocabulary that has its paragraphs in elements called `p`."""
    from lxml import etree

    if local(element) in ("html", "body", "div", "section", "article"):
        for one in element.iter():
            one.tag = local(one)
        return markup.paragraphs(etree.tostring(element, encoding="unicode", method="html", with_tail=False))
    return "\n\n".join(found for one in descendants(element, "p") if (found := text(one)))


def _publisher(item: XmlElement) -> str | None:
    for path in (("contentMeta", "infoSource", "name"), ("itemMeta", "provider", "name")):
        if found := first(item, *path):
            return found
    for source in (*children(item, "itemMeta", "provider"), *children(item, "contentMeta", "infoSource")):
        if literal := source.get("literal"):
            return str(literal)
    return first(item, "rightsInfo", "copyrightHolder", "name")


def _canonical(link: XmlElement) -> bool:
    return str(link.get("rel")).endswith(("canonical", "hasWebRendition"))


FORMAT = Format(
    name="newsml", suffixes=(".newsml", ".xml"), parse=unpacked_draft, split=split, sniff=sniff, extra="agency"
)
