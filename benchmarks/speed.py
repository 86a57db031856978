"""Throughput of the whole pipeline against stock en_core_web_sm with all its components.

    python benchmarks/speed.py ARTICLES... [--articles N] [--repetitions N]

One process, CPU time. Each repetition runs the contestants in turn over the same texts; what is compared is
the median of the ratios within repetitions, which another load on the machine shifts little. The pipeline
reads, annotates, assembles and writes JSON; stock spaCy gets the same normalised texts.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import spacy
from spacy.tokens import Doc

from extract import load, load_settings
from extract.ingest import Item, discover, parse
from extract.packs import load_toml

if TYPE_CHECKING:
    from spacy.language import Language

    from extract.pipeline import Pipeline


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("inputs", nargs="+", metavar="ARTICLES")
    parser.add_argument("--articles", type=int, default=100, help="use the first N (default: 100)")
    parser.add_argument("--repetitions", type=int, default=5)
    arguments = parser.parse_args()

    settings = load_settings(environ={}, published="2024-06-21")
    pipeline = load(settings)
    stock = spacy.load(next(name for name in load_toml("base.toml")["packages"] if importlib.util.find_spec(name)))
    items = [item for item in discover(arguments.inputs) if isinstance(item, Item) and is_readable(item, pipeline)]
    items = items[: arguments.articles]
    texts = [parse(item, settings).article.text for item in items]
    print(f"{len(items)} articles, {sum(map(len, texts)):,} characters, {arguments.repetitions} repetitions")

    contestants: dict[str, Callable[[], int]] = {
        "stock": lambda: sum(len(doc) for doc in stock.pipe(texts)),
        "pipeline": lambda: sum(len(record.to_json()) for record in pipeline.process(items)),
    }
    for run in contestants.values():
        run()  # warm caches: both sides' vocabularies, the lexicons, the parser's date cache
    seconds: dict[str, list[float]] = defaultdict(list)
    for _ in range(arguments.repetitions):
        for name, run in contestants.items():
            start = time.process_time()
            run()
            seconds[name].append(time.process_time() - start)
    ratios = [one / other for one, other in zip(seconds["stock"], seconds["pipeline"], strict=True)]
    for name, values in seconds.items():
        middle = statistics.median(values)
        print(
            f"{name:10}{1000 * middle / len(items):8.1f} ms an article",
            f"{sum(map(len, texts)) / middle:12,.0f} characters a second",
        )
    print(
        f"throughput of the pipeline: {statistics.median(ratios):.2f} of stock",
        f"(from {min(ratios):.2f} to {max(ratios):.2f})",
    )

    print("\nshare of the pipeline's time")
    parts = by_component(pipeline, items)
    whole = sum(parts.values())
    for name, value in parts.items():
        print(f"{name:22}{100 * value / whole:6.1f} %{1000 * value / len(items):8.1f} ms an article")


def is_readable(item: Item, pipeline: Pipeline) -> bool:
    return not next(pipeline.process([item])).failed


def by_component(pipeline: Pipeline, items: list[Item]) -> dict[str, float]:
    """CPU seconds of each stage and component, measured at every article of one pass."""
    seconds: dict[str, float] = defaultdict(float)

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = work()
        seconds[name] += time.process_time() - start
        return result

    parsed = [timed("ingest", lambda item=item: parse(item, pipeline.settings)) for item in items]
    docs: Iterable[Doc] = timed("tokenizer", lambda: list(documents(pipeline.nlp, parsed)))
    for name, component in pipeline.nlp.pipeline:
        docs = timed(name, lambda docs=docs, component=component: list(piped(component, docs)))
    records = timed("assemble", lambda: [pipeline.from_doc(doc) for doc in docs])
    timed("serialize", lambda: [record.to_json() for record in records])
    return dict(seconds)


def documents(nlp: Language, parsed: Iterable[Any]) -> Iterator[Doc]:
    for one in parsed:
        doc = nlp.make_doc(one.article.text)
        doc._.article = one.article
        yield doc


def piped(component: Any, docs: Iterable[Doc]) -> Iterator[Doc]:
    return component.pipe(docs) if hasattr(component, "pipe") else map(component, docs)


if __name__ == "__main__":
    main()
