"""Plain text; one article, or the many of a press database's export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from extract.config import Settings
from extract.ingest import documents, press
from extract.ingest.containers import rejoined
from extract.ingest.encoding import decode
from extract.ingest.source import HEAD, Draft, Failure, Format, Item

_EXPORT = re.compile(rb"^[ \t]*\d+ of \d+ DOCUMENTS?[ \t\r]*$", re.MULTILINE)


def split(item: Item, stream: BinaryIO, settings: Settings) -> Iterator[Item | Failure]:
    """The text, or one item for each article where it begins as the exports of LexisNexis do.

    Raises:
        ArticleError: an export is too long, or no text.
    """
    head = stream.read(HEAD)
    if _EXPORT.search(head):
        text, _ = decode(documents.whole(rejoined(head, stream)))
        yield from documents.items(item, _paragraphs(text))
    elif item.file:
        yield item
    else:
        most = settings.max_characters * FORMAT.bytes_for_a_character
        yield replace(item, payload=head + stream.read(most))


def parse(data: bytes) -> Draft:
    """The text; title, byline and date are looked for in it later."""
    text, diagnostics = decode(data)
    return Draft(text=text, diagnostics=diagnostics)


def _paragraphs(text: str) -> list[str]:
    """Paragraphs that stand between blank lines, each on one line; labelled lines stay on their own."""
    found: list[str] = []
    joined = False
    for line in text.splitlines():
        part = line.strip()
        if part and joined and not press.is_labelled(part):
            found[-1] += f" {part}"
        elif part:
            found.append(part)
        joined = bool(part) and not press.is_labelled(part)
    return found


FORMAT = Format(name="txt", suffixes=(".txt", ".text"), parse=parse, split=split)
