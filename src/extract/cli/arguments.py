"""The arguments of every command."""

from __future__ import annotations

import argparse

from extract._version import __version__
from extract.cli import commands as commands_of


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments; `command` of what it parses is the function to call."""
    whole = argparse.ArgumentParser(
        prog="incident-extract",
        description="News articles in, incident records out, every field traceable to the words that say it.",
        epilog="Exit codes: 0 done, 1 some articles failed, 2 wrong usage, 3 regression, 130 interrupted.",
    )
    whole.add_argument("--version", action="version", version=f"incident-extract {__version__}")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    settings = argparse.ArgumentParser(add_help=False)
    settings.add_argument(
        "--config",
        metavar="FILE",
        help="settings in a TOML file ([tool.incident-extract] of a pyproject.toml)",
    )
    settings.add_argument(
        "--published", metavar="DATE", help="publication date, YYYY-MM-DD, of articles that carry none"
    )
    jobs = argparse.ArgumentParser(add_help=False)
    jobs.add_argument(
        "--jobs", metavar="N", type=_positive, help="worker processes (default: 1; with Ray what there is room for)"
    )

    run = commands.add_parser("run", parents=[settings, jobs], help="extract records from articles")
    run.add_argument(
        "inputs",
        metavar="INPUT",
        nargs="+",
        help="files, folders (searched recursively), archives, globs, or - for standard input",
    )
    run.add_argument(
        "--column",
        metavar="FIELD=COLUMN",
        action="append",
        help='which column of a CSV file holds what, where its header does not say: text="Full Text"; may be repeated',
    )
    run.add_argument("-o", "--out", required=True, help="file to write, - for standard output")
    run.add_argument("--format", help="output format (default: by the suffix of OUT, else jsonl)")
    run.add_argument(
        "--resume",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="take over what an interrupted or earlier run has done (default: yes)",
    )
    run.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_positive,
        help="what an article may take in a worker process (default: 600 where there are several)",
    )
    run.add_argument(
        "--memory", metavar="MB", type=_positive, help="what a worker process may hold (Linux; default: no limit)"
    )
    run.add_argument("--engine", choices=("local", "ray"), default="local", help="where to work (default: local)")
    run.add_argument(
        "--address", metavar="ADDRESS", help="of a Ray cluster, auto for this machine's (default: start one here)"
    )
    run.set_defaults(command=commands_of.run)

    convert = commands.add_parser("convert", help="write the records of a run in another format")
    convert.add_argument("records", metavar="RECORDS", help="JSON Lines that run has written")
    convert.add_argument("-o", "--out", required=True, help="file to write, - for standard output")
    convert.add_argument("--format", help="output format (default: by the suffix of OUT, else jsonl)")
    convert.set_defaults(command=commands_of.convert)

    check = commands.add_parser(
        "check", help="regression check of a folder of cases; exit code 3 where a record changed"
    )
    check.add_argument("fixtures", metavar="FIXTURES", help="folder of <case>/{input.*, expected.json, context.toml}")
    check.add_argument("--update", action="store_true", help="accept what comes out as expected")
    check.add_argument("--junit", metavar="FILE", help="write the outcome as JUnit XML too")
    check.add_argument("--github", action="store_true", help="print changes as annotations of GitHub Actions too")
    check.set_defaults(command=commands_of.check)

    evaluate = commands.add_parser(
        "evaluate",
        parents=[settings, jobs],
        help="precision, recall and F1 for each layer that a gold file has",
    )
    evaluate.add_argument("gold", metavar="GOLD", help="gold articles, .jsonl or .jsonl.gz")
    evaluate.add_argument(
        "--system", metavar="OUT", help="records to score; by default the pipeline runs on the gold articles"
    )
    evaluate.add_argument("--json", action="store_true", help="print the figures as JSON")
    evaluate.add_argument(
        "--floor",
        metavar="LAYER.MEASURE=F1",
        action="append",
        default=[],
        type=_floor,
        help="exit code 1 where the F1 (percent) is lower; may be repeated: claims.claim=42",
    )
    evaluate.set_defaults(command=commands_of.evaluate)

    cases = commands.add_parser("cases", help="put together the incidents of many articles that are the same happening")
    cases.add_argument("records", metavar="OUT", help="records of a run: JSON Lines, or the folder of one on Ray")
    cases.add_argument(
        "-o", "--out", metavar="CASES", help="file to write, or folder of tables, by its suffix; - for standard output"
    )
    cases.add_argument(
        "--min-score", metavar="S", type=float, default=0.0, help="leave incidents with a lower score out (default: 0)"
    )
    cases.add_argument(
        "--min-reports", metavar="N", type=_positive, default=1, help="only cases of N independent reports (default: 1)"
    )
    cases.add_argument(
        "--rows", metavar="N", type=_positive, default=50, help="rows of the table that is printed (default: 50)"
    )
    cases.set_defaults(command=commands_of.cases)

    view = commands.add_parser("view", help="one HTML page to read the records beside the words that say them")
    view.add_argument("records", metavar="OUT", help="records that run wrote, .jsonl, .jsonl.gz or .jsonl.zst")
    view.add_argument("-o", "--out", metavar="PAGE", help="page to write, - for standard output (default: OUT.html)")
    view.add_argument("--cases", metavar="CASES", help="what cases wrote of the same records, to be listed too")
    view.set_defaults(command=commands_of.view)

    labels = commands.add_parser("labels", parents=[settings], help="print the labels for a tool to correct records in")
    labels.add_argument("tool", choices=("labelstudio", "doccano", "brat"))
    labels.set_defaults(command=commands_of.labels)

    gold = commands.add_parser("gold", parents=[settings], help="make gold of records that people have corrected")
    gold.add_argument(
        "corrected", metavar="CORRECTED", help="file of Label Studio or doccano, or brat's folder or archive"
    )
    gold.add_argument("-o", "--out", help="gold file to write, - for standard output")
    gold.add_argument("--fixtures", metavar="FOLDER", help="write a case for check for each article here")
    gold.add_argument("--format", help="labelstudio, doccano or brat (default: by the content)")
    gold.add_argument(
        "--layers", metavar="LAYER,...", help="those that were corrected (default: entities,times,claims,incidents)"
    )
    gold.set_defaults(command=commands_of.gold)

    schema = commands.add_parser("schema", help="print the JSON Schema of a record")
    schema.add_argument("of", nargs="?", choices=("record", "case"), default="record", help="(default: record)")
    schema.set_defaults(command=commands_of.schema)
    return whole


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value} is less than 1")
    return number


def _floor(value: str) -> tuple[str, str, float]:
    name, equals, number = value.partition("=")
    layer, dot, measure = name.partition(".")
    if not (equals and dot and layer and measure):
        raise argparse.ArgumentTypeError(f"{value!r} is not of the form claims.claim=42")
    return layer, measure, float(number)
