"""Batches: kill test, jobs, flat time and memory, a second run over unchanged articles.

    python benchmarks/batch.py kill                        50 runs killed at random moments and resumed: equal bytes
    python benchmarks/batch.py again ARTICLES...           a second run over unchanged articles, as a share of the first
    python benchmarks/batch.py jobs ARTICLES...            two jobs beside one
    python benchmarks/batch.py flat ARTICLES...            time an article and memory from tenth to tenth of a long run

ARTICLES are what `incident-extract run` takes. `--articles N` repeats them, with other names each time, until there are
N. `--stand-in` takes a cheap stand-in for the pipeline (tests/standin.py); `kill` always does. Exit code 1 where bytes
differ. Linux: memory and the workers' CPU time are read from /proc.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))

from extract import load_settings  # noqa: E402
from extract.batch import run  # noqa: E402
from extract.ingest import Item, discover, parse  # noqa: E402

SETTINGS = load_settings(environ={}, published="2024-06-21")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
PARTS = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "xi",
    "yo",
    "zu",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("kill", "again", "jobs", "flat"))
    parser.add_argument("inputs", nargs="*", metavar="ARTICLES", default=[str(ROOT / "fixtures")])
    parser.add_argument(
        "--articles", type=int, default=200, help="repeat the articles until there are N (default: 200)"
    )
    parser.add_argument("--runs", type=int, default=50, help="of the kill test (default: 50)")
    parser.add_argument("--jobs", type=int, default=1, help="of again and flat (default: 1)")
    parser.add_argument("--format", default="jsonl", help="of kill and again (default: jsonl)")
    parser.add_argument("--stand-in", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        source, out, jobs = arguments.child
        run_one(Path(source), Path(out), jobs=int(jobs), stand_in=True)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "articles.jsonl")
        write_articles(source, arguments.inputs, arguments.articles)
        return {"kill": kill, "again": again, "jobs": jobs_scale, "flat": flat}[arguments.what](source, arguments)


def write_articles(file: Path, inputs: Sequence[str], wanted: int) -> None:
    """As many articles as wanted, those of the inputs in turn, with other names in every round."""
    texts = list(readable(inputs))
    with file.open("w", encoding="utf-8") as stream:
        for number in range(wanted):
            stream.write(json.dumps({"id": f"a{number}", "text": renamed(texts[number % len(texts)], number)}) + "\n")
    print(f"{wanted} articles made of {len(texts)}, {file.stat().st_size / wanted:,.0f} bytes each")


def readable(inputs: Sequence[str]) -> Iterator[str]:
    for item in discover(inputs):
        if isinstance(item, Item) and "expected" not in item.id:
            try:
                yield parse(item, SETTINGS).article.text
            except Exception as error:  # noqa: BLE001  said, and left out
                print(f"left out: {error}")


def renamed(text: str, number: int) -> str:
    """The text with every name in the middle of a sentence replaced by a made-up one, equal ones by equal ones."""

    def other(found: re.Match[str]) -> str:
        digest = hashlib.sha256(f"{number} {found[0]}".encode()).digest()
        return "".join(PARTS[byte % len(PARTS)] for byte in digest[:4]).capitalize()

    return NAME.sub(other, text)


def run_one(source: Path, out: Path, *, jobs: int, stand_in: bool, **options: Any) -> Any:
    if stand_in:
        from standin import StandIn

        options["load"] = StandIn
    return run([source], out, settings=SETTINGS, jobs=jobs, **options)


def kill(source: Path, arguments: argparse.Namespace) -> int:
    """Each run is killed at random moments, as a whole or a worker of it, until one comes through."""
    draw = random.Random(arguments.seed)
    folder = source.parent
    whole = folder / f"whole.{arguments.format}"
    started = time.monotonic()
    subprocess.run([sys.executable, __file__, "kill", "--child", str(source), str(whole), "1"], check=True)
    took = time.monotonic() - started
    expected = digest(whole)
    different = kills = workers = 0
    for number in range(arguments.runs):
        out = folder / str(number) / f"out.{arguments.format}"
        out.parent.mkdir()
        for attempt in range(100):
            jobs = draw.choice((1, 2))
            command = [sys.executable, __file__, "kill", "--child", str(source), str(out), str(jobs)]
            process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
            # Ever later, so that it comes to an end also where the first kills hit before the first record.
            try:
                process.wait(draw.uniform(0.3, 1.0) * took * (1 + attempt / 4))
            except subprocess.TimeoutExpired:
                victims = [pid for pid in children(process.pid) if draw.random() < 0.5]
                if jobs > 1 and victims and draw.random() < 0.3:
                    workers += 1
                    kill_one(victims[0])
                    process.wait()
                else:
                    kills += 1
                    process.kill()
                    process.wait()
            errors = process.stderr.read() if process.stderr else ""
            if process.returncode == 0:
                break
            if process.returncode != -signal.SIGKILL:
                print(errors)
                return 1
        same = digest(out) == expected
        different += not same
        if not same:
            print(f"run {number}: other bytes")
    print(f"{arguments.runs} runs, killed {kills} times, workers of them {workers} times: {different} with other bytes")
    return int(different > 0)


def kill_one(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def again(source: Path, arguments: argparse.Namespace) -> int:
    out = source.parent / f"out.{arguments.format}"
    seconds, digests = [], []
    for _ in range(2):
        before = cpu()
        summary = run_one(source, out, jobs=arguments.jobs, stand_in=arguments.stand_in)
        seconds.append(cpu() - before)
        digests.append(digest(out))
        print(f"{seconds[-1]:8.2f} s CPU, {summary}")
    print(f"the second run took {100 * seconds[1] / seconds[0]:.2f} % of the first")
    return int(digests[0] != digests[1])


def jobs_scale(source: Path, arguments: argparse.Namespace) -> int:
    """Wall time, so the machine must be idle; the load average is printed beside it."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    digests = set()
    for _ in range(3):
        for jobs, found in seconds.items():
            out = source.parent / "out.jsonl"
            begun = time.monotonic()
            run_one(source, out, jobs=jobs, stand_in=arguments.stand_in, resume=False)
            found.append(time.monotonic() - begun)
            digests.add(digest(out))
    one, two = (min(found) for found in seconds.values())
    print(f"one job {one:.1f} s, two jobs {two:.1f} s: {one / two:.2f} times; load {os.getloadavg()[0]:.1f}")
    return int(len(digests) != 1)


def flat(source: Path, arguments: argparse.Namespace) -> int:
    """CPU time an article and most memory over the first 1,000 articles and over each tenth of the run.

    Memory is the most that was resident at any moment of the stretch, of this process and of the largest worker.
    """
    tenth = max(1, arguments.articles // 10)
    start = min(1000, tenth)
    done = counted = 0
    rows: list[tuple[float, float, float]] = []
    before = cpu()

    def watch(_: object) -> None:
        nonlocal done, counted, before
        done += 1
        if done == start or (done % tenth == 0 and done > start):
            now = cpu()
            workers = [most_memory(pid) for pid in children(os.getpid())]
            rows.append((1000 * (now - before) / (done - counted), most_memory(os.getpid()), max(workers, default=0.0)))
            before, counted = now, done
            print(
                f"{done:8} articles {rows[-1][0]:8.2f} ms CPU an article, this process {rows[-1][1]:7.1f} MB,",
                f"largest worker {rows[-1][2]:7.1f} MB",
                flush=True,
            )

    run_one(source, source.parent / "out.jsonl", jobs=arguments.jobs, stand_in=arguments.stand_in, progress=watch)
    # The articles before the first row have the loading in their time, so time is compared from the second row on.
    for name, column, first in (
        ("time an article", 0, 1),
        ("memory of this process", 1, 0),
        ("memory of the largest worker", 2, 0),
    ):
        of = [row[column] for row in rows[first:]]
        if of[0]:
            most, last = (100 * one / of[0] - 100 for one in (max(of), of[-1]))
            print(
                f"{name}: {min(of):.1f} to {max(of):.1f}; beside its first, at most {most:+.1f} %, last {last:+.1f} %"
            )
    return 0


def digest(out: Path) -> str:
    files = sorted(out.iterdir()) if out.is_dir() else [out]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def most_memory(pid: int) -> float:
    """The most that was resident since this was asked last, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024 / 1e6


def cpu() -> float:
    """CPU seconds of this process and its children, dead or alive."""
    times = os.times()
    living = 0
    for pid in children(os.getpid()):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        living += int(fields[11]) + int(fields[12])
    return sum(times[:4]) + living / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
