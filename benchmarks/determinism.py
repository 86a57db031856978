"""Equal articles and settings give equal bytes, whatever the jobs, the batches and the order of the files.

    python benchmarks/determinism.py ARTICLES...

Exit code 1 where a run differs from the first one.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
from pathlib import Path

from extract import batch, load_settings, streaming
from extract.ingest import formats


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("inputs", nargs="+", metavar="ARTICLES")
    inputs = parser.parse_args().inputs
    settings = load_settings(environ={}, published="2024-06-21")
    known = tuple(suffix for form in formats().values() for suffix in form.suffixes)
    found = [path for one in map(Path, inputs) for path in (sorted(one.rglob("*")) if one.is_dir() else [one])]
    files = [str(path) for path in found if path.is_file() and path.suffix.lower() in known]
    shuffled = random.Random(1).sample(files, len(files))
    digests = []
    with tempfile.TemporaryDirectory() as folder:
        for jobs, items, order in ((1, 64, files), (1, 1, shuffled), (2, 64, shuffled), (2, 3, files)):
            streaming.BATCH_ITEMS = items
            out = Path(folder, "out.jsonl")
            summary = batch.run(order, out, settings=settings, jobs=jobs)
            digests.append(hashlib.sha256(out.read_bytes()).hexdigest())
            kind = "shuffled" if order is shuffled else "in order"
            print(
                f"{jobs} jobs, batches of {items:2}, files {kind}:",
                f"{summary.done} done, {summary.failed} failed, {digests[-1][:16]}",
            )
    return int(len(set(digests)) != 1)


if __name__ == "__main__":
    sys.exit(main())
