"""Regression check: cases in folders, each an input and the record that is expected of it.

fixtures/<case>/input.txt       or .html, .json, ...: one article in any input format
                context.toml    settings for this case, if any: published = "2024-06-21"
                expected.json   the record, without what depends on the installation (path, provenance)
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from extract.api import load
from extract.config import load_settings
from extract.errors import ConfigurationError
from extract.ingest import discover
from extract.pipeline import read

__all__ = ["Case", "cases", "check", "differences", "dump", "record_of"]

_TEXT_AROUND = 160
_MISSING = object()


@dataclass(frozen=True)
class Case:
    """One case: what its record was expected to be (None: nothing was expected yet) and is, as plain JSON."""

    name: str
    expected: Mapping[str, Any] | None
    actual: Mapping[str, Any]


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
    items = list(discover(sorted(case.glob("input.*")), settings))
    if len(items) != 1:
        raise ConfigurationError(f"{case}: {len(items)} articles, a case has one")
    # The models don't depend on the date, which is what cases differ in.
    pipeline = load(settings.model_copy(update={"published": None}))
    record = next(pipeline.pipe([read(items[0], settings)])).model_dump(mode="json", exclude={"provenance": True})
    record["article"] |= {"path": None}
    return record


def check(folder: str | Path, *, update: bool = False) -> Iterator[Case]:
    """Run all cases of a folder.

    Args:
        folder: of the cases.
        update: write what comes out as expected.

    Raises:
        ConfigurationError: no case there, or one can't be read.
    """
    for path in cases(folder):
        actual = record_of(path)
        file = path / "expected.json"
        try:
            expected = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
            if update and expected != actual:
                file.write_text(dump(actual), encoding="utf-8")
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"{file}: {error}") from error
        yield Case(path.name, expected, actual)


def dump(record: Mapping[str, Any]) -> str:
    """The record as the text of `expected.json`: readable, and stable in version control."""
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def differences(case: Case) -> list[str]:
    """What changed, a few lines for each place: its path, what was, what is, and the sentence there.

    Ids are replaced by what they stand for, so that a new first entity does not change every reference.
    """
    if case.expected == case.actual:
        return []
    if case.expected is None:
        return ["no expected.json yet; --update writes it"]
    old, new = _named(case.expected), _named(case.actual)
    lines = [line for change in _compare("", old, new) for line in change.lines(case)]
    return lines or ["the ids or their order changed, nothing else"]


@dataclass(frozen=True)
class _Change:
    path: str
    old: Any
    new: Any
    at: tuple[int, bool] | None
    """Offset near which the change lies, and whether it counts in the new text."""

    def lines(self, case: Case) -> Iterator[str]:
        yield self.path
        for mark, value in (("-", self.old), ("+", self.new)):
            if value is not _MISSING:
                yield f"  {mark} {_short(value)}"
        if self.at is not None:
            offset, in_new = self.at
            text = (case.actual if in_new else case.expected or {})["article"]["text"]
            yield f"  in: {_sentence(text, offset)}"


def _compare(path: str, old: Any, new: Any, at: tuple[int, bool] | None = None) -> Iterator[_Change]:
    if old == new:
        return
    at = _place(new, in_new=True) or _place(old, in_new=False) or at
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _compare(f"{path}.{key}" if path else key, old.get(key, _MISSING), new.get(key, _MISSING), at)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _compare_lists(path, old, new, at)
    else:
        yield _Change(path, old, new, at)


def _compare_lists(path: str, old: list[Any], new: list[Any], at: tuple[int, bool] | None) -> Iterator[_Change]:
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
    names = {one["id"]: one["name"] for one in record["entities"]}
    names |= {one["id"]: one["text"] for one in record["times"]}
    names |= {one["id"]: "claim " + " … ".join(part["text"] for part in one["content"]) for one in record["claims"]}

    def rename(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: rename(one, name) for name, one in value.items() if name != "id"}
        if isinstance(value, list):
            return [rename(one, key) for one in value]
        if key in ("entity_id", "via", "time_id", "time_ids", "parent", "claims", "by", "anchor"):
            return names.get(value, value)
        return value

    parts = ("entities", "times", "claims", "incidents")
    return {**record, **{part: rename(record[part]) for part in parts}}


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


def _sentence(text: str, offset: int) -> str:
    """The sentence around an offset, cut to a readable length."""
    left = max(
        (
            text.rfind(mark, 0, offset) + len(mark)
            for mark in (". ", "\n", "? ", "! ")
            if text.rfind(mark, 0, offset) >= 0
        ),
        default=0,
    )
    right = min(
        (found for mark in (". ", "\n", "? ", "! ") if (found := text.find(mark, offset)) >= 0),
        default=len(text),
    )
    left, right = max(left, offset - _TEXT_AROUND), min(right + 1, offset + _TEXT_AROUND)
    return text[left:right].strip()


def _short(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= 2 * _TEXT_AROUND else written[: 2 * _TEXT_AROUND] + " …"
