"""What each command does with its arguments; the library is imported when a command runs."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from extract.cli.codes import DONE, FAILED, REGRESSION, complain
from extract.cli.progress import Progress
from extract.errors import ConfigurationError

if TYPE_CHECKING:
    from extract.batch import Limits, Summary
    from extract.config import Settings


def _settings(arguments: argparse.Namespace) -> Settings:
    from extract.config import load_settings

    return load_settings(
        arguments.config, published=arguments.published, columns=getattr(arguments, "column", None) or None
    )


def run(arguments: argparse.Namespace) -> int:
    """Extract from articles."""
    if arguments.engine == "ray":
        return _run_on_ray(arguments)
    if arguments.address is not None:
        raise ConfigurationError("--address goes with --engine ray")
    from extract.batch import run

    progress = Progress()
    try:
        summary = run(
            arguments.inputs,
            arguments.out,
            settings=_settings(arguments),
            format=arguments.format,
            jobs=arguments.jobs or 1,
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


def _run_on_ray(arguments: argparse.Namespace) -> int:
    from extract.ray import run
    from extract.streaming import ARTICLE_SECONDS

    if arguments.format not in (None, "parquet"):
        raise ConfigurationError(f"--engine ray writes parquet, not {arguments.format}")
    if arguments.memory is not None:
        raise ConfigurationError("--memory is for the local engine; Ray has its own watch over memory")
    summary = run(
        arguments.inputs,
        arguments.out,
        settings=_settings(arguments),
        address=arguments.address,
        workers=arguments.jobs,
        timeout=arguments.timeout or ARTICLE_SECONDS,
        progress=Progress(),
    )
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


def convert(arguments: argparse.Namespace) -> int:
    """Write records in another format."""
    from extract.convert import convert

    convert(arguments.records, arguments.out, format=arguments.format)
    return DONE


def check(arguments: argparse.Namespace) -> int:
    """Compare the records of cases with what is expected of them."""
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


def evaluate(arguments: argparse.Namespace) -> int:
    """Measure records against gold."""
    from extract.evaluation import evaluate, read_gold, read_system
    from extract.evaluation.run import extract_gold

    gold = read_gold(arguments.gold)
    if arguments.system:
        system = read_system(arguments.system)
    else:
        system = extract_gold(gold, settings=_settings(arguments), jobs=arguments.jobs or 1)
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
            code = complain(f"{layer}.{name} {f1:.1f} is below its floor {floor:g}", FAILED)
    return code


def view(arguments: argparse.Namespace) -> int:
    """Write the page to read."""
    from extract.view import page_name, view

    out = arguments.out or page_name(arguments.records)
    count = view(arguments.records, out, cases=arguments.cases)
    if out != "-":
        print(f"{out}: {count} {'article' if count == 1 else 'articles'}")
    return DONE


def cases(arguments: argparse.Namespace) -> int:
    """Put incidents of many articles together."""
    import shutil

    from extract.cases import largest, summary

    rows, counted = largest(
        arguments.records,
        out=arguments.out,
        min_score=arguments.min_score,
        min_reports=arguments.min_reports,
        rows=arguments.rows,
        width=shutil.get_terminal_size((160, 0)).columns,
    )
    if arguments.out != "-":
        for row in rows:
            print(row)
    print(summary(counted), file=sys.stderr)
    return DONE


def labels(arguments: argparse.Namespace) -> int:
    """Print a correction tool's labels."""
    from extract.corrections import labels

    print(labels(arguments.tool, _settings(arguments).packs), end="")
    return DONE


def gold(arguments: argparse.Namespace) -> int:
    """Make gold of corrected records."""
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


def schema(arguments: argparse.Namespace) -> int:
    """Print a JSON Schema."""
    from extract.cases.records import case_schema
    from extract.records import json_schema

    schema = case_schema() if arguments.of == "case" else json_schema()
    print(json.dumps(schema, indent=2, ensure_ascii=False))
    return DONE
