"""A supervised pool of worker processes: work is lost to no crash, no hang and no lack of memory.

Each worker loads once and then takes one batch at a time. A worker that dies is replaced and its batch tried
again: once as it is, then in halves, until the guilty item is alone; that one gets a result that says so.
Results come in the order of the batches, with a bounded number of batches under way.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

from extract.errors import ConfigurationError, ExtractError
from extract.threads import children_in_one_thread

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

__all__ = ["Limits", "Loss", "Work", "map_batches"]

Item = TypeVar("Item")
Result = TypeVar("Result")
ItemIn = TypeVar("ItemIn", contravariant=True)

WINDOW = 3
"""Batches under way or waiting for their turn, for each worker; bounds memory."""

TRIES = 2
"""How often a batch, and an item alone, is given to a worker that dies before the batch is cut or the item blamed."""

STARTS = 3
"""How many workers in a row may die before they have loaded."""

POLL = 0.25
"""Seconds between two looks at the memory of the workers."""


LEAVING = 10.0
"""Seconds that a worker without work has to end by itself."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may take.

    Attributes:
        seconds: that a batch may take, and so an item alone; None for no limit.
        memory: resident bytes of a worker; None for no limit. Known on Linux alone.
    """

    seconds: float | None = None
    memory: int | None = None

    def __post_init__(self) -> None:
        if self.memory is not None and not Path("/proc/self/statm").exists():
            raise ConfigurationError("a limit of memory needs /proc, which this system does not have")


@dataclass(frozen=True, slots=True)
class Loss:
    """Why an item has no result of its own."""

    code: Literal["worker-died", "timeout", "out-of-memory"]
    message: str


class Work(Protocol[ItemIn, Result]):
    """What a worker does."""

    def __call__(self, items: Sequence[ItemIn], /) -> list[Result]:
        """One result for each item, in their order."""

    def lost(self, item: ItemIn, loss: Loss, /) -> Result:
        """The result of an item that workers could not process; touches the item's content no more."""


@dataclass(slots=True)
class _Task(Generic[Item]):
    """Part of a batch, from `start` on; with a `loss`, one item to be given up."""

    batch: int
    start: int
    items: Sequence[Item]
    tries: int = 0
    loss: Loss | None = None

    def halves(self) -> tuple[_Task[Item], _Task[Item]]:
        middle = len(self.items) // 2
        return (
            _Task(self.batch, self.start, self.items[:middle]),
            _Task(self.batch, self.start + middle, self.items[middle:]),
        )


@dataclass(slots=True)
class _Batch(Generic[Result]):
    """The results of a batch, as far as they are there."""

    results: list[Result | None]
    missing: int


def map_batches(
    load: Callable[[], Work[Item, Result]],
    batches: Iterable[Sequence[Item]],
    *,
    jobs: int,
    limits: Limits | None = None,
) -> Iterator[list[Result]]:
    """Each batch through a worker, results in the order of the batches.

    Args:
        load: makes the work, once in each worker; picklable, as are items and results.
        batches: taken as they are needed.
        jobs: number of worker processes.
        limits: of a worker.

    Raises:
        ExtractError: workers die while they load. What `load` or the work raises comes through as it is.
    """
    pool = _Pool(load, jobs, limits or Limits())
    try:
        yield from pool.map(batches)
    except BaseException:
        pool.stop(kill=True)
        raise
    pool.stop(kill=False)


@dataclass(slots=True)
class _Worker(Generic[Item]):
    """A worker process, seen from here."""

    process: SpawnProcess
    pipe: Connection[Any, Any]
    ready: bool = False
    task: _Task[Item] | None = None
    deadline: float | None = None
    killed: Loss | None = None

    @property
    def free(self) -> bool:
        return self.ready and self.task is None


class _Pool(Generic[Item, Result]):
    def __init__(self, load: Callable[[], Work[Item, Result]], jobs: int, limits: Limits) -> None:
        self._load = load
        self._jobs = jobs
        self._limits = limits
        # "spawn" on every system: a fork of a process with native threads and a loaded model can hang.
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker[Item]] = []
        self._tasks: deque[_Task[Item]] = deque()
        self._batches: dict[int, _Batch[Result]] = {}
        self._failed_starts = 0

    def map(self, batches: Iterable[Sequence[Item]]) -> Iterator[list[Result]]:
        source = iter(batches)
        taken = given = 0
        more = True
        while True:
            while more and len(self._batches) < self._jobs * WINDOW:
                batch = next(source, None)
                if batch is None:
                    more = False
                elif batch:
                    self._batches[taken] = _Batch([None] * len(batch), len(batch))
                    self._tasks.append(_Task(taken, 0, batch))
                    taken += 1
                    self._hand_out()
            self._hand_out()
            if given == taken:
                return
            if not self._batches[given].missing:
                yield self._batches.pop(given).results  # type: ignore[misc]  # none is missing
                given += 1
            else:
                self._listen()

    def stop(self, *, kill: bool) -> None:
        """End all workers: those at work at once, the others by closing their pipe."""
        for worker in self._workers:
            if kill:
                worker.process.kill()
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(LEAVING)
            worker.process.kill()  # who has not left by now never will
            worker.process.join()
            worker.process.close()
        self._workers.clear()

    def _hand_out(self) -> None:
        for worker in self._workers:
            if self._tasks and worker.free:
                self._give(worker, self._tasks.popleft())
        starting = sum(not worker.ready for worker in self._workers)
        while len(self._workers) < self._jobs and starting < len(self._tasks):
            self._workers.append(self._start())
            starting += 1

    def _give(self, worker: _Worker[Item], task: _Task[Item]) -> None:
        worker.task = task
        worker.deadline = time.monotonic() + self._limits.seconds if self._limits.seconds else None
        with suppress(BrokenPipeError):  # it has just died, which `_listen` will see
            worker.pipe.send((task.items, task.loss))

    def _listen(self) -> None:
        """Wait until a worker says something, dies or goes beyond a limit, and act on it."""
        by_pipe = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(by_pipe), self._patience()):
            worker = by_pipe[pipe]  # type: ignore[index]  # the pipes are what was waited for
            try:
                said = worker.pipe.recv()
            except (EOFError, OSError):
                self._bury(worker)
            else:
                self._take(worker, said)
        self._enforce()

    def _patience(self) -> float | None:
        """Seconds until a limit must be looked at."""
        if self._limits.memory is not None:
            return POLL
        deadlines = [worker.deadline for worker in self._workers if worker.deadline is not None]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def _take(self, worker: _Worker[Item], said: tuple[str, Any]) -> None:
        kind, value = said
        if kind == "error":
            raise value
        if kind == "ready":
            worker.ready = True
            self._failed_starts = 0
            return
        task, worker.task, worker.deadline = worker.task, None, None
        if task is None or len(value) != len(task.items):
            raise ExtractError("a worker gave more or fewer results than it had items")
        batch = self._batches[task.batch]
        batch.results[task.start : task.start + len(value)] = value
        batch.missing -= len(value)

    def _enforce(self) -> None:
        """Kill the workers that are beyond a limit; `_listen` finds them dead."""
        now = time.monotonic()
        for worker in self._workers:
            if worker.killed is not None or worker.task is None:
                continue
            if worker.deadline is not None and worker.deadline <= now:
                worker.killed = Loss("timeout", f"it took longer than the limit of {self._limits.seconds:g} s")
                worker.deadline = None
            elif self._limits.memory is not None and _memory(worker.process.pid) > self._limits.memory:
                limit = self._limits.memory / 1_000_000
                worker.killed = Loss("out-of-memory", f"its worker took more than the limit of {limit:,.0f} MB")
            if worker.killed is not None:
                worker.process.kill()

    def _bury(self, worker: _Worker[Item]) -> None:
        """Remove a dead worker and decide on its task."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        code = worker.process.exitcode
        worker.process.close()
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= STARTS:
                raise ExtractError(
                    f"worker processes die while they load ({_cause(code)}): "
                    "if memory is short, fewer jobs need less of it"
                )
        if (task := worker.task) is None:
            return
        task.tries += 1
        loss = worker.killed or Loss("worker-died", f"its worker died ({_cause(code)}) whenever it was processed")
        again = worker.killed is None and task.tries < TRIES  # who went beyond a limit would do so again
        if again:
            self._tasks.appendleft(task)
        elif len(task.items) > 1:
            self._tasks.extendleft(reversed(task.halves()))
        elif task.loss is None:
            self._tasks.appendleft(_Task(task.batch, task.start, task.items, loss=loss))
        else:
            raise ExtractError(f"worker processes die without work ({_cause(code)})")

    def _start(self) -> _Worker[Item]:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(self._load, there), daemon=True)
        # Ctrl-C reaches the whole process group; workers leave it to this process from their first moment.
        blocked = (
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
        )
        try:
            with children_in_one_thread():
                process.start()
        finally:
            if blocked is not None:
                signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
            there.close()
        return _Worker(process, here)


def _serve(load: Callable[[], Work[Any, Any]], pipe: Connection[Any, Any]) -> None:
    """The life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    try:
        work = load()
        pipe.send(("ready", None))
        while True:
            items, loss = pipe.recv()
            results = work(items) if loss is None else [work.lost(item, loss) for item in items]
            pipe.send(("results", results))
    except (EOFError, BrokenPipeError):
        return  # nobody listens any more: the end
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # no room to say more
    except Exception as error:  # noqa: BLE001  raised again in the parent
        _report(error, pipe)


def _report(error: Exception, pipe: Connection[Any, Any]) -> None:
    error.add_note(f"in a worker process:\n{_traceback(error)}")
    try:
        pipe.send(("error", error))
    except Exception:  # noqa: BLE001  an exception that can't be pickled
        pipe.send(("error", ExtractError(f"{type(error).__name__}: {error}")))


def _traceback(error: Exception) -> str:
    import traceback

    return "".join(traceback.format_exception(error))


def _die_with_parent() -> None:
    """Leave nothing behind when the parent is killed in the middle of a batch."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


_OUT_OF_MEMORY = 87


def _cause(code: int | None) -> str:
    if code == _OUT_OF_MEMORY:
        return "out of memory"
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"{signal.Signals(-code).name}, {'perhaps out of memory' if -code == 9 else 'a crash'}"
    return f"exit code {code}"


def _memory(pid: int | None) -> int:
    """Resident bytes of a process; 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGESIZE")
    except (OSError, IndexError):
        return 0
