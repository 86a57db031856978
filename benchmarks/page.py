"""How long `incident-extract view` takes, and how soon its page paints in Chromium.

    python benchmarks/page.py [--articles 5000] [--repetitions 5]

The articles are those of `fixtures/`, over and over, each with an id and a date of its own: real lengths, and as many
marks as real records have. Building is CPU time of this process. The browser starts afresh for each repetition and
opens the page from disk: first contentful paint as the browser reports it, `listed` when the lists can be used,
`opened` from a click on a row to the article's text, `searched` from typing a word to the end of the first search in
all texts. Medians are printed; another load on the machine makes them longer.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from extract.records import Extraction, Provenance
from extract.view import write_page

ROOT = Path(__file__).resolve().parents[1]
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


def records(count: int) -> Iterator[Extraction]:
    found = []
    for file in sorted((ROOT / "fixtures").glob("*/expected.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        made = Provenance(version="0", model="m", packs=("cyber",), settings_sha256="0")
        record = Extraction.model_validate({**content, "provenance": made})
        if not record.failed:
            found.append(record)
    for number in range(count):
        record = found[number % len(found)]
        day = (date(2010, 1, 1) + timedelta(number)).isoformat()
        article = record.article.model_copy(update={"id": f"a{number}", "published": day})
        yield record.model_copy(update={"article": article})


def visit(browser: Browser, page_file: Path) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    start = time.perf_counter()
    page.goto(page_file.as_uri(), wait_until="commit")
    page.wait_for_selector("body[data-ready]")
    listed = time.perf_counter() - start
    page.wait_for_load_state("load")
    paint: float = page.evaluate(PAINT)
    start = time.perf_counter()
    page.click(".row >> nth=3")
    page.wait_for_selector("#text > *")
    opened = time.perf_counter() - start
    start = time.perf_counter()
    page.fill("#search", "ransomware")
    page.wait_for_url("**q=ransomware*")
    page.wait_for_selector("#found:not(:has-text('searched'))")
    searched = time.perf_counter() - start
    page.close()
    return {"first paint": paint / 1000, "listed": listed, "opened": opened, "searched": searched}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--repetitions", type=int, default=5)
    arguments = parser.parse_args()
    chromium = os.environ.get("INCIDENT_EXTRACT_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "report.html"
        start = time.process_time()
        with file.open("wb") as stream:
            write_page(records(arguments.articles), stream, name="benchmark")
        cpu = time.process_time() - start
        print(f"{arguments.articles} articles: built in {cpu:.1f} s CPU, {file.stat().st_size / 1e6:.1f} MB")
        found = []
        for _ in range(arguments.repetitions):
            browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            found.append(visit(browser, file))
            browser.close()
        for name in found[0]:
            values = [one[name] for one in found]
            print(f"{name:12} {statistics.median(values):6.2f} s  ({min(values):.2f} to {max(values):.2f})")


if __name__ == "__main__":
    main()
