"""Lists of names: users' own, and known actors and malware."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.tokens import Doc

from extract import gazetteers
from extract.annotate.entities import EntityComponent
from extract.annotate.names.threats import load_threats
from extract.annotate.names.userlists import load_gazetteers
from extract.config import Settings
from extract.errors import SettingsError
from extract.packs import iter_jsonl

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.language import Language

CSV = "name,type,id,aliases,country\nOrbex Works,organization,7,Orbex|OBX,NO\nMudlark,malware,9,,\n"


def test_csv_and_json_lines_say_the_same(tmp_path: Path) -> None:
    table, lines = tmp_path / "own.csv", tmp_path / "own.jsonl"
    table.write_text(CSV, encoding="utf-8")
    rows = [
        {"name": "Orbex Works", "id": 7, "aliases": ["Orbex", "OBX"], "country": "no"},
        {"name": "Mudlark", "type": "malware", "id": "9"},
    ]
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert load_gazetteers([table]) == load_gazetteers([lines])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"name": "Orbex"}\n{"type": "place"}', ":2: no name"),
        ('{"name": "Orbex", "type": "firm"}', ":1: type 'firm'"),
        ('{"name": "Orbex", "colour": 1}', ":1: unknown column 'colour'"),
        ("[]", ":1: not a JSON object"),
        ("{", ":1: "),
    ],
)
def test_wrong_rows_are_named(content: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        load_gazetteers([file])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.csv"):
        load_gazetteers([tmp_path / "none.csv"])


class Entry:
    """An entry point of another package."""

    name = "assets"
    value = "other:rows"

    def __init__(self, loaded: object) -> None:
        self.loaded = loaded

    def load(self) -> object:
        if isinstance(self.loaded, Exception):
            raise self.loaded
        return self.loaded


def advertise(monkeypatch: pytest.MonkeyPatch, loaded: object) -> None:
    def found(group: str) -> list[Entry]:
        return [Entry(loaded)] if group == gazetteers.ENTRY_POINTS else []

    monkeypatch.setattr(gazetteers, "plugins", found)


def test_another_package_gives_names(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"name": "Orbex Works", "id": 7, "aliases": ["Orbex"], "country": "NO"}]
    advertise(monkeypatch, lambda: rows)
    known = load_gazetteers(["assets"])
    assert known["Orbex"] == known["Orbex Works"]
    assert (known["Orbex"].country, known["Orbex"].links) == ("NO", (("assets", "7"),))
    before = Settings(gazetteers=("assets",)).sha256
    rows.append({"name": "Mudlark"})
    assert before != Settings(gazetteers=("assets",)).sha256


@pytest.mark.parametrize(
    ("loaded", "message"),
    [
        (ImportError("no such module"), "no such module"),
        ([{"name": "Orbex"}], "no function"),
        (lambda: ["Orbex"], "row 1 is no mapping"),
        (lambda: [{"name": "Orbex"}, {"name": ""}], "row 2: no name"),
    ],
)
def test_a_wrong_entry_point_is_named(loaded: object, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    advertise(monkeypatch, loaded)
    with pytest.raises(SettingsError, match=f"assets.*{message}"):
        load_gazetteers(["assets"])


def test_own_names_win(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(CSV, encoding="utf-8")
    nlp = spacy.blank("en")
    component = EntityComponent(nlp, "entities", gazetteers=[str(file)])
    words = ["Orbex", "Works", "fell", "and", "OBX", "rose", "with", "Mudlark", "."]
    doc = component(Doc(nlp.vocab, words=words, tags=["NNP", "NNP", "VBD", "CC", "NNP", "VBD", "IN", "NNP", "."]))
    marks = [(m.type, m.name, len(m.mentions), m.country, m.links) for m in doc._.entities]
    assert marks == [
        ("organization", "Orbex Works", 2, "NO", (("own", "7"),)),
        ("malware", "Mudlark", 1, None, (("own", "9"),)),
    ]


def test_the_settings_hash_knows_the_content(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    here, there = tmp_path / "own.csv", tmp_path / "a" / "own.csv"
    here.write_text(CSV, encoding="utf-8")
    there.write_text(CSV, encoding="utf-8")
    before = Settings(gazetteers=(str(here),)).sha256
    assert before == Settings(gazetteers=(str(there),)).sha256 != Settings().sha256
    there.write_text(CSV + "Halden,place,,,NO\n", encoding="utf-8")
    assert before != Settings(gazetteers=(str(there),)).sha256


@pytest.mark.model
def test_a_hundred_thousand_names_cost_little(nlp: Language, tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text("".join(f'{{"name": "Orbex {i:06d} Works"}}\n' for i in range(100_000)), encoding="utf-8")
    text = "Maria Ortega of Orbex 000007 Works said on Monday that Norway had paid. The company was hit. " * 20
    blank = spacy.blank("en")
    plain = EntityComponent(blank, "plain")
    large = EntityComponent(blank, "large", gazetteers=[str(file)])

    def spent(run: object) -> float:
        times = []
        for _ in range(3):
            start = time.process_time()
            run()  # type: ignore[operator]
            times.append(time.process_time() - start)
        return min(times)

    doc = nlp(text)
    extra = spent(lambda: large.spans.gazetteer(doc)) - spent(lambda: plain.spans.gazetteer(doc))
    assert any(name.known and name.known.row == "own:Orbex 000007 Works" for name in large.spans.gazetteer(doc)[0])
    assert extra < 0.1 * spent(lambda: nlp(text))


# ------------------------------------------------------------ known actors and malware


def test_the_table_says_where_it_comes_from() -> None:
    header = next(iter_jsonl("lexicons/threats.jsonl"))
    assert all(header[key] for key in ("description", "origin", "licence"))


@pytest.mark.parametrize("name", ["APT10", "APT 10", "apt-10", "Stone Panda", "menuPass"])
def test_spellings_and_aliases_of_one_actor(name: str) -> None:
    threat = load_threats().find(name, "group")
    assert threat is not None
    assert dict(threat.known.links)["attack"] == "G0045"
    assert threat.known.country == "CN"


@pytest.mark.parametrize("name", ["Play", "Royal", "Hive", "Lead", "Cuba", "Donald Trump", "Akira", "Medusa"])
def test_common_words_need_context(name: str) -> None:
    assert name not in {written for written, _ in load_threats().distinctive()}


def test_an_organization_is_no_threat() -> None:
    assert load_threats().find("APT10", "organization") is None
