from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.config import Settings
from extract.ingest import Failure, Item, Parsed, containers, discover

from .conftest import Read

STORY = b"The harbour stopped all its cranes on Monday after criminals encrypted the servers of the operator.\n"
LINES = b'{"text": "The cranes stand."}\n{"text": "The cranes move."}\n'


def outline(found: list[Parsed | Failure]) -> list[str]:
    return [
        f"{one.article.path} {one.article.id}"
        if isinstance(one, Parsed)
        else f"{one.diagnostic.code} {one.diagnostic.message}"
        for one in found
    ]


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return into.getvalue()


def tarred(*files: tuple[str | tarfile.TarInfo, bytes], mode: str = "w") -> bytes:
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return into.getvalue()


def zstandard(data: bytes) -> bytes:
    return bytes(pytest.importorskip("zstandard").compress(data))


@pytest.mark.parametrize(
    ("suffix", "compress"),
    [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress), (".zst", zstandard), ("", gzip.compress)],
)
def test_compressed_files(tmp_path: Path, read: Read, suffix: str, compress: Callable[[bytes], bytes]) -> None:
    (tmp_path / f"port.txt{suffix}").write_bytes(compress(STORY))
    (tmp_path / f"lines.jsonl{suffix}").write_bytes(compress(LINES[:30]) + compress(LINES[30:]))
    found = read(tmp_path)
    assert outline(found) == [
        f"lines.jsonl{suffix} lines:1",
        f"lines.jsonl{suffix} lines:2",
        f"port.txt{suffix} port",
    ]
    assert isinstance(found[2], Parsed)
    assert found[2].article.text == STORY.decode().strip()


def test_a_compressed_file_that_is_cut_or_broken(tmp_path: Path, read: Read) -> None:
    lines = b"".join(b'{"text": "The cranes stand %d."}\n' % number for number in range(4000))
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(lines)[:-500])
    found = read(tmp_path)
    assert len(found) > 500
    assert outline(found)[-1] == "truncated-file cut.jsonl.gz: it ends in the middle of its compressed data"
    whole = gzip.compress(STORY)
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[:30])
    (tmp_path / "port.txt.gz").write_bytes(whole[:20] + bytes(10) + whole[30:])
    assert [line.split()[0] for line in outline(read(tmp_path))] == ["truncated-file", "broken-archive"]


@pytest.mark.parametrize("pack", [zipped, tarred, lambda *files: tarred(*files, mode="w:gz")])
def test_archives_are_read_as_folders(tmp_path: Path, read: Read, pack: Callable[..., bytes]) -> None:
    name = "news.zip" if pack is zipped else "news.tar" if pack is tarred else "news.tgz"
    data = pack(
        ("a/lines.jsonl", LINES), ("a/port.txt", STORY), ("b/port.txt.gz", gzip.compress(STORY)),
        ("c/cranes.jpg", b"x"), ("d/.hidden.txt", STORY), ("e/void.txt", b""),
    )  # fmt: skip
    (tmp_path / name).write_bytes(data)
    passed: list[str] = []
    list(discover([tmp_path], passed_over=passed.append))
    assert passed == [f"{name}/c/cranes.jpg"]
    stem = "news.tar" if name == "news.tgz" else name
    assert outline(read(tmp_path)) == [
        f"{name}/a/lines.jsonl {name}/a/lines:1",
        f"{name}/a/lines.jsonl {name}/a/lines:2",
        f"{name}/a/port.txt {name}/a/port",
        f"{name}/b/port.txt.gz {name}/b/port",
        f"empty-file {name}/e/void.txt: the file is empty",
    ], stem


def test_archives_in_archives(tmp_path: Path, read: Read) -> None:
    inner = zipped(("port.txt", STORY))
    for _ in range(4):
        inner = tarred(("in.zip", inner)) if inner.startswith(b"PK") else zipped(("in.tar", inner))
    (tmp_path / "news.zip").write_bytes(inner)
    assert outline(read(tmp_path)) == [
        "nested-archive news.zip/in.tar/in.zip/in.tar: archives are opened 3 deep, this one lies deeper"
    ]
    (tmp_path / "news.zip").write_bytes(
        zipped(("in.tar.gz", tarred(("in.zip", zipped(("port.txt", STORY))), mode="w:gz")))
    )
    assert outline(read(tmp_path)) == ["news.zip/in.tar.gz/in.zip/port.txt news.zip/in.tar.gz/in.zip/port"]


@pytest.mark.parametrize("name", ["../port.txt", "/etc/port.txt", "a/../../port.txt", "C:\\port.txt", "..\\port.txt"])
def test_names_that_lead_out_are_refused(tmp_path: Path, read: Read, name: str) -> None:
    for file, data in (("a.zip", zipped((name, STORY), ("ok.txt", STORY))), ("b.tar", tarred((name, STORY)))):
        (tmp_path / file).write_bytes(data)
    lines = outline(read(tmp_path))
    assert [line.split()[0] for line in lines] == ["unsafe-member", "a.zip/ok.txt", "unsafe-member"]


def test_links_and_devices_in_archives_are_not_followed(tmp_path: Path, read: Read) -> None:
    members = []
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
        info = tarfile.TarInfo(f"{kind.decode()}.txt")
        info.type, info.linkname = kind, "/etc/hostname"
        members.append((info, b""))
    (tmp_path / "a.tar").write_bytes(tarred(*members, ("port.txt", STORY)))
    assert [line.split()[0] for line in outline(read(tmp_path))] == ["unsafe-member"] * 4 + ["a.tar/port.txt"]


def test_bombs_stop(tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "LEAST_BUDGET", 300_000)
    monkeypatch.setattr(containers, "RATIO", 100)
    zeros = zipped(*((f"{number}.jsonl", b"\n" * 100_000) for number in range(20)))
    assert len(zeros) < 6000
    (tmp_path / "bomb.zip").write_bytes(zeros)
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(b"\n" * 2_000_000))
    (tmp_path / "bomb.tar.gz").write_bytes(tarred(("a.jsonl", b"\n" * 2_000_000), mode="w:gz"))
    (tmp_path / "layers.zip").write_bytes(zipped(("in.zip", zeros)))
    (tmp_path / "port.txt").write_bytes(STORY)
    lines = [line for line in outline(read(tmp_path)) if not line.startswith("empty-file")]
    assert [line.partition(": ")[0] for line in lines] == [
        "archive-bomb bomb.jsonl.gz",
        "archive-bomb bomb.tar.gz",
        "archive-bomb bomb.zip",
        "archive-bomb layers.zip",
        "port.txt port",
    ]


def test_an_article_that_unpacks_to_too_much(tmp_path: Path, read: Read) -> None:
    settings = Settings(max_characters=1000)
    data = b"The cranes stand. " * 100_000
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(data))
    (tmp_path / "b.zip").write_bytes(zipped(("port.txt", data)))
    assert [line.split()[0] for line in outline(read(tmp_path, settings=settings))] == ["too-long", "too-long"]


def test_archives_that_are_none(tmp_path: Path, read: Read) -> None:
    whole = zipped(("a.txt", STORY), ("b.txt", STORY))
    (tmp_path / "a.zip").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "b.zip").write_bytes(b"")
    (tmp_path / "c.tar").write_bytes(tarred(("a.txt", STORY), ("b.txt", STORY * 300))[:2500])
    (tmp_path / "d.tar").write_bytes(STORY * 20)
    damaged = bytearray(zipped(("a.txt", STORY * 3)))
    damaged[45] ^= 0xFF
    (tmp_path / "e.zip").write_bytes(damaged)
    assert [line.split()[0] for line in outline(read(tmp_path))] == [
        "broken-archive", "broken-archive", "c.tar/a.txt", "broken-archive", "broken-archive", "broken-archive",
        "broken-archive",
    ]  # fmt: skip


def test_an_encrypted_member(tmp_path: Path, read: Read) -> None:
    data = bytearray(zipped(("a.txt", STORY), ("b.txt", STORY)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    assert outline(read(tmp_path)) == [
        "encrypted-file a.zip/a.txt: it is encrypted",
        "a.zip/b.txt a.zip/b",
    ]


def test_a_huge_name_in_a_tar(tmp_path: Path, read: Read) -> None:
    info = tarfile.TarInfo("x")
    info.type = tarfile.XHDTYPE
    (tmp_path / "a.tar").write_bytes(tarred((info, b"9" * 2_000_000)))
    assert outline(read(tmp_path)) == ["broken-archive a.tar: a name in it is said to have 2,000,000 bytes"]


def test_content_is_believed_rather_than_the_suffix(tmp_path: Path) -> None:
    (tmp_path / "article.php").write_bytes(b"<!-- saved -->\n<!DOCTYPE html><html><body><p>Shut.</p></body></html>")
    (tmp_path / "port.txt").write_bytes(b"<html><body><p>Shut.</p></body></html>")
    (tmp_path / "script.py").write_bytes(b"# Shut\nprint('<html>')\n")
    (tmp_path / "README").write_bytes(STORY)
    passed: list[str] = []
    found = list(discover([tmp_path], passed_over=passed.append))
    assert [(one.path, one.format) for one in found if isinstance(one, Item)] == [
        ("article.php", "html"),
        ("port.txt", "html"),
    ]
    assert passed == ["README", "script.py"]


def test_the_files_of_a_saved_page_are_no_articles(tmp_path: Path) -> None:
    (tmp_path / "port_files").mkdir()
    (tmp_path / "port_files" / "frame.html").write_bytes(b"<html></html>")
    assert [one.id for one in discover([tmp_path])] == ["port_files/frame"]
    (tmp_path / "port.html").write_bytes(b"<html></html>")
    assert [one.id for one in discover([tmp_path])] == ["port"]
