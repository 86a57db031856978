"""Stand-ins for the pipeline in Ray's workers."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extract.config import Settings
from extract.ingest import Failure, Item
from extract.records import Extraction
from standin import StandIn


class Slow(StandIn):
    """Takes its time."""

    def process(self, items: Iterable[Item | Failure]) -> Iterator[Extraction]:
        for record in super().process(items):
            time.sleep(0.05)
            yield record


class Buggy(StandIn):
    """Breaks on an article that says so."""

    def process(self, items: Iterable[Item | Failure]) -> Iterator[Extraction]:
        for record in super().process(items):
            if "stumble" in record.article.text:
                raise RuntimeError("stumbled")
            yield record


@dataclass(frozen=True)
class Marking:
    """Loads `Slow` and leaves a file in `folder` for each process that did."""

    folder: Path

    def __call__(self, settings: Settings) -> Slow:
        (self.folder / str(os.getpid())).touch()
        return Slow(settings)
