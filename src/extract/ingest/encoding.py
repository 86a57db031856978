"""Bytes to text: byte order mark, UTF-8, what was declared, cp1252, a detector; or: this is no text."""

from __future__ import annotations

import codecs
import re

from extract.errors import ArticleError
from extract.ingest.source import problem
from extract.records import Diagnostic

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# First bytes of what often gets a wrong suffix: PDF, ZIP (DOCX, EPUB), gzip, pictures, OLE (DOC), ELF, 7z.
_BINARY = (
    b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0",
    b"\x7fELF", b"7z\xbc\xaf",
)  # fmt: skip
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 65_536
_UNDEFINED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# What English text has above ASCII in cp1252: quotation marks, dashes, bullets, signs, accented letters.
_LIKELY_IN_CP1252 = re.compile(
    rb"[\x80\x82\x84\x85\x91-\x97\x99\xa0\xa3\xa7\xa9\xab\xad\xae\xb0\xb7\xbb-\xbe\xc0-\xff]"
)
_HIGH = re.compile(rb"[\x80-\xff]")
# More high bytes in a row than accented words have: Cyrillic, Greek, Chinese ... in a code of their own.
_FOREIGN_RUN = re.compile(rb"[\xc0-\xff]{4}")
_ABOVE_ASCII = re.compile(r"[^\x00-\x7f\ufffd]")
_LATIN = frozenset({"ascii", "iso8859-1", "cp1252"})


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of some bytes, and a diagnostic where the encoding was guessed or did not quite fit.

    Valid UTF-8 wins over a declaration, which is the more often wrong of the two.

    Args:
        data: the bytes.
        declared: the encoding that the source names.

    Raises:
        ArticleError: `binary-file` when this is no text, `unknown-encoding` when no encoding fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), ()
    if wide := _without_mark(data[:_SAMPLE]):
        return data.decode(wide, errors="replace"), (_guessed(wide),)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    return _not_utf8(data, declared)


def as_declared(data: bytes, declared: str | None) -> bytes:
    """Bytes in UTF-8, if they are in the encoding that a transport (HTTP) declares; else as they are."""
    named = _codec(declared)
    if named is None or named == "utf-8":
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return data.decode(named).encode("utf-8")
        except (UnicodeError, LookupError):
            return data
    return data


def encoding_of(sample: bytes) -> str:
    """The codec to read a long file with, by its first bytes, for what is too long for `decode`.

    Raises:
        ArticleError: `binary-file` when this is no text, `unknown-encoding` when no encoding fits.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if wide := _without_mark(sample[:_SAMPLE]):
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        if _plausible_cp1252(sample):
            return "cp1252"
        return _detected(sample)
    return "utf-8"


def _not_utf8(data: bytes, declared: str | None) -> tuple[str, tuple[Diagnostic, ...]]:
    named = _codec(declared)
    if named and named != "utf-8":
        try:
            return data.decode(named), ()
        except (UnicodeDecodeError, LookupError):  # LookupError: "hex" is a codec, but not of text
            pass
    mended = data.decode("utf-8", errors="replace")
    broken = mended.count("\ufffd")
    whole = len(_ABOVE_ASCII.findall(mended))
    if broken * 10 <= whole:
        return mended, (problem("damaged-encoding", f"{broken} broken UTF-8 sequences were replaced"),)
    if _plausible_cp1252(data):
        return data.decode("cp1252"), (_guessed("cp1252"),)
    encoding = _detected(data[:_SAMPLE])
    return data.decode(encoding, errors="replace"), (_guessed(encoding),)


def _detected(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None:
        raise ArticleError("unknown-encoding", "the bytes are text in no encoding that could be recognised")
    return best.encoding


def _without_mark(sample: bytes) -> str | None:
    """The UTF-16 flavour of text without a byte order mark; None for a text of bytes; refuses the rest."""
    if sample.startswith(_BINARY):
        raise ArticleError("binary-file", "this is a binary file, not text")
    if b"\0" in sample and len(sample) >= 8:
        even, odd = sample[0::2].count(0) / len(sample[0::2]), sample[1::2].count(0) / len(sample[1::2])
        if odd > 0.6 and even < 0.05:
            return "utf-16-le"
        if even > 0.6 and odd < 0.05:
            return "utf-16-be"
    controls = len(_CONTROL.findall(sample))
    if sample.count(0) > len(sample) / 1000 or controls > 2 + len(sample) / 50:
        raise ArticleError("binary-file", "this is a binary file, not text")
    return None


def _codec(declared: str | None) -> str | None:
    try:
        name = codecs.lookup(declared.strip()).name if declared else None
    except (LookupError, ValueError):
        return None
    if name is None or name.startswith(("utf-16", "utf-32")):
        return None  # told by their marks and zeros; a declaration in one byte a letter belies itself
    return "cp1252" if name in _LATIN else name


def _plausible_cp1252(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    high = len(_HIGH.findall(sample))
    return (
        not _UNDEFINED_IN_CP1252.search(data)
        and high <= len(sample) / 5
        and len(_LIKELY_IN_CP1252.findall(sample)) >= 0.9 * high
        and not _FOREIGN_RUN.search(sample)
    )


def _guessed(encoding: str) -> Diagnostic:
    return problem("guessed-encoding", f"no encoding is declared; read as {encoding}")
