"""Records into a file or folder, whole or not at all; or onto standard output."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.errors import ConfigurationError
from extract.serialize.compression import compressed

if TYPE_CHECKING:
    from extract.serialize import OutputFormat, PathFormat

__all__ = ["STDOUT", "check_out", "companions", "is_file", "write"]

STDOUT = "-"


def is_file(out: str | Path) -> bool:
    """Whether `out` is a place that can be replaced: no pipe, no device, not standard output."""
    path = Path(out)
    return str(out) != STDOUT and (not path.exists() or path.is_file() or path.is_dir())


def companions(out: str | Path) -> frozenset[str]:
    """The real paths of `out` and of what a run leaves beside it."""
    real = os.path.realpath(out)
    return frozenset({real, *(f"{real}.{suffix}" for suffix in ("new", "replaced", "manifest", "manifest-wal"))})


def check_out(form: OutputFormat | PathFormat, out: str | Path) -> None:
    """See early whether `out` can become what the format writes.

    Raises:
        ConfigurationError: its folder is missing or can't be written to; it is a folder where a file is wanted, a file
            where a folder is, or a folder with other files than the format's.
    """
    path = Path(out)
    by_path = not hasattr(form, "write")
    if not is_file(out):
        if by_path:
            raise ConfigurationError(f"format {form.name!r} is written to a file or folder, not to {out}")
        return
    folder = Path(os.path.realpath(path)).parent
    if not folder.is_dir():
        raise ConfigurationError(f"can't write {out}: there is no folder {folder}")
    if not os.access(folder, os.W_OK):
        raise ConfigurationError(f"can't write {out}: no permission to write into {folder}")
    files = _files(form)
    if path.is_dir():
        if files is None:
            raise ConfigurationError(f"can't write {out}: it is a folder, format {form.name!r} is one file")
        if other := sorted({one.name for one in path.iterdir()} - set(files)):
            raise ConfigurationError(f"can't write {out}: the folder has something else in it: {other[0]}")
    elif path.exists() and files is not None:
        raise ConfigurationError(f"can't write {out}: it is a file, format {form.name!r} is a folder")


def write(form: OutputFormat | PathFormat, records: Iterable[Any], out: str | Path) -> None:
    """Write all records. A file or folder is replaced when the new one is whole and on disk.

    Args:
        form: the format.
        records: what the format is for, taken one at a time.
        out: "-" for standard output, which gets each record as it comes.

    Raises:
        ConfigurationError: `out` can't be written; what was there before is still there.
    """
    check_out(form, out)
    try:
        if str(out) == STDOUT:
            form.write(records, sys.stdout.buffer)  # type: ignore[union-attr]  # `check_out` has seen to it
            sys.stdout.buffer.flush()
        elif not is_file(out):
            with Path(out).open("wb") as stream:
                form.write(records, stream)  # type: ignore[union-attr]
        else:
            _replace(form, records, Path(os.path.realpath(out)))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ConfigurationError(f"can't write {out}: {error.strerror or error}") from error


def _replace(form: OutputFormat | PathFormat, records: Iterable[Any], out: Path) -> None:
    new, old = out.with_name(f"{out.name}.new"), out.with_name(f"{out.name}.replaced")
    _remove(new)
    try:
        if hasattr(form, "write"):
            with new.open("wb") as file, compressed(file, out.name) as stream:
                form.write(records, stream)
        else:
            if _files(form) is not None:
                new.mkdir()
            form.write_path(records, new)
        for written in [*new.iterdir(), new] if new.is_dir() else [new]:
            _sync(written)
        _remove(old)
        if out.is_dir():  # a folder can't be replaced in one step
            out.rename(old)
        new.replace(out)
        _sync(out.parent)
        _remove(old)
    finally:
        _remove(new)


def _files(form: OutputFormat | PathFormat) -> tuple[str, ...] | None:
    files: tuple[str, ...] | None = getattr(form, "files", None)
    return files


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Have a file, or the names in a folder, on disk and not in memory alone."""
    if path.is_dir() and not hasattr(os, "O_DIRECTORY"):
        return  # Windows has no such thing
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
