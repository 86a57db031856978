"""The command line: arguments -> library -> exit code. Nothing else in the package prints.

0    all done
1    some articles failed, each named on standard error; or a figure is below its floor
2    wrong usage: arguments, settings, a missing model
3    a regression found
130  interrupted
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from extract._version import __version__
from extract.errors import ConfigurationError, ExtractError

if TYPE_CHECKING:
    from extract.batch import Done, Limits, Summary
    from extract.config import Settings

DONE, FAILED, USAGE, REGRESSION, INTERRUPTED = 0, 1, 2, 3, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: arguments without the program's name; by default those of the process.

    Returns:
        The exit code.
    """
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except ConfigurationError as error:
        return _complain(error, USAGE)
    except ExtractError as error:
        return _complain(error, FAILED)
    except BrokenPipeError:  # the reader of standard output has gone: `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return _complain("interrupted", INTERRUPTED)


def _complain(message: object, code: int) -> int:
    print(f"incident-extract: {message}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="incident-extract",
        description="News articles in, incident records out, every field traceable to the words that say it.",
        epilog="Exit codes: 0 done, 1 some articles failed, 2 wrong usage, 3 regression, 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"incident-extract {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

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
    jobs.add_argument("--jobs", metavar="N", type=_positive, default=1, help="worker processes (default: 1)")

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
    run.set_defaults(command=_run)

    convert = commands.add_parser("convert", help="write the records of a run in another format")
    convert.add_argument("records", metavar="RECORDS", help="JSON Lines that run has written")
    convert.add_argument("-o", "--out", required=True, help="file to write, - for standard output")
    convert.add_argument("--format", help="output format (default: by the suffix of OUT, else jsonl)")
    convert.set_defaults(command=_convert)

    check = commands.add_parser(
        "check", help="regression check of a folder of cases; exit code 3 where a record changed"
    )
    check.add_argument("fixtures", metavar="FIXTURES", help="folder of <case>/{input.*, expected.json, context.toml}")
    check.add_argument("--update", action="store_true", help="accept what comes out as expected")
    check.add_argument("--junit", metavar="FILE", help="write the outcome as JUnit XML too")
    check.add_argument("--github", action="store_true", help="print changes as annotations of GitHub Actions too")
    check.set_defaults(command=_check)

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
    evaluate.set_defaults(command=_evaluate)

    cases = commands.add_parser("cases", help="put together the incidents of many articles that are the same happening")
    cases.add_argument("records", metavar="OUT", help="records of a run, JSON Lines")
    cases.add_argument("-o", "--out", metavar="CASES", help="JSON Lines file to write, - for standard output")
    cases.add_argument(
        "--min-score", metavar="S", type=float, default=0.0, help="leave incidents with a lower score out (default: 0)"
    )
    cases.add_argument(
        "--min-reports", metavar="N", type=_positive, default=1, help="only cases of N independent reports (default: 1)"
    )
    cases.add_argument(
        "--rows", metavar="N", type=_positive, default=50, help="rows of the table that is printed (default: 50)"
    )
    cases.set_defaults(command=_cases)

    view = commands.add_parser("view", help="one HTML page to read the records beside the words that say them")
    view.add_argument("records", metavar="OUT", help="records that run wrote, .jsonl, .jsonl.gz or .jsonl.zst")
    view.add_argument("-o", "--out", metavar="PAGE", help="page to write, - for standard output (default: OUT.html)")
    view.add_argument("--cases", metavar="CASES", help="what cases wrote of the same records, to be listed too")
    view.set_defaults(command=_view)

    labels = commands.add_parser("labels", parents=[settings], help="print the labels for a tool to correct records in")
    labels.add_argument("tool", choices=("labelstudio", "doccano", "brat"))
    labels.set_defaults(command=_labels)

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
    gold.set_defaults(command=_gold)

    schema = commands.add_parser("schema", help="print the JSON Schema of a record")
    schema.add_argument("of", nargs="?", choices=("record", "case"), default="record", help="(default: record)")
    schema.set_defaults(command=_schema)
    return parser


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


def _settings(arguments: argparse.Namespace) -> Settings:
    from extract.config import load_settings

    return load_settings(
        arguments.config, published=arguments.published, columns=getattr(arguments, "column", None) or None
    )


def _run(arguments: argparse.Namespace) -> int:
    from extract.batch import run

    progress = _Progress()
    try:
        summary = run(
            arguments.inputs,
            arguments.out,
            settings=_settings(arguments),
            format=arguments.format,
            jobs=arguments.jobs,
            resume=arguments.resume,
            limits=_limits(arguments),
            progress=progress,
            passed_over=progress.pass_over,
        )
    finally:
        progress.close()
    if line := _kept(summary):
        print(line, file=sys.stderr)
    return FAILED if summary.failed else DONE


def _kept(summary: Summary) -> str:
    """What was there from before, and how the articles differ from then; nothing to say after a first run."""
    found = summary.differences
    if not summary.kept and found is None:
        return ""
    all_of = f"{summary.kept:,} of {summary.done + summary.failed:,} articles were done before"
    if found is None:
        return all_of
    return f"{all_of}; since the last run {found.changed:,} changed, {found.new:,} new, {found.vanished:,} vanished"


def _limits(arguments: argparse.Namespace) -> Limits | None:
    from extract.streaming import ARTICLE_SECONDS, Limits

    if arguments.timeout is None and arguments.memory is None:
        return None
    memory = arguments.memory * 1_000_000 if arguments.memory else None
    return Limits(seconds=arguments.timeout or ARTICLE_SECONDS, memory=memory)


def _convert(arguments: argparse.Namespace) -> int:
    from extract.convert import convert

    convert(arguments.records, arguments.out, format=arguments.format)
    return DONE


class _Progress:
    """Names failed articles on standard error and, on a terminal, counts there what is done."""

    def __init__(self) -> None:
        self._done = 0
        self._passed: Counter[str] = Counter()
        self._live = sys.stderr.isatty()

    def __call__(self, article: Done) -> None:
        self._done += 1
        if article.failed:
            self._clear()
            name = article.path or article.id
            for one in article.diagnostics:
                print(f"{name}: {one.code}: {one.message.removeprefix(f'{name}: ')}", file=sys.stderr)
        if self._live:
            print(f"\r{self._done} articles", end="", file=sys.stderr, flush=True)

    def pass_over(self, path: str) -> None:
        """Count a file of no known format, by its suffix."""
        self._passed[PurePosixPath(path).suffix.casefold() or "without a suffix"] += 1

    def close(self) -> None:
        """Leave the terminal's line, and say what was passed over."""
        if self._live and self._done:
            print(file=sys.stderr)
        if self._passed:
            kinds = ", ".join(f"{count} {kind}" for kind, count in self._passed.most_common(8))
            more = ", ..." if len(self._passed) > 8 else ""
            files = "1 file" if self._passed.total() == 1 else f"{self._passed.total()} files"
            print(f"passed over {files} of no known format: {kinds}{more}", file=sys.stderr)

    def _clear(self) -> None:
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr)


def _check(arguments: argparse.Namespace) -> int:
    from extract.regression import check, differences
    from extract.regression_reports import github, junit

    code = DONE
    done = []
    for case in check(arguments.fixtures, update=arguments.update):
        done.append(case)
        lines = differences(case)
        if not lines:
            print(f"ok       {case.name}")
            continue
        accepted = arguments.update and not case.gold
        print(f"{'accepted' if accepted else 'CHANGED'}  {case.name}")
        for line in lines:
            print(f"    {line}")
        if not accepted:
            code = REGRESSION
            for line in github(case) if arguments.github else ():
                print(line)
    if arguments.junit:
        _write(arguments.junit, junit(done))
    return code


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"can't write {path}: {error.strerror}") from error


def _evaluate(arguments: argparse.Namespace) -> int:
    from extract.evaluation import evaluate, read_gold, read_system
    from extract.evaluation.run import extract_gold

    gold = read_gold(arguments.gold)
    if arguments.system:
        system = read_system(arguments.system)
    else:
        system = extract_gold(gold, settings=_settings(arguments), jobs=arguments.jobs)
    layers = evaluate(gold, system)
    if arguments.json:
        print(
            json.dumps(
                {layer: {name: m.as_dict() for name, m in found.items()} for layer, found in layers.items()},
                indent=2,
            )
        )
    else:
        print(f"{'':30}{'P':>7}{'R':>7}{'F1':>7}{'right':>9}{'system':>8}{'gold':>8}")
        for layer, found in layers.items():
            for name, m in found.items():
                shares = f"{m.precision:7.1f}{m.recall:7.1f}{m.f1:7.1f}"
                print(f"{f'{layer}.{name}':30}{shares}{m.right:9.0f}{m.system:8.0f}{m.gold:8.0f}")
    code = DONE
    for layer, name, floor in arguments.floor:
        if name not in layers.get(layer, {}):
            raise ConfigurationError(f"--floor: {arguments.gold} gives no figure {layer}.{name}")
        if (f1 := layers[layer][name].f1) < floor:
            code = _complain(f"{layer}.{name} {f1:.1f} is below its floor {floor:g}", FAILED)
    return code


def _view(arguments: argparse.Namespace) -> int:
    from extract.view import page_name, view

    out = arguments.out or page_name(arguments.records)
    count = view(arguments.records, out, cases=arguments.cases)
    if out != "-":
        print(f"{out}: {count} {'article' if count == 1 else 'articles'}")
    return DONE


def _cases(arguments: argparse.Namespace) -> int:
    import heapq
    import shutil

    from extract.cases import Case, Collection, collect, lines, write_cases
    from extract.serialize.formats.jsonl import read_records

    counted = Collection()
    found = collect(read_records(arguments.records), min_score=arguments.min_score, collection=counted)
    wanted: Iterator[Case] = (case for case in found if case.independent >= arguments.min_reports)
    if arguments.out:
        wanted = write_cases(wanted, arguments.out)
    # Those that most articles report come first; among equals the order of the file holds.
    ranked = ((case.independent, len(case.reports), -number, case) for number, case in enumerate(wanted))
    top: list[Case] = [case for *_, case in heapq.nlargest(arguments.rows, ranked)]
    if arguments.out != "-" and top:
        for line in lines(top, width=shutil.get_terminal_size((160, 0)).columns):
            print(line)
    print(
        f"{counted.cases} cases of {counted.incidents - counted.left} incidents in {counted.articles} articles; "
        f"{counted.left} incidents name no victim, CVE or telling number, or repeat one of their article",
        file=sys.stderr,
    )
    return DONE


def _labels(arguments: argparse.Namespace) -> int:
    from extract.corrections import labels

    print(labels(arguments.tool, _settings(arguments).packs), end="")
    return DONE


def _gold(arguments: argparse.Namespace) -> int:
    from extract.corrections import make_gold

    made, left = make_gold(
        arguments.corrected,
        arguments.out,
        fixtures=arguments.fixtures,
        format=arguments.format,
        packs=_settings(arguments).packs,
        layers=arguments.layers.split(",") if arguments.layers else None,
    )
    print(f"{made} articles{f', {left} without annotation left out' if left else ''}", file=sys.stderr)
    return DONE


def _schema(arguments: argparse.Namespace) -> int:
    from extract.cases.records import case_schema
    from extract.records import json_schema

    schema = case_schema() if arguments.of == "case" else json_schema()
    print(json.dumps(schema, indent=2, ensure_ascii=False))
    return DONE
