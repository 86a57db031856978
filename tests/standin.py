"""A cheap stand-in for the pipeline: reads like the real one, finds little, and does what a text tells it to do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from extract.config import Settings
from extract.errors import PackError
from extract.ingest import Failure, Item
from extract.pipeline import failed_article, read
from extract.records import Article, Extraction, Provenance
from words import obey

NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")


class StandIn:
    """Marks capitalised words as persons.

    An article that says `kill worker` kills its process, `sleep long` hangs, `take memory` takes 300 MB and hangs;
    `kill once FILE` kills it unless FILE exists, which it makes.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.provenance = Provenance(version="0", model="stand-in", packs=(), settings_sha256=settings.sha256)
        self.processed = 0

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
