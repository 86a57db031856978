"""What there is to read: files, folders, globs and stdin -> items, in an order of their own."""

from __future__ import annotations

import glob
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from extract.config import Settings
from extract.ingest.containers import plain_name
from extract.ingest.opening import Opener
from extract.ingest.registry import by_suffix
from extract.ingest.source import Failure, Item

STDIN = "-"
_Found = tuple[str, Path]
_SAVED = re.compile(r"(.+)_files$")
_PAGES = (".html", ".htm", ".xhtml")


def discover(
    inputs: Sequence[str | Path],
    settings: Settings | None = None,
    *,
    passed_over: Callable[[str], None] = lambda _: None,
) -> Iterator[Item | Failure]:
    """Every article of some inputs, as items that are cheap to make and to send to a worker.

    Folders are searched recursively, archives as if they were folders. Hidden files are passed over without a word,
    and so is the folder `NAME_files` that a browser saves beside `NAME.html`. The order is that of the POSIX paths
    relative to the folder given, whatever the order of the inputs; stdin comes first and a file reached twice comes
    once. What can't be found or read gives a `Failure` and the rest goes on.

    Args:
        inputs: files, folders, globs, or "-" for stdin.
        settings: of the run; `columns` and `max_characters` count here.
        passed_over: told the path of each file in a folder or archive that no format knows by its suffix or its
            first bytes: a picture, a style sheet. One that was named itself gives a `Failure`.
    """
    opener = Opener(settings or Settings(), passed_over)
    failures: list[Failure] = []
    files: dict[str, tuple[_Found, bool]] = {}
    for one in sorted({str(one) for one in inputs}):
        if one == STDIN:
            continue
        named = not Path(one).is_dir() and Path(one).exists()
        for path, file in _files(one, failures):
            key = os.path.realpath(file)
            kept, asked = files.get(key, ((path, file), False))
            files[key] = (min(kept, (path, file), key=_shown), asked or named)
    if any(str(one) == STDIN for one in inputs):
        yield from opener.stdin(sys.stdin.buffer)
    yield from failures
    for (path, file), named in sorted(files.values(), key=lambda found: (found[0][0], str(found[0][1]))):
        yield from _items(opener, path, file, named=named)


def _shown(found: _Found) -> tuple[int, str]:
    """Of the paths that lead to one file, the one that says most about where it lies comes first."""
    return -found[0].count("/"), found[0]


def _files(one: str, failures: list[Failure]) -> Iterator[_Found]:
    path = Path(one)
    if path.is_dir():
        yield from _walk(path, failures)
    elif path.exists() or path.is_symlink():
        yield _printable(path.name), path
    elif glob.has_magic(one) and (hits := sorted(glob.glob(one, recursive=True))):  # noqa: PTH207  the pattern may be absolute
        base = Path(*_fixed_parts(path))
        for hit in map(Path, hits):
            if hit.is_dir():
                yield from ((f"{_relative(hit, base)}/{name}", file) for name, file in _walk(hit, failures))
            else:
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
            if not name.startswith(".") and real not in seen and not _belongs_to_a_page(name, names):
                seen.add(real)
                wanted.append(name)
        subfolders[:] = wanted
        for name in names:
            if not name.startswith("."):
                file = Path(here, name)
                yield _relative(file, folder), file


def _belongs_to_a_page(folder: str, files: list[str]) -> bool:
    saved = _SAVED.match(folder)
    return saved is not None and any(saved[1] + suffix in files for suffix in _PAGES)


def _items(opener: Opener, path: str, file: Path, *, named: bool) -> Iterator[Item | Failure]:
    try:
        if stat.S_ISREG(file.stat().st_mode):
            yield from opener.file(path, file, named=named)
        elif named or Path(plain_name(path)).suffix.casefold() in by_suffix():
            yield Failure.because(path, "unreadable-file", "this is no regular file")
        else:
            opener.passed_over(path)
    except OSError as error:
        yield Failure.because(path, "unreadable-file", error.strerror or str(error))


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
