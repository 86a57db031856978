from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

import standin
from extract import api, batch, fingerprint, streaming
from extract.batch import Differences, Summary, run
from extract.config import Settings
from extract.errors import ConfigurationError, PackError
from extract.manifest import Manifest
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
    assert fake[0].trimmed == 1  # batch
    assert told == [record["article"]["id"] for record in records]
    assert [record["article"]["path"] for record in records][:4] == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "out.jsonl", "out.jsonl.manifest"]


def test_what_is_unchanged_is_not_processed_again(
    articles: Path, tmp_path: Path, fake: list[StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"
    first = run([articles], out, settings=Settings())
    assert (first.done, first.failed, first.kept, first.differences) == (7, 2, 0, None)
    whole, processed = out.read_bytes(), fake[0].processed

    again = run([articles], out, settings=Settings())
    assert (again.done, again.failed, again.kept) == (7, 2, 7)
    assert again.differences == Differences(0, 0, 0)
    assert fake[0].processed == processed + 2  # those that failed are tried again
    assert out.read_bytes() == whole

    out.write_bytes(b"spoilt")
    run([articles], out, settings=Settings())
    assert out.read_bytes() == whole
    out.unlink()
    run([articles], out, settings=Settings())
    assert out.read_bytes() == whole

    assert run([articles], out, settings=Settings(published="2024-01-01")).kept == 0
    monkeypatch.setattr(fingerprint, "__version__", "0.0.9")
    assert run([articles], out, settings=Settings()).kept == 0


def test_changed_new_and_vanished_articles_are_noticed(articles: Path, tmp_path: Path, fake: list[StandIn]) -> None:
    out, afresh = tmp_path / "out.jsonl", tmp_path / "afresh.jsonl"
    run([articles], out, settings=Settings())
    (articles / "2.txt").write_text("Another story altogether. " + SENTENCES[0], encoding="utf-8")
    (articles / "3.txt").unlink()
    (articles / "4.txt").write_text(SENTENCES[2], encoding="utf-8")
    (articles / "5.txt").write_text(SENTENCES[3], encoding="utf-8")
    more = articles / "more.jsonl"
    line = json.dumps({"id": "line-9", "text": SENTENCES[3]}) + "\n"
    more.write_text(line + more.read_text(encoding="utf-8"), encoding="utf-8")  # the lines behind it are as they were
    summary = run([articles], out, settings=Settings())
    # The broken line is another one now: its name has the number of the line.
    assert summary.differences == Differences(changed=1, new=4, vanished=2)
    assert summary.kept == 5
    run([articles], afresh, settings=Settings(), resume=False)
    assert out.read_bytes() == afresh.read_bytes()
    assert not Path(f"{afresh}.manifest").exists()


def test_an_interrupted_run_carries_on(
    articles: Path, tmp_path: Path, fake: list[StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "BATCH_ITEMS", 2)
    out = tmp_path / "out.jsonl"
    run([articles], out, settings=Settings(), resume=False)
    whole = out.read_bytes()
    out.write_bytes(b"from before")

    def stop(article: batch.Done) -> None:
        if article.id == "3":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([articles], out, settings=Settings(), progress=stop)
    assert out.read_bytes() == b"from before"
    assert run([articles], out, settings=Settings()).kept == 4
    assert out.read_bytes() == whole


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("name", ["out.jsonl", "out.csv"])
def test_killed_at_many_moments_and_resumed(tmp_path: Path, name: str) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for number, sentence in enumerate(SENTENCES):
        (articles / f"{number}.txt").write_text(sentence, encoding="utf-8")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["standin"])

    def made(out: Path, moment: int | None) -> int | None:
        process = context.Process(target=standin.run_until, args=([str(articles)], str(out), moment))
        process.start()
        process.join()
        return process.exitcode

    def content(out: Path) -> list[bytes]:
        return [file.read_bytes() for file in (sorted(out.iterdir()) if out.is_dir() else [out])]

    assert made(tmp_path / "whole" / name, None) == 1  # there is no such folder
    (tmp_path / "whole").mkdir()
    assert made(tmp_path / "whole" / name, None) == 0
    whole = content(tmp_path / "whole" / name)
    assert b"ransomware" in b"".join(whole)
    killed = 0
    for step in range(20):
        moment = 20 * 2**step
        out = tmp_path / str(moment) / name
        out.parent.mkdir()
        code = made(out, moment)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        killed += 1
        if step % 2:  # and again, while it carries on
            assert made(out, moment // 2) in (0, -signal.SIGKILL)
        assert made(out, None) == 0
        assert content(out) == whole
        assert sorted(one.name for one in out.parent.iterdir()) == [name, f"{name}.manifest"]
    assert killed >= 3


def test_two_runs_into_one_output(articles: Path, tmp_path: Path, fake: list[StandIn]) -> None:
    out = tmp_path / "out.jsonl"
    with (
        Manifest(Path(f"{out}.manifest"), "x"),
        pytest.raises(ConfigurationError, match="another run writes the same output"),
    ):
        run([articles], out, settings=Settings())


def test_what_is_in_the_place_of_the_manifest(articles: Path, tmp_path: Path, fake: list[StandIn]) -> None:
    out = tmp_path / "out.jsonl"
    place = Path(f"{out}.manifest")
    place.write_bytes(b"my own notes, which are no database" * 100)
    with pytest.raises(ConfigurationError, match="no manifest or broken"):
        run([articles], out, settings=Settings())
    place.unlink()
    with closing(sqlite3.connect(place)) as base:
        base.execute("CREATE TABLE mine (a)")
    with pytest.raises(ConfigurationError, match="is in the way"):
        run([articles], out, settings=Settings())
    place.unlink()
    run([articles], out, settings=Settings())
    with closing(sqlite3.connect(place)) as base:
        base.execute("PRAGMA user_version = 99")
    assert run([articles], out, settings=Settings()).kept == 0


def test_the_output_is_no_input(tmp_path: Path, fake: list[StandIn], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text(json.dumps({"text": SENTENCES[0]}) + "\n", encoding="utf-8")
    for out in ("out.jsonl", "out.csv"):
        first, second = (run(["."], out, settings=Settings()) for _ in range(2))
        assert (first.done, second.done, first.failed) == (1, 1, second.failed)
    with pytest.raises(ConfigurationError, match="both input and output"):
        run(["out.jsonl"], "out.jsonl", settings=Settings())


def test_nothing_to_do_gives_an_empty_file(tmp_path: Path, fake: list[StandIn]) -> None:
    (tmp_path / "empty").mkdir()
    assert run([tmp_path / "empty"], tmp_path / "out.jsonl", settings=Settings()) == Summary()
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_out_that_can_not_be_written(articles: Path, tmp_path: Path, fake: list[StandIn]) -> None:
    with pytest.raises(ConfigurationError, match="there is no folder"):
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
        run(inputs, out, settings=Settings(), jobs=jobs, resume=False)
        return out.read_bytes()

    files = sorted(articles.iterdir())
    shuffled = random.Random(7).sample(files, len(files))
    expected = made(files)
    assert expected.count(b"\n") == 9
    assert made(shuffled, jobs=2, items=2) == expected
    assert made(shuffled, items=1) == expected


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
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # What a shell starts in the background ignores Ctrl-C, and so would this process.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    manifest = Path(f"{out}.manifest-wal")
    try:
        deadline = 240
        while process.poll() is None and deadline and not (manifest.exists() and manifest.stat().st_size > 60_000):
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
    with closing(sqlite3.connect(f"{out}.manifest")) as base:
        assert base.execute("SELECT count(*) FROM record").fetchone()[0] > 0
