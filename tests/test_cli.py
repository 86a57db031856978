from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import extract
from extract import batch, regression
from extract.batch import Done, Summary
from extract.cli import main
from extract.errors import ExtractError, ModelError
from extract.records import Diagnostic, Extraction
from extract.serialize.formats.jsonl import encode

Run = Callable[..., Summary]


@pytest.fixture
def fake_run(monkeypatch: pytest.MonkeyPatch) -> Callable[[Run], None]:
    def set_run(run: Run) -> None:
        monkeypatch.setattr(batch, "run", run)

    return set_run


def test_arguments_reach_the_library(fake_run: Callable[[Run], None], tmp_path: Path) -> None:
    calls: list[tuple[list[str], str, dict[str, object]]] = []

    def run(inputs: list[str], out: str, **options: object) -> Summary:
        calls.append((inputs, out, options))
        return Summary(done=2)

    fake_run(run)
    config = tmp_path / "c.toml"
    config.write_text("max-characters = 5000\n", encoding="utf-8")
    command = [
        "run",
        "a",
        "b",
        "-o",
        "x.jsonl",
        "--jobs",
        "2",
        "--no-resume",
        "--config",
        str(config),
        "--published",
        "2024-06-21",
    ]
    assert main(command) == 0
    ((inputs, out, options),) = calls
    assert (inputs, out) == (["a", "b"], "x.jsonl")
    assert (options["jobs"], options["resume"], options["format"]) == (2, False, None)
    assert options["settings"] == extract.Settings(published="2024-06-21", max_characters=5000)


def test_failed_articles_are_named(fake_run: Callable[[Run], None], capsys: pytest.CaptureFixture[str]) -> None:
    problem = Diagnostic(code="empty-file", stage="ingest", message="a/b.txt: the file is empty")

    def run(*_: object, progress: Callable[[Done], None], **__: object) -> Summary:
        progress(Done("b", "a/b.txt", True, (problem,), None, b"", b""))
        progress(Done("c", "a/c.txt", False, (), "0", b"", b""))
        return Summary(done=1, failed=1)

    fake_run(run)
    assert main(["run", "a", "-o", "x"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "a/b.txt: empty-file: the file is empty\n"


def test_what_is_passed_over_is_counted_by_suffix(
    fake_run: Callable[[Run], None], capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*_: object, passed_over: Callable[[str], None], settings: extract.Settings, **__: object) -> Summary:
        for path in ("a/x.jpg", "a/b/y.JPG", "a/README"):
            passed_over(path)
        assert settings.column_of == {"text": "Full Text", "title": "Hed"}
        return Summary(done=1)

    fake_run(run)
    assert main(["run", "a", "-o", "x", "--column", "text=Full Text", "--column", "title=Hed"]) == 0
    captured = capsys.readouterr()
    assert captured.err == "passed over 3 files of no known format: 2 .jpg, 1 without a suffix\n"


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (ModelError("no model"), 2, "incident-extract: no model\n"),
        (ExtractError("a worker process died"), 1, "incident-extract: a worker process died\n"),
        (KeyboardInterrupt(), 130, "incident-extract: interrupted\n"),
    ],
)
def test_exit_codes(
    fake_run: Callable[[Run], None],
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    message: str,
) -> None:
    def run(*_: object, **__: object) -> Summary:
        raise error

    fake_run(run)
    assert main(["run", "a", "-o", "x"]) == code
    assert capsys.readouterr().err == message


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["view", "x", "y"],
        ["run", "a"],
        ["run", "a", "-o", "x", "--jobs", "0"],
        ["evaluate", "g", "--floor", "claims=3"],
    ],
)
def test_wrong_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: incident-extract" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "a", "-o", "x", "--format", "xml"], "no output format 'xml'"),
        (["run", "a", "-o", "x", "--published", "yesterday"], "published"),
        (["run", "a", "-o", "x", "--config", "absent.toml"], "absent.toml"),
        (["check", "absent"], "no folder with cases"),
        (["evaluate", "absent.jsonl"], "absent.jsonl"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], record: Extraction) -> None:
    same = record.model_dump(mode="json", exclude={"provenance": True})
    changed = json.loads(json.dumps(same).replace("stole", "st0le"))
    cases = [regression.Case("same", same, same), regression.Case("changed", same, changed)]
    monkeypatch.setattr(regression, "check", lambda _, **options: iter(cases[:1] if options["update"] else cases))
    assert main(["check", "fixtures"]) == 3
    printed = capsys.readouterr().out
    assert printed.startswith("ok       same\nCHANGED  changed\n")
    assert main(["check", "fixtures", "--update"]) == 0


def test_evaluate(tmp_path: Path, record: Extraction, capsys: pytest.CaptureFixture[str]) -> None:
    text = record.article.text
    times = [
        {
            "start": text.index("Friday"),
            "end": text.index("Friday") + 6,
            "type": "DATE",
            "value": "2024-06-21",
        }
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "a", "text": text, "gold": {"times": times}}) + "\n", encoding="utf-8")
    system = tmp_path / "out.jsonl"
    system.write_bytes(encode(record))
    command = ["evaluate", str(gold), "--system", str(system)]
    assert main([*command, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures.keys() == {"times"}
    assert figures["times"]["value"]["f1"] == 100
    assert main([*command, "--floor", "times.value=100"]) == 0
    assert main([*command, "--floor", "times.value=100.1"]) == 1
    assert "times.value 100.0 is below its floor 100.1" in capsys.readouterr().err
    assert main([*command, "--floor", "claims.claim=1"]) == 2


def test_help_is_quick() -> None:
    command = [sys.executable, "-m", "extract", "--help"]
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        seconds.append(time.perf_counter() - start)
    assert "usage: incident-extract" in printed
    assert min(seconds) < 1.0  # 0.3 s on a machine that does nothing else


def test_version() -> None:
    command = [sys.executable, "-m", "extract", "--version"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[1] == extract.__version__


@pytest.mark.model
def test_run_to_standard_output(tmp_path: Path, pipeline: object) -> None:
    command = [sys.executable, "-m", "extract", "run", "-", "-o", "-", "--published", "2024-06-21"]
    text = b"Hackers breached the servers of the airline Corvina on Friday, the company said."
    done = subprocess.run(command, input=text, capture_output=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    found = Extraction.model_validate_json(done.stdout)
    assert found.article.text.startswith("Hackers breached")
    assert found.times[0].value == "2024-06-21"


@pytest.mark.model
def test_bad_inputs_are_named_and_the_rest_goes_on(
    tmp_path: Path, pipeline: object, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "good.txt").write_text("Thieves robbed a bank in Lyon on Monday, police said.\n", encoding="utf-8")
    (source / "void.txt").touch()
    (source / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (source / "lines.jsonl").write_text('{"text": "The mayor of Bergen resigned on Monday."}\n{"te\n', encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert main(["run", str(source), str(tmp_path / "absent"), "-o", str(out)]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 4
    assert all(any(name in line for line in errors) for name in ("void.txt", "binary.txt", "lines.jsonl", "absent"))
    assert len(out.read_text(encoding="utf-8").splitlines()) == 6
