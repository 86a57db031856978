from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from extract.config import Settings
from extract.errors import ArticleError
from extract.ingest import Failure, Item, Parsed, discover, parse, parse_text
from extract.records import Article

SETTINGS = Settings()
STORY = (
    "The harbour stopped all its cranes on Monday after criminals encrypted the servers of the operator. "
    "Nine ships were waiting outside, a spokeswoman said, and nobody knew when the cranes would move again. "
    "No ransom was paid, she added, and the police had opened an investigation."
)
SPANISH = (
    "El puerto de Lisboa detuvo todas sus grúas el lunes después de que unos delincuentes cifraran los "
    "servidores del operador, según informó un portavoz, y nueve barcos esperaban fuera del puerto sin saber "
    "cuándo entrarían."
)


def read(file: Path, settings: Settings = SETTINGS) -> Parsed:
    [item] = discover([file])
    assert isinstance(item, Item)
    return parse(item, settings)


def save(tmp_path: Path, data: str | bytes, name: str = "port.txt") -> Path:
    file = tmp_path / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return file


def refusal(file: Path, settings: Settings = SETTINGS) -> str:
    with pytest.raises(ArticleError) as caught:
        read(file, settings)
    assert file.name in str(caught.value)
    assert caught.value.stage == "ingest"
    return caught.value.code


def article(tmp_path: Path, record: dict[str, object], settings: Settings = SETTINGS) -> Article:
    [item] = discover([save(tmp_path, json.dumps(record) + "\n", "port.jsonl")])
    assert isinstance(item, Item)
    return parse(item, settings).article


def test_a_plain_text_file(tmp_path: Path) -> None:
    head = "Harbour shut\u00a0after attack\r\n\r\nBy Maria Keller\r\nPublished June 3, 2024\r\n\r\n"
    data = f"{head}{STORY}\r\n".encode()
    found = read(save(tmp_path, data)).article
    assert found.id == "port"
    assert found.path == "port.txt"
    assert found.title == "Harbour shut after attack"
    assert found.authors == ("Maria Keller",)
    assert (found.published, found.published_from) == ("2024-06-03", "metadata")
    assert found.language == "en"
    assert found.text == f"Harbour shut after attack\n\nBy Maria Keller\nPublished June 3, 2024\n\n{STORY}"
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert [block.kind for block in found.blocks] == ["headline", "byline", "story"]


def test_a_title_given_apart_becomes_the_first_paragraph_once(tmp_path: Path) -> None:
    apart = article(tmp_path, {"title": "Harbour shut", "text": STORY})
    assert apart.text == f"Harbour shut\n\n{STORY}"
    repeated = article(tmp_path, {"title": "Harbour ‘shut’ again", "text": f"HARBOUR 'SHUT' AGAIN.\n\n{STORY}"})
    assert repeated.text == f"HARBOUR 'SHUT' AGAIN.\n\n{STORY}"
    assert repeated.title == "Harbour ‘shut’ again"
    assert [block.kind for block in apart.blocks] == [block.kind for block in repeated.blocks] == ["headline", "story"]


def test_dates_by_order_of_trust(tmp_path: Path) -> None:
    argument = Settings(published="2020-01-01")
    dated = f"LISBON, June 2, 2024 (AP) — {STORY}"
    assert article(tmp_path, {"text": dated, "published": "2024-06-03"}, argument).published_from == "input"
    named = read(save(tmp_path, f"Posted June 3, 2024\n\n{dated}", "2024-06-01.txt"), argument).article
    assert (named.published, named.published_from) == ("2024-06-03", "metadata")
    lined = read(save(tmp_path, dated, "2024-06-01.txt"), argument).article
    assert (lined.published, lined.published_from) == ("2024-06-02", "dateline")
    filed = read(save(tmp_path, f"LISBON, June 2 (AP) — {STORY}", "2024-06-01.txt"), argument).article
    assert (filed.published, filed.published_from) == ("2024-06-01", "file")
    given = read(save(tmp_path, STORY), argument).article
    assert (given.published, given.published_from) == ("2020-01-01", "argument")
    none = read(save(tmp_path, STORY)).article
    assert (none.published, none.published_from) == (None, None)


def test_a_date_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    [item] = discover([save(tmp_path, json.dumps({"text": STORY, "published": "03/04/2024"}), "port.json")])
    assert isinstance(item, Item)
    parsed = parse(item, SETTINGS)
    assert parsed.article.published is None
    assert [(one.code, one.stage) for one in parsed.diagnostics] == [("unreadable-date", "ingest")]


def test_language(tmp_path: Path) -> None:
    assert article(tmp_path, {"text": SPANISH, "language": "en"}).language == "es"
    assert article(tmp_path, {"text": "Puerto cerrado.", "language": "es-ES"}).language == "es"
    assert article(tmp_path, {"text": "Puerto cerrado."}).language is None


def test_text_from_a_caller() -> None:
    parsed = parse_text(STORY, id="x", published="2024-06-03", title="Harbour shut", settings=SETTINGS)
    assert parsed.article.text == f"Harbour shut\n\n{STORY}"
    assert (parsed.article.published, parsed.article.published_from) == ("2024-06-03", "argument")
    assert parsed.article.id == "x"
    with pytest.raises(ArticleError, match="no text"):
        parse_text(" \n", id="x", settings=SETTINGS)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "empty-file"),
        ("a.txt", b" \n\n", "empty-file"),
        ("a.txt", "\ufeff\n".encode(), "no-text"),
        ("a.txt", b"-----\n", "no-text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary-file"),
        ("a.md", bytes(range(256)) * 8, "binary-file"),
        ("a.json", b'{"text": "cut', "broken-json"),
        ("a.json", b"42", "broken-json"),
        ("a.json", b'{"title": "only"}', "no-text"),
        ("a.json", b'{"text": "  "}', "no-text"),
        ("a.json", b"[" * 100_000, "broken-json"),
        ("a.json", b'{"a":' * 100_000, "broken-json"),
        ("a.json", b"", "empty-file"),
        ("a.html", b"", "empty-file"),
    ],
)
def test_bad_files_say_what_is_wrong(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    [found] = discover([save(tmp_path, data, name)])
    if isinstance(found, Failure):
        assert found.diagnostic.code == code
        assert name in found.diagnostic.message
    else:
        assert refusal(tmp_path / name) == code


def test_long_articles_are_refused_quickly(tmp_path: Path) -> None:
    file = save(tmp_path, "The port is shut. " * 300_000)
    assert file.stat().st_size > 5_000_000
    assert refusal(file) == "too-long"
    assert refusal(file, Settings(max_characters=1000)) == "too-long"


def test_a_file_that_vanished(tmp_path: Path) -> None:
    item = Item(id="gone", path="gone.txt", file=tmp_path / "gone.txt", format="txt")
    with pytest.raises(ArticleError, match=r"gone\.txt: No such file") as caught:
        parse(item, SETTINGS)
    assert caught.value.code == "unreadable-file"


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = save(tmp_path, STORY)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    [item] = discover([file])
    monkeypatch.setattr(Path, "open", refuse)
    [failure] = discover([file])
    assert isinstance(item, Item)
    assert isinstance(failure, Failure)
    assert failure.diagnostic.code == "unreadable-file"
    with pytest.raises(ArticleError, match=r"port\.txt: Permission denied") as caught:
        parse(item, SETTINGS)
    assert caught.value.code == "unreadable-file"


def test_a_list_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = save(tmp_path, "{}", "port.jsonl")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(Path, "open", refuse)
    [failure] = discover([file])
    assert isinstance(failure, Failure)
    assert failure.diagnostic.code == "unreadable-file"
    assert failure.diagnostic.message == "port.jsonl: Permission denied"
