from __future__ import annotations

from pathlib import Path

import pytest

from extract.errors import FormatError, RecordError
from extract.records import Extraction
from extract.serialize import format_names, get_format
from extract.serialize.formats.jsonl import FORMAT, encode, read_records
from extract.serialize.output import write


@pytest.mark.parametrize("name", format_names())
def test_contract_of_formats(name: str, record: Extraction, tmp_path: Path) -> None:
    form = get_format(name)
    assert form.name == name
    assert all(suffix.startswith(".") for suffix in form.suffixes)
    written = []
    for number in range(2):
        out = tmp_path / f"{number}{form.suffixes[0]}"
        write(form, [record, record], out)
        files = sorted(out.iterdir()) if out.is_dir() else [out]
        written.append([file.read_bytes() for file in files])
    assert written[0] == written[1]
    assert all(written[0])
    assert len(list(tmp_path.iterdir())) == 2


def test_format_by_name_and_suffix() -> None:
    for name, out in ((None, "out.jsonl"), ("jsonl", "out.txt"), (None, "-")):
        assert get_format(name, out).name == FORMAT.name
    with pytest.raises(FormatError, match=r"no output format 'xml'; there are: .*jsonl"):
        get_format("xml")


def test_read_back(record: Extraction, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    file.write_bytes(encode(record) * 3)
    assert list(read_records(file)) == [record] * 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda line: line + line[:-9], ":2: the last line is cut off"),
        (lambda line: line + b"{\n", ":2: no JSON"),
        (lambda line: line.replace(b'"1.0"', b'"0.9"'), ":1: schema version '0.9'"),
        (lambda line: line.replace(b'"data_breach"', b"7"), ":1: incidents.0.type"),
        (lambda line: line.replace(b"Orbex said", b"Arbex said"), "does not stand at"),
        (lambda _: b"[]\n", ":1: schema version None"),
        (lambda _: b"", "holds no record"),
    ],
)
def test_broken_files(record: Extraction, tmp_path: Path, change: object, message: str) -> None:
    file = tmp_path / "out.jsonl"
    assert callable(change)
    file.write_bytes(change(encode(record)))
    with pytest.raises(RecordError, match=message):
        list(read_records(file))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="absent"):
        list(read_records(tmp_path / "absent.jsonl"))


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_compressed(record: Extraction, tmp_path: Path, suffix: str) -> None:
    if suffix == ".zst":
        pytest.importorskip("zstandard")
    out = tmp_path / f"out.jsonl{suffix}"
    form = get_format(None, str(out))
    assert form.name == "jsonl"
    write(form, [record] * 50, out)
    packed = out.read_bytes()
    assert len(packed) < 10 * len(encode(record))
    assert list(read_records(out)) == [record] * 50
    out.write_bytes(packed * 2)
    assert len(list(read_records(out))) == 100
    for broken in (packed[:-12], b"no such thing", packed[:20]):
        out.write_bytes(broken)
        with pytest.raises(RecordError, match=out.name):
            list(read_records(out))


def test_devices_and_links_stay_what_they_are(record: Extraction, tmp_path: Path) -> None:
    write(get_format("jsonl"), [record], "/dev/null")
    assert Path("/dev/null").is_char_device()
    file, link = tmp_path / "out.jsonl", tmp_path / "link.jsonl"
    file.touch()
    link.symlink_to(file)
    write(get_format("jsonl"), [record], link)
    assert link.is_symlink()
    assert file.read_bytes() == encode(record)
