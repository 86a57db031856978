"""Records go out to the tools that people correct them in, and come back as gold."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from extract import regression
from extract.cli import main
from extract.corrections import labels, read_corrections, write_cases
from extract.errors import ConfigurationError, FormatError, RecordError
from extract.evaluation import evaluate, read_gold
from extract.records import Extraction
from extract.serialize.annotations import Inventory, Mark, Marks, from_marks
from extract.serialize.formats import brat, doccano, labelstudio
from extract.serialize.gold import gold_row
from strategies import extractions

TOOLS = ("labelstudio", "doccano", "brat")
FORMATS: dict[str, Any] = {"labelstudio": labelstudio.FORMAT, "doccano": doccano.FORMAT, "brat": brat.FORMAT}
INVENTORY = Inventory.of_packs(("cyber",))

Json = dict[str, Any]


def exported(tool: str, records: list[Extraction]) -> bytes:
    stream = io.BytesIO()
    FORMATS[tool].write(records, stream)
    return stream.getvalue()


def handed_back(tool: str, content: bytes) -> bytes:
    """What the tool's own export makes of an import that nobody has changed."""
    if tool == "labelstudio":  # a prediction that is submitted becomes an annotation
        tasks = json.loads(content)
        for task in tasks:
            task |= {"id": 7, "annotations": task.pop("predictions")}
        return json.dumps(tasks).encode()
    if tool == "doccano":  # ids are given anew, other columns come back
        lines = [json.loads(line) for line in content.splitlines()]
        for line in lines:
            new = {one["id"]: one["id"] + 1000 for one in line["entities"]}
            line |= {"id": 99, "Comments": []}
            for one in line["entities"]:
                one["id"] = new[one["id"]]
            for one in line["relations"]:
                one |= {"from_id": new[one["from_id"]], "to_id": new[one["to_id"]]}
        return b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    return content


def read_back(tool: str, content: bytes, folder: Path) -> list[Json | None]:
    path = folder / "corrected"
    path.write_bytes(content)
    return list(read_corrections(path, format=tool))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corrected")


@pytest.mark.parametrize("tool", TOOLS)
@given(record=extractions())
@settings(max_examples=40)
def test_round_trip(folder: Path, tool: str, record: Extraction) -> None:
    content = handed_back(tool, exported(tool, [record]))
    assert read_back(tool, content, folder) == [gold_row(record)]


@pytest.mark.parametrize("tool", TOOLS)
def test_round_trip_of_several(
    tmp_path: Path, tool: str, news: Extraction, record: Extraction, failed: Extraction
) -> None:
    content = handed_back(tool, exported(tool, [news, failed, record]))
    (tmp_path / "corrected").write_bytes(content)
    # Without its name, the format is told by the content.
    assert list(read_corrections(tmp_path / "corrected")) == [gold_row(news), gold_row(record)]


@pytest.mark.parametrize("tool", TOOLS)
def test_offsets_are_those_of_the_tool(tool: str, news: Extraction) -> None:
    """Label Studio and brat count code points, doccano UTF-16 units; "Orbex" stands behind a sign of two units."""
    start = news.article.text.index("Orbex")
    content = exported(tool, [news])
    if tool == "labelstudio":
        (task,) = json.loads(content)
        places = [one["value"]["start"] for one in task["predictions"][0]["result"] if one["type"] == "labels"]
    elif tool == "doccano":
        places = [one["start_offset"] - 1 for one in json.loads(content)["entities"]]
    else:
        lines = zipfile.ZipFile(io.BytesIO(content)).read("000001-clinics.ann").decode().splitlines()
        places = [int(line.split()[2]) for line in lines if line.startswith("T")]
    assert start in places


def test_gold_is_what_evaluate_reads(tmp_path: Path, news: Extraction) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(gold_row(news)) + "\n", encoding="utf-8")
    scores = evaluate(read_gold(file), [news.model_dump(mode="json")])
    assert set(scores) == {"entities", "times", "claims", "incidents"}
    assert scores["claims"]["claim"].f1 == scores["times"]["strict_value"].f1 == 100
    assert scores["incidents"]["argument_strict"].f1 == 100


def test_a_correction_changes_the_gold(tmp_path: Path, news: Extraction) -> None:
    tasks = json.loads(handed_back("labelstudio", exported("labelstudio", [news])))
    result = tasks[0]["annotations"][0]["result"]
    trigger = next(one for one in result if one.get("value", {}).get("labels") == ["incident_phishing"])
    trigger["value"]["labels"] = ["incident_ransom"]
    choice = next(one for one in result if one.get("id") == trigger["id"] and one["type"] == "choices")
    choice["value"]["choices"] = ["other"]
    (row,) = read_back("labelstudio", json.dumps(tasks).encode(), tmp_path)
    assert row is not None
    assert ["ransom", "other"] in [[one["type"], one["realis"]] for one in row["gold"]["incidents"]]


def test_a_task_that_nobody_annotated_is_no_gold(tmp_path: Path, news: Extraction, record: Extraction) -> None:
    tasks = json.loads(exported("labelstudio", [news, record]))
    tasks[1]["annotations"] = [{"result": [], "was_cancelled": True}]
    assert read_back("labelstudio", json.dumps(tasks).encode(), tmp_path) == [None, None]


def test_brat_from_a_folder_and_a_tar(tmp_path: Path, news: Extraction) -> None:
    unpacked = tmp_path / "collection"
    zipfile.ZipFile(io.BytesIO(exported("brat", [news]))).extractall(unpacked)
    assert list(read_corrections(unpacked)) == [gold_row(news)]
    with tarfile.open(tmp_path / "c.tar.gz", "w:gz") as tar:
        tar.add(unpacked, "collection")
    assert list(read_corrections(tmp_path / "c.tar.gz")) == [gold_row(news)]
    (unpacked / "articles.jsonl").unlink()
    (row,) = read_corrections(unpacked)
    assert row is not None
    assert (row["id"], row["published"]) == ("000001-clinics", None)


def mark(number: int, label: str, start: int, end: int, **attributes: str) -> Mark:
    return Mark(f"r{number}", label, start, end, attributes)


TEXT = "Orbex said thieves stole files, police said"


@pytest.mark.parametrize("turned", [False, True])
def test_relations_read_in_either_direction(turned: bool) -> None:
    regions = (
        mark(1, "claim_cue", 6, 10),
        mark(2, "claim_source", 0, 5),
        mark(3, "claim_content", 11, 18),
        mark(4, "claim_content", 19, 30),
        mark(5, "incident_data_breach", 19, 24),
        mark(6, "role_attacker", 11, 18),
    )
    relations = [("r1", "r2", "part"), ("r1", "r3", "part"), ("r3", "r4", "part"), ("r5", "r6", "argument")]
    if turned:
        relations = [(target, source, label) for source, target, label in relations]
    gold = from_marks(TEXT, Marks(regions, tuple(relations)), INVENTORY)
    assert gold["claims"] == [{"source": [[0, 5]], "cue": [[6, 10]], "content": [[11, 18], [19, 30]]}]
    assert gold["incidents"][0]["arguments"] == [{"role": "attacker", "start": 11, "end": 18}]
    assert gold["incidents"][0]["realis"] == "actual"


def test_two_claims_may_share_a_content() -> None:
    regions = (
        mark(1, "claim_cue", 6, 10),
        mark(2, "claim_source", 0, 5),
        mark(3, "claim_content", 11, 30),
        mark(4, "claim_cue", 39, 43),
        mark(5, "claim_source", 32, 38),
    )
    relations = (("r1", "r2", "part"), ("r1", "r3", "part"), ("r4", "r3", "part"), ("r4", "r5", "part"))
    assert from_marks(TEXT, Marks(regions, relations), INVENTORY)["claims"] == [
        {"source": [[0, 5]], "cue": [[6, 10]], "content": [[11, 30]]},
        {"source": [[32, 38]], "cue": [[39, 43]], "content": [[11, 30]]},
    ]


@pytest.mark.parametrize(
    ("regions", "relations", "message"),
    [
        ([mark(1, "entity_person", 40, 50)], [], "entity_person 40:50 lies outside the text of 43 characters"),
        ([mark(1, "entity_person", 5, 5)], [], "lies outside"),
        ([mark(1, "entity_robot", 0, 5)], [], r"unknown label 'entity_robot' at 0:5 \('Orbex'\)"),
        ([mark(1, "claim_source", 0, 5)], [], r"claim_source \('Orbex'\) belongs to no claim"),
        ([mark(1, "role_victim", 0, 5)], [], r"role_victim \('Orbex'\) belongs to no incident"),
        ([mark(1, "entity_person", 0, 5)], [("r1", "r9", "same")], "region 'r9' that does not exist"),
        (
            [mark(1, "entity_person", 0, 5), mark(2, "claim_cue", 6, 10)],
            [("r1", "r2", "same")],
            r"relation 'same' can't join entity_person \('Orbex'\) and claim_cue \('said'\)",
        ),
        (
            [mark(1, "entity_person", 0, 5), mark(2, "entity_group", 11, 18)],
            [("r1", "r2", "same")],
            "'Orbex' and what is the same: the type is group and person",
        ),
        ([mark(1, "entity_person", 0, 5, kind="verb")], [], "kind 'verb', not one of name, nominal, pronoun"),
        ([mark(1, "incident_ransom", 19, 24, realis="maybe")], [], "realis 'maybe', not one of"),
    ],
)
def test_marks_that_can_not_be(regions: list[Mark], relations: list[tuple[str, str, str]], message: str) -> None:
    with pytest.raises(RecordError, match=message):
        from_marks(TEXT, Marks(tuple(regions), tuple(relations)), INVENTORY)


def in_brat(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        before, after = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
        with zipfile.ZipFile(after, "w") as archive:
            for name in before.namelist():
                text = before.read(name).decode()
                archive.writestr(name, change(text) if name.endswith(".ann") else text)
        return after.getvalue()

    return changed


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return changed


@pytest.mark.parametrize(
    ("tool", "change", "message"),
    [
        ("labelstudio", lambda c: c[:-20], "corrected: "),
        ("labelstudio", lambda _: b"{}", "no list of tasks"),
        ("labelstudio", lambda _: b"[{}]", "task 1 has no data with a text"),
        ("labelstudio", lambda _: b"[]", "holds no article"),
        ("labelstudio", swap(b'"start": 9', b'"start": 8'), "article 'clinics': .* does not stand at"),
        ("labelstudio", swap(b'"end": 20', b'"end": 2000'), "article 'clinics': .* lies outside the text"),
        ("labelstudio", swap(b'"value"', b'"worth"'), "article 'clinics': not a result of Label Studio"),
        ("labelstudio", swap(b"entity_group", b"entity_robot"), "'clinics': unknown label 'entity_robot'"),
        ("doccano", lambda c: c[:-20], "corrected:1: no line of doccano"),
        ("doccano", lambda _: b"[1]\n", "corrected:1: no line of doccano"),
        ("doccano", lambda _: b"", "holds no article"),
        ("doccano", swap(b'"end_offset": 20', b'"end_offset": 990'), "offset 990 lies outside the text"),
        ("doccano", swap(b'"label": "role_victim"', b'"label": "role_hero"'), "unknown label 'role_hero'"),
        ("brat", lambda c: c[:-40], "no folder, zip or tar archive"),
        ("brat", in_brat(lambda t: t.replace("T1\t", "T1 ")), r"clinics\.ann: line 1: no annotation of brat"),
        ("brat", in_brat(lambda t: t.replace("entity_group 9 ", "entity_group 8 ")), "line 1: .* does not stand at"),
        ("brat", in_brat(lambda t: t.replace("entity_group 9 20", "entity_group 9 2000")), "lies outside the text"),
        ("brat", in_brat(lambda t: t.replace("entity_group", "Hero")), "unknown label 'Hero'"),
        ("brat", in_brat(lambda t: t + "T99\ttime_DATE 0 3;9 11\tThe Ci\n"), "T99: time_DATE is in pieces"),
    ],
)
def test_broken_files(
    tmp_path: Path, tool: str, change: Callable[[bytes], bytes], message: str, news: Extraction, capsys: Any
) -> None:
    content = change(handed_back(tool, exported(tool, [news])))
    with pytest.raises(RecordError, match=message):
        read_back(tool, content, tmp_path)
    assert main(["gold", str(tmp_path / "corrected"), "--format", tool, "-o", "-"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("incident-extract: ")


def test_missing_files_and_formats(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="absent"):
        list(read_corrections(tmp_path / "absent"))
    with pytest.raises(RecordError, match="absent"):
        list(read_corrections(tmp_path / "absent", format="doccano"))
    with pytest.raises(FormatError, match="'jsonl' is no format that people correct; those are: brat, doccano, label"):
        list(read_corrections(tmp_path, format="jsonl"))
    with pytest.raises(RecordError, match=r"no \.ann file"):
        list(read_corrections(tmp_path))
    with pytest.raises(ConfigurationError, match="no layer roles; there are: entities"):
        list(read_corrections(tmp_path, layers=["roles"]))


def test_labels_of_the_tools() -> None:
    view = ET.fromstring(labels("labelstudio", ["cyber"]))
    shown = {one.get("value") for one in view.iter("Label")}
    assert {"entity_person", "time_DATE", "claim_cue", "incident_data_breach", "role_victim"} <= shown
    assert "role_affected" not in shown
    assert {one.get("value") for one in view.iter("Relation")} == {"same", "part", "argument"}
    (value,) = view.iter("TextArea")
    assert value.get("whenLabelValue") == "time_DATE,time_TIME,time_DURATION,time_SET"
    assert {one["text"] for one in json.loads(labels("doccano", ["cyber"]))} == shown
    assert "\nrole_victim\n" in labels("brat", ["cyber"])


def test_the_commands(tmp_path: Path, news: Extraction, record: Extraction, capsys: pytest.CaptureFixture[str]) -> None:
    tasks = json.loads(handed_back("labelstudio", exported("labelstudio", [news, record])))
    tasks[1]["annotations"] = []
    corrected, gold = tmp_path / "corrected.json", tmp_path / "gold.jsonl"
    corrected.write_text(json.dumps(tasks), encoding="utf-8")
    assert main(["gold", str(corrected), "-o", str(gold), "--layers", "times,claims"]) == 0
    assert capsys.readouterr().err == "1 articles, 1 without annotation left out\n"
    (row,) = read_gold(gold)
    assert list(row["gold"]) == ["times", "claims"]
    assert main(["gold", str(corrected)]) == 2
    assert main(["labels", "labelstudio"]) == 0
    assert "<View>" in capsys.readouterr().out


def test_gold_as_cases_for_check(
    tmp_path: Path, news: Extraction, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = news.model_dump(mode="json", exclude={"provenance": True})
    monkeypatch.setattr(regression, "record_of", lambda _: plain)
    row = gold_row(news, ["times", "incidents"])
    write_cases([row], tmp_path)
    assert main(["check", str(tmp_path)]) == 0
    row["gold"]["times"][0]["value"] = "2024-06"
    del row["gold"]["incidents"][0]["arguments"][0]
    write_cases([row], tmp_path)
    before = (tmp_path / "clinics" / "gold.json").read_bytes()
    capsys.readouterr()
    assert main(["check", str(tmp_path), "--update"]) == 3
    printed = capsys.readouterr().out
    assert 'times[0].value\n      - "2024-06"\n      + "2024-06-03"\n      in: The gang Cinder Vole' in printed
    assert "incidents[0].arguments[0]\n      + " in printed
    assert (tmp_path / "clinics" / "gold.json").read_bytes() == before
    assert not (tmp_path / "clinics" / "expected.json").exists()
    (tmp_path / "clinics" / "gold.json").write_text("{}", encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 2
    with pytest.raises(ConfigurationError, match="would both be case"):
        write_cases([row, row], tmp_path)


@pytest.mark.model
def test_a_case_of_gold_runs_on_the_article(tmp_path: Path, root: Path, record: Extraction) -> None:
    found = regression.record_of(root / "fixtures" / "parcel-breach")
    whole = Extraction.model_validate(found | {"provenance": record.provenance.model_dump()})
    write_cases([gold_row(whole)], tmp_path)
    assert main(["check", str(tmp_path)]) == 0
