"""NITF, the News Industry Text Format: agency stories, the New York Times corpus, the inside of NewsML-G2."""

from __future__ import annotations

from dataclasses import dataclass

from extract.errors import ArticleError
from extract.ingest import xmltree
from extract.ingest.source import Draft, Format
from extract.ingest.xmltree import XmlElement, children, descendants, first, local, text

_PARAGRAPHS = frozenset({"p", "hl2", "li", "pre", "bq", "q"})
_LEFT_OUT = frozenset({"media", "fn", "table", "nitf-table", "ol", "alt-pronunciation"})


@dataclass(frozen=True)
class Story:
    """What a NITF document says of itself; a wrapper may know better."""

    text: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    description: str | None = None
    identifier: str | None = None
    url: str | None = None
    language: str | None = None


def sniff(head: bytes) -> bool:
    """Whether its outermost element is `nitf`."""
    return xmltree.root_of(head)[0] == "nitf"


def parse(data: bytes) -> Draft:
    """One document.

    Raises:
        ArticleError: `unsafe-xml`, `broken-xml`, or `no-text` when its body is empty.
        FormatError: the extra `agency` is not installed.
    """
    root = xmltree.tree(data, "agency")
    found = story(root)
    if not found.text:
        raise ArticleError("no-text", "there is no text in its body")
    return Draft(
        text=found.text,
        id=found.identifier,
        title=found.title,
        authors=found.authors,
        publisher=found.publisher,
        url=found.url,
        published=found.published,
        published_from="metadata",
        description=found.description,
        language=found.language,
    )


def story(root: XmlElement) -> Story:
    """The story of a `nitf` element; pictures with their captions and tables are left out."""
    head = next(children(root, "body", "body.head"), None)
    bodies = list(children(root, "body", "body.content"))
    # The New York Times corpus has the first paragraphs twice, as a block of their own and in the whole text.
    whole = [one for body in bodies for one in children(body, "block") if one.get("class") == "full_text"]
    parts = [part for body in whole or bodies for part in _paragraphs(body)]
    data = next(children(root, "head", "pubdata"), None)
    issued = next(children(root, "head", "docdata", "date.issue"), None)
    known = next(children(root, "head", "docdata", "doc-id"), None)
    title = byline = dateline = day = abstract = agency = None
    if head is not None:
        title = first(head, "hedline", "hl1")
        byline = first(head, "byline")
        dateline = first(head, "dateline")
        day = next((one.get("norm") for one in descendants(head, "story.date") if one.get("norm")), None)
        abstract = first(head, "abstract") or first(head, "hedline", "hl2")
        agency = first(head, "distributor")
    dates = (
        issued.get("norm") if issued is not None else None,
        day,
        data.get("date.publication") if data is not None else None,
    )
    return Story(
        text=with_dateline("\n\n".join(parts), dateline),
        title=title or first(root, "head", "title"),
        authors=(byline,) if byline else (),
        publisher=(data.get("name") if data is not None else None) or agency,
        published=next((one for one in dates if one), None),
        description=abstract,
        identifier=known.get("id-string") if known is not None else None,
        url=data.get("ex-ref") if data is not None else None,
        language=root.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )


def with_dateline(story: str, dateline: str | None) -> str:
    """A story that begins with its dateline, as agencies print it, where that is given apart."""
    if not dateline or story.startswith(dateline):
        return story
    return f"{dateline.rstrip(' -–—')} - {story}"


def _paragraphs(element: XmlElement) -> list[str]:
    found: list[str] = []
    for child in element:
        name = local(child)
        if name in _PARAGRAPHS and not any(local(one) in _PARAGRAPHS for one in child):
            found.append(text(child))
        elif name not in _LEFT_OUT:
            found += _paragraphs(child)
    if not found and text(element) and local(element) not in _LEFT_OUT:
        found = [text(element)]
    return [one for one in found if one]


FORMAT = Format(name="nitf", suffixes=(".nitf", ".xml"), parse=parse, sniff=sniff, extra="agency")
