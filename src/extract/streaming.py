"""Items -> results, in order, here or in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from extract.ingest import Failure, Item
from extract.pool import Limits, Loss, map_batches
from extract.records import Article, Diagnostic, Extraction, Provenance

if TYPE_CHECKING:
    from extract.config import Settings

__all__ = ["Limits", "Loader", "Runner", "itself", "stream"]

Result = TypeVar("Result")

BATCH_BYTES = 40_000
"""About how much source goes to a worker at once: a few seconds of work at most, and less than a pipe holds."""

BATCH_ITEMS = 64

ARTICLE_SECONDS = 600.0
"""What an article may take in a worker process unless something else is asked for; a long one takes half a minute."""


def stream(
    items: Iterable[Item | Failure],
    of: Callable[[Extraction], Result],
    *,
    settings: Settings,
    jobs: int = 1,
    limits: Limits | None = None,
    load: Loader | None = None,
) -> Iterator[Result]:
    """What `of` makes of each article's record, in order.

    Args:
        items: what `extract.ingest.discover` found.
        of: called where the record is made; in worker processes it and its results must be picklable.
        settings: what the records depend on.
        jobs: number of worker processes; 1 without limits works in this process.
        limits: of a worker. An article that goes beyond them alone gives a record that says so.
        load: makes the pipeline, by default `extract.load`; a function that workers can import.

    Raises:
        ConfigurationError: a model or pack is missing or broken.
        ExtractError: workers die while they load.
    """
    make = partial(_Work, settings, of, load)
    batches = _batches(items)
    if jobs == 1 and limits is None:
        work = None
        for batch in batches:
            work = work or make()
            yield from work(batch)
        return
    for results in map_batches(make, batches, jobs=jobs, limits=limits or Limits(seconds=ARTICLE_SECONDS)):
        yield from results


def itself(record: Extraction) -> Extraction:
    """The record as it is, for `stream`."""
    return record


class Runner(Protocol):
    """What makes records of items: `extract.Pipeline`, or a stand-in for it."""

    provenance: Provenance

    def process(self, items: Iterable[Item | Failure]) -> Iterator[Extraction]:
        """One record for each item, in their order."""

    def trim(self) -> None:
        """Give up memory that grows with the articles; called between batches."""


Loader = Callable[["Settings"], Runner]


class _Work(Generic[Result]):
    """What a worker does: loads the pipeline once, then makes results of items."""

    def __init__(self, settings: Settings, of: Callable[[Extraction], Result], load: Loader | None) -> None:
        self._pipeline = (load or _load)(settings)
        self._of = of

    def __call__(self, items: Sequence[Item | Failure], /) -> list[Result]:
        self._pipeline.trim()
        return [self._of(record) for record in self._pipeline.process(items)]

    def lost(self, item: Item | Failure, loss: Loss, /) -> Result:
        """The result of an article that no worker could process."""
        name = item.where if isinstance(item, Item) else item.path or item.id
        problem = Diagnostic(code=loss.code, stage="batch", message=f"{name}: {loss.message}")
        article = Article(id=item.id, path=item.path)
        return self._of(Extraction(article=article, diagnostics=(problem,), provenance=self._pipeline.provenance))


def _load(settings: Settings) -> Runner:
    from extract import api  # once a process; the process that only hands out work needs no model

    return api.load(settings)


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
