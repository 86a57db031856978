"""brat: a zip archive with a .txt and an .ann file for each article and brat's configuration, for people to correct.

Unpacked into brat's data folder it is a collection. `read_gold` takes the corrected folder, or a zip or tar archive of
it. `articles.jsonl` in it keeps the ids, titles and dates of the articles; brat leaves it alone.
"""

from __future__ import annotations

import json
import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from extract.errors import RecordError
from extract.records import Extraction
from extract.serialize.annotations import Inventory, Mark, Marks, from_marks, to_marks
from extract.serialize.gold import KINDS, REALIS, gold_row

__all__ = ["FORMAT", "Brat"]

Json = dict[str, Any]

INDEX = "articles.jsonl"
CONFIG = "annotation.conf"
_HEAD = ("id", "title", "published", "publisher", "url")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_PIECE = re.compile(r"[^\n]+")
_ATTRIBUTES = {"kind": "Kind", "realis": "Realis"}
_NOTE = "value"


class Brat:
    """The `OutputFormat` of brat."""

    name = "brat"
    suffixes = (".brat.zip",)

    def write(self, records: Iterable[Extraction], stream: BinaryIO) -> None:
        """Write the archive; the articles that were read are numbered in the order of the records."""
        packs: dict[str, None] = {}
        index: list[str] = []
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for record in records:
                if not record.article.text:
                    continue
                packs.update(dict.fromkeys(record.provenance.packs))
                row = gold_row(record)
                name = f"{len(index) + 1:06}-{_UNSAFE.sub('-', row['id']).strip('-.')[-60:]}"
                index.append(json.dumps({"name": name, **{key: row[key] for key in _HEAD}}, ensure_ascii=False))
                _add(archive, f"{name}.txt", row["text"])
                _add(archive, f"{name}.ann", _standoff(row["text"], to_marks(row["gold"])))
            _add(archive, INDEX, "".join(f"{line}\n" for line in index))
            _add(archive, CONFIG, self.config(Inventory.of_packs(packs)))

    def config(self, inventory: Inventory) -> str:
        """Brat's annotation.conf."""
        every = [name for names in inventory.labels.values() for name in names]

        def of(*kinds: str) -> str:
            return "|".join(name for name in every if name.partition("_")[0] in kinds)

        return "\n".join(
            [
                "[entities]",
                *every,
                "[relations]",
                f"same\tArg1:{of('entity')}, Arg2:{of('entity')}",
                f"same\tArg1:{of('incident')}, Arg2:{of('incident')}",
                f"part\tArg1:{of('claim')}, Arg2:{of('claim')}",
                f"argument\tArg1:{of('incident')}, Arg2:{of('role')}",
                "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
                "[events]",
                "[attributes]",
                f"Kind\tArg:{of('entity')}, Value:{'|'.join(KINDS)}",
                f"Realis\tArg:{of('incident')}, Value:{'|'.join(REALIS)}",
                "",
            ]
        )

    def read_gold(self, path: Path, inventory: Inventory) -> Iterator[Json | None]:
        """The gold lines of a corrected collection; the value of a time is the note on it.

        Raises:
            RecordError: there is no collection, or an annotation can't be.
        """
        files = dict(_files(path))
        heads = {
            f"{name.removesuffix(INDEX)}{one['name']}": one
            for name, text in files.items()
            if name.endswith(INDEX)
            for one in _index(text, path)
        }
        names = sorted(name.removesuffix(".ann") for name in files if name.endswith(".ann"))
        if not names:
            raise RecordError(f"{path}: no .ann file of brat")
        for name in names:
            if f"{name}.txt" not in files:
                raise RecordError(f"{path}: {name}.ann has no {name}.txt beside it")
            text = files[f"{name}.txt"]
            head = {key: heads.get(name, {}).get(key) for key in _HEAD}
            head["id"] = head["id"] or name
            try:
                marks = _parse(text, files[f"{name}.ann"])
                yield {**head, "text": text, "gold": from_marks(text, marks, inventory)}
            except RecordError as error:
                raise RecordError(f"{path}: {name}.ann: {error}") from error


FORMAT = Brat()


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # no clock: equal records give equal bytes
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, text.encode())


def _standoff(text: str, marks: Marks) -> str:
    lines: list[str] = []
    numbers = {one.id: f"T{number}" for number, one in enumerate(marks.regions, 1)}
    attributes = notes = 0
    for one in marks.regions:
        # No fragment of brat's may hold a line break.
        pieces = [(one.start + m.start(), one.start + m.end()) for m in _PIECE.finditer(text[one.start : one.end])]
        places = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(text[start:end] for start, end in pieces)
        lines.append(f"{numbers[one.id]}\t{one.label} {places}\t{words}")
        for name, value in one.attributes.items():
            if name == _NOTE:
                notes += 1
                lines.append(f"#{notes}\tAnnotatorNotes {numbers[one.id]}\t{value}")
            else:
                attributes += 1
                lines.append(f"A{attributes}\t{_ATTRIBUTES[name]} {numbers[one.id]} {value}")
    for number, (one_id, other_id, label) in enumerate(marks.relations, 1):
        lines.append(f"R{number}\t{label} Arg1:{numbers[one_id]} Arg2:{numbers[other_id]}")
    return "".join(f"{line}\n" for line in lines)


def _files(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a folder or archive by name; nothing of an archive is written anywhere."""
    try:
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                if _is_ours(file.name):
                    yield file.relative_to(path).as_posix(), file.read_bytes().decode()
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in filter(_is_ours, archive.namelist()):
                    yield name, archive.read(name).decode()
        else:
            with tarfile.open(path) as tar:
                for member in tar:
                    content = tar.extractfile(member) if member.isfile() and _is_ours(member.name) else None
                    if content:
                        yield member.name, content.read().decode()
    except (OSError, ValueError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise RecordError(f"{path}: no folder, zip or tar archive of brat: {error}") from error


def _is_ours(name: str) -> bool:
    return name.endswith((".txt", ".ann", INDEX))


def _index(text: str, path: Path) -> list[Json]:
    try:
        rows = [json.loads(line) for line in text.splitlines()]
        return [row for row in rows if row["name"]]
    except (ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{path}: {INDEX}: {error}") from error


def _parse(text: str, standoff: str) -> Marks:
    regions: dict[str, tuple[str, list[tuple[int, int]]]] = {}
    attributes: dict[str, dict[str, str]] = {}
    relations: list[tuple[str, str, str]] = []
    for number, line in enumerate(standoff.split("\n"), 1):
        try:
            match line[:1]:
                case "T":
                    identifier, places, words = line.split("\t", 2)
                    label, _, offsets = places.partition(" ")
                    pieces = [_pair(one) for one in offsets.split(";")]
                    said = " ".join(text[start:end] for start, end in pieces)
                    if said != words and all(end <= len(text) for _, end in pieces):
                        raise RecordError(f"line {number}: {words!r} does not stand at {offsets}")
                    regions[identifier] = label, pieces
                case "R":
                    label, one, other = line.split("\t")[1].split(" ")
                    relations.append((one.removeprefix("Arg1:"), other.removeprefix("Arg2:"), label))
                case "A" | "M":
                    name, identifier, value = line.split("\t")[1].split(" ")
                    attributes.setdefault(identifier, {})[name.lower()] = value
                case "#":
                    _, kind, note = line.split("\t", 2)
                    attributes.setdefault(kind.partition(" ")[2], {})[_NOTE] = note
                case "*":
                    label, *members = line.split("\t")[1].split(" ")
                    relations += [(members[0], one, "same") for one in members[1:] if label == "Equiv"]
        except (ValueError, IndexError) as error:
            raise RecordError(f"line {number}: no annotation of brat: {line!r}") from error
    marks: list[Mark] = []
    for identifier, (label, pieces) in regions.items():
        whole = _joined(text, pieces)
        if len(whole) > 1 and not label.startswith("claim_"):
            raise RecordError(f"{identifier}: {label} is in pieces; only the parts of a claim may be")
        for part, (start, end) in enumerate(whole):
            name = f"{identifier}.{part}" if part else identifier
            marks.append(Mark(name, label, start, end, attributes.get(identifier, {})))
            if part:
                relations.append((identifier, name, "part"))
    return Marks(tuple(marks), tuple(relations))


def _pair(text: str) -> tuple[int, int]:
    start, end = text.split(" ")
    return int(start), int(end)


def _joined(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces, those put together that a line break alone parts."""
    out: list[tuple[int, int]] = []
    for start, end in pieces:
        if out and out[-1][1] <= start and not text[out[-1][1] : start].strip():
            out[-1] = out[-1][0], end
        else:
            out.append((start, end))
    return out
