"""Many machines: Ray Data as the engine, from files on any file system that pyarrow knows to Parquet tables.

    files    inputs        ->  groups of files, with the ids that a local run gives to their articles
    work     articles      ->  records, in workers that load the pipeline once
    sink     records       ->  a folder of Parquet files for each table

    dataset = ray.data.read_parquet("s3://archive/articles/")
    records = extract.ray.map_batches(dataset)

Needs the extra `ray`. Ray decides where workers run, what becomes of those that die and how much waits in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.config import Settings, load_settings
from extract.errors import ExtractError, FormatError
from extract.streaming import ARTICLE_SECONDS, Loader

if TYPE_CHECKING:
    import ray.data

    from extract.batch import Done, Summary

__all__ = ["map_batches", "run"]

BATCH = 16
"""Articles that a worker takes at once."""

BLOCK_BYTES = 1_000_000
"""About how much a block of articles or records holds: little enough to be shared out evenly and to be done again."""

WORKER_CPUS = 0.9
"""What a worker asks of Ray. Not all of a core: where workers held all cores, nothing could read for them."""

SMALL_CPUS = 0.05
"""What reading and writing ask of Ray."""


def map_batches(
    dataset: ray.data.Dataset,
    *,
    settings: Settings | None = None,
    workers: int | None = None,
    timeout: float | None = ARTICLE_SECONDS,
    load: Loader | None = None,
    **changes: Any,
) -> ray.data.Dataset:
    """The records of a dataset of articles, lazily.

    An article that can't be read or meets a bug gives a record that says so. So does one that kills its worker or
    takes too long, after its batch was tried again in other workers; no other article is lost with it.

    Args:
        dataset: rows with the keys of an article (`text`, `id`, `title`, `published`, `publisher`, `url`, `authors`, or
            news-please's names for them), or with `bytes` and `path` as `ray.data.read_binary_files` gives them.
        settings: by default `Settings()`; the environment is not read. Packs and models must be on every node.
        workers: number of workers; by default as many as there is work for, and room in the cluster.
        timeout: seconds that an article may take.
        load: makes the pipeline, by default `extract.load`; a function that workers can import.
        changes: single settings, by name.

    Returns:
        A dataset with the columns `article` (its id), `path`, `failed`, `incidents` (their number) and `record`, the
        record as JSON: `Extraction.model_validate_json` reads it.

    Raises:
        ConfigurationError: a setting is wrong.
        FormatError: Ray is not installed (extra `ray`).
    """
    data = _ray_data()
    import ray

    from extract.ray.work import Extractor, attempts

    given = settings.model_dump() if settings is not None else {}
    # The context is the dataset's own from here on: small blocks, whatever the reader made.
    dataset.context.target_max_block_size = BLOCK_BYTES
    room = max(1, int(ray.cluster_resources().get("CPU", 1) / WORKER_CPUS))
    return dataset.map_batches(
        Extractor,
        fn_constructor_kwargs={
            "settings": load_settings(environ={}, **(given | changes)),
            "attempts": attempts(),
            "timeout": timeout,
            "load": load,
        },
        batch_size=BATCH,
        batch_format="pyarrow",
        compute=data.ActorPoolStrategy(min_size=workers or 1, max_size=workers or room),
        num_cpus=WORKER_CPUS,
        max_restarts=-1,
        max_task_retries=-1,
    )


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    settings: Settings,
    address: str | None = None,
    workers: int | None = None,
    timeout: float | None = ARTICLE_SECONDS,
    progress: Callable[[Done], None] | None = None,
    load: Loader | None = None,
) -> Summary:
    """Extract from all articles of the inputs, on a cluster, and write their records as Parquet tables.

    Args:
        inputs: files and folders (searched recursively), as paths or as URIs of pyarrow's file systems (`s3://`, `gs://`,
            `hdfs://`); in files of Parquet each row is an article.
        out: folder, as a path or URI, that every node can write to. It gets a folder of Parquet files for each table,
            `records.parquet` with the whole records as JSON, and `_SUCCESS` when all is done. What an earlier run wrote
            there is replaced.
        settings: what the records depend on.
        address: of a Ray cluster, "auto" for the one of this machine; by default one is started here for this run.
        workers: see `map_batches`.
        timeout: see `map_batches`.
        progress: called with each article that failed, when all is done.
        load: see `map_batches`.

    Raises:
        ConfigurationError: an input's file system is unknown, or `out` can't be written or holds something else.
        ExtractError: the cluster can't be reached, or gives the job up.
    """
    _ray_data()
    import ray
    from ray.exceptions import RayError

    from extract.ray.files import articles
    from extract.ray.sink import Tables

    sink = Tables(str(out))
    started = not ray.is_initialized()
    try:
        if started:
            ray.init(address=address, include_dashboard=False, log_to_driver=False, logging_level="warning")
        ray.data.DataContext.get_current().enable_progress_bars = False
        items = articles([str(one) for one in inputs], settings, num_cpus=SMALL_CPUS, block_bytes=BLOCK_BYTES)
        records = map_batches(items, settings=settings, workers=workers, timeout=timeout, load=load)
        records.write_datasink(sink, ray_remote_args={"num_cpus": SMALL_CPUS, "max_retries": -1})
    except (RayError, ConnectionError) as error:
        raise ExtractError(f"Ray: {error}") from error
    finally:
        if started:
            ray.shutdown()
    for article in sink.failures:
        (progress or (lambda _: None))(article)
    return sink.summary


def _ray_data() -> Any:
    try:
        import ray.data
    except ModuleNotFoundError as error:
        message = f"the engine Ray needs {error.name}, which is not installed: pip install 'incident-extract[ray]'"
        raise FormatError(message) from error
    return ray.data
