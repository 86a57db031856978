from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest

from extract.cases import Case
from extract.cli import main
from extract.records import Extraction
from extract.serialize.formats.jsonl import encode
from extract.view import page_name, write_page
from tags import Tags

HOSTILE = (
    "</script><script>boom()</script>",
    "<img src=x onerror=boom()>",
    "\u2028\u2029&lt;b&gt;'\"`-->",
    "{{ 7*7 }}{% x %}",
)


def page(*records: Extraction, name: str = "out.jsonl") -> str:
    stream = io.BytesIO()
    write_page(records, stream, name=name)
    return stream.getvalue().decode("utf-8")


def packed(text: str, name: str) -> Any:
    found = re.search(rf'<script type="text/plain" id="{name}"[^>]*>([^<]*)</script>', text)
    assert found
    return json.loads(zlib.decompress(base64.b64decode(found[1])))


def renamed(record: Extraction, old: str, new: str) -> Extraction:
    """The record of an article in which `new`, of equal length, stands for `old`."""
    assert len(old) == len(new)
    return Extraction.model_validate_json(record.to_json().replace(old, json.dumps(new)[1:-1]))


def test_page_holds_index_and_articles(record: Extraction) -> None:
    text = page(*[record] * 40)
    index = packed(text, "index")
    assert len(index["articles"]) == len(index["incidents"]) == 40
    assert index["incidents"][39][:5] == [39, "I1", "data_breach", "actual", "reported"]
    assert index["types"] == {"data_breach": "data breach"}
    assert index["countries"] == {"SE": "Sweden"}
    assert [len(packed(text, f"g{number}")) for number in range(3)] == [16, 16, 8]


def test_equal_records_give_equal_bytes(fixture_records: tuple[Extraction, ...]) -> None:
    assert page(*fixture_records) == page(*fixture_records)


def test_nothing_but_the_page_s_own_script_and_style_may_run(record: Extraction) -> None:
    text = page(record)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    for name in ("script", "style"):
        (content,) = re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name}-src &#39;sha256-{digest}&#39;" in policy[1] or f"{name}-src 'sha256-{digest}'" in policy[1]
    assert "default-src" in policy[1]
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", text)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_an_article_holds_stays_text(record: Extraction, hostile: str) -> None:
    content = record.model_dump(mode="json")
    content["article"] |= {"text": content["article"]["text"] + hostile, "title": hostile, "id": hostile}
    content["article"] |= {"publisher": hostile, "authors": [hostile], "blocks": []}
    content["entities"][0] |= {"name": hostile, "role": hostile, "links": {"x": hostile}}
    content["incidents"][0] |= {"summary": hostile, "type": hostile, "roles": {hostile: []}}
    content["diagnostics"] = [{"code": "x", "stage": "ingest", "message": hostile}]
    text = page(Extraction.model_validate(content), name=hostile)
    assert not Tags(text).open
    assert text.count("<script") == 3
    for part in packed(text, "g0")[0]:
        parts = Tags(part)
        assert not parts.open
        assert not parts.seen & {"script", "img"}


def test_a_failed_article_is_listed(record: Extraction) -> None:
    failed = record.model_copy(
        update={"article": record.article.model_copy(update={"text": "", "title": None, "blocks": ()})}
    )
    bare = Extraction.model_validate(
        {
            **failed.model_dump(mode="json", exclude={"entities", "times", "claims", "incidents"}),
            "diagnostics": [{"code": "empty-file", "stage": "ingest", "message": "the file is empty"}],
        }
    )
    text = page(bare)
    assert packed(text, "index")["articles"][0][4] == 1
    assert "the file is empty" in packed(text, "g0")[0][0]


def test_script_can_stand_in_a_page(root: Path) -> None:
    for file in (root / "src" / "extract" / "view" / "js").glob("*.js"):
        content = file.read_text(encoding="utf-8")
        assert "</script" not in content.lower()
        assert "<!--" not in content
        assert len(content.splitlines()) <= 400


def test_command(record: Extraction, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl.gz"
    out.write_bytes(gzip.compress(encode(record) * 2, mtime=0))
    assert main(["view", str(out)]) == 0
    target = tmp_path / "out.html"
    assert capsys.readouterr().out == f"{target}: 2 articles\n"
    first = target.read_bytes()
    assert main(["view", str(out), "-o", str(target)]) == 0
    assert target.read_bytes() == first
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out.html", "out.jsonl.gz"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b"", "holds no record"),
        ("a.jsonl", b"no record\n", "a.jsonl:1: no JSON"),
        ("a.jsonl", b"{", "cut off"),
        ("a.jsonl", b'{"schema_version": "0.9"}\n', "schema version '0.9', this version reads '1.0'"),
        ("a.jsonl.gz", gzip.compress(b"x" * 99)[:-12], "a.jsonl.gz:1: Compressed file ended before"),
        ("a.jsonl.gz", b"plain\n", "Not a gzipped file"),
    ],
)
def test_a_file_that_is_no_file_of_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main(["view", str(tmp_path / name)]) == 1
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_cases_are_of_the_same_records(
    fixture_records: tuple[Extraction, ...], case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records, cases = tmp_path / "out.jsonl", tmp_path / "cases.jsonl"
    cases.write_text(f"{case.to_json()}\n", encoding="utf-8")
    records.write_bytes(b"".join(map(encode, fixture_records)))
    assert main(["view", str(records), "--cases", str(cases)]) == 0
    shown = packed((tmp_path / "out.html").read_text(encoding="utf-8"), "index")["cases"]
    assert [one["id"] for one in shown] == ["K1"]
    assert shown[0]["places"].keys() == {"parcel-breach", "ransomware-hospital"}
    records.write_bytes(encode(fixture_records[0]))
    assert main(["view", str(records), "--cases", str(cases)]) == 1
    assert "case K1 has an article 'parcel-breach' that is not in these records" in capsys.readouterr().err
    assert main(["view", str(records), "--cases", str(records)]) == 1
    assert main(["view", str(records), "--cases", str(cases), "-o", str(cases)]) == 2


def test_a_page_that_cannot_be_written(record: Extraction, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    out.write_bytes(encode(record))
    assert main(["view", str(out), "-o", str(out)]) == 2
    assert main(["view", str(out), "-o", str(tmp_path / "no" / "page.html")]) == 2
    assert main(["view", str(tmp_path / "absent.jsonl")]) == 1
    assert capsys.readouterr().err.count("\n") == 3
    assert out.read_bytes() == encode(record)


def test_name_of_the_page() -> None:
    names = {"a/out.jsonl": "a/out.html", "out.jsonl.gz": "out.html", "out": "out.html"}
    assert {name: page_name(name) for name in names} == names
