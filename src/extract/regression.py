"""Regression check: cases in folders, each an input and the record that is expected of it.

fixtures/<case>/input.txt       or .html, .json, ...: one article in any input format
                context.toml    settings for this case, if any: published = "2024-06-21"
                expected.json   the record, without what depends on the installation (path, provenance)
                expected.*.json the same on another kind of processor, where rounding tips a scale: any of them will do
                gold.json       in its place: the annotations that people have corrected, a line of a gold file
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.api import load
from extract.config import load_settings
from extract.errors import ConfigurationError
from extract.ingest import discover
from extract.passages import sentence_at
from extract.pipeline import read
from extract.records import Extraction
from extract.serialize.gold import gold_row, readable

if TYPE_CHECKING:
    from extract.config import Settings

__all__ = [
    "Case",
    "Change",
    "cases",
    "changes",
    "check",
    "differences",
    "dump",
    "expected_file",
    "record_of",
    "record_of_file",
    "selection",
]

_PARTS = ("entities", "times", "claims", "incidents")
_LONGEST = 320
_MISSING = object()
_NOBODY = {"version": "", "model": "", "packs": (), "settings_sha256": ""}


@dataclass(frozen=True)
class Case:
    """One case: what its record was expected to be (None: nothing was expected yet) and is, as plain JSON."""

    name: str
    expected: Mapping[str, Any] | None
    actual: Mapping[str, Any]
    folder: Path | None = None
    gold: bool = False
    """Whether the annotations alone are compared, with what people have corrected."""


def cases(folder: str | Path) -> list[Path]:
    """The case folders, sorted by name.

    Raises:
        ConfigurationError: there is no such folder, or no case in it.
    """
    root = Path(folder)
    found = (
        sorted(path for path in root.iterdir() if path.is_dir() and any(path.glob("input.*"))) if root.is_dir() else []
    )
    if not found:
        raise ConfigurationError(f"{folder}: no folder with cases <case>/input.*")
    return found


def record_of(case: Path) -> dict[str, Any]:
    """The record that the case's input gives now, without what depends on the installation.

    Raises:
        ConfigurationError: the case has no readable input or context.
    """
    context = case / "context.toml"
    settings = load_settings(context if context.exists() else None, environ={})
    return record_of_file(case, sorted(case.glob("input.*")), settings)


def record_of_file(name: str | Path, files: Sequence[Path], settings: Settings) -> dict[str, Any]:
    """The record of the one article in these files, without what depends on the installation.

    Args:
        name: of the case, for errors.
        files: in any input format.
        settings: what the record depends on.

    Raises:
        ConfigurationError: there is not just one article in the files, or the models are missing.
    """
    items = list(discover(files, settings))
    if len(items) != 1:
        raise ConfigurationError(f"{name}: {len(items)} articles, a case has one")
    # The models don't depend on the date, which is what cases differ in.
    pipeline = load(settings.model_copy(update={"published": None}))
    record = next(pipeline.pipe([read(items[0], settings)])).model_dump(mode="json", exclude={"provenance": True})
    record["article"] |= {"path": None}
    return record


def check(folder: str | Path, *, update: bool = False) -> Iterator[Case]:
    """Run all cases of a folder.

    Args:
        folder: of the cases.
        update: write what comes out as expected. A `gold.json` is never changed: people have made it.

    Raises:
        ConfigurationError: no case there, or one can't be read.
    """
    for path in cases(folder):
        actual = record_of(path)
        if (path / "gold.json").exists():
            yield _gold_case(path, actual)
            continue
        file = expected_file(path, actual)
        try:
            expected = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
            if update and expected != actual:
                file.write_text(dump(actual), encoding="utf-8")
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"{file}: {error}") from error
        yield Case(path.name, expected, actual, path)


def expected_file(case: Path, actual: Mapping[str, Any]) -> Path:
    """The file that a case's record is compared with: the one that holds it, else `expected.json`.

    Raises:
        ConfigurationError: a file with another name can't be read.
    """
    for other in sorted(case.glob("expected.*.json")):
        try:
            if json.loads(other.read_text(encoding="utf-8")) == actual:
                return other
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"{other}: {error}") from error
    return case / "expected.json"


def _gold_case(path: Path, record: Mapping[str, Any]) -> Case:
    file = path / "gold.json"
    try:
        row = json.loads(file.read_text(encoding="utf-8"))
        expected = readable(row["text"], row["gold"])
        found = gold_row(Extraction.model_validate({**record, "provenance": _NOBODY}), row["gold"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{file}: no gold line: {error!r}") from error
    return Case(path.name, expected, readable(found["text"], found["gold"]), path, gold=True)


def dump(record: Mapping[str, Any]) -> str:
    """The record as the text of `expected.json`: readable, and stable in version control."""
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def differences(case: Case) -> list[str]:
    """What changed, a few lines for each place: its path, what was, what is, and the sentence there.

    Ids are replaced by what they stand for, so that a new first entity does not change every reference.
    """
    return [line for change in changes(case) for line in change.lines()]


@dataclass(frozen=True)
class Change:
    """One place of a record that changed.

    Attributes:
        path: of the field: `incidents[0].roles.victim[1].text`.
        old: what was, as JSON; None where there was nothing.
        new: what is, as JSON; None where there is nothing any more.
        sentence: the one that the field stands in, if it stands in any.
    """

    path: str
    old: str | None = None
    new: str | None = None
    sentence: str | None = None

    def lines(self) -> Iterator[str]:
        """The change for people to read."""
        yield self.path
        for mark, value in (("-", self.old), ("+", self.new)):
            if value is not None:
                yield f"  {mark} {value}"
        if self.sentence is not None:
            yield f"  in: {self.sentence}"


def changes(case: Case) -> list[Change]:
    """Every place of a case's record that changed; none if it is as expected.

    Raises:
        ConfigurationError: what was expected is no record.
    """
    if case.expected == case.actual:
        return []
    if case.expected is None:
        return [Change("no expected.json yet; --update writes it")]
    try:
        found = [one.shown(case) for one in _compare("", _named(case.expected), _named(case.actual))]
    except (AttributeError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{case.name}: what was expected is no record: {error!r}") from error
    return found or [Change("the ids or their order changed, nothing else")]


def selection(record: Mapping[str, Any], parts: Sequence[str]) -> dict[str, Any]:
    """Some parts of a record, with the text that they stand in, and names in place of ids.

    Args:
        record: as `record_of` gives it.
        parts: `entities`, `times`, `claims` or `incidents`.

    Raises:
        ConfigurationError: a record has no such part.
    """
    if unknown := sorted(set(parts) - {*_PARTS}):
        raise ConfigurationError(f"a record has no part {', '.join(unknown)}; it has {', '.join(_PARTS)}")
    named = _named(record)
    return {"article": {"text": record["article"]["text"]}, **{part: named[part] for part in parts}}


@dataclass(frozen=True)
class _Place:
    path: str
    old: Any
    new: Any
    at: tuple[int, bool] | None
    """Offset near which the change lies, and whether it counts in the new text."""

    def shown(self, case: Case) -> Change:
        sentence = None
        if self.at is not None:
            offset, in_new = self.at
            sentence = sentence_at((case.actual if in_new else case.expected or {})["article"]["text"], offset)
        old, new = (None if value is _MISSING else _short(value) for value in (self.old, self.new))
        return Change(self.path, old, new, sentence)


def _compare(path: str, old: Any, new: Any, at: tuple[int, bool] | None = None) -> Iterator[_Place]:
    if old == new:
        return
    at = _place(new, in_new=True) or _place(old, in_new=False) or at
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _compare(f"{path}.{key}" if path else key, old.get(key, _MISSING), new.get(key, _MISSING), at)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _compare_lists(path, old, new, at)
    else:
        yield _Place(path, old, new, at)


def _compare_lists(path: str, old: list[Any], new: list[Any], at: tuple[int, bool] | None) -> Iterator[_Place]:
    left, right = ([json.dumps(one, sort_keys=True) for one in side] for side in (old, new))
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for offset in range(max(i2 - i1, j2 - j1)):
            i, j = i1 + offset, j1 + offset
            yield from _compare(
                f"{path}[{j if j < j2 else i}]",
                old[i] if i < i2 else _MISSING,
                new[j] if j < j2 else _MISSING,
                at,
            )


def _named(record: Mapping[str, Any]) -> dict[str, Any]:
    parts = {part: record[part] for part in _PARTS if part in record}
    with_ids = {part: [one for one in found if "id" in one] for part, found in parts.items()}
    names = {one["id"]: one["name"] for one in with_ids.get("entities", ())}
    names |= {one["id"]: one["text"] for one in with_ids.get("times", ())}
    names |= {
        one["id"]: "claim " + " … ".join(part["text"] for part in one["content"]) for one in with_ids.get("claims", ())
    }

    def rename(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: rename(one, name) for name, one in value.items() if name != "id"}
        if isinstance(value, list):
            return [rename(one, key) for one in value]
        if key in ("entity_id", "via", "time_id", "time_ids", "parent", "claims", "by", "anchor"):
            return names.get(value, value)
        return value

    return {**record, **{part: rename(found) for part, found in parts.items()}}


def _place(value: Any, *, in_new: bool) -> tuple[int, bool] | None:
    """Where in the text a part of the record stands: at its own offset or the first of its spans."""
    if isinstance(value, dict):
        if isinstance(value.get("start"), int):
            return value["start"], in_new
        for name in ("cue", "content", "triggers", "mentions"):
            if found := _place(value.get(name), in_new=in_new):
                return found
    if isinstance(value, list) and value and isinstance(value[0], dict) and "text" in value[0]:
        return _place(value[0], in_new=in_new)
    return None


def _short(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= _LONGEST else f"{written[:_LONGEST]} …"
