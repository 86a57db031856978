"""doccano: JSON Lines for a sequence labelling project with relations, so that people correct the records.

doccano counts offsets in UTF-16 code units, as its JavaScript does; they are converted both ways. It knows no
attributes of a region: those of the record stand in the column `attributes`, which doccano hands back, and apply to the
regions that are still there. A new region has none: a mention is a name, a trigger is told as a fact, a time has no
value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from extract.errors import RecordError
from extract.records import Extraction
from extract.serialize.annotations import COLOURS, Inventory, Mark, Marks, from_marks, to_marks
from extract.serialize.gold import gold_row

__all__ = ["FORMAT", "Doccano"]

Json = dict[str, Any]

_HEAD = ("title", "published", "publisher", "url")


class Doccano:
    """The `OutputFormat` of doccano."""

    name = "doccano"
    suffixes = (".doccano.jsonl",)

    def write(self, records: Iterable[Extraction], stream: BinaryIO) -> None:
        """Write one line for each article that was read."""
        for record in records:
            if record.article.text:
                stream.write(json.dumps(_line(record), ensure_ascii=False).encode() + b"\n")

    def config(self, inventory: Inventory) -> str:
        """The labels of spans, as JSON for doccano's page of labels; those of relations are `annotations.RELATIONS`."""
        labels = [
            {"text": name, "background_color": COLOURS[layer], "text_color": "#ffffff"}
            for layer, names in inventory.labels.items()
            for name in names
        ]
        return json.dumps(labels, indent=1) + "\n"

    def read_gold(self, path: Path, inventory: Inventory) -> Iterator[Json | None]:
        """The gold lines of a file that doccano has exported.

        Raises:
            RecordError: the file is no export of doccano, or an annotation can't be.
        """
        try:
            lines = path.read_bytes().splitlines()
        except OSError as error:
            raise RecordError(f"{path}: {error.strerror}") from error
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield _gold(json.loads(line), number, inventory)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise RecordError(f"{path}:{number}: no line of doccano: {error}") from error
            except RecordError as error:
                raise RecordError(f"{path}:{number}: {error}") from error


FORMAT = Doccano()


class _Units:
    """Converts between code points and UTF-16 code units of one text."""

    def __init__(self, text: str) -> None:
        self._to: list[int] = [0]
        for character in text:
            self._to.append(self._to[-1] + (2 if ord(character) > 0xFFFF else 1))
        self._from = {unit: point for point, unit in enumerate(self._to)}

    def to_units(self, offset: int) -> int:
        return self._to[offset]

    def to_points(self, offset: int) -> int:
        if offset not in self._from:
            inside = 0 <= offset <= self._to[-1]
            where = "splits a character" if inside else f"lies outside the text of {self._to[-1]} UTF-16 units"
            raise RecordError(f"offset {offset} {where}")
        return self._from[offset]


def _line(record: Extraction) -> Json:
    row = gold_row(record)
    units = _Units(row["text"])
    marks = to_marks(row["gold"])
    numbers = {one.id: number for number, one in enumerate(marks.regions, 1)}
    entities = [
        {
            "id": numbers[one.id],
            "label": one.label,
            "start_offset": units.to_units(one.start),
            "end_offset": units.to_units(one.end),
        }
        for one in marks.regions
    ]
    relations = [
        {"id": number, "from_id": numbers[one], "to_id": numbers[other], "type": label}
        for number, (one, other, label) in enumerate(marks.relations, 1)
    ]
    attributes = [[one.label, one.start, one.end, dict(one.attributes)] for one in marks.regions if one.attributes]
    head = {"article": row["id"], **{key: row[key] for key in _HEAD if row[key] is not None}}
    return {"text": row["text"], "entities": entities, "relations": relations, **head, "attributes": attributes}


def _gold(line: Json, number: int, inventory: Inventory) -> Json:
    line = {**(line.get("meta") or {}), **line}
    if "entities" not in line:
        raise KeyError("entities")
    text = line["text"]
    units = _Units(text)
    attributes: dict[tuple[str, int, int], list[Json]] = {}
    for label, start, end, values in line.get("attributes") or ():
        attributes.setdefault((label, start, end), []).append(values)
    regions = []
    for one in line["entities"]:
        place = (one["label"], units.to_points(one["start_offset"]), units.to_points(one["end_offset"]))
        left = attributes.get(place)
        regions.append(Mark(str(one["id"]), *place, left.pop(0) if left else {}))
    relations = [(str(one["from_id"]), str(one["to_id"]), one["type"]) for one in line.get("relations") or ()]
    head = {"id": str(line.get("article", line.get("id", number))), **{key: line.get(key) for key in _HEAD}}
    return {**head, "text": text, "gold": from_marks(text, Marks(tuple(regions), tuple(relations)), inventory)}
