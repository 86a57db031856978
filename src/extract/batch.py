"""Runs many articles, here or in worker processes, and writes the records in the order of the input.

What is written depends on the articles and the settings alone, not on the number of workers, the size of
the batches, an interruption or an earlier run: records are kept in a manifest beside the output as they are made
(`extract.manifest`), and when all are there, the output is written from it and replaced whole.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import ConfigurationError
from extract.fingerprint import fingerprint
from extract.ingest import Failure, Item, discover
from extract.manifest import Differences, Done, Manifest
from extract.serialize import OutputFormat, PathFormat, get_format
from extract.serialize.formats.jsonl import Lines
from extract.serialize.output import check_out, companions, is_file, write
from extract.streaming import Limits, Loader, itself, stream

if TYPE_CHECKING:
    from extract.config import Settings
    from extract.records import Extraction

__all__ = ["Differences", "Done", "Limits", "Summary", "run"]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did.

    Attributes:
        done: articles that did not fail.
        failed: articles that did; with `done` they make up the output.
        kept: of `done`, those whose records were there from before.
        differences: from the last finished run into the same output; None if there was none.
    """

    done: int = 0
    failed: int = 0
    kept: int = 0
    differences: Differences | None = None

    def count(self, *, failed: bool) -> Summary:
        """The summary with one more article."""
        return replace(self, done=self.done + (not failed), failed=self.failed + failed)


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    settings: Settings,
    format: str | None = None,  # noqa: A002
    jobs: int = 1,
    resume: bool = True,
    limits: Limits | None = None,
    progress: Callable[[Done], None] | None = None,
    load: Loader | None = None,
    passed_over: Callable[[str], None] | None = None,
) -> Summary:
    """Extract from all articles of the inputs and write their records, in the order of the inputs.

    Args:
        inputs: files, folders, globs or "-".
        out: the file or folder to write, replaced when all is done; "-" for standard output, which gets each record
            as it comes. Beside it stands `OUT.manifest`, with what is done.
        settings: what the records depend on.
        format: name of the output format; by default the suffix of `out` chooses, else JSON Lines.
        jobs: number of worker processes; 1 without limits works in this process.
        resume: take over from the manifest what an interrupted or an earlier run has done; otherwise process all
            articles, and leave no manifest behind.
        limits: what a worker may take; an article that needs more gives a record that says so.
        progress: called with each article that is processed, in order.
        load: makes the pipeline, by default `extract.load`; a function that workers can import.
        passed_over: called with the path of each file in a folder or archive that is of no known format.

    Raises:
        ConfigurationError: settings, format, model or pack are wrong, or `out` can't be written.
        ExtractError: the disk is full, or worker processes die while they load; what was done is kept.
    """
    form = get_format(format, str(out))
    check_out(form, out)
    tell = progress or (lambda _: None)
    results = partial(stream, settings=settings, jobs=jobs, limits=limits, load=load)
    beside = {Path(one).name for one in companions(out)}  # what an earlier run has left is not worth a word

    def pass_over(path: str) -> None:
        if passed_over is not None and Path(path).name not in beside:
            passed_over(path)

    found = discover([str(one) for one in inputs], settings, passed_over=pass_over)
    items = _without(out, inputs, found)
    if not is_file(out):
        return _as_it_comes(results(items, itself), form, out, tell)
    path = Path(f"{os.path.realpath(out)}.manifest")
    with Manifest(path, fingerprint(settings, load), fresh=not resume) as manifest:
        summary = _fill(manifest, items, lambda some: results(some, Done.of), tell)
        summary = replace(summary, differences=manifest.differences())
        records = f"{form.name} {manifest.digest()}"
        if manifest.written() != f"{records} {_digest(out)}":
            write(form, Lines(manifest.lines), out)
        manifest.finish(f"{records} {_digest(out)}")
    if not resume:
        manifest.remove()
    return summary


def _fill(
    manifest: Manifest,
    items: Iterable[Item | Failure],
    results: Callable[[Iterator[Item | Failure]], Iterator[Done]],
    tell: Callable[[Done], None],
) -> Summary:
    """Have a record of every item in the manifest."""
    kept = 0
    under_way: deque[tuple[int, Item | None]] = deque()

    def missing() -> Iterator[Item | Failure]:
        nonlocal kept
        for position, item in enumerate(items):
            if isinstance(item, Item) and manifest.take_over(position, item, _sha256(item)):
                kept += 1
            else:
                under_way.append((position, item if isinstance(item, Item) else None))
                yield item

    summary = Summary()
    for done in results(missing()):
        manifest.store(*under_way.popleft(), done)
        summary = summary.count(failed=done.failed)
        tell(done)
    return replace(summary, done=summary.done + kept, kept=kept)


def _sha256(item: Item) -> str | None:
    """Of the item's bytes, as `Article.sha256`; None where they can't be read, which the run will find too."""
    if item.payload is not None:
        return hashlib.sha256(item.payload).hexdigest()
    try:
        if item.file is not None:
            with item.file.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        pass
    return None


def _digest(out: str | Path) -> str:
    """Of the output as it is on disk, names and bytes."""
    path = Path(out)
    whole = hashlib.sha256()
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        if file.exists():
            with file.open("rb") as stream:
                whole.update(f"{file.name} {hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
    return whole.hexdigest()


def _without(
    out: str | Path, inputs: Sequence[str | Path], items: Iterable[Item | Failure]
) -> Iterator[Item | Failure]:
    """The items that are not the output of an earlier run in the same folder.

    Raises:
        ConfigurationError: an input is the output itself.
    """
    own = companions(out)
    for one in inputs:
        if is_file(out) and os.path.realpath(one) in own:
            raise ConfigurationError(f"{one} is both input and output")
    return (item for item in items if not (isinstance(item, Item) and item.file and _is_own(item.file, own)))


def _is_own(file: Path, own: frozenset[str]) -> bool:
    real = os.path.realpath(file)
    return real in own or str(Path(real).parent) in own


def _as_it_comes(
    records: Iterator[Extraction], form: OutputFormat | PathFormat, out: str | Path, tell: Callable[[Done], None]
) -> Summary:
    summary = Summary()

    def counted() -> Iterator[Extraction]:
        nonlocal summary
        for record in records:
            summary = summary.count(failed=record.failed)
            yield record
            sys.stdout.buffer.flush()
            tell(Done.of(record))

    write(form, counted(), out)
    return summary
