"""Bytes inside other bytes: compressed files, and archives read as folders, without unpacking to disk.

Whatever an archive claims, no more is read out of it than `RATIO` times its own size, one article at a
time; its names are labels, never paths that anything is written to.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from extract.errors import ArticleError, FormatError

COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
ARCHIVES = (".zip", ".wacz", ".tar")
SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".tbz": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}

BOMB = "archive-bomb"
RATIO = 250
"""Text shrinks to a tenth, never to a thousandth; what does is a bomb."""
LEAST_BUDGET = 256 * 2**20
"""So many bytes may come out of the smallest archive."""
NESTED = 3
"""An archive in an archive in an archive is opened, a deeper one is not."""
LARGEST_NESTED_ZIP = 1 << 30
"""A ZIP inside an archive is copied to a temporary file, since it is read from its end."""
_IN_MEMORY = 16 * 2**20
_HEADER = 2**20
"""A longer name or extended header of a tar member is no name."""
_BUFFER = 1 << 17


@dataclass
class Budget:
    """How many bytes may still come out of one file, through all its layers."""

    left: int

    @classmethod
    def of(cls, size: int) -> Budget:
        """What a compressed file or archive of so many bytes may hold."""
        return cls(max(LEAST_BUDGET, size * RATIO))

    def spend(self, count: int) -> None:
        """Take note of bytes read.

        Raises:
            ArticleError: `archive-bomb` when there are too many.
        """
        self.left -= count
        if self.left < 0:
            raise ArticleError(BOMB, f"it unpacks to more than {RATIO} times its size; the rest is not read")


@dataclass(frozen=True)
class Member:
    """A file in an archive.

    Attributes:
        name: as the archive has it, made printable.
        stream: its bytes, to be read before the next member is asked for; None when it can't be.
        code: of the reason why not.
        message: the reason.
    """

    name: str
    stream: BinaryIO | None = None
    code: str = ""
    message: str = ""


class _Guarded(io.RawIOBase):
    """What comes out of a decompressor, counted, its errors named alike."""

    def __init__(self, stream: Any, budget: Budget | None) -> None:
        self._stream, self._budget = stream, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data: bytes = self._stream.read1(len(buffer))
        except EOFError as error:
            raise ArticleError("truncated-file", "it ends in the middle of its compressed data") from error
        except (gzip.BadGzipFile, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError) as error:
            raise ArticleError("broken-archive", f"it can't be unpacked: {error}") from error
        if self._budget:
            self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            read = getattr(self._rest, "read1", self._rest.read)
            data = read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def rejoined(head: bytes, rest: BinaryIO) -> BinaryIO:
    """The stream that begins with `head`, which was read from it."""
    return cast("BinaryIO", io.BufferedReader(_Rejoined(head, rest), _BUFFER))


def unpacked(stream: BinaryIO, budget: Budget | None = None) -> BinaryIO:
    """The bytes of a stream, decompressed if its first ones are those of gzip, bzip2, xz or Zstandard.

    Args:
        stream: at its beginning.
        budget: what the bytes are counted against.

    Raises:
        FormatError: it needs the extra `zstd`, which is not installed. Reading from the result raises
            `ArticleError`: `truncated-file`, `broken-archive` or `archive-bomb`.
    """
    head = stream.read(8)
    whole = rejoined(head, stream)
    opener: Any
    if head.startswith(b"\x1f\x8b"):
        opener = gzip.GzipFile(fileobj=whole)
    elif head.startswith(b"BZh"):
        opener = bz2.BZ2File(whole)
    elif head.startswith(b"\xfd7zXZ\0"):
        opener = lzma.LZMAFile(whole)  # noqa: SIM115  closed with what reads from it
    elif head.startswith(b"\x28\xb5\x2f\xfd"):
        opener = _zstandard(whole)
    else:
        return whole
    return cast("BinaryIO", io.BufferedReader(_Guarded(opener, budget), _BUFFER))


def _zstandard(stream: BinaryIO) -> Any:
    try:
        import zstandard
    except ImportError as error:
        raise FormatError('Zstandard needs a library: pip install "incident-extract[zstd]"') from error
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(stream, read_across_frames=True)
    return io.BufferedReader(reader, _BUFFER)


def plain_name(name: str) -> str:
    """A file's name without the suffix of its compression: `port.txt.gz` is `port.txt`, `a.tgz` is `a.tar`."""
    lower = name.casefold()
    for short, long in SHORT.items():
        if lower.endswith(short):
            name = name[: -len(short)] + long
    return next((name[: -len(suffix)] for suffix in COMPRESSED if name.casefold().endswith(suffix)), name)


def is_archive(name: str) -> bool:
    """Whether a file of this name holds other files."""
    return plain_name(name).casefold().endswith(ARCHIVES)


def members(name: str, stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """The files of an archive, hidden ones left out: of a ZIP by name, of a tar as they come.

    Args:
        name: of the archive; its suffix tells which kind it is.
        stream: its bytes; a ZIP's must be seekable, else they are copied to a temporary file.
        budget: what all that is read counts against.

    Raises:
        ArticleError: it is broken, truncated or a bomb.
    """
    if plain_name(name).casefold().endswith(".tar"):
        yield from _tar(unpacked(stream, budget))
    elif stream.seekable():
        yield from _zip(stream, budget)
    else:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
            shutil.copyfileobj(_Limited(stream, LARGEST_NESTED_ZIP), copy)
            copy.seek(0)
            yield from _zip(cast("BinaryIO", copy), budget)


class _Limited:
    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream, self._left = stream, limit

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise ArticleError("too-long", f"a ZIP inside an archive, of more than {LARGEST_NESTED_ZIP:,} bytes")
        return data


def _zip(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ArticleError("broken-archive", f"this is no whole ZIP archive: {error}") from error
    with archive:
        for info in sorted(archive.infolist(), key=lambda info: (info.filename, info.header_offset)):
            name = _printable(info.filename)
            if info.is_dir() or _hidden(name):
                continue
            if _leads_out(name):
                yield _unsafe(name)
            elif info.flag_bits & 1:
                yield Member(name, code="encrypted-file", message="it is encrypted")
            else:
                try:
                    opened = archive.open(info)
                except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error) as error:
                    yield Member(name, code="broken-archive", message=f"it can't be unpacked: {error}")
                    continue
                with opened:
                    yield Member(name, cast("BinaryIO", io.BufferedReader(_Guarded(opened, budget), _BUFFER)))


class _Header(tarfile.TarInfo):
    """A tar header whose names fit into memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> Any:
        named = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME)
        if self.type in (*named, tarfile.GNUTYPE_LONGLINK) and self.size > _HEADER:
            raise ArticleError("broken-archive", f"a name in it is said to have {self.size:,} bytes")
        return super()._proc_member(archive)  # type: ignore[misc]  # documented in tarfile.py for subclasses


def _tar(stream: BinaryIO) -> Iterator[Member]:
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as archive:
            for info in archive:
                name = _printable(info.name)
                if info.isdir() or _hidden(name):
                    continue
                if _leads_out(name):
                    yield _unsafe(name)
                elif info.issym() or info.islnk():
                    yield Member(name, code="unsafe-member", message="it is a link, and links in archives lead nowhere")
                elif not info.isreg():
                    yield Member(name, code="unsafe-member", message="it is no regular file")
                else:
                    opened = archive.extractfile(info)
                    yield Member(name, cast("BinaryIO", io.BufferedReader(_Guarded(opened, None), _BUFFER)))
                # tarfile keeps what it has read, for extractall; an archive may have millions of members.
                archive.members = []  # type: ignore[attr-defined]
    except (tarfile.TarError, EOFError) as error:
        raise ArticleError("broken-archive", f"this is no whole tar archive: {error}") from error


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or not parts[0] or parts[0].endswith(":")


def _unsafe(name: str) -> Member:
    return Member(name, code="unsafe-member", message="its name leads out of the archive")


def _hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any(part.startswith(".") and part not in (".", "..") for part in parts) or parts[0] == "__MACOSX"


def _printable(name: str) -> str:
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return name.removeprefix("./")
