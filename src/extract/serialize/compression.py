"""Compressed files, by their suffix: `.gz` and, with the extra `zstd`, `.zst`."""

from __future__ import annotations

import errno
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from extract.errors import FormatError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["BROKEN", "SUFFIXES", "compressed", "opened", "plain_name"]

SUFFIXES = (".gz", ".zst")

BROKEN = (zlib.error, EOFError)
"""What reading a broken or torn compressed file raises, beside OSError."""

_LEVEL = 6
_CHUNK = 1 << 16


def plain_name(name: str) -> str:
    """A file's name without the suffix of a compression; tells that the extra is missing before it is needed.

    Raises:
        FormatError: it ends in `.zst` and the extra is not installed.
    """
    suffix = Path(name).suffix
    if suffix == ".zst" and find_spec("zstandard") is None:
        raise FormatError(f"{name} needs zstandard, which is not installed: pip install 'incident-extract[zstd]'")
    return name.removesuffix(suffix) if suffix in SUFFIXES else name


@contextmanager
def compressed(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """A stream that compresses into `stream` as the suffix of `name` says; equal input gives equal bytes."""
    if name.endswith(".gz"):
        with gzip.GzipFile(filename="", mode="wb", fileobj=stream, compresslevel=_LEVEL, mtime=0) as packer:
            yield cast("BinaryIO", packer)
    elif name.endswith(".zst"):
        import zstandard

        packed = zstandard.ZstdCompressor(level=_LEVEL).stream_writer(stream, closefd=False)
        with io.BufferedWriter(cast("io.RawIOBase", packed)) as buffered:  # the library's writer is no full stream
            yield cast("BinaryIO", buffered)
    else:
        yield stream


@contextmanager
def opened(path: str | Path) -> Iterator[BinaryIO]:
    """A file opened to be read, unpacked as its suffix says.

    Raises:
        OSError: it can't be opened; while it is read, one of `BROKEN` where it is no such file or cut off.
        FormatError: it ends in `.zst` and the extra is not installed.
    """
    plain_name(str(path))
    with Path(path).open("rb") as stream:
        if str(path).endswith(".gz"):
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield cast("BinaryIO", unpacked)
        elif str(path).endswith(".zst"):
            with io.BufferedReader(_Unpacked(stream)) as buffered:
                yield cast("BinaryIO", buffered)
        else:
            yield stream


class _Unpacked(io.RawIOBase):
    """The content of a Zstandard file. The library's own reader says nothing about a file that is cut off."""

    def __init__(self, stream: BinaryIO) -> None:
        import zstandard

        self._zstandard = zstandard
        self._stream = stream
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer).cast("B")
        while not self._rest:
            packed = self._frame.unused_data if self._frame.eof else b""
            packed = packed or self._stream.read(_CHUNK)
            if not packed:
                if not self._frame.eof:
                    raise EOFError("the file is cut off")
                return 0
            if self._frame.eof:
                self._frame = self._zstandard.ZstdDecompressor().decompressobj()
            try:
                self._rest = self._frame.decompress(packed)
            except self._zstandard.ZstdError as error:
                raise OSError(errno.EIO, str(error)) from error
        taken = self._rest[: len(room)]
        room[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)
