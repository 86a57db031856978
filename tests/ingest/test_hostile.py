"""Bad input of every kind: each costs itself, is told, and the rest goes on."""

from __future__ import annotations

import gzip
import os
import random
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.config import Settings
from extract.ingest import Failure, Item, Parsed, discover

from . import story_files
from .conftest import Read

GOOD = "The harbour stopped all its cranes on Monday after criminals encrypted the servers of the operator.\n"
MEGABYTE = GOOD.encode() * (2**20 // len(GOOD) + 1)


def outline(found: list[Parsed | Failure]) -> dict[str, str]:
    return {
        str(one.article.path) if isinstance(one, Parsed) else str(one.path): (
            "" if isinstance(one, Parsed) else one.diagnostic.code
        )
        for one in found
    }


def big(file: Path, megabytes: int, *, head: bytes = b"", content: bytes = MEGABYTE) -> None:
    with file.open("wb") as stream:
        stream.write(head)
        for _ in range(megabytes):
            stream.write(content)


def test_a_folder_of_bad_things(tmp_path: Path, read: Read) -> None:
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b-empty.txt").touch()
    (tmp_path / "c-truncated.txt.gz").write_bytes(gzip.compress(GOOD.encode())[:40])
    (tmp_path / "d-binary.txt").write_bytes(random.Random(1).randbytes(5000))
    (tmp_path / "e-wrong.html").write_bytes(
        b"<html><head><meta charset='utf-16'></head><body><p>" + GOOD.encode() * 4 + b"Caf\xe9.</p></body></html>"
    )
    (tmp_path / "f-loop").symlink_to(".", target_is_directory=True)
    (tmp_path / "f-self.txt").symlink_to("f-self.txt")
    (tmp_path / "g-gone.txt").symlink_to("nowhere.txt")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "h-pipe.txt")
        os.mkfifo(tmp_path / "h-pipe")
    if sys.platform == "linux":
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/i-\xff\xfe.txt")).write_text(GOOD, encoding="utf-8")
    (tmp_path / "j.zip").write_bytes(story_files.zipped(("../../etc/passwd.txt", GOOD), ("ok.txt", GOOD)))
    (tmp_path / "k.xml").write_bytes(b'<!DOCTYPE nitf [<!ENTITY a SYSTEM "file:///etc/passwd">]><nitf>&a;</nitf>')
    (tmp_path / "l.json").write_bytes(b'{"text": "cut')
    (tmp_path / "z.txt").write_text(GOOD, encoding="utf-8")
    pytest.importorskip("trafilatura")
    pytest.importorskip("lxml")
    found = outline(read(tmp_path))
    expected = {
        "a.txt": "", "b-empty.txt": "empty-file", "c-truncated.txt.gz": "truncated-file", "d-binary.txt": "binary-file",
        "e-wrong.html": "", "f-self.txt": "unreadable-file", "g-gone.txt": "unreadable-file",
        "j.zip/../../etc/passwd.txt": "unsafe-member", "j.zip/ok.txt": "", "k.xml": "unsafe-xml",
        "l.json": "broken-json", "z.txt": "",
    }  # fmt: skip
    if hasattr(os, "mkfifo"):
        expected["h-pipe.txt"] = "unreadable-file"
    if sys.platform == "linux":
        expected["i-\ufffd\ufffd.txt"] = ""
    assert found == expected


def test_a_file_that_vanishes_between_finding_and_opening(tmp_path: Path, read: Read) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    items = discover([tmp_path])
    first = next(items)
    (tmp_path / "b.txt").unlink()
    rest = list(items)
    assert isinstance(first, Item)
    assert [(type(one).__name__, one.path) for one in rest] == [("Failure", "b.txt"), ("Item", "c.txt")]


LIMIT = 224 * 2**20
"""Of memory taken beside what was there, in bytes: a document of 64 MB is read whole, a line of 16 MB."""


@pytest.mark.parametrize(
    ("name", "head", "code"),
    [
        ("big.txt", b"", "too-long"),
        ("big.md", b"", "too-long"),
        ("big.html", b"<html><body><p>", "too-long"),
        ("big.jsonl", b'{"text": "', "too-long"),
        ("big.json", b'[{"text": "x"},\n{"text": "', "broken-json"),
        ("big.csv", b'text\n"', "broken-csv"),
        ("big.rtf", b"{\\rtf1 ", "too-long"),
        ("big.eml", b"MIME-Version: 1.0\nFrom: a@example.org\n\n", "too-long"),
    ],
)
def test_200_megabytes_take_bounded_memory(tmp_path: Path, read: Read, name: str, head: bytes, code: str) -> None:
    pytest.importorskip("striprtf")
    content = MEGABYTE.replace(b"\n", b" ") if name.endswith((".jsonl", ".json")) else MEGABYTE
    big(tmp_path / name, 200, head=head, content=content)
    tracemalloc.start()
    try:
        found = read(tmp_path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        (tmp_path / name).unlink()
    assert code in outline(found).values()
    assert peak < LIMIT


def test_100_000_open_tags(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("trafilatura")
    nested = b"<html><body>" + b"<div>" * 100_000 + GOOD.encode() * 5 + b"</div>" * 100_000 + b"</body></html>"
    (tmp_path / "deep.html").write_bytes(nested)
    nested = nested[: len("<html><body>") + 5 * 20_000] + GOOD.encode()  # pure Python reads these, in linear time
    (tmp_path / "deep.rss").write_bytes(
        b"<rss version='2.0'><channel><item><title>x</title><description><![CDATA[" + nested + b"]]></description>"
        b"</item></channel></rss>"
    )
    (tmp_path / "deep.eml").write_bytes(b"MIME-Version: 1.0\nFrom: a@example.org\nContent-Type: text/html\n\n" + nested)
    (tmp_path / "z.txt").write_text(GOOD, encoding="utf-8")
    found = read(tmp_path)
    assert len(found) == 4
    assert {str(one.path) if isinstance(one, Failure) else one.article.path for one in found} == {
        "deep.html", "deep.rss", "deep.eml", "z.txt",
    }  # fmt: skip


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)


def repeat(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at : at + 100] = data[at : at + 100] * chance.randint(2, 30)


def lose(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randint(1, 300)]


def insert(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at:at] = chance.randbytes(chance.randint(1, 50))


@pytest.mark.parametrize("damage", [cut, flip, repeat, lose, insert])
def test_no_damage_to_a_file_raises_anything_else(
    tmp_path: Path, read: Read, damage: Callable[[bytearray, random.Random], None]
) -> None:
    chance = random.Random(damage.__name__)
    for name, make in story_files.FILES.items():
        made = make()
        data = bytearray(made.encode() if isinstance(made, str) else made)
        damage(data, chance)
        file = tmp_path / Path(name).name
        file.write_bytes(data)
        for one in read(file):
            assert isinstance(one, Parsed | Failure)
            if isinstance(one, Failure):
                assert one.diagnostic.message
                assert one.diagnostic.stage == "ingest"
        file.unlink()


def test_settings_bound_what_is_read(tmp_path: Path, read: Read) -> None:
    story_files.write(tmp_path)
    codes = set(outline(read(tmp_path, settings=Settings(max_characters=1000))).values())
    assert codes <= {"", "too-long", "no-text"}
