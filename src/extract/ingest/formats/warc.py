"""WARC, as CC-NEWS and wget write it, and WET: streamed record by record, each page through the HTML format.

The framing (ISO 28500) is read here: FastWARC 2.0 ends without a word at a damaged or cut record, and behind a page
that is both chunked and compressed. This says so, and goes on at the next record.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from extract.config import Settings
from extract.errors import ArticleError, FormatError
from extract.ingest.encoding import decode
from extract.ingest.source import Draft, Failure, Format, Item, problem

_LINE = 65_536
_CHUNK = 1 << 20
_VERSION = re.compile(rb"WARC/\d")
_STATUS = re.compile(rb"HTTP/\S+ +(\d{3})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_FORMATS = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "txt"}
_BYTES_FOR_A_CHARACTER = 16


@dataclass(frozen=True)
class _Record:
    """One record: its number in the file, its fields by lower-case name, and its block as far as it is wanted."""

    number: int
    fields: dict[str, str]
    block: bytes
    length: int

    @property
    def cut(self) -> bool:
        return len(self.block) < self.length


def sniff(head: bytes) -> bool:
    """Whether it begins with a WARC record."""
    return _VERSION.match(head) is not None


def split(item: Item, stream: BinaryIO, settings: Settings) -> Iterator[Item | Failure]:
    """One item for each page: an HTML or plain text response with status 200, a resource, or a record of a WET file.

    Its number is that of the record in the file, its address the record's. Everything else (requests, redirects,
    pictures) is passed over.

    Raises:
        ArticleError: `broken-warc` when there is no record in it, `truncated-file` when its last one is cut.
    """
    most = settings.max_characters * _BYTES_FOR_A_CHARACTER
    for record in _records(item, stream, most):
        if isinstance(record, Failure):
            yield record
        elif found := _item(item, record, most):
            yield found


def parse(data: bytes) -> Draft:
    """A record of plain text."""
    text, diagnostics = decode(data)
    return Draft(text=text, diagnostics=diagnostics)


def _records(item: Item, stream: BinaryIO, most: int) -> Iterator[_Record | Failure]:
    number = lost = 0
    while line := stream.readline(_LINE):
        if not _VERSION.match(line):
            lost += len(line) if line.strip() else 0
            continue
        number += 1
        one = replace(item, id=f"{item.id}:{number}", index=number)
        if lost:
            yield _broken(one, f"{lost:,} bytes before it belong to no record")
            lost = 0
        fields = _fields(stream)
        try:
            length = int(fields.get("content-length", ""))
        except ValueError:
            yield _broken(one, "a record does not say how long it is")
            continue
        block = stream.read(min(length, most + 1))
        read = len(block)
        while read < length and (more := stream.read(min(_CHUNK, length - read))):
            read += len(more)
        if read < length:
            raise ArticleError("truncated-file", f"it ends in the middle of record {number}")
        yield _Record(number, fields, block, length)
    if not number:
        raise ArticleError("broken-warc", "there is no WARC record in it")
    if lost:
        yield _broken(item, f"{lost:,} bytes at its end belong to no record")


def _broken(item: Item, message: str) -> Failure:
    return Failure.of(item, problem("broken-warc", f"{item.where}: {message}"))


def _fields(stream: BinaryIO) -> dict[str, str]:
    fields: dict[str, str] = {}
    for _ in range(1000):
        line = stream.readline(_LINE).strip()
        if not line:
            break
        name, _, value = line.decode("utf-8", "replace").partition(":")
        fields[name.strip().casefold()] = value.strip().strip("<>")
    return fields


def _item(item: Item, record: _Record, most: int) -> Item | Failure | None:
    kind, body = record.fields.get("warc-type"), record.block
    content_type = record.fields.get("content-type", "")
    one = replace(
        item,
        id=f"{item.id}:{record.number}",
        index=record.number,
        url=record.fields.get("warc-target-uri"),
    )
    try:
        if kind == "response" and content_type.startswith("application/http"):
            head, _, body = body.partition(b"\r\n\r\n") if b"\r\n\r\n" in body else body.partition(b"\n\n")
            status = _STATUS.match(head)
            if status is None or status[1] != b"200":
                return None
            fields = _headers(head)
            content_type = fields.get("content-type", "text/html")
        elif kind in ("resource", "conversion"):
            fields = {}
        else:
            return None
        name = _FORMATS.get(content_type.partition(";")[0].strip().casefold())
        if name is None:
            return None
        if not record.cut:
            body = _decoded(body, fields, most)
        if record.cut or len(body) > most:
            raise ArticleError("too-long", f"more than the {most:,} bytes that an article may have")
    except (ArticleError, FormatError) as error:
        code = error.code if isinstance(error, ArticleError) else "missing-extra"
        return Failure.of(one, problem(code, f"{one.where}: {error}"))
    charset = _CHARSET.search(content_type)
    return replace(one, format=name, payload=body, encoding=charset[1] if charset else None)


def _headers(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").splitlines()[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.strip().casefold(): value.strip() for name, _, value in pairs}


def _decoded(body: bytes, fields: dict[str, str], most: int) -> bytes:
    """The body as the server's page, not as it was sent. Many crawlers store it decoded and keep the headers."""
    if "chunked" in fields.get("transfer-encoding", "").casefold():
        body = _joined(body)
    coding = fields.get("content-encoding", "").casefold()
    try:
        if body.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(47).decompress(body, most + 1)
        if coding == "deflate" and not body.lstrip().startswith(b"<"):
            return zlib.decompressobj(15 if body[:1] == b"\x78" else -15).decompress(body, most + 1)
        if coding == "br" and not body.lstrip().startswith(b"<"):
            return _brotli(body, most)
    except zlib.error as error:
        raise ArticleError("broken-archive", f"the page can't be unpacked: {error}") from error
    return body


def _joined(body: bytes) -> bytes:
    """A body sent in chunks, put together; one that is together already stays."""
    parts: list[bytes] = []
    at = 0
    while (end := body.find(b"\r\n", at, at + 20)) >= 0:
        try:
            size = int(body[at:end].partition(b";")[0], 16)
        except ValueError:
            return body if not parts else b"".join(parts)
        parts.append(body[end + 2 : end + 2 + size])
        at = end + 2 + size + 2
        if not size:
            break
    return b"".join(parts) if parts else body


def _brotli(body: bytes, most: int) -> bytes:
    try:
        import brotli
    except ImportError as error:
        raise FormatError('a page in Brotli needs a library: pip install "incident-extract[warc]"') from error
    try:
        return bytes(brotli.Decompressor().process(body, output_buffer_limit=most + 1))
    except brotli.error as error:
        raise ArticleError("broken-archive", f"the page can't be unpacked: {error}") from error


FORMAT = Format(name="warc", suffixes=(".warc", ".wet"), parse=parse, split=split, sniff=sniff)
