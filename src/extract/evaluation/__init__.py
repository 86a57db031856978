"""Evaluation: precision, recall and F1 of records against gold, for each layer that the gold file has.

Gold is JSON Lines (.gz too): `id, title, published, publisher, url, text` and `gold` with some of the layers

    claims      [{"source": [[s, e], ...], "cue": [...], "content": [...]}]
    times       [{"start", "end", "type", "value"}]
    incidents   [{"type", "realis", "triggers": [[s, e], ...], "arguments": [{"role", "start", "end"}]}]
    entities    [{"start", "end", "type", "id", "kind"}], equal ids corefer

with half-open offsets in code points into its own `text`; a record's text may be normalised, its offsets
are moved. The measures are described in the layers' modules.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from extract.errors import ConfigurationError, RecordError
from extract.evaluation import claims, entities, incidents, times
from extract.evaluation.measures import Counts, Measure

__all__ = ["LAYERS", "Measure", "evaluate", "read_gold"]

LAYERS = {
    "entities": entities.score,
    "times": times.score,
    "claims": claims.score,
    "incidents": incidents.score,
}


def read_gold(path: str | Path) -> list[dict[str, Any]]:
    """The lines of a gold file.

    Raises:
        ConfigurationError: it can't be read or a line is no gold.
    """
    rows: list[dict[str, Any]] = []
    try:
        for number, row in enumerate(_lines(Path(path)), 1):
            if not isinstance(row, dict) or not {"id", "text", "gold"} <= row.keys():
                raise ConfigurationError(f"{path}:{number}: no gold line with id, text and gold")
            rows.append(row)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: {error}") from error
    return rows


def read_system(path: str | Path) -> list[dict[str, Any]]:
    """The records of a system's output, unchecked but for the article.

    Raises:
        RecordError: the file can't be read or a line has no article.
    """
    try:
        rows = list(_lines(Path(path)))
    except (OSError, ValueError) as error:
        raise RecordError(f"{path}: {error}") from error
    if not all(isinstance(row, dict) and {"id", "text"} <= row.get("article", {}).keys() for row in rows):
        raise RecordError(f"{path}: a line has no article with id and text")
    return rows


def evaluate(gold: Iterable[Mapping[str, Any]], system: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Measure]]:
    """The measures by layer and name.

    Args:
        gold: gold lines.
        system: records, as dicts; an article without a record counts as one in which nothing was found.

    Raises:
        RecordError: an annotation or a record lacks a key that its layer needs.
    """
    by_id = {record["article"]["id"]: record for record in system}
    counts: dict[str, Counts] = {}
    for row in gold:
        for layer, score in LAYERS.items():
            if layer in row["gold"]:
                try:
                    score(row, by_id.get(row["id"]), counts.setdefault(layer, Counts()))
                except KeyError as error:
                    raise RecordError(f"article {row['id']!r}: {layer} without the key {error}") from error
    return {layer: dict(counts[layer]) for layer in LAYERS if layer in counts}


def _lines(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
        for line in stream:
            if line.strip():
                yield json.loads(line)
