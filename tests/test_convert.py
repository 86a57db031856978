from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract.cli import main
from extract.convert import convert
from extract.errors import ConfigurationError, FormatError, RecordError
from extract.records import Extraction
from extract.serialize.formats.jsonl import encode


def test_convert(tmp_path: Path, record: Extraction) -> None:
    records, out = tmp_path / "out.jsonl", tmp_path / "again.jsonl"
    records.write_bytes(encode(record) * 2)
    convert(records, out)
    assert out.read_bytes() == records.read_bytes()
    with pytest.raises(FormatError, match="no output format 'xml'"):
        convert(records, out, format="xml")
    with pytest.raises(ConfigurationError, match="can't write"):
        convert(records, tmp_path / "absent" / "out.jsonl")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (lambda line: line + line[:-5], r"out.jsonl:2: the last line is cut off"),
        (lambda line: line.replace(b'"1.0"', b'"0.9"'), r"out.jsonl:1: schema version '0.9'"),
        (lambda _: b"", "out.jsonl: holds no record"),
    ],
)
def test_broken_records_leave_the_output_as_it_was(
    tmp_path: Path, record: Extraction, content: object, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    records, out = tmp_path / "out.jsonl", tmp_path / "again.jsonl"
    assert callable(content)
    records.write_bytes(content(encode(record)))
    out.write_bytes(b"before")
    with pytest.raises(RecordError, match=message):
        convert(records, out)
    assert main(["convert", str(records), "-o", str(out)]) == 1
    assert message.replace("\\", "") in capsys.readouterr().err
    assert out.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.jsonl", "out.jsonl"]


def test_to_standard_output(tmp_path: Path, record: Extraction, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    records = tmp_path / "out.jsonl"
    records.write_bytes(encode(record))
    assert main(["convert", str(records), "-o", "-"]) == 0
    assert json.loads(capsysbinary.readouterr().out) == json.loads(encode(record))
