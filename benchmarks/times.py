"""What the times component costs, beside stock en_core_web_sm, and on texts made to slow it down.

    python benchmarks/times.py ARTICLES... [--articles N] [--repetitions N] [--characters N]

One process, CPU time. Each repetition runs stock spaCy with all its components and the times component in
turn over the same texts; the median of the ratios within repetitions is what another load shifts little.
The component gets documents with tags, parse and entities, which it heeds.

Then one text of `--characters`, the articles one after the other, goes through both once.
The worst cases are texts of one repeated expression, of `--characters` (default: 1,000,000) and of a quarter of that:
in linear time the longer one takes four times as long.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date

import spacy

from extract import load_settings
from extract.annotate import layers
from extract.annotate.model import load_base, stock_package
from extract.annotate.times import TimesComponent
from extract.annotate.timex.grammar import load_grammar
from extract.ingest import Item, Parsed, discover
from extract.pipeline import read

PUBLISHED = date(2024, 6, 21)
REPEATED = (
    "May 5-",
    "12 ",
    "1,111 ",
    "one and ",
    "the day before ",
    "the last ",
    "a year earlier, ",
    "twenty-",
    "'90s ",
    "03/04/2021 ",
    "Monday ",
    "last week the same time then ",
    "the first week of the second half of ",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("inputs", nargs="+", metavar="ARTICLES")
    parser.add_argument("--articles", type=int, default=60, help="use the first N (default: 60)")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--characters", type=int, default=1_000_000, help="length of the worst cases")
    arguments = parser.parse_args()

    layers.register()
    component = TimesComponent(load_grammar())
    cost(component, arguments.inputs, arguments.articles, arguments.repetitions)
    long(component, arguments.inputs, arguments.characters)
    worst(component, arguments.characters)


def cost(component: TimesComponent, inputs: list[str], articles: int, repetitions: int) -> None:
    """Print the component's cost beside stock spaCy."""
    settings = load_settings(environ={})
    parsed = (read(item, settings) for item in discover(inputs) if isinstance(item, Item))
    texts = [one.article.text for one in parsed if isinstance(one, Parsed)][:articles]
    docs = list(load_base().pipe(texts))
    stock = spacy.load(stock_package())
    found = sum(len(component.marks(doc, PUBLISHED)) for doc in docs)
    print(f"{len(texts)} articles, {sum(map(len, texts)):,} characters, {found} time expressions")
    ratios = []
    for _ in range(repetitions):
        base = seconds(lambda: sum(len(doc) for doc in stock.pipe(texts)))
        own = seconds(lambda: sum(len(component.marks(doc, PUBLISHED)) for doc in docs))
        ratios.append(own / base)
        stock_ms, own_ms = (1000 * taken / len(texts) for taken in (base, own))
        print(f"stock {stock_ms:7.1f} ms an article, times {own_ms:6.2f} ms: {ratios[-1]:.3f}")
    print(f"times component: {statistics.median(ratios):.3f} of stock nlp(text)")


def long(component: TimesComponent, inputs: list[str], characters: int) -> None:
    """Print the component's share of stock spaCy on one long text: the articles, again and again."""
    settings = load_settings(environ={})
    parsed = [read(item, settings) for item in discover(inputs) if isinstance(item, Item)]
    whole = "\n\n".join(one.article.text for one in parsed if isinstance(one, Parsed))
    text = (whole * (characters // len(whole) + 1))[:characters]
    stock = spacy.load(stock_package())
    stock.max_length = max(characters, stock.max_length)
    base = seconds(lambda: len(stock(text)))
    doc = stock(text)
    own = seconds(lambda: len(component.marks(doc, PUBLISHED)))
    print(f"one text of {characters:,} characters: stock {base:.1f} s, times {own:.2f} s: {own / base:.3f}")


def worst(component: TimesComponent, characters: int) -> None:
    """Print how long texts of one repeated expression take, and by how much four times the length takes longer."""
    blank = spacy.blank("en")
    blank.max_length = max(characters, blank.max_length)
    print(f"\nworst cases: {characters:,} characters, and how many times as long as a quarter of that")
    for unit in REPEATED:
        taken = []
        for length in (characters // 4, characters):
            doc = blank.make_doc((unit * (length // len(unit) + 1))[:length])
            taken.append(seconds(lambda doc=doc: len(component.marks(doc, PUBLISHED))))  # type: ignore[misc]
        print(f"{unit!r:42}{taken[1]:8.2f} s{taken[1] / taken[0]:8.1f}")


def seconds(work: Callable[[], int]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
