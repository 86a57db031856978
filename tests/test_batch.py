from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

import standin
from extract import api, batch, streaming
from extract.batch import Summary, run
from extract.config import Settings
from extract.errors import ConfigurationError, PackError
from extract.records import Extraction
from standin import StandIn

SENTENCES = (
    "The city of Marlow said on Monday that hackers had breached its payroll server.",
    "“No data was stolen,” Mayor Ida Quist told reporters, but the inquiry goes on.",
    "In March, ransomware locked 300 computers of the transport company Velora.",
    "A group that calls itself Grey Finch claimed responsibility for the attack.",
)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> list[StandIn]:
    """The pipelines that were made, in place of real ones."""
    made: dict[str, StandIn] = {}
    pipelines: list[StandIn] = []

    def load(settings: Settings) -> StandIn:
        if settings.sha256 not in made:
            made[settings.sha256] = StandIn(settings)
            pipelines.append(made[settings.sha256])
        return made[settings.sha256]

    monkeypatch.setattr(api, "load", load)
    return pipelines


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with text files, JSON Lines of which one line is broken, and an empty file."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(4):
        text = "\n\n".join(SENTENCES[number:] + SENTENCES[:number])
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    lines = [json.dumps({"id": f"line-{n}", "title": f"Story {n}", "text": SENTENCES[n]}) for n in range(3)]
    (folder / "more.jsonl").write_text("\n".join([*lines[:2], "{broken", lines[2]]) + "\n", encoding="utf-8")
    (folder / "void.txt").touch()
    return folder


def test_summary_and_order(articles: Path, tmp_path: Path, fake: list[StandIn]) -> None:
    out = tmp_path / "out.jsonl"
    told: list[str] = []
    summary = run([articles], out, settings=Settings(), progress=lambda article: told.append(article.id))
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert summary == Summary(done=7, failed=2, kept=0)
    assert told == [record["article"]["id"] for record in records]
    assert [record["article"]["path"] for record in records][:4] == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert not Path(f"{out}.part").exists()


@given(cut=st.integers(0, 20_000), junk=st.sampled_from([b"", b"\n", b"{", b"\xff\xfe", b"{}\n", b"null\n"]))
def test_resume_after_any_cut(cut: int, junk: bytes) -> None:
    # Hypothesis and function-scoped fixtures don't mix, so this test makes its own.
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(api, "load", StandIn)
        source = Path(folder, "in.jsonl")
        source.write_text(
            "".join(json.dumps({"text": f"{n} {SENTENCES[n % 4]}"}) + "\n" for n in range(12)),
            encoding="utf-8",
        )
        out, part = Path(folder, "out.jsonl"), Path(folder, "out.jsonl.part")
        run([source], out, settings=Settings())
        whole = out.read_bytes()
        cut %= len(whole) + 1
        part.write_bytes(whole[:cut] + junk)
        summary = run([source], out, settings=Settings())
        assert out.read_bytes() == whole
        assert summary.kept == whole[:cut].count(b"\n")
        assert summary.done == 12


def test_resume_keeps_only_what_it_would_write(articles: Path, tmp_path: Path, fake: list[StandIn]) -> None:
    out, part = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part"
    run([articles], out, settings=Settings())
    whole = out.read_bytes()

    part.write_bytes(whole)
    assert run([articles], out, settings=Settings()).kept == 9
    part.write_bytes(whole)
    assert run([articles], out, settings=Settings(), resume=False).kept == 0
    part.write_bytes(whole)
    assert run([articles], out, settings=Settings(published="2024-01-01")).kept == 0

    (articles / "2.txt").write_text("Another story altogether. " + SENTENCES[0], encoding="utf-8")
    part.write_bytes(whole)
    assert run([articles], out, settings=Settings()).kept == 2
    (articles / "2.txt").unlink()
    part.write_bytes(whole)
    assert run([articles], out, settings=Settings()).kept == 2
    assert out.read_bytes().count(b"\n") == 8


def test_an_interrupted_run_leaves_what_is_done(
    articles: Path, tmp_path: Path, fake: list[StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "BATCH_ITEMS", 2)
    out = tmp_path / "out.jsonl"
    run([articles], out, settings=Settings())
    whole = out.read_bytes()
    out.unlink()

    def stop(article: batch.Done) -> None:
        if article.id.endswith("3"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([articles], out, settings=Settings(), progress=stop)
    assert not out.exists()
    assert whole.startswith(Path(f"{out}.part").read_bytes())
    assert run([articles], out, settings=Settings()).kept == 4
    assert out.read_bytes() == whole


def test_nothing_to_do_gives_an_empty_file(tmp_path: Path, fake: list[StandIn]) -> None:
    (tmp_path / "empty").mkdir()
    assert run([tmp_path / "empty"], tmp_path / "out.jsonl", settings=Settings()) == Summary()
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_a_format_that_is_written_whole(
    articles: Path, tmp_path: Path, fake: list[StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Names:
        name = "names"
        suffixes = (".names",)

        def write(self, records: Iterable[Extraction], stream: BinaryIO) -> None:
            stream.write(b" ".join(record.article.id.encode() for record in records))

    monkeypatch.setattr(batch, "get_format", lambda *_: Names())
    run([articles], tmp_path / "out.names", settings=Settings())
    assert len((tmp_path / "out.names").read_bytes().split()) == 9
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "out.names"]


def test_out_that_can_not_be_written(articles: Path, tmp_path: Path, fake: list[StandIn]) -> None:
    with pytest.raises(ConfigurationError, match="can't write"):
        run([articles], tmp_path / "no" / "such" / "out.jsonl", settings=Settings())


def test_an_article_that_kills_its_worker_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "0.txt").write_text(SENTENCES[0], encoding="utf-8")
    (articles / "1.txt").write_text("Thieves kill worker.", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    told: list[batch.Done] = []
    summary = run([articles], out, settings=Settings(), jobs=2, load=StandIn, progress=told.append)
    assert summary == Summary(done=1, failed=1)
    (problem,) = next(article.diagnostics for article in told if article.path == "1.txt")
    assert problem.code == "worker-died"
    assert problem.message.startswith("1.txt: its worker died (SIGKILL")
    ids = [json.loads(line)["article"]["id"] for line in out.read_text(encoding="utf-8").splitlines()]
    assert ids == ["0", "1"]


def test_an_error_of_the_configuration_arrives_from_a_worker(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="pack 'cyber' is broken"):
        run([articles], tmp_path / "out.jsonl", settings=Settings(), jobs=2, load=standin.broken)


@pytest.mark.model
def test_bytes_do_not_depend_on_how_they_are_made(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"

    def made(inputs: list[Path], *, jobs: int = 1, items: int = streaming.BATCH_ITEMS) -> bytes:
        monkeypatch.setattr(streaming, "BATCH_ITEMS", items)
        run(inputs, out, settings=Settings(), jobs=jobs)
        return out.read_bytes()

    files = sorted(articles.iterdir())
    shuffled = random.Random(7).sample(files, len(files))
    expected = made(files)
    assert expected.count(b"\n") == 9
    assert made(shuffled, jobs=2, items=2) == expected
    assert made(shuffled, items=1) == expected

    cut = len(expected) * 2 // 3
    Path(f"{out}.part").write_bytes(expected[:cut])
    assert made(shuffled, jobs=2) == expected


@pytest.mark.model
def test_interrupt_of_the_process(tmp_path: Path, pipeline: object) -> None:
    source = tmp_path / "in.jsonl"
    text = "\n\n".join(SENTENCES * 5)
    source.write_text("".join(json.dumps({"text": f"Story {n}. {text}"}) + "\n" for n in range(2000)), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    command = [
        sys.executable,
        "-m",
        "extract",
        "run",
        str(source),
        "-o",
        str(out),
        "--jobs",
        "2",
        "--published",
        "2024-06-21",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    part = Path(f"{out}.part")
    try:
        deadline = 240
        while process.poll() is None and deadline and not (part.exists() and part.stat().st_size):
            try:
                process.wait(0.5)
            except subprocess.TimeoutExpired:
                deadline -= 1
        os.killpg(process.pid, 2)
        _, errors = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == 130
    assert errors.strip() == "incident-extract: interrupted"
    assert part.read_bytes().endswith(b"\n")
