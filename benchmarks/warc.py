"""Memory while a WARC file of any size is read, page by page.

    python benchmarks/warc.py [--megabytes 16] [--parse-every 10] [--gzip]
    python benchmarks/warc.py --megabytes 2048 --parse-every 500        # the 2 GB run

A file of that many megabytes is made in a temporary folder: pages of a news site with menus, an article and comments,
in words drawn by a fixed seed, no two alike, as a crawler stores them. Then its records are read as
`incident-extract run` reads them, and every Nth page is parsed to an article. Printed are pages, CPU time, and the peak
of resident memory at each tenth of the file; exit code 1 if it grows by more than 32 MB after the second tenth.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from extract.config import Settings
from extract.ingest import Failure, discover, parse

WORDS = (
    "harbour crane ship server operator police ransom hacker customer record company spokeswoman network clinic data"
    " week port claim payment group attack parcel board report system outage office director investigation letter"
).split()
MOST_GROWTH = 32.0


def page(number: int, random_: random.Random) -> bytes:
    """A page of about 20 KB."""

    def sentence() -> str:
        return " ".join(random_.choices(WORDS, k=random_.randint(9, 24))).capitalize() + f" {number}."

    def paragraph() -> str:
        return " ".join(sentence() for _ in range(random_.randint(2, 5)))

    menu = "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in WORDS)
    story = "".join(f"<p>{paragraph()}</p>" for _ in range(24))
    comments = "".join(f"<div class='comment'><p>{sentence()}</p></div>" for _ in range(20))
    title = sentence().rstrip(".")
    head = (
        f"<title>{title} | Gazette</title><meta property='article:published_time' content='2024-06-04'>"
        f"<link rel='canonical' href='https://gazette.example/{number}'>"
    )
    body = f"<nav><ul>{menu}</ul></nav><article><h1>{title}</h1>{story}</article><section>{comments}</section>"
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode()


def records(size: int) -> Iterator[bytes]:
    """WARC records of pages until there are so many bytes."""
    random_ = random.Random(7)
    made = number = 0
    while made < size:
        number += 1
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page(number, random_)
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://gazette.example/{number}\r\n"
            f"WARC-Date: 2024-06-05T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        ).encode()
        record = head + block + b"\r\n\r\n"
        made += len(record)
        yield record


def peak() -> float:
    """Of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=16, help="of the file, before compression")
    parser.add_argument("--parse-every", type=int, default=10, help="parse every Nth page to an article")
    parser.add_argument("--gzip", action="store_true", help="each record compressed, as crawlers do")
    arguments = parser.parse_args()
    size = arguments.megabytes * 2**20
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "crawl.warc.gz" if arguments.gzip else "crawl.warc")
        pages = 0
        with file.open("wb") as stream:
            for record in records(size):
                stream.write(gzip.compress(record, 1) if arguments.gzip else record)
                pages += 1
        print(f"{pages:,} pages, {file.stat().st_size / 2**20:,.0f} MB on disk; peak before reading {peak():.0f} MB")
        settings = Settings()
        begun = time.process_time()
        peaks: list[float] = []
        parsed = read = 0
        for read, one in enumerate(discover([file], settings), start=1):
            if isinstance(one, Failure):
                raise SystemExit(f"failed: {one.diagnostic}")
            if read % arguments.parse_every == 1 or arguments.parse_every == 1:
                parse(one, settings)
                parsed += 1
            if read * 10 >= pages * (len(peaks) + 1):
                peaks.append(peak())
        seconds = time.process_time() - begun
    print("peak at each tenth, MB: " + " ".join(f"{one:.0f}" for one in peaks))
    growth = peaks[-1] - peaks[1]
    print(
        f"{read:,} pages read and {parsed:,} parsed in {seconds:.1f} s of CPU;"
        f" grown by {growth:.1f} MB after the second tenth"
    )
    return int(growth > MOST_GROWTH or read != pages)


if __name__ == "__main__":
    raise SystemExit(main())
