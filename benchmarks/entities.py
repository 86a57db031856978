"""What entities, coreference and a user's list of 100,000 names cost, as shares of stock nlp(text).

    python benchmarks/entities.py ARTICLES... [--articles N] [--repetitions N] [--names N]

One process, CPU time. Each repetition runs stock `en_core_web_sm` with all its components, then the two
components alone over documents that are annotated up to there, without and with the list; what is compared is
the median of the ratios within repetitions. The list's names are made of the articles' words: many begin to match.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc

from extract import load, load_settings
from extract.ingest import Parsed, discover
from extract.packs import load_toml
from extract.pipeline import Pipeline, read

COMPONENTS = ("extract_entities", "extract_coreference")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("inputs", nargs="+", metavar="ARTICLES")
    parser.add_argument("--articles", type=int, default=60, help="use the first N (default: 60)")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--names", type=int, default=100_000, help="names in the user's list (default: 100,000)")
    arguments = parser.parse_args()

    settings = load_settings(environ={})
    stock = spacy.load(next(name for name in load_toml("base.toml")["packages"] if importlib.util.find_spec(name)))
    articles = [read(item, settings) for item in discover(arguments.inputs)]
    texts = [one.article.text for one in articles if isinstance(one, Parsed)][: arguments.articles]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "own.jsonl"
        file.write_text("".join(f"{json.dumps({'name': name})}\n" for name in made_names(texts, arguments.names)))
        plain, large = load(settings), load(load_settings(environ={}, gazetteers=(str(file),)))
    contestants = {
        "entities and coreference": annotated(plain, texts),
        f"with {arguments.names:,} names": annotated(large, texts),
    }
    print(f"{len(texts)} articles, {sum(map(len, texts)):,} characters, {arguments.repetitions} repetitions")
    shares: dict[str, list[float]] = defaultdict(list)
    for _ in range(arguments.repetitions):
        whole = spent(lambda: [len(doc) for doc in stock.pipe(texts)])
        for name, (components, docs) in contestants.items():
            shares[name].append(spent(lambda c=components, d=docs: again(c, d)) / whole)
    for name, values in shares.items():
        print(f"{name:28}{statistics.median(values):7.3f} of nlp(text) (from {min(values):.3f} to {max(values):.3f})")


def annotated(pipeline: Pipeline, texts: list[str]) -> tuple[list[Any], list[Doc]]:
    """The components to be measured, and documents that they have seen once."""
    components = [component for name, component in pipeline.nlp.pipeline if name in COMPONENTS]
    docs = list(pipeline.nlp.pipe(texts, disable=["extract_incidents"]))
    return components, docs


def again(components: list[Any], docs: list[Doc]) -> None:
    """Run the components once more; they overwrite what they left."""
    for doc in docs:
        for component in components:
            component(doc)


def spent(work: Callable[[], object]) -> float:
    """CPU seconds."""
    start = time.process_time()
    work()
    return time.process_time() - start


def made_names(texts: list[str], number: int) -> Iterator[str]:
    """Names of two or three words that the articles begin with a capital."""
    words = sorted({word for text in texts for word in text.split() if word[0].isupper() and word.isalpha()})
    chance = random.Random(0)
    for i in range(number):
        yield f"{' '.join(chance.choices(words, k=2))} {i}"


if __name__ == "__main__":
    main()
