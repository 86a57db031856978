"""Runs many articles, here or in worker processes, and writes the records in the order of the input.

What is written depends on the articles and the settings alone, not on the number of workers, the size of
the batches or an interruption: records go to `OUT.part` as JSON Lines, in order; a run that is started again
keeps the lines there that it would write itself and carries on behind them. The finished file replaces `OUT`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from extract.errors import ConfigurationError, ExtractError, RecordError
from extract.ingest import Failure, Item, discover
from extract.pipeline import failed_article, read
from extract.serialize import OutputFormat, get_format
from extract.serialize.formats.jsonl import encode, parse_line, read_records

if TYPE_CHECKING:
    from extract.config import Settings
    from extract.records import Diagnostic, Extraction, Provenance

__all__ = ["Done", "Summary", "itself", "map_batches", "run", "stream"]

Batch = TypeVar("Batch")
Result = TypeVar("Result")

BATCH_BYTES = 40_000
"""About how much source goes to a worker at once: a few seconds of work at most."""

BATCH_ITEMS = 64

WINDOW = 3
"""Batches under way or waiting for their turn, for each worker; bounds memory."""

PART_FORMAT = "jsonl"
"""What `OUT.part` is written in, whatever the output format: it can be cut and carried on at any line."""


@dataclass(frozen=True, slots=True)
class Done:
    """One article that a run has finished, its record as a line."""

    id: str
    path: str | None
    failed: bool
    diagnostics: tuple[Diagnostic, ...]
    line: bytes

    @classmethod
    def of(cls, record: Extraction) -> Done:
        """Sum up a record."""
        return cls(record.article.id, record.article.path, record.failed, record.diagnostics, encode(record))


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: `done` and `failed` make up the output; `kept` of these are from an interrupted run."""

    done: int = 0
    failed: int = 0
    kept: int = 0

    def count(self, article: Done, *, kept: bool = False) -> Summary:
        """The summary with one more article."""
        return Summary(self.done + (not article.failed), self.failed + article.failed, self.kept + kept)


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    settings: Settings,
    format: str | None = None,  # noqa: A002
    jobs: int = 1,
    resume: bool = True,
    progress: Callable[[Done], None] | None = None,
) -> Summary:
    """Extract from all articles of the inputs and write their records, in the order of the inputs.

    Args:
        inputs: files, folders, globs or "-".
        out: the file to write, replaced when all is done; "-" for standard output, as it comes.
        settings: what the records depend on.
        format: name of the output format; by default the suffix of `out` chooses, else JSON Lines.
        jobs: number of worker processes; 1 works in this process.
        resume: keep what an interrupted run with the same settings has left in `OUT.part`.
        progress: called with each article, kept ones too, in order.

    Raises:
        ConfigurationError: settings, format, model or pack are wrong, or `out` can't be written.
        ExtractError: a worker process died; `OUT.part` has what was done.
    """
    form = get_format(format, str(out))
    tell = progress or (lambda _: None)
    items = iter(discover([str(one) for one in inputs]))
    if str(out) == "-":
        return _to_stdout(items, form, settings, jobs, tell)
    part = Path(f"{out}.part")
    summary = Summary()
    with _writable(part, truncate=not resume) as file:
        for article, kept in _articles(file, items, settings, jobs):
            summary = summary.count(article, kept=kept)
            tell(article)
        os.fsync(file.fileno())
    _finish(form, part, Path(out))
    return summary


def stream(
    items: Iterable[Item | Failure], of: Callable[[Extraction], Result], *, settings: Settings, jobs: int = 1
) -> Iterator[Result]:
    """What `of` makes of each article's record, in order.

    Args:
        items: what `extract.ingest.discover` found.
        of: called where the record is made; with several jobs it and its results must be picklable.
        settings: what the records depend on.
        jobs: number of worker processes; 1 works in this process.

    Raises:
        ConfigurationError: a model or pack is missing or broken.
        ExtractError: a worker process died.
    """
    for results in map_batches(partial(_work, settings, of), _batches(items), jobs=jobs):
        yield from results


def itself(record: Extraction) -> Extraction:
    """The record as it is, for `stream`."""
    return record


def map_batches(work: Callable[[Batch], Result], batches: Iterable[Batch], *, jobs: int) -> Iterator[Result]:
    """`work` applied to each batch, results in the order of the batches, a bounded number of them in memory.

    Raises:
        ExtractError: a worker process died.
    """
    if jobs <= 1:
        yield from map(work, batches)
        return
    # "spawn" on every system: a fork of a process with native threads and a loaded model can hang.
    # Ctrl-C reaches the whole process group; workers leave it to this process.
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, spawn, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
    waiting: deque[Future[Result]] = deque()
    try:
        for batch in batches:
            waiting.append(pool.submit(work, batch))
            if len(waiting) >= jobs * WINDOW:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise ExtractError(
            "a worker process died (killed, or out of memory); what was written before is kept: "
            "the same command carries on, with fewer jobs if memory ran out"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _work(settings: Settings, of: Callable[[Extraction], Result], items: list[Item | Failure]) -> list[Result]:
    from extract.api import load  # once a process; the process that only hands out work needs no model

    return [of(record) for record in load(settings).process(items)]


def _provenance(settings: Settings) -> Provenance:
    from extract.api import load

    return load(settings).provenance


def _batches(items: Iterable[Item | Failure]) -> Iterator[list[Item | Failure]]:
    batch: list[Item | Failure] = []
    size = 0
    for item in items:
        batch.append(item)
        size += _size(item)
        if size >= BATCH_BYTES or len(batch) >= BATCH_ITEMS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _size(item: Item | Failure) -> int:
    if isinstance(item, Failure):
        return 0
    if item.payload is not None or item.file is None:
        return len(item.payload or b"")
    try:
        return item.file.stat().st_size
    except OSError:
        return 0  # reading it will fail too, and say so


def _writable(part: Path, *, truncate: bool) -> BinaryIO:
    try:
        return part.open("w+b" if truncate or not part.exists() else "r+b")
    except OSError as error:
        raise ConfigurationError(f"can't write {part}: {error.strerror}") from error


def _articles(
    file: BinaryIO, items: Iterator[Item | Failure], settings: Settings, jobs: int
) -> Iterator[tuple[Done, bool]]:
    """Every article, and whether its line stood in `file` already; the other lines are written behind.

    Kept is the beginning of the file, as far as it is what this run would write too; the rest is cut off.
    """
    rest: Iterable[Item | Failure] = items
    end = 0
    if record := _next_record(file):
        provenance = next(map_batches(_provenance, [settings], jobs=jobs))
        for item in items:
            if record is None or record.provenance != provenance or not _is_of(record, item, settings):
                rest = chain([item], items)
                break
            end = file.tell()
            yield Done.of(record), True
            record = _next_record(file)
    file.seek(end)
    file.truncate()
    for article in stream(rest, Done.of, settings=settings, jobs=jobs):
        file.write(article.line)
        file.flush()
        yield article, False


def _next_record(file: BinaryIO) -> Extraction | None:
    try:
        return parse_line(file.readline())
    except RecordError:
        return None  # the torn last line, or nothing more


def _is_of(record: Extraction, item: Item | Failure, settings: Settings) -> bool:
    """Whether the record is of the article that `item` gives now; reading is cheap beside annotating."""
    source = read(item, settings)
    if isinstance(source, Failure):
        return record.article == failed_article(source) and record.diagnostics == (source.diagnostic,)
    return record.article == source.article


def _finish(form: OutputFormat, part: Path, out: Path) -> None:
    """Make `out` of the finished part, whole or not at all."""
    try:
        if form.name == PART_FORMAT:
            part.replace(out)
            return
        whole = Path(f"{out}.new")
        with whole.open("wb") as file:
            form.write(read_records(part) if part.stat().st_size else (), file)
        whole.replace(out)
        part.unlink()
    except OSError as error:
        raise ConfigurationError(f"can't write {out}: {error.strerror}") from error


def _to_stdout(
    items: Iterator[Item | Failure],
    form: OutputFormat,
    settings: Settings,
    jobs: int,
    tell: Callable[[Done], None],
) -> Summary:
    summary = Summary()

    def counted() -> Iterator[Extraction]:
        nonlocal summary
        for record in stream(items, itself, settings=settings, jobs=jobs):
            article = Done.of(record)
            summary = summary.count(article)
            yield record
            sys.stdout.buffer.flush()
            tell(article)

    form.write(counted(), sys.stdout.buffer)
    sys.stdout.buffer.flush()
    return summary
