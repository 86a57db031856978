"""Ray as the engine: the same records as here, whatever dies. One local cluster for all tests."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import extract.ray
from extract import batch, cli
from extract.batch import Done, Summary
from extract.config import Settings
from extract.errors import ConfigurationError, FormatError, RecordError
from extract.records import Extraction
from extract.serialize.formats.parquet import read_records
from extract.tables import TABLES
from raystandin import Buggy, Marking
from standin import StandIn

if TYPE_CHECKING:
    from extract.pipeline import Pipeline

pytestmark = [
    pytest.mark.ray,
    pytest.mark.filterwarnings("ignore"),  # Ray's own: sockets and files that it leaves to the collector
]
TESTS = Path(__file__).parent


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A node of one core, on this machine; a test adds another."""
    ray = pytest.importorskip("ray", reason="the extra ray is not installed")
    from ray.cluster_utils import Cluster

    os.environ["RAY_AUTH_MODE"] = "disabled"
    quick = {"health_check_period_ms": 500, "health_check_failure_threshold": 3}
    head = {"num_cpus": 1, "object_store_memory": 100_000_000, "_system_config": quick}
    made = Cluster(initialize_head=True, head_node_args=head)
    ray.init(
        address=made.address, log_to_driver=False, logging_level="error",
        runtime_env={"env_vars": {"PYTHONPATH": str(TESTS)}},
    )  # fmt: skip
    yield made
    ray.shutdown()
    made.shutdown()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Good and bad inputs of several formats."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path / "articles"
    (folder / "deep").mkdir(parents=True)
    for number in range(20):
        text = f"Article {number}\n\nAnna met Bertil in Karlstad for the time number {number}.\n"
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    (folder / "deep" / "03.txt").write_text("Carla saw Doris.", encoding="utf-8")
    (folder / "03.md").write_text("# Title\n\nEmil left.\n", encoding="utf-8")
    (folder / "void.txt").touch()
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "notes.unknown").write_text("no article", encoding="utf-8")
    lines = [{"text": f"Fabian wrote line {number}.", "published": "2024-06-01"} for number in range(30)]
    broken = '{"text": "Gustav\n'
    (folder / "lines.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines) + broken, encoding="utf-8")
    rows = [{"id": f"row-{number}", "text": f"Hedda sits in row {number}.", "title": None} for number in range(5)]
    pq.write_table(pa.Table.from_pylist(rows), folder / "rows.parquet")
    return folder


def records(out: Path) -> list[str]:
    """The records that a run on Ray has written, sorted."""
    import pyarrow.parquet as pq

    return sorted(pq.read_table(out / "records.parquet")["record"].to_pylist())


def test_the_same_records_as_here_but_for_what_kills_its_worker(cluster: Any, articles: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    rows = (articles / "rows.parquet").read_bytes()
    (articles / "rows.parquet").unlink()  # rows of Parquet are read by Ray alone
    here = tmp_path / "here.jsonl"
    batch.run([articles], here, settings=Settings(), load=StandIn)
    batch.run([articles], tmp_path / "here.parquet", settings=Settings(), load=StandIn)

    (articles / "rows.parquet").write_bytes(rows)
    (articles / "04-once.txt").write_text(f"Carla: kill once {tmp_path / 'killed'}", encoding="utf-8")
    (articles / "05-kills.txt").write_text("Doris: kill worker", encoding="utf-8")
    more = ("row-", "04-once", "05-kills")
    out = tmp_path / "out"
    failed: list[Done] = []
    summary = extract.ray.run([articles], out, settings=Settings(), load=StandIn, progress=failed.append)
    found = [line for line in records(out) if not json.loads(line)["article"]["id"].startswith(more)]
    assert found == sorted(here.read_text(encoding="utf-8").splitlines())
    assert summary == Summary(done=58, failed=4)
    codes = {one.path: one.diagnostics[0].code for one in failed}
    assert codes.pop("05-kills.txt") == "worker-died"
    assert list(codes) == ["binary.txt", "lines.jsonl", "void.txt"]
    assert sorted(one.to_json() for one in read_records(out)) == records(out)
    (out / "_SUCCESS").unlink()
    with pytest.raises(RecordError, match="no whole output"):
        next(read_records(out))
    for table in TABLES:
        mine, theirs = (pq.read_table(folder / f"{table}.parquet") for folder in (out, tmp_path / "here.parquet"))
        assert mine.schema == theirs.schema
        own = [row for row in mine.to_pylist() if not row["article"].startswith(more)]
        assert sorted(map(str, own)) == sorted(map(str, theirs.to_pylist()))


def test_a_node_that_goes_loses_nothing(cluster: Any, tmp_path: Path) -> None:
    node = cluster.add_node(num_cpus=1, object_store_memory=100_000_000)
    started = tmp_path / "started"
    started.mkdir()
    lines = tmp_path / "lines.jsonl"
    lines.write_text("".join(json.dumps({"text": f"Anna {n} " + "met Bertil " * 2000}) + "\n" for n in range(100)))

    with ThreadPoolExecutor(1) as aside:  # a cluster can be changed by the main thread alone
        job = aside.submit(
            extract.ray.run, [lines], tmp_path / "out", settings=Settings(), workers=2, load=Marking(started)
        )
        while len(list(started.iterdir())) < 2 and not job.done():
            time.sleep(0.1)
        cluster.remove_node(node, allow_graceful=False)
        cluster.add_node(num_cpus=1, object_store_memory=100_000_000)  # as an autoscaler does
        assert job.result() == Summary(done=100)
    assert len(list(started.iterdir())) > 2
    assert len(set(records(tmp_path / "out"))) == 100


def test_attempts_are_counted_though_their_actor_dies(cluster: Any) -> None:
    import ray

    from extract.ray.work import attempts

    node = cluster.add_node(num_cpus=1, object_store_memory=100_000_000)
    counter = attempts()
    assert [ray.get(counter.begin.remote("a", attempt)) for attempt in ("1", "2", "2")] == [1, 2, 2]
    counter.done.remote("a")
    assert ray.get(counter.begin.remote("a", "3")) == 1
    cluster.remove_node(node, allow_graceful=False)  # it stands on another one
    assert ray.get(counter.begin.remote("a", "4")) == 2
    ray.kill(counter, no_restart=False)  # in a while
    counts = [ray.get(counter.begin.remote("a", "5"))]
    while counts[-1] != 1 and len(counts) < 600:
        time.sleep(0.1)
        counts.append(ray.get(counter.begin.remote("a", "5")))
    assert set(counts) <= {3, 1}
    assert counts[-1] == 1


def test_a_dataset_of_ones_own(cluster: Any) -> None:
    import ray.data

    rows = [{"id": f"{n}", "text": "Anna will stumble." if n == 3 else f"Bertil {n}"} for n in range(20)]
    found = extract.ray.map_batches(ray.data.from_items(rows), load=Buggy, published="2024-06-21").take_all()
    assert sorted(int(row["article"]) for row in found) == list(range(20))
    assert [row["article"] for row in found if row["failed"]] == ["3"]
    one = Extraction.model_validate_json(next(row["record"] for row in found if row["article"] == "3"))
    assert one.diagnostics[0].code == "internal-error"


@pytest.mark.model
def test_the_real_pipeline(cluster: Any, pipeline: Pipeline, root: Path, tmp_path: Path) -> None:
    source = tmp_path / "articles.jsonl"
    lines = (root / "tests" / "cases" / "happenings.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    source.write_text("".join(lines[:3]), encoding="utf-8")
    extract.ray.run([source], tmp_path / "out", settings=Settings(), workers=1)
    here = tmp_path / "here.jsonl"
    batch.run([source], here, settings=Settings())
    assert records(tmp_path / "out") == sorted(here.read_text(encoding="utf-8").splitlines())


def test_files_of_a_dataset_of_ones_own() -> None:
    work = pytest.importorskip("extract.ray.work", reason="the extra ray is not installed")
    (item,) = work._items({"bytes": b"Anna", "path": "/deep/a.txt"}, Settings())
    assert (item.id, item.path, item.format, item.payload) == ("/deep/a", "/deep/a.txt", "txt", b"Anna")
    (failure,) = work._items({"bytes": b"\0\1", "path": "/deep/a.doc"}, Settings())
    assert failure.diagnostic.code == "unknown-format"


def test_what_is_there_is_replaced_or_left(tmp_path: Path) -> None:
    sink = pytest.importorskip("extract.ray.sink", reason="the extra ray is not installed")
    old = tmp_path / "out" / "claims.parquet" / "part-000009.parquet"
    old.parent.mkdir(parents=True)
    old.touch()
    (tmp_path / "out" / "_SUCCESS").touch()
    sink.Tables(str(tmp_path / "out")).on_write_start()
    assert old.parent.is_dir()
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    (tmp_path / "out" / "mine.txt").touch()
    with pytest.raises(ConfigurationError, match=r"something else in it: mine\.txt"):
        sink.Tables(str(tmp_path / "out")).on_write_start()


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setitem(sys.modules, "ray.data", None)
    with pytest.raises(FormatError, match=r"incident-extract\[ray\]"):
        extract.ray.run([], tmp_path / "out", settings=Settings())


def test_command(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []

    def run(inputs: list[str], out: str, **options: Any) -> Summary:
        calls.append({"inputs": inputs, "out": out, **options})
        return Summary(done=1)

    monkeypatch.setattr(extract.ray, "run", run)
    command = ["run", "s3://archive/2024", "-o", "s3://out/2024", "--engine", "ray", "--address", "auto", "--jobs", "3"]
    assert cli.main(command) == 0
    (call,) = calls
    assert (call["inputs"], call["out"]) == (["s3://archive/2024"], "s3://out/2024")
    assert (call["address"], call["workers"]) == ("auto", 3)
    assert cli.main(["run", "a", "-o", "b", "--engine", "ray", "--format", "csv"]) == 2
    assert cli.main(["run", "a", "-o", "b", "--address", "auto"]) == 2
    assert len(calls) == 1
