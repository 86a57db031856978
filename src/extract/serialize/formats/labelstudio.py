"""Label Studio: one JSON array of tasks with the records as predictions, so that people correct them.

Label Studio's own export ("JSON") of the corrected tasks is read back by `read_gold`. Offsets there are code points.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree as ET

from extract.errors import RecordError
from extract.records import Extraction
from extract.serialize.annotations import COLOURS, RELATIONS, Inventory, Mark, Marks, from_marks, to_marks
from extract.serialize.gold import KINDS, REALIS, gold_row

__all__ = ["FORMAT", "LabelStudio"]

Json = dict[str, Any]

_ATTRIBUTES = {"kind": ("entity", KINDS), "realis": ("incident", REALIS)}
_VALUE = "value"
_HEAD = ("id", "title", "published", "publisher", "url")


class LabelStudio:
    """The `OutputFormat` of Label Studio tasks."""

    name = "labelstudio"
    suffixes = (".labelstudio.json",)

    def write(self, records: Iterable[Extraction], stream: BinaryIO) -> None:
        """Write one task for each article that was read."""
        mark = b"["
        for record in records:
            if record.article.text:
                stream.write(mark + b"\n" + json.dumps(_task(record), ensure_ascii=False).encode())
                mark = b","
        stream.write(b"[]\n" if mark == b"[" else b"\n]\n")

    def config(self, inventory: Inventory) -> str:
        """The labelling interface, as XML for the project's settings."""
        view = ET.Element("View")
        labels = ET.SubElement(view, "Labels", name="label", toName="text")
        for layer, names in inventory.labels.items():
            for name in names:
                ET.SubElement(labels, "Label", value=name, background=COLOURS[layer])
        ET.SubElement(view, "Text", name="text", value="$text")
        every = [name for names in inventory.labels.values() for name in names]
        for attribute, (kind, values) in _ATTRIBUTES.items():
            choices = ET.SubElement(view, "Choices", _region(attribute, kind, every))
            for value in values:
                ET.SubElement(choices, "Choice", value=value)
        ET.SubElement(view, "TextArea", _region(_VALUE, "time", every), maxSubmissions="1", editable="true")
        relations = ET.SubElement(view, "Relations")
        for name in RELATIONS:
            ET.SubElement(relations, "Relation", value=name)
        ET.indent(view)
        return ET.tostring(view, encoding="unicode") + "\n"

    def read_gold(self, path: Path, inventory: Inventory) -> Iterator[Json | None]:
        """The gold lines of corrected tasks; None for a task that nobody has annotated.

        Raises:
            RecordError: the file is no export of Label Studio, or an annotation can't be.
        """
        for number, task in enumerate(_tasks(path), 1):
            data = task.get("data") if isinstance(task, dict) else None
            if not isinstance(data, dict) or not isinstance(data.get("text"), str):
                raise RecordError(f"{path}: task {number} has no data with a text: export it from Label Studio as JSON")
            head = {key: data.get(key) for key in _HEAD} | {"text": data["text"]}
            head["id"] = str(head["id"] if head["id"] is not None else task.get("id", number))
            done = [one for one in task.get("annotations") or () if not one.get("was_cancelled")]
            if not done:
                yield None
                continue
            try:
                yield head | {"gold": from_marks(data["text"], _marks(done[-1]["result"], data["text"]), inventory)}
            except (KeyError, TypeError, IndexError) as error:
                raise RecordError(f"{path}: article {head['id']!r}: not a result of Label Studio: {error!r}") from error
            except RecordError as error:
                raise RecordError(f"{path}: article {head['id']!r}: {error}") from error


FORMAT = LabelStudio()


def _region(attribute: str, kind: str, labels: Iterable[str]) -> dict[str, str]:
    shown = ",".join(name for name in labels if name.startswith(f"{kind}_"))
    return {
        "name": attribute,
        "toName": "text",
        "perRegion": "true",
        "whenTagName": "label",
        "whenLabelValue": shown,
    }


def _task(record: Extraction) -> Json:
    row = gold_row(record)
    text = row["text"]
    marks = to_marks(row["gold"])
    result: list[Json] = []
    for one in marks.regions:
        place = {"start": one.start, "end": one.end, "text": text[one.start : one.end]}
        tags = {"id": one.id, "to_name": "text"}
        result.append({**tags, "from_name": "label", "type": "labels", "value": {**place, "labels": [one.label]}})
        for attribute, value in one.attributes.items():
            written: Json = {"text": [value]} if attribute == _VALUE else {"choices": [value]}
            kind = "textarea" if attribute == _VALUE else "choices"
            result.append({**tags, "from_name": attribute, "type": kind, "value": {**place, **written}})
    result += [
        {"type": "relation", "from_id": one, "to_id": other, "direction": "right", "labels": [label]}
        for one, other, label in marks.relations
    ]
    data = {key: row[key] for key in _HEAD if row[key] is not None} | {"text": text}
    version = f"incident-extract {record.provenance.version}"
    return {"data": data, "predictions": [{"model_version": version, "result": result}]}


def _tasks(path: Path) -> list[Any]:
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RecordError(f"{path}: {error}") from error
    if not isinstance(tasks, list):
        raise RecordError(f"{path}: no list of tasks: export it from Label Studio as JSON")
    return tasks


def _marks(result: list[Json], text: str) -> Marks:
    attributes: dict[str, dict[str, str]] = {}
    for one in result:
        if one["type"] == "choices":
            attributes.setdefault(one["id"], {})[one["from_name"]] = one["value"]["choices"][0]
        elif one["type"] == "textarea" and one["value"]["text"]:
            attributes.setdefault(one["id"], {})[one["from_name"]] = one["value"]["text"][0]
    regions = []
    for one in result:
        if one["type"] != "labels":
            continue
        value = one["value"]
        said = value.get("text")
        inside = value["end"] <= len(text)
        if inside and said is not None and said != text[value["start"] : value["end"]]:
            raise RecordError(f"{said!r} does not stand at {value['start']}:{value['end']} of the text")
        regions.append(Mark(one["id"], value["labels"][0], value["start"], value["end"], attributes.get(one["id"], {})))
    relations = [
        (one["from_id"], one["to_id"], (one.get("labels") or [""])[0]) for one in result if one["type"] == "relation"
    ]
    return Marks(tuple(regions), tuple(relations))
