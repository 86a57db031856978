"""CPU time of reading saved web pages, against plain trafilatura on the same pages.

    python benchmarks/pages.py PAGES... [--pages N] [--repetitions N]

One process, CPU time, whole articles as the records carry them: encoding, main text, metadata, normalisation,
structure, language. trafilatura gets the same bytes and gives the text and its own metadata (`bare_extraction`), and
the text alone (`extract`). Each repetition runs the contestants in turn; libraries and models are loaded before them.
What is compared is the median of the ratios within repetitions, which another load on the machine shifts little.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable

import trafilatura

from extract import load_settings
from extract.errors import ArticleError
from extract.ingest import Item, discover, parse


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("inputs", nargs="+", metavar="PAGES")
    parser.add_argument("--pages", type=int, default=200, help="use the first N (default: 200)")
    parser.add_argument("--repetitions", type=int, default=5)
    arguments = parser.parse_args()

    settings = load_settings(environ={})
    found = [item for item in discover(arguments.inputs) if isinstance(item, Item) and item.format == "html"]
    items = found[: arguments.pages]
    if not items:
        parser.error("there are no saved web pages in the input")
    pages = [item.file.read_bytes() for item in items if item.file]

    def ours() -> None:
        for item in items:
            try:
                parse(item, settings)
            except ArticleError:
                continue  # a page without text costs its time too

    contestants: dict[str, Callable[[], object]] = {
        "ours": ours,
        "text and metadata": lambda: [trafilatura.bare_extraction(page, with_metadata=True) for page in pages],
        "text": lambda: [trafilatura.extract(page) for page in pages],
    }
    print(f"{len(items)} pages, {sum(map(len, pages)):,} bytes, {arguments.repetitions} repetitions")
    seconds: dict[str, list[float]] = defaultdict(list)
    for repetition in range(arguments.repetitions + 1):
        for name, run in contestants.items():
            start = time.process_time()
            run()
            if repetition:  # the first one warms caches
                seconds[name].append(time.process_time() - start)
    for name, values in seconds.items():
        ratios = [one / other for one, other in zip(values, seconds["ours"], strict=True)]
        label = "incident-extract" if name == "ours" else f"trafilatura, {name}"
        print(
            f"{label:34}{1000 * statistics.median(values) / len(items):7.1f} ms CPU a page",
            f"(from {1000 * min(values) / len(items):.1f} to {1000 * max(values) / len(items):.1f};",
            f"{statistics.median(ratios):.2f} of ours)",
        )


if __name__ == "__main__":
    main()
