"""Inputs -> a dataset of items: files on any file system that pyarrow knows, named as a local run names them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq

from extract.config import Settings
from extract.errors import ConfigurationError
from extract.ingest import Failure, Item
from extract.ingest.opening import Opener
from extract.ray.work import ITEM, item_row

if TYPE_CHECKING:
    import ray.data

__all__ = ["articles", "filesystem_of"]

PARQUET = ".parquet"

GROUP_FILES = 256
"""Files of a group at most."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file to read; `uri` finds it, `path` is relative to the folder given, `id` names its articles."""

    uri: str
    path: str
    size: int
    named: bool
    id: str = ""


def articles(inputs: Sequence[str], settings: Settings, *, num_cpus: float, block_bytes: int) -> ray.data.Dataset:
    """A dataset of the schema `ITEM`: the articles of the inputs, read in workers.

    Args:
        inputs: files and folders, as paths or URIs.
        settings: of the run.
        num_cpus: what a reader asks of Ray.
        block_bytes: about how many bytes of files a reader takes at once; a larger file is read by one reader.

    Raises:
        ConfigurationError: an input's file system is unknown.
    """
    import ray.data

    failures: list[Failure] = []
    found: dict[str, _File] = {}
    for one in sorted(set(inputs)):
        for file in _list(one, failures):
            kept = found.get(file.uri, file)
            best = min(kept, file, key=lambda file: (-file.path.count("/"), file.path))
            found[file.uri] = replace(best, named=kept.named or file.named)
    names = Opener(settings, lambda _: None)
    files = [
        replace(file, id=names.claim(file.path))
        for file in sorted(found.values(), key=lambda file: (file.path, file.uri))
    ]
    groups: list[dict[str, Any]] = [{"files": json.dumps(group)} for group in _groups(files, block_bytes)]
    groups += [{"files": json.dumps([item_row(failure)])} for failure in failures]
    if not groups:
        return ray.data.from_arrow(ITEM.empty_table())
    dataset = ray.data.from_items(groups, override_num_blocks=len(groups))
    dataset.context.target_max_block_size = block_bytes
    return dataset.map_batches(
        _read, fn_kwargs={"settings": settings}, batch_size=1, batch_format="pyarrow", num_cpus=num_cpus
    )


def filesystem_of(where: str) -> tuple[pafs.FileSystem, str]:
    """The file system of a path or URI, and the path in it.

    Raises:
        ConfigurationError: pyarrow doesn't know it, or can't reach it.
    """
    try:
        if "://" in where:
            system, path = pafs.FileSystem.from_uri(where)
            return system, str(path)
        return pafs.LocalFileSystem(), str(Path(where).resolve())
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ConfigurationError(f"{where}: {error}") from error


def _list(one: str, failures: list[Failure]) -> Iterator[_File]:
    """The files of an input, without hidden ones."""
    system, base = filesystem_of(one)
    prefix = one[: one.index("://") + 3] if "://" in one else ""
    try:
        info = system.get_file_info(base)
        if info.type == pafs.FileType.File:
            yield _File(f"{prefix}{base}", PurePosixPath(base).name, info.size, True)
        elif info.type == pafs.FileType.Directory:
            for file in system.get_file_info(pafs.FileSelector(base, recursive=True)):
                path = PurePosixPath(file.path).relative_to(PurePosixPath(base))
                hidden = any(part.startswith(".") for part in path.parts)
                if file.type == pafs.FileType.File and not hidden:
                    yield _File(f"{prefix}{file.path}", str(path), file.size, False)
        else:
            failures.append(Failure.because(one, "missing-input", "there is no such file or folder"))
    except OSError as error:
        failures.append(Failure.because(one, "unreadable-folder", str(error)))


def _groups(files: Sequence[_File], block_bytes: int) -> Iterator[list[dict[str, Any]]]:
    group: list[dict[str, Any]] = []
    size = 0
    for one in files:
        group.append(asdict(one))
        size += one.size
        if size >= block_bytes or len(group) >= GROUP_FILES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _read(batch: pa.Table, settings: Settings) -> Iterator[pa.Table]:
    """The items of one group of files, some at a time."""
    rows: list[dict[str, Any]] = []
    size = 0
    for files in batch["files"].to_pylist():
        for file in json.loads(files):
            for row in [file] if "diagnostic" in file else map(item_row, _items(file, settings)):
                rows.append(row)
                size += len(row.get("payload") or b"")
                if len(rows) >= 1000 or size >= 1_000_000:
                    yield pa.Table.from_pylist(rows, schema=ITEM)
                    rows, size = [], 0
    yield pa.Table.from_pylist(rows, schema=ITEM)


def _items(file: dict[str, Any], settings: Settings) -> Iterator[Item | Failure]:
    path = file["path"]
    try:
        system, base = filesystem_of(file["uri"])
        with system.open_input_file(base) as raw:
            if PurePosixPath(path).suffix.casefold() == PARQUET:
                yield from _rows(file, raw)
            else:
                opener = Opener(settings, lambda _: None, {path: file["id"]})
                yield from opener.stream(path, io.BufferedReader(raw), file["size"], named=file["named"])
    except (OSError, pa.ArrowException, ConfigurationError) as error:
        yield Failure.because(path, "unreadable-file", str(error))


def _rows(file: dict[str, Any], raw: pa.NativeFile) -> Iterator[Item]:
    """The articles of a Parquet file, one a row."""
    number = 0
    for batch in pq.ParquetFile(raw).iter_batches(batch_size=500):
        for row in batch.to_pylist():
            number += 1
            payload = json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
            yield Item(f"{file['id']}:{number}", file["path"], None, "json", number, payload)
