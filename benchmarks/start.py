"""How long one article takes from the start of the command to its record, beside stock en_core_web_sm.

    python benchmarks/start.py ARTICLE [--repetitions N]

New processes in turn: `incident-extract run ARTICLE -o -`, to its record and to its end; Python that imports spaCy,
loads the stock model and runs it over the same text, to there and to its end; `incident-extract --help`. Seconds on
the clock from the start of the process. The first round is not counted: it may write byte code and fill the disk's
cache.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

from extract.annotate.model import stock_package

STOCK = """
import sys, pathlib, spacy
spacy.load(sys.argv[1])(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
print("done", flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("article", metavar="ARTICLE", help="a text file")
    parser.add_argument("--repetitions", type=int, default=9)
    arguments = parser.parse_args()
    article = str(Path(arguments.article).resolve())
    commands = {
        "run": ("-m", "extract", "run", article, "-o", "-"),
        "stock": ("-c", STOCK, stock_package(), article),
        "--help": ("-m", "extract", "--help"),
    }

    rounds = [{name: seconds(*command) for name, command in commands.items()} for _ in range(arguments.repetitions + 1)]
    del rounds[0]
    print("         first line                      end")
    for name in commands:
        first, end = zip(*(times[name] for times in rounds), strict=True)
        print(f"{name:8} {spread(first, ' s')}    {spread(end, ' s')}")
    ratios = [[ours / stock for ours, stock in zip(times["run"], times["stock"], strict=True)] for times in rounds]
    first, end = zip(*ratios, strict=True)
    print(f"ratio    {spread(first)}      {spread(end)}")


def spread(figures: tuple[float, ...], unit: str = "") -> str:
    """Median, least and most."""
    return f"{statistics.median(figures):5.2f}{unit} (from {min(figures):.2f} to {max(figures):.2f})"


def seconds(*arguments: str) -> tuple[float, float]:
    """From the start of a new Python, which must succeed, to the first line that it writes and to its end."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        first = time.perf_counter() - began
        process.stdout.read()
    if process.returncode:
        raise SystemExit(f"{arguments} failed")
    return first, time.perf_counter() - began


if __name__ == "__main__":
    main()
