"""One file, archive member or stream -> the items in it: which format it is, and what it is wrapped in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from extract.config import Settings
from extract.errors import ArticleError, FormatError
from extract.ingest.containers import BOMB, NESTED, Budget, is_archive, members, plain_name, rejoined, unpacked
from extract.ingest.registry import by_content, by_suffix, formats
from extract.ingest.source import HEAD, Failure, Format, Item


class Opener:
    """Makes items; keeps the ids of one run unique.

    Where several openers share a run, `given` has the ids that one of them has claimed, by path.
    """

    def __init__(
        self, settings: Settings, passed_over: Callable[[str], None], given: Mapping[str, str] | None = None
    ) -> None:
        self.settings = settings
        self.passed_over = passed_over
        self._taken: set[str] = set()
        self._given = given or {}

    def file(self, path: str, file: Path, *, named: bool) -> Iterator[Item | Failure]:
        """The items of a regular file.

        Args:
            path: how it is called in the records.
            file: where it lies.
            named: whether the caller asked for this very file.

        Raises:
            OSError: it can't be opened or read.
        """
        with file.open("rb") as stream:
            yield from self._guarded(path, stream, Budget.of(file.stat().st_size), file=file, named=named)

    def stream(self, path: str, stream: BinaryIO, size: int, *, named: bool) -> Iterator[Item | Failure]:
        """The items of a file of `size` bytes that lies on no disk of this machine; they have their bytes with them."""
        yield from self._guarded(path, stream, Budget.of(size), file=None, named=named)

    def claim(self, path: str) -> str:
        """The id of the articles of a file, which is taken from then on."""
        return self._id(path)

    def stdin(self, stream: BinaryIO) -> Iterator[Item | Failure]:
        """The items of standard input: of any format that is known by its first bytes, else one text."""
        first = stream.readline(HEAD)
        while first and not first.strip():
            first = stream.readline(HEAD)
        if first.lstrip()[:1] not in (b"{", b"[") and len(first) < HEAD:  # objects come when they come: `tail -f`
            first += stream.read(HEAD - len(first))
        budget = Budget.of(sys.maxsize // 1000)
        try:
            content = unpacked(rejoined(first, stream), budget)
            head = content.read(HEAD) if first.startswith((b"\x1f\x8b", b"BZh", b"\xfd7z", b"\x28\xb5")) else first
            content = rejoined(head, content) if head is not first else content
            one = by_content(head) or formats()[_plain_format(head.lstrip()[:200])]
            item = Item(id="stdin", path=None, file=None, format=one.name)
            if one.split is None:
                yield replace(item, payload=content.read())
            else:
                yield from one.split(item, content, self.settings)
        except ArticleError as error:
            yield Failure.because("stdin", error.code, str(error))
        except FormatError as error:
            yield Failure.because("stdin", "missing-extra", str(error))

    def _guarded(
        self, path: str, stream: BinaryIO, budget: Budget, *, file: Path | None, named: bool, depth: int = 0
    ) -> Iterator[Item | Failure]:
        try:
            if is_archive(path):
                yield from self._archive(path, stream, budget, depth)
            else:
                yield from self._content(path, stream, budget, file=file, named=named)
        except ArticleError as error:
            if depth and error.code == BOMB:
                raise  # to the archive that lies on disk: none of it is read any further
            yield Failure.because(path, error.code, str(error))
        except FormatError as error:
            yield Failure.because(path, "missing-extra", str(error))

    def _archive(self, path: str, stream: BinaryIO, budget: Budget, depth: int) -> Iterator[Item | Failure]:
        if depth >= NESTED:
            raise ArticleError("nested-archive", f"archives are opened {NESTED} deep, this one lies deeper")
        for member in members(path, stream, budget):
            inside = f"{path}/{member.name}"
            if member.stream is None:
                yield Failure.because(inside, member.code, member.message)
            else:
                yield from self._guarded(inside, member.stream, budget, file=None, named=False, depth=depth + 1)

    def _content(
        self, path: str, stream: BinaryIO, budget: Budget, *, file: Path | None, named: bool
    ) -> Iterator[Item | Failure]:
        content = unpacked(stream, budget)
        head = content.read(HEAD)
        one = _format(path, head)
        if one is None:
            if named:
                known = ", ".join(sorted(by_suffix()))
                message = f"its suffix is none of {known}, and its content is of no known format"
                yield Failure.because(path, "unknown-format", message)
            else:
                self.passed_over(path)
            return
        content = rejoined(head, content)
        item = Item(id=self._id(path), path=path, file=file, format=one.name)
        if one.split is None:
            yield item if file else self._whole(item, one, content)
            return
        yield from one.split(item, content, self.settings)

    def _whole(self, item: Item, one: Format, content: BinaryIO) -> Item | Failure:
        limit = self.settings.max_characters * one.bytes_for_a_character
        data = content.read(limit + 1)
        if len(data) > limit:
            return Failure.because(item.where, "too-long", f"more than the {limit:,} bytes that an article may have")
        return replace(item, payload=data)

    def _id(self, path: str) -> str:
        if path in self._given:
            return self._given[path]
        pure = PurePosixPath(plain_name(path))
        name = str(pure.with_suffix("")) if pure.name else path
        for number in range(1, len(self._taken) + 3):
            name = name if number == 1 else path if number == 2 else f"{path}-{number}"
            if name not in self._taken:
                break
        self._taken.add(name)
        return name


def _format(path: str, head: bytes) -> Format | None:
    """By content where that is beyond doubt, else by suffix; formats that share a suffix must know the content."""
    if found := by_content(head):
        return found
    those = by_suffix().get(PurePosixPath(plain_name(path)).suffix.casefold(), ())
    alone = [one for one in those if one.sniff is None]
    return alone[0] if alone else those[0] if len(those) == 1 else None


def _plain_format(head: bytes) -> str:
    if head[:1] in (b"{", b"["):
        return "json"
    return "markdown" if head.startswith(b"# ") or head.rstrip() == b"---" else "txt"
