from __future__ import annotations

import io
from pathlib import Path

import pytest

from extract.errors import FormatError, RecordError
from extract.records import Extraction
from extract.serialize import format_names, get_format
from extract.serialize.formats.jsonl import FORMAT, encode, read_records


@pytest.mark.parametrize("name", format_names())
def test_contract_of_formats(name: str, record: Extraction) -> None:
    form = get_format(name)
    assert form.name == name
    assert all(suffix.startswith(".") for suffix in form.suffixes)
    written = []
    for _ in range(2):
        stream = io.BytesIO()
        form.write([record, record], stream)
        written.append(stream.getvalue())
    assert written[0] == written[1] != b""


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
