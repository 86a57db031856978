"""Every word list says what it is, is read by the package, and does what its examples say.

The examples of the larger lists run where their component is tested.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extract.packs import load_toml, models_root

if TYPE_CHECKING:
    from spacy.language import Language

MODELS = models_root()
LEXICONS = sorted((MODELS / "lexicons").glob("*.toml"))
LISTS = sorted((MODELS / "lexicons").glob("*.jsonl"))
"""Long lists; the first line says what the others are."""
PACKS = sorted(MODELS.glob("packs/*/*.toml"))
EXAMPLE_KEYS = {"must", "must_not", "match", "reject", "examples", "example"}
GAZETTEERS = {"given_names", "places"}
"""Names, each of which is its own example."""

ARTICLE = """By Claire Bonnet

GRENOBLE, June 4 (AFP) - Hackers stole the data of 2.4 million patients from Alpmed on Monday, an official said.
"""


@pytest.mark.parametrize("file", [*LEXICONS, *LISTS, *PACKS], ids=lambda file: file.stem)
def test_says_what_it_is(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    table = json.loads(text.partition("\n")[0]) if file in LISTS else tomllib.loads(text)
    for key in ("description", "origin", "licence"):
        assert isinstance(table.get(key), str), key
        assert table[key], key


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("file", LEXICONS, ids=lambda file: file.stem)
def test_has_examples(file: Path) -> None:
    # The classes of times.toml are the words of the patterns in times_rules.toml, which have the examples.
    name = "times_rules" if file.stem == "times" else file.stem
    assert name in GAZETTEERS or keys(load_toml(f"lexicons/{name}.toml")) & EXAMPLE_KEYS


@pytest.mark.model
def test_is_read() -> None:
    code = (
        "import sys; opened = set();"
        "sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == 'open' else None);"
        f"import extract, extract.cases; record = extract.extract({ARTICLE!r}); list(extract.cases.collect([record]));"
        "from extract.serialize.vocabulary import load_vocabulary; load_vocabulary(('cyber',));"
        "print('\\n'.join(opened))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    opened = set(run.stdout.splitlines())
    assert [file.name for file in (*LEXICONS, *LISTS, *PACKS) if str(file) not in opened] == []


def test_a_name_has_one_gender_and_one_country() -> None:
    names = load_toml("lexicons/given_names.toml")
    given = Counter(name for group in ("male", "female", "either") for name in names[group].split())
    cities = Counter(name for row in load_toml("lexicons/places.toml")["cities"].values() for name in row)
    assert [name for name, times in (given | cities).items() if times > 1] == []


REALIS = [(key, text) for key, texts in load_toml("lexicons/realis.toml")["examples"].items() for text in texts]


@pytest.mark.model
@pytest.mark.parametrize(("key", "text"), REALIS, ids=[text for _, text in REALIS])
def test_realis(nlp: Language, key: str, text: str) -> None:
    from extract.annotate.realis import RealisRules

    start = text.index("[")
    doc = nlp(text.replace("[", "").replace("]", ""))
    trigger = next(token.i for token in doc if token.idx == start)
    modality = RealisRules()(doc, trigger)
    assert (modality.realis, modality.denied) == (("actual", True) if key == "denied" else (key, False))


def test_quantities() -> None:
    from extract.assemble.quantities import parse_money, parse_number

    examples = load_toml("lexicons/quantities.toml")["examples"]
    assert {text: parse_number(text) for text in examples["numbers"]} == examples["numbers"]
    assert {text: list(parse_money(text)) for text in examples["money"]} == examples["money"]
    assert not any(parse_number(text) for text in examples["none"])
