"""Runs the pipeline on the articles of a gold file, so that they can be scored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from extract.config import Settings
from extract.ingest import discover
from extract.streaming import itself, stream

__all__ = ["extract_gold"]


def extract_gold(gold: Iterable[Mapping[str, Any]], *, settings: Settings, jobs: int = 1) -> list[dict[str, Any]]:
    """The records of the gold articles, read the way a user's JSON Lines are, without the gold.

    Args:
        gold: lines of a gold file.
        settings: what the records depend on.
        jobs: number of worker processes.
    """
    with TemporaryDirectory() as folder:
        articles = Path(folder, "articles.jsonl")
        with articles.open("w", encoding="utf-8") as file:
            for row in gold:
                article = {name: value for name, value in row.items() if name != "gold"}
                file.write(json.dumps(article, ensure_ascii=False) + "\n")
        records = stream(discover([articles], settings), itself, settings=settings, jobs=jobs)
        return [record.model_dump(mode="json") for record in records]
