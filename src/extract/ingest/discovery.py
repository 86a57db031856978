"""What there is to read: files, folders, globs and stdin -> items, in an order of their own."""

from __future__ import annotations

import glob
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from extract.ingest.registry import by_suffix, formats
from extract.ingest.source import Failure, Item

STDIN = "-"
_Found = tuple[str, Path]


def discover(inputs: Sequence[str | Path]) -> Iterator[Item | Failure]:
    """Every article of some inputs, as items that are cheap to make and to send to a worker.

    Folders are searched recursively; hidden files and files of no known suffix are passed over. The order is
    that of the POSIX paths relative to the folder given, whatever the order of the inputs; stdin comes first
    and a file reached twice comes once. What can't be found or read gives a `Failure` and the rest goes on.

    Args:
        inputs: files, folders, globs, or "-" for stdin.
    """
    failures: list[Failure] = []
    files: dict[str, _Found] = {}
    for one in sorted({str(one) for one in inputs}):
        if one == STDIN:
            continue
        for path, file in _files(one, failures):
            key = os.path.realpath(file)
            kept = files.get(key)
            if kept is None or (-path.count("/"), path) < (-kept[0].count("/"), kept[0]):
                files[key] = (path, file)
    if any(str(one) == STDIN for one in inputs):
        yield from _stdin(sys.stdin.buffer)
    yield from failures
    taken: set[str] = set()
    for path, file in sorted(files.values(), key=lambda found: (found[0], str(found[1]))):
        yield from _items(path, file, taken)


def _files(one: str, failures: list[Failure]) -> Iterator[_Found]:
    path = Path(one)
    if path.is_dir():
        yield from _walk(path, failures)
    elif path.exists() or path.is_symlink():
        if path.suffix.casefold() not in by_suffix():
            known = ", ".join(sorted(by_suffix()))
            failures.append(Failure.because(_printable(one), "unknown-format", f"its suffix is none of {known}"))
        else:
            yield _printable(path.name), path
    elif glob.has_magic(one) and (hits := sorted(glob.glob(one, recursive=True))):  # noqa: PTH207  the pattern may be absolute
        base = Path(*_fixed_parts(path))
        for hit in map(Path, hits):
            if hit.is_dir():
                yield from ((f"{_relative(hit, base)}/{name}", file) for name, file in _walk(hit, failures))
            elif hit.suffix.casefold() in by_suffix():
                yield _relative(hit, base), hit
    else:
        failures.append(Failure.because(_printable(one), "missing-input", "there is no such file or folder"))


def _walk(folder: Path, failures: list[Failure]) -> Iterator[_Found]:
    """The files of a folder; every real folder once, so links that lead back end there."""

    def unreadable(error: OSError) -> None:
        name = error.filename or folder
        failures.append(Failure.because(_printable(str(name)), "unreadable-folder", error.strerror or str(error)))

    seen = {os.path.realpath(folder)}
    for here, subfolders, names in os.walk(folder, followlinks=True, onerror=unreadable):
        wanted = []
        for name in sorted(subfolders):
            real = os.path.realpath(Path(here, name))
            if not name.startswith(".") and real not in seen:
                seen.add(real)
                wanted.append(name)
        subfolders[:] = wanted
        for name in names:
            file = Path(here, name)
            if not name.startswith(".") and file.suffix.casefold() in by_suffix():
                yield _relative(file, folder), file


def _items(path: str, file: Path, taken: set[str]) -> Iterator[Item | Failure]:
    pure = PurePosixPath(path)
    name = str(pure.with_suffix(""))
    for number in range(1, len(taken) + 3):
        name = name if number == 1 else path if number == 2 else f"{path}-{number}"
        if name not in taken:
            break
    taken.add(name)
    one = by_suffix()[file.suffix.casefold()]
    item = Item(id=name, path=path, file=file, format=one.name)
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            yield Failure.because(path, "unreadable-file", "this is no regular file")
        elif one.split is None:
            yield item
        else:
            with file.open("rb") as stream:
                yield from one.split(item, stream)
    except OSError as error:
        yield Failure.because(path, "unreadable-file", error.strerror or str(error))


def _stdin(stream: BinaryIO) -> Iterator[Item | Failure]:
    """JSON and JSON Lines when it begins like them, else one page of HTML or one text."""
    first = stream.readline()
    while first and not first.strip():
        first = stream.readline()
    item = Item(id="stdin", path=None, file=None, format=_sniff(first.lstrip()[:200]))
    one = formats()[item.format]
    if one.split:
        yield from one.split(item, _Rejoined(first, stream))  # type: ignore[arg-type]
    else:
        yield replace(item, payload=first + stream.read())


class _Rejoined:
    """A stream whose first line was read already."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first, self._rest = first, rest

    def readline(self, size: int = -1) -> bytes:
        if self._first:
            first, self._first = self._first, b""
            return first
        return self._rest.readline(size)

    def read(self) -> bytes:
        first, self._first = self._first, b""
        return first + self._rest.read()


def _sniff(head: bytes) -> str:
    if head[:1] in (b"{", b"["):
        return "json"
    if head.lower().startswith((b"<!doctype html", b"<html", b"<head")):
        return "html"
    return "markdown" if head.startswith(b"# ") or head.rstrip() == b"---" else "txt"


def _fixed_parts(pattern: Path) -> Iterator[str]:
    for part in pattern.parts:
        if glob.has_magic(part):
            return
        yield part


def _relative(file: Path, folder: Path) -> str:
    return _printable(file.relative_to(folder).as_posix())


def _printable(name: str) -> str:
    """A name whose bytes are no UTF-8 becomes one that can be written to JSON."""
    return os.fsencode(name).decode("utf-8", "replace")
