"""Pages of the site that are made of what they describe: the command line, and the rules of `models/`."""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "models"
_MOST = 60


def on_files(files: Any, config: Any) -> Any:
    """MkDocs calls this with all files of the site; the made ones are added."""
    from mkdocs.structure.files import File

    for path, page in PAGES.items():
        files.append(File.generated(config, path, content=page()))
    return files


def command_line() -> str:
    """Every command with its arguments, from the parser that reads them."""
    from extract.cli.arguments import parser

    (commands,) = (one for one in parser()._actions if isinstance(one, argparse._SubParsersAction))
    helps = {one.dest: one.help for one in commands._choices_actions}
    parts = ["# Command line\n\n"]
    for name, command in commands.choices.items():
        parts.append(
            f"\n## incident-extract {name}\n\n{_cell(helps[name])}.\n\n| argument | meaning |\n| --- | --- |\n"
        )
        parts += [f"| `{_argument(one)}` | {_cell(one.help)} |\n" for one in command._actions if one.dest != "help"]
    return "".join(parts)


def _argument(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    if isinstance(action, argparse.BooleanOptionalAction):
        value = ""
    return f"{', '.join(action.option_strings)}{value}".strip()


def rules() -> str:
    """All rules and word lists of `models/`, with their origins and examples."""
    parts = [
        "# Rules and word lists\n\nWhat the extraction knows of the language and of a domain is data under `models/`, "
        "each entry or group with where it comes from and with examples, which run as tests. This page is made of "
        "that data.\n"
    ]
    for pack in sorted(path.parent for path in MODELS.glob("packs/*/pack.toml")):
        parts += _pack(pack)
    parts.append("\n## Lexicons\n")
    for file in sorted(MODELS.glob("lexicons/*")):
        if file.suffix in (".toml", ".jsonl"):
            parts.append(_lexicon(file))
    return "\n".join(parts) + "\n"


def _pack(folder: Path) -> Iterator[str]:
    data = _toml(folder / "pack.toml")
    yield f"\n## Pack {data['name']}\n\n{data['description']}.\n"
    yield f"Origin: {data['origin']}. Licence: {data['licence']}.\n"
    yield "### Types\n\n| type | in words | roles |\n| --- | --- | --- |"
    for name, kind in data["types"].items():
        yield f"| `{name}` | {kind['label']} | {', '.join(kind['roles'])} |"
    yield "\n### Roles\n\n| role | groups of words | entities | value |\n| --- | --- | --- | --- |"
    for name, role in data["roles"].items():
        cells = (", ".join(role.get(key, ())) for key in ("groups", "entities"))
        yield f"| `{name}` | {' | '.join(cells)} | {role.get('value', '')} |"
    yield "\n### Frames\n\n| frame | a role for each place in the sentence | origin |\n| --- | --- | --- |"
    for name, frame in data["frames"].items():
        slots = "; ".join(f"{slot}: {', '.join(taken)}" for slot, taken in frame["slots"].items() if taken)
        yield f"| `{name}` | {_cell(slots)} | {_cell(frame['origin'])} |"
    yield "\n### Supports\n\n| words | example | origin |\n| --- | --- | --- |"
    for one in data["supports"]:
        yield f"| {_some(one['words'])} | {_cell(one['example'])} | {_cell(one['origin'])} |"
    yield "\n### Patterns\n\n| pattern | type | matches | does not match | origin |\n| --- | --- | --- | --- | --- |"
    for line in (folder / "patterns.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        good, bad = (_cell("<br>".join(one[key])) for key in ("match", "reject"))
        yield f"| `{one['id']}` | {one['type']} | {good} | {bad} | {_cell(one['origin'])} |"
    yield "\n### Groups of words\n\n| group | words | origin |\n| --- | --- | --- |"
    for name, group in _toml(folder / "fillers.toml")["groups"].items():
        words = _some(group.get("heads", ())) or f"`{_cell(group.get('regex'))}`"
        yield f"| `{name}` | {words} | {_cell(group['origin'])} |"
    if (folder / "exchange.toml").exists():
        yield from _exchange(_toml(folder / "exchange.toml"))


def _exchange(data: dict[str, Any]) -> Iterator[str]:
    yield f"\n### Exchange formats\n\n{data['description']}. Origin: {data['origin']}.\n"
    yield "| for | types | words | gives | origin |\n| --- | --- | --- | --- | --- |"
    groups = {
        "STIX actors": data["stix"].get("actors", ()),
        "STIX malware": data["stix"].get("malware", ()),
        "VERIS": data.get("veris", ()),
        "MISP": data.get("misp", ()),
    }
    for name, found in groups.items():
        for one in found:
            cells = (_some(one.get(key, ())) for key in ("types", "words"))
            gives = _cell(json.dumps(one["set"]))
            yield f"| {name} | {' | '.join(cells)} | `{gives}` | {_cell(one['origin'])} |"


def _lexicon(file: Path) -> str:
    if file.suffix == ".jsonl":
        lines = file.read_text(encoding="utf-8").splitlines()
        data = json.loads(lines[0])
        groups = {"entries": len(lines) - 1}
    else:
        data = _toml(file)
        groups = {key: len(value) for key, value in data.items() if isinstance(value, dict | list)}
    about = " ".join(f"{key.capitalize()}: {_stopped(str(data[key]))}" for key in ("origin", "licence") if key in data)
    sizes = ", ".join(f"`{name}` {size}" for name, size in groups.items())
    return f"### {file.name}\n\n{_stopped(str(data.get('description', '')))} {about}\n\nEntries: {sizes}.\n"


def _stopped(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _some(words: Any) -> str:
    more = f" and {len(words) - _MOST} more" if len(words) > _MOST else ""
    return _cell(", ".join(list(words)[:_MOST]) + more)


def _cell(value: object) -> str:
    return (
        str(value or "")
        .replace("|", "\\|")
        .replace("\n", " ")
        .replace("<br>", "\0")
        .replace("<", "&lt;")
        .replace("\0", "<br>")
    )


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


PAGES = {"reference/command-line.md": command_line, "reference/rules.md": rules}
"""The made pages, by their place in the site."""
