"""XML without its dangers: no entity is resolved, no DTD loaded, nothing fetched, no tree too deep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from extract.errors import ArticleError, FormatError
from extract.ingest.encoding import decode
from extract.ingest.source import HEAD

XmlElement: TypeAlias = Any
"""An element of lxml, which has no types."""

_ELEMENT = re.compile(rb"<([A-Za-z_][\w.:-]{0,100})([^>]{0,3000})")
_ENDS = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!", b">"))


def prolog(head: bytes) -> tuple[int, bytes]:
    """Where the outermost element begins behind declarations and comments, and the internal subset of the DTD.

    Regular expressions would take exponential time for this on some inputs.
    """
    at, subset = 3 if head.startswith(b"\xef\xbb\xbf") else 0, b""
    while True:
        at += len(head) - at - len(head[at:].lstrip())
        begin, end = next((pair for pair in _ENDS if head.startswith(pair[0], at)), (b"", b""))
        if not begin:
            return at, subset
        bracket = head.find(b"[", at) if begin == b"<!" else -1
        close = head.find(end, at + len(begin))
        if -1 < bracket < close:
            close = head.find(b"]", bracket)
            subset = head[bracket + 1 : close if close > 0 else len(head)]
            close = head.find(end, close) if close > 0 else -1
        if close < 0:
            return len(head), subset
        at = close + len(end)


def root_of(head: bytes) -> tuple[str, bytes]:
    """The local name of a document's outermost element and its attributes; "" where it does not begin as XML."""
    found = _ELEMENT.match(head, prolog(head)[0])
    return (found[1].decode("ascii", "replace").rpartition(":")[2], found[2]) if found else ("", b"")


def refuse_entities(data: bytes) -> None:
    """Refuse a document that declares entities: no news format does, and bombs are made of them.

    Raises:
        ArticleError: `unsafe-xml`.
    """
    if b"<!ENTITY" in prolog(data[:65_536])[1]:
        raise ArticleError("unsafe-xml", "it declares entities of its own, which are not resolved")


def tree(data: bytes, extra: str) -> XmlElement:
    """The outermost element of a document.

    Args:
        data: the document.
        extra: the extra that brings lxml to the format that asks.

    Raises:
        ArticleError: `unsafe-xml` or `broken-xml`.
        FormatError: lxml is not installed.
    """
    try:
        from lxml import etree
    except ImportError as error:
        raise FormatError(f'this XML needs lxml: pip install "incident-extract[{extra}]"') from error
    refuse_entities(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        decode(data[:HEAD])  # says so if this is no text at all
        raise ArticleError("broken-xml", f"no XML: {error}") from error


def local(element: XmlElement) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: XmlElement, *path: str) -> Iterator[XmlElement]:
    """The elements under a path of local names, whatever their namespace."""
    if not path:
        yield element
        return
    for child in element:
        if local(child) == path[0]:
            yield from children(child, *path[1:])


def descendants(element: XmlElement, *names: str) -> Iterator[XmlElement]:
    """All elements inside that have one of some local names, in the order of the document."""
    return (one for one in element.iter() if local(one) in names)


def text(element: XmlElement | None) -> str:
    """All text inside an element, on one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def first(element: XmlElement, *path: str) -> str | None:
    """The text of the first element under a path that has some."""
    return next((found for one in children(element, *path) if (found := text(one))), None)
