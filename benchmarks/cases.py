"""Cases over a synthetic collection: time and memory by its size, and whether the cases are the ones that were made.

    python benchmarks/cases.py [--incidents N] [--steps N]

Happenings are drawn with a seed: invented victims, many with similar names, hit four times in ten years on average and
a few of them all the time; one to many articles each, which shift the date, round the number, leave out date, number or
attacker and write the victim's legal form as they like. Each size is half of the next and runs in a process
of its own, from JSON Lines on disk to JSON Lines on disk; seconds are CPU time. `reading` is parsing and checking the
records, which `incident-extract cases` can't do without. Precision and recall are B-cubed over incidents: of the
incidents in an incident's case those of its happening, and the other way round.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from extract.cases import Collection, collect, write_cases
from extract.serialize.formats.jsonl import read_records

FIRST = "Al Bren Cor Dun Ever Fal Gren Hal Ister Jor Kel Lun Mar Nor Ost Per Quin Ros Sten Tar Ul Vel Wick Yar".split()
SECOND = "den fort gate holm ia ling mere nath ova port quist rick stad thorpe und vik well".split()
KINDS = "Freight Logistics Bank Clinics Insurance Energy Foods Airlines Hotels Systems Media Motors".split()
FORMS = ["", "", "", " Ltd", " Inc.", " Group", " plc", " GmbH"]
TYPES = {"data_breach": ["data_breach", "ransom", "cyberattack"], "ransom": ["ransom", "data_breach"]}
START = date(2015, 1, 1).toordinal()
DAYS = 3650


def articles(incidents: int, seed: int = 8) -> Iterator[tuple[str, dict[str, Any]]]:
    """Happening and record of each article, one incident each, in no order of time."""
    draw = random.Random(seed)
    victims = [name(draw) for _ in range(max(10, incidents // 20))]
    left = incidents
    number = 0
    while left:
        victim = draw.choice(victims)
        if draw.random() < 0.02:
            victim = f"{draw.choice(FIRST)}soft"
        day = START + draw.randrange(DAYS)
        kind = draw.choice(list(TYPES))
        customers = draw.randrange(1_000, 3_000_000)
        attacker = f"{draw.choice(FIRST)}{draw.choice(SECOND)} Spider"
        number += 1
        for _ in range(min(left, int(draw.paretovariate(1.2)))):
            left -= 1
            shift = draw.choice([0, 0, 0, 1, 2, 5])
            dated = draw.random() < 0.6
            yield (
                f"H{number}",
                record(
                    f"{draw.getrandbits(48):012x}",
                    victim + draw.choice(FORMS),
                    draw.choice(TYPES[kind]),
                    day + shift if dated else None,
                    day + 3 + int(draw.expovariate(1 / 6)),
                    draw.choice([customers, customers, round(customers, -3), None]),
                    attacker if draw.random() < 0.3 else None,
                ),
            )


def name(draw: random.Random) -> str:
    """Of one of 50,000 victims, many of which share words."""
    place = f"{draw.choice(FIRST)}{draw.choice(SECOND)}"
    return f"{place} {draw.choice(FIRST)}{draw.choice(['', 'a', 'o'])} {draw.choice(KINDS)}"


def record(
    name: str, victim: str, kind: str, day: int | None, published: int, customers: int | None, attacker: str | None
) -> dict[str, Any]:
    text = ""

    def span(words: str) -> dict[str, Any]:
        nonlocal text
        start = len(text)
        text += words + ". "
        return {"start": start, "end": start + len(words), "text": words}

    text += f"An outlet's own story number {name}. "
    roles: dict[str, Any] = {"victim": [{**span(victim), "entity_id": "E1"}]}
    entities = [named("E1", victim, "organization", text)]
    if customers:
        roles["number_of_victim"] = [{**span(f"{customers:,}"), "value": customers, "unit": "customers"}]
    if attacker:
        roles["attacker"] = [{**span(attacker), "entity_id": "E2"}]
        entities.append(named("E2", attacker, "group", text))
    iso = date.fromordinal(day).isoformat() if day else None
    return {
        "schema_version": "1.0",
        "article": {"id": name, "published": date.fromordinal(published).isoformat(), "text": text},
        "entities": entities,
        "incidents": [
            {
                "id": "I1",
                "type": kind,
                "realis": "actual",
                "status": "reported",
                "summary": f"{victim} hit",
                "when": {"earliest": iso, "latest": iso},
                "triggers": [],
                "roles": roles,
                "score": 0.9,
            }
        ],
        "provenance": {"version": "0", "model": "m", "packs": ["cyber"], "settings_sha256": "0"},
    }


def named(name: str, words: str, kind: str, text: str) -> dict[str, Any]:
    start = text.rindex(words)
    return {
        "id": name,
        "type": kind,
        "name": words,
        "mentions": [{"start": start, "end": start + len(words), "text": words}],
    }


def measure(incidents: int) -> dict[str, float]:
    """Run one size here."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "out.jsonl"), Path(folder, "cases.jsonl")
        happening = {}
        with source.open("w", encoding="utf-8") as file:
            for told, one in articles(incidents):
                happening[one["article"]["id"]] = told
                file.write(json.dumps(one) + "\n")
        start = time.process_time()
        for _ in read_records(source):
            pass
        reading = time.process_time() - start
        start = time.process_time()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        counted = Collection()
        groups = [
            [report.article for report in case.reports]
            for case in write_cases(collect(read_records(source), collection=counted), out)
        ]
        return {
            "incidents": counted.incidents,
            "happenings": len(set(happening.values())),
            "cases": counted.cases,
            "seconds": time.process_time() - start,
            "reading": reading,
            "kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before,
            **b_cubed(groups, happening),
        }


def b_cubed(groups: list[list[str]], happening: dict[str, str]) -> dict[str, float]:
    sizes = Counter(happening.values())
    precision = recall = total = 0.0
    for group in groups:
        counts: defaultdict[str, int] = defaultdict(int)
        for article in group:
            counts[happening[article]] += 1
        for name, count in counts.items():
            precision += count * count / len(group)
            recall += count * count / sizes[name]
            total += count
    return {"precision": 100 * precision / total, "recall": 100 * recall / len(happening)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--incidents", type=int, default=100_000, help="largest size (default: 100,000)")
    parser.add_argument("--steps", type=int, default=4, help="number of sizes (default: 4)")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(arguments.incidents)))
        return
    print("incidents  happenings     cases  CPU s  of it reading  ms each  memory MB  kB each  precision  recall")
    for step in reversed(range(arguments.steps)):
        size = arguments.incidents // 2**step
        command = [sys.executable, __file__, "--one", "--incidents", str(size)]
        one = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        each = 1000 * one["seconds"] / one["incidents"]
        print(
            f"{one['incidents']:9,}{one['happenings']:12,}{one['cases']:10,}{one['seconds']:7.1f}{one['reading']:15.1f}"
            f"{each:9.3f}{one['kilobytes'] / 1024:11.0f}{one['kilobytes'] / one['incidents']:9.1f}"
            f"{one['precision']:11.1f}{one['recall']:8.1f}"
        )


if __name__ == "__main__":
    main()
