from __future__ import annotations

import gzip
import io
import itertools
import os
import pickle
import sys
from pathlib import Path

import pytest

from extract.ingest import Failure, Item, discover

from . import story_files


def write(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("The port is shut.", encoding="utf-8")


def items(*inputs: str | Path) -> list[Item]:
    return [found for found in discover(inputs) if isinstance(found, Item)]


def failures(*inputs: str | Path) -> list[tuple[str, str]]:
    return [
        (found.diagnostic.code, found.diagnostic.message) for found in discover(inputs) if isinstance(found, Failure)
    ]


def test_folders_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/z.md", "a.txt", "a/b/c.TXT", ".hidden.txt", ".git/x.txt", "notes.xyz")
    found = items(tmp_path)
    assert [item.path for item in found] == ["a.txt", "a/b/c.TXT", "a/z.md", "b.txt"]
    assert [item.id for item in found] == ["a", "a/b/c", "a/z", "b"]
    assert all(item.payload is None for item in found)
    assert pickle.loads(pickle.dumps(found)) == found


def test_the_order_of_the_inputs_does_not_matter(tmp_path: Path) -> None:
    write(tmp_path, "one/a.txt", "two/b.txt", "two/a.md", "c.txt")
    inputs = [
        tmp_path / "one",
        tmp_path / "two",
        tmp_path / "c.txt",
        tmp_path / "missing",
        tmp_path / "two" / "b.txt",
    ]
    results = {tuple(map(repr, discover(order))) for order in itertools.permutations(inputs)}
    assert len(results) == 1


def test_ids_are_unique(tmp_path: Path) -> None:
    write(tmp_path, "x/port.md", "x/port.txt", "y/port.txt", "x/port.html")
    found = items(tmp_path / "x", tmp_path / "y")
    assert [item.id for item in found] == ["port", "port.md", "port.txt", "port.txt-3"]


def test_a_file_reached_twice_comes_once(tmp_path: Path) -> None:
    write(tmp_path, "a/port.txt")
    assert [item.path for item in items(tmp_path, tmp_path / "a" / "port.txt", str(tmp_path / "*" / "*.txt"))] == [
        "a/port.txt"
    ]


def test_globs(tmp_path: Path) -> None:
    write(tmp_path, "a/one.txt", "a/two.md", "b/one.txt")
    assert [item.path for item in items(str(tmp_path / "*" / "*.txt"))] == ["a/one.txt", "b/one.txt"]
    assert [item.path for item in items(str(tmp_path / "[a]"))] == ["a/one.txt", "a/two.md"]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.xyz")
    missing = tmp_path / "missing"
    assert failures(missing) == [("missing-input", f"{missing}: there is no such file or folder")]
    assert [code for code, _ in failures(str(tmp_path / "*.pdf"), tmp_path / "b.xyz", tmp_path)] == [
        "missing-input",
        "unknown-format",
    ]


def test_links_that_lead_back_end_there(tmp_path: Path) -> None:
    write(tmp_path, "a/port.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to(".", target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    assert [item.path for item in items(tmp_path)] == ["a/port.txt"]
    assert [code for code, _ in failures(tmp_path)] == ["unreadable-file"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert [code for code, _ in failures(tmp_path)] == ["unreadable-file"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    write(tmp_path, "closed/a.txt", "b.txt")
    (tmp_path / "closed").chmod(0)
    try:
        assert [item.path for item in items(tmp_path)] == ["b.txt"]
        assert [code for code, _ in failures(tmp_path)] == ["unreadable-folder"]
    finally:
        (tmp_path / "closed").chmod(0o755)


@pytest.mark.skipif(sys.platform != "linux", reason="names are UTF-8 elsewhere")
def test_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/port\xff.txt"))
    try:
        write(tmp_path, file.name)
    except OSError:
        pytest.skip("the file system refuses the name")
    assert [item.path for item in items(tmp_path)] == ["port\ufffd.txt"]


@pytest.mark.parametrize(
    ("data", "formats"),
    [
        (b"The port is shut.\n", ["txt"]),
        (b"\n<!DOCTYPE html><html></html>", ["html"]),
        (b"# Port\n\nShut.", ["markdown"]),
        (b'{"text": "one"}\n{"text": "two"}\n', ["json", "json"]),
        (b'{\n"text": "one"\n}', ["json"]),
        (b'[{"text": "one"},\n{"text": "two"}]', ["json", "json"]),
        (b"", ["txt"]),
        (gzip.compress(b"The port is shut.\n"), ["txt"]),
        (gzip.compress(b'{"text": "one"}\n{"text": "two"}\n'), ["json", "json"]),
        (story_files.crawl(), ["html"]),
        (story_files.nitf().encode(), ["nitf"]),
        (story_files.newsml().encode(), ["newsml", "newsml"]),
        (story_files.rtf(["The port is shut."]), ["rtf"]),
        (story_files.mail(), ["eml"]),
    ],
)
def test_stdin(data: bytes, formats: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = items("-")
    assert [item.format for item in found] == formats
    assert all(item.path is None and item.payload is not None for item in found)
    numbered = len(found) > 1 or data == story_files.crawl()
    assert found[0].id == (f"stdin:{found[0].index}" if numbered else "stdin")
