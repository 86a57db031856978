"""Runs many articles, here or in worker processes, and writes the records in the order of the input.

What is written depends on the articles and the settings alone, not on the number of workers, the size of
the batches or an interruption: records go to `OUT.part` as JSON Lines, in order; a run that is started again
keeps the lines there that it would write itself and carries on behind them. The finished file replaces `OUT`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from extract.errors import ConfigurationError, RecordError
from extract.ingest import Failure, Item, discover
from extract.pipeline import failed_article, read
from extract.serialize import OutputFormat, PathFormat, get_format
from extract.serialize.formats.jsonl import encode, parse_line, read_records
from extract.serialize.output import STDOUT, check_out, write
from extract.streaming import Limits, Loader, itself, stream

if TYPE_CHECKING:
    from extract.config import Settings
    from extract.records import Diagnostic, Extraction

__all__ = ["Done", "Limits", "Summary", "run"]

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
    limits: Limits | None = None,
    progress: Callable[[Done], None] | None = None,
    load: Loader | None = None,
    passed_over: Callable[[str], None] | None = None,
) -> Summary:
    """Extract from all articles of the inputs and write their records, in the order of the inputs.

    Args:
        inputs: files, folders, globs or "-".
        out: the file to write, replaced when all is done; "-" for standard output, as it comes.
        settings: what the records depend on.
        format: name of the output format; by default the suffix of `out` chooses, else JSON Lines.
        jobs: number of worker processes; 1 without limits works in this process.
        resume: keep what an interrupted run with the same settings has left in `OUT.part`.
        limits: what a worker may take; an article that needs more gives a record that says so.
        progress: called with each article, kept ones too, in order.
        load: makes the pipeline, by default `extract.load`; a function that workers can import.
        passed_over: called with the path of each file in a folder or archive that is of no known format.

    Raises:
        ConfigurationError: settings, format, model or pack are wrong, or `out` can't be written.
        ExtractError: worker processes die while they load; `OUT.part` has what was done.
    """
    form = get_format(format, str(out))
    tell = progress or (lambda _: None)
    results = partial(stream, settings=settings, jobs=jobs, limits=limits, load=load)
    check_out(form, out)
    items = iter(discover([str(one) for one in inputs], settings, passed_over=passed_over or (lambda _: None)))
    if str(out) == STDOUT:
        return _to_stdout(results(items, itself), form, tell)
    part = Path(f"{out}.part")
    summary = Summary()
    with _writable(part, truncate=not resume) as file:
        for article, kept in _articles(file, items, settings, results):
            summary = summary.count(article, kept=kept)
            tell(article)
        os.fsync(file.fileno())
    _finish(form, part, Path(out))
    return summary


def _writable(part: Path, *, truncate: bool) -> BinaryIO:
    try:
        return part.open("w+b" if truncate or not part.exists() else "r+b")
    except OSError as error:
        raise ConfigurationError(f"can't write {part}: {error.strerror}") from error


def _articles(
    file: BinaryIO, items: Iterator[Item | Failure], settings: Settings, results: Callable[..., Iterator[Any]]
) -> Iterator[tuple[Done, bool]]:
    """Every article, and whether its line stood in `file` already; the other lines are written behind.

    Kept is the beginning of the file, as far as it is what this run would write too; the rest is cut off.
    """
    rest: Iterable[Item | Failure] = items
    end = 0
    if record := _next_record(file):
        provenance = next(results([Failure.because("", "none", "")], attrgetter("provenance")))
        for item in items:
            if record is None or record.provenance != provenance or not _is_of(record, item, settings):
                rest = chain([item], items)
                break
            end = file.tell()
            yield Done.of(record), True
            record = _next_record(file)
    file.seek(end)
    file.truncate()
    for article in results(rest, Done.of):
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


def _finish(form: OutputFormat | PathFormat, part: Path, out: Path) -> None:
    """Make `out` of the finished part."""
    write(form, read_records(part) if part.stat().st_size else (), out)
    part.unlink()


def _to_stdout(records: Iterator[Extraction], form: OutputFormat | PathFormat, tell: Callable[[Done], None]) -> Summary:
    summary = Summary()

    def counted() -> Iterator[Extraction]:
        nonlocal summary
        for record in records:
            article = Done.of(record)
            summary = summary.count(article)
            yield record
            sys.stdout.buffer.flush()
            tell(article)

    write(form, counted(), STDOUT)
    return summary
