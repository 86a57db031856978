"""A cheap stand-in for the pipeline: reads like the real one, finds little, and does what a text tells it to do."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterable, Iterator
from types import FrameType

from extract.batch import run
from extract.config import Settings
from extract.errors import PackError
from extract.ingest import Failure, Item
from extract.pipeline import failed_article, read
from extract.records import Article, Extraction, Provenance
from words import obey

WRITING = ("extract.manifest", "extract.serialize.output", "extract.batch")
NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")


class StandIn:
    """Marks capitalised words as persons.

    An article that says `kill worker` kills its process, `sleep long` hangs, `take memory` takes 300 MB and hangs;
    `kill once FILE` kills it unless FILE exists, which it makes.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.provenance = Provenance(version="0", model="stand-in", packs=(), settings_sha256=settings.sha256)
        self.processed = self.trimmed = 0

    def process(self, items: Iterable[Item | Failure]) -> Iterator[Extraction]:
        for item in items:
            self.processed += 1
            found = read(item, self.settings)
            if isinstance(found, Failure):
                yield Extraction(
                    article=failed_article(found), diagnostics=(found.diagnostic,), provenance=self.provenance
                )
                continue
            obey(found.article.text)
            yield Extraction.model_validate(
                {
                    "article": found.article,
                    "entities": entities(found.article),
                    "diagnostics": found.diagnostics,
                    "provenance": self.provenance,
                }
            )

    def trim(self) -> None:
        self.trimmed += 1


def entities(article: Article) -> list[dict[str, object]]:
    return [
        {
            "id": f"E{number}",
            "type": "person",
            "name": name.group(),
            "mentions": [{"start": name.start(), "end": name.end(), "text": name.group()}],
        }
        for number, name in enumerate(NAME.finditer(article.text), 1)
    ]


def broken(settings: Settings) -> StandIn:
    raise PackError(f"pack {settings.packs[0]!r} is broken")


def dying(settings: Settings) -> StandIn:
    os._exit(9)


def run_until(inputs: list[str], out: str, moment: int | None) -> None:
    """A run of this pipeline whose process is killed at the n-th call made by what writes to disk."""
    left = moment

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal left
        if left is not None and event in ("call", "c_call") and frame.f_globals.get("__name__") in WRITING:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    run(inputs, out, settings=Settings(), load=StandIn)
