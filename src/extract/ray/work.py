"""What Ray's workers do: a batch of articles in, a batch of records out."""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from extract.config import Settings
from extract.ingest import Failure, Item
from extract.ingest.opening import Opener
from extract.records import INTERNAL_ERROR, Article, Diagnostic, Extraction
from extract.streaming import Loader, Runner

__all__ = ["ITEM", "RECORD", "Attempts", "Extractor", "attempts", "item_row"]

TRIES = 2
"""How often an article alone may kill its worker before it is given up."""

ITEM = pa.schema(
    [
        pa.field("id", pa.string()),
        pa.field("path", pa.string()),
        pa.field("format", pa.string()),
        pa.field("index", pa.int64()),
        pa.field("payload", pa.large_binary()),
        pa.field("url", pa.string()),
        pa.field("encoding", pa.string()),
        pa.field("packed", pa.bool_()),
        pa.field("sha256", pa.string()),
        pa.field("diagnostic", pa.string()),
    ]
)
"""An item of `extract.ingest`, its bytes with it; or, with a `diagnostic`, a failure."""

RECORD = pa.schema(
    [
        pa.field("article", pa.string()),
        pa.field("path", pa.string()),
        pa.field("failed", pa.bool_()),
        pa.field("incidents", pa.int64()),
        pa.field("record", pa.large_string()),
    ]
)


def item_row(item: Item | Failure) -> dict[str, Any]:
    """A row of `ITEM`."""
    if isinstance(item, Failure):
        diagnostic = item.diagnostic.model_dump_json()
        return {"id": item.id, "path": item.path, "sha256": item.sha256, "diagnostic": diagnostic}
    return {name: getattr(item, name) for name in _ITEM_FIELDS}


_ITEM_FIELDS = ("id", "path", "format", "index", "payload", "url", "encoding", "packed")


class Attempts:
    """Counts how often something was begun; one actor for a job, so that it outlives the workers."""

    def __init__(self) -> None:
        self._begun: defaultdict[str, set[str]] = defaultdict(set)

    def begin(self, key: str, attempt: str) -> int:
        """How often it has been begun, this attempt included; what is said twice of an attempt counts once."""
        self._begun[key].add(attempt)
        return len(self._begun[key])

    def done(self, key: str) -> None:
        """Forget it."""
        self._begun.pop(key, None)


def attempts() -> Any:
    """A handle of a new actor `Attempts`.

    It stands on the node of the caller, without whom the job ends anyway, as long as there is room. Whoever calls it
    while it can't be reached waits and is heard at least once; where it had to be made anew, counting begins anew.
    """
    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=True)
    options = {"num_cpus": 0, "max_restarts": -1, "max_task_retries": -1, "scheduling_strategy": here}
    return ray.remote(**options)(Attempts).remote()


class Extractor:
    """A worker: loads the pipeline once, then makes records of batches.

    A batch that was begun before has killed a worker, or its worker was killed: then its articles go one by one, and
    one that was begun `TRIES` times alone is given up.
    """

    def __init__(self, settings: Settings, attempts: Any, timeout: float | None, load: Loader | None) -> None:
        self._pipeline: Runner = (load or _load)(settings)
        self._settings = settings
        self._attempts = attempts
        self._timeout = timeout

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Rows of articles -> rows of `RECORD`, in their order; several for a file of several articles."""
        items = [item for row in batch.to_pylist() for item in _items(row, self._settings)]
        key = _key(items)
        if self._begin(key) == 1:
            with self._alarm():
                records = self._process(items)
        else:
            records = [record for item in items for record in self._alone(item)]
        self._attempts.done.remote(key)
        return pa.Table.from_pylist([_row(record) for record in records], schema=RECORD)

    def _begin(self, key: str) -> int:
        begun: int = ray.get(self._attempts.begin.remote(key, uuid.uuid4().hex))
        return begun

    def _process(self, items: Sequence[Item | Failure]) -> list[Extraction]:
        try:
            return list(self._pipeline.process(items))
        except Exception as error:  # noqa: BLE001  any bug must cost one article, not the job
            if len(items) > 1:
                return [record for item in items for record in self._process([item])]
            return [self._lost(items[0], INTERNAL_ERROR, f"{type(error).__name__}: {error}")]

    def _alone(self, item: Item | Failure) -> list[Extraction]:
        key = _key([item])
        if self._begin(key) > TRIES:
            return [self._lost(item, "worker-died", "its worker died, or took too long, whenever it was processed")]
        with self._alarm():
            records = self._process([item])
        self._attempts.done.remote(key)
        return records

    @contextmanager
    def _alarm(self) -> Iterator[None]:
        """End this process when what is done here takes too long: nothing else stops native code."""
        if self._timeout is None:
            yield
            return
        timer = threading.Timer(self._timeout, os._exit, [1])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _lost(self, item: Item | Failure, code: str, message: str) -> Extraction:
        name = item.where if isinstance(item, Item) else item.path or item.id
        problem = Diagnostic(code=code, stage="batch", message=f"{name}: {message}")
        article = Article(id=item.id, path=item.path)
        return Extraction(article=article, diagnostics=(problem,), provenance=self._pipeline.provenance)


def _load(settings: Settings) -> Runner:
    from extract import api  # spaCy and all: in the process that works, once

    return api.load(settings)


def _key(items: Sequence[Item | Failure]) -> str:
    names = "\n".join(f"{item.id}\t{item.path}" for item in items)
    return hashlib.sha256(names.encode("utf-8", "surrogatepass")).hexdigest()


def _row(record: Extraction) -> dict[str, Any]:
    return {
        "article": record.article.id,
        "path": record.article.path,
        "failed": record.failed,
        "incidents": len(record.incidents),
        "record": record.to_json(),
    }


def _items(row: dict[str, Any], settings: Settings) -> Iterator[Item | Failure]:
    if "diagnostic" in row and "payload" in row:
        if row["diagnostic"] is not None:
            problem = Diagnostic.model_validate_json(row["diagnostic"])
            yield Failure(id=row["id"], path=row["path"], sha256=row["sha256"], diagnostic=problem)
        else:
            yield Item(file=None, **{name: row[name] for name in _ITEM_FIELDS})
    elif isinstance(data := row.get("bytes"), bytes) and isinstance(path := row.get("path"), str):
        yield from Opener(settings, lambda _: None).stream(path, io.BytesIO(data), len(data), named=True)
    else:
        payload = json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
        name = str(row.get("id") or hashlib.sha256(payload).hexdigest()[:12])
        yield Item(name, None, None, "json", None, payload)
