"""Records -> Parquet: a folder of part files for each table, under the schemas of the local engine's Parquet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq
from ray.data import Datasink

from extract.errors import ConfigurationError
from extract.ray.files import filesystem_of
from extract.ray.work import RECORD
from extract.records import Extraction
from extract.serialize.formats.parquet import arrow_table
from extract.tables import TABLES

if TYPE_CHECKING:
    from ray.data._internal.execution.interfaces import TaskContext
    from ray.data.datasource.datasink import WriteResult

    from extract.batch import Done, Summary
    from extract.records import Diagnostic

__all__ = ["RECORDS", "SUCCESS", "Tables"]

_Failed = tuple[str, str | None, tuple["Diagnostic", ...]]

RECORDS = "records"
"""The table beside those of `TABLES` that has the whole records, as JSON."""

SUCCESS = "_SUCCESS"
"""An empty file that stands in the folder when all is written."""

PART_BYTES = 64_000_000
"""About how many bytes of records go into a part."""

NAMED = 1000
"""Failed articles of a part that are named when the run ends."""


class Tables(Datasink):
    """Where Ray writes to. Parts are numbered by their task, so that one that is written again replaces itself."""

    def __init__(self, out: str) -> None:
        self._out = out
        self._counted = (0, 0)
        self._failures: list[_Failed] = []
        filesystem_of(out)

    def on_write_start(self, schema: pa.Schema | None = None) -> None:
        """Empty the folder of what an earlier run has written there.

        Raises:
            ConfigurationError: it holds something else, or can't be written to.
        """
        system, base = filesystem_of(self._out)
        mine = {*(f"{name}.parquet" for name in (*TABLES, RECORDS)), SUCCESS}
        try:
            system.create_dir(base, recursive=True)
            there = system.get_file_info(pafs.FileSelector(base))
            if other := sorted(one.base_name for one in there if one.base_name not in mine):
                raise ConfigurationError(f"can't write {self._out}: the folder has something else in it: {other[0]}")
            for one in there:
                if one.type == pafs.FileType.Directory:
                    system.delete_dir(one.path)
                else:
                    system.delete_file(one.path)
            for name in (*TABLES, RECORDS):
                system.create_dir(f"{base}/{name}.parquet")
        except OSError as error:
            raise ConfigurationError(f"can't write {self._out}: {error}") from error

    def write(self, blocks: Iterable[Any], ctx: TaskContext) -> tuple[int, int, list[_Failed]]:
        """Write one part of each table; runs in a worker. Returns how many were done, how many failed, and which."""
        rows = pa.concat_tables([pa.table(block).select(RECORD.names).cast(RECORD) for block in blocks])
        records = [Extraction.model_validate_json(line) for line in rows["record"].to_pylist()]
        system, base = filesystem_of(self._out)
        part = f"part-{ctx.task_idx:06}.parquet"
        for name, table in TABLES.items():
            _write(system, arrow_table(table, list(table.rows(records))), f"{base}/{name}.parquet/{part}")
        _write(system, rows, f"{base}/{RECORDS}.parquet/{part}")
        failed = [one for one in records if one.failed]
        named = [(one.article.id, one.article.path, one.diagnostics) for one in failed[:NAMED]]
        return len(records) - len(failed), len(failed), named

    def on_write_complete(self, write_result: WriteResult[tuple[int, int, list[_Failed]]]) -> None:
        """Sum up, and mark the folder as whole."""
        for done, failed, named in write_result.write_returns:
            self._counted = (self._counted[0] + done, self._counted[1] + failed)
            self._failures += named
        system, base = filesystem_of(self._out)
        with system.open_output_stream(f"{base}/{SUCCESS}"):
            pass

    @property
    def summary(self) -> Summary:
        """How many articles there were, when all is written."""
        from extract.batch import Summary  # brings spaCy, which workers that write do without

        return Summary(*self._counted)

    @property
    def failures(self) -> list[Done]:
        """Articles that failed, when all is written."""
        from extract.batch import Done

        failed = sorted(self._failures, key=lambda one: (one[1] or "", one[0]))
        return [Done(name, path, True, diagnostics, None, b"", b"") for name, path, diagnostics in failed]

    @property
    def min_bytes_per_write(self) -> int | None:
        """What Ray gathers for a part."""
        return PART_BYTES


def _write(system: pafs.FileSystem, table: pa.Table, path: str) -> None:
    """Write a file; on a local disk, where others could see half of it, under another name first."""
    here = f"{path}.new" if isinstance(system, pafs.LocalFileSystem) else path
    pq.write_table(table, here, compression="zstd", filesystem=system)
    if here != path:
        system.move(here, path)
