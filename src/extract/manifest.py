"""What a run has done, in a SQLite file beside its output: nothing is lost to a crash, nothing done twice.

A record is kept under a hash of what it depends on: the article's bytes and place, the settings, the version. So a
run that is started again, or a later one over the same folder, looks up what it has and processes the rest.
Only records of articles that did not fail are looked up; the others are tried again.

    record    key, digest, id, failed, line     the record as compressed JSON, by its key
    listing   run, position, name, key          the articles of the run under way and of the last finished one, in order
    state     name, value                       number of the last finished run, and what it wrote
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from extract.errors import ConfigurationError, ExtractError
from extract.ingest import Item
from extract.serialize.formats.jsonl import encode

if TYPE_CHECKING:
    from extract.records import Diagnostic, Extraction

__all__ = ["Differences", "Done", "Manifest"]

VERSION = 1
"""Of the tables; a manifest of another version is begun anew."""

_APPLICATION = 0x1E57AC70
_TABLES = """
CREATE TABLE record (key BLOB PRIMARY KEY, digest BLOB, id TEXT, failed INTEGER, line BLOB);
CREATE TABLE listing (run INTEGER, position INTEGER, name TEXT, key BLOB, PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE INDEX listing_name ON listing (run, name, key);
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT);
"""
_PLACE = [field.name for field in fields(Item) if field.name not in ("file", "payload")]
_TOGETHER = 1000
"""Articles that are found unchanged between two commits."""


@dataclass(frozen=True, slots=True)
class Done:
    """One article that a run has processed; cheap to send from a worker.

    Attributes:
        sha256: of the article's bytes, where they could be read.
        line: the record as a line of JSON, compressed.
        digest: SHA-256 of that line.
    """

    id: str
    path: str | None
    failed: bool
    diagnostics: tuple[Diagnostic, ...]
    sha256: str | None
    line: bytes
    digest: bytes

    @classmethod
    def of(cls, record: Extraction) -> Done:
        """Sum up a record."""
        article, line = record.article, encode(record)
        packed, digest = zlib.compress(line, 3), hashlib.sha256(line).digest()
        return cls(article.id, article.path, record.failed, record.diagnostics, article.sha256, packed, digest)


@dataclass(frozen=True, slots=True)
class Differences:
    """How the articles of a run differ from those of the last finished one."""

    changed: int
    new: int
    vanished: int


class Manifest:
    """The manifest of one output, open for one run; a context manager."""

    def __init__(self, path: Path, fingerprint: str, *, fresh: bool = False) -> None:
        """Open it, or begin one.

        Args:
            path: of the SQLite file.
            fingerprint: what records depend on beside the article.
            fresh: forget what is there.

        Raises:
            ConfigurationError: it can't be written, is no manifest, or another run has it open.
        """
        self.path = path
        self._fingerprint = fingerprint
        self._waiting = 0
        with self._errors():
            self._base = sqlite3.connect(path, timeout=1.0, isolation_level=None)
            try:
                self._open(fresh=fresh)
            except BaseException:
                self._base.close()
                raise

    def __enter__(self) -> Manifest:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(sqlite3.Error) if kind else self._errors():
            if self._base.in_transaction:
                self._base.execute("COMMIT")
        self._base.close()

    def remove(self) -> None:
        """Delete the file of a closed manifest."""
        try:
            for name in (self.path, self.path.with_name(f"{self.path.name}-wal")):
                name.unlink(missing_ok=True)
        except OSError as error:
            raise ConfigurationError(f"can't write {self.path}: {error.strerror}") from error

    def take_over(self, position: int, item: Item, sha256: str | None) -> bool:
        """Take the item's record over from before, if there is one.

        Args:
            position: of the article in the output.
            item: where it is.
            sha256: of its bytes.
        """
        if sha256 is None:
            return False
        keys = self._key(item, sha256, own_id=True), self._key(item, sha256, own_id=False)
        with self._errors():
            query = "SELECT key, id FROM record WHERE key IN (?, ?) AND NOT failed"
            found = self._base.execute(query, keys).fetchone()
            if found is None:
                return False
            key, name = found
            self._enter(position, item.path, name, key)
            self._waiting += 1
            if self._waiting >= _TOGETHER:
                self._commit()
        return True

    def store(self, position: int, item: Item | None, done: Done) -> None:
        """Keep a new record.

        Args:
            position: of the article in the output.
            item: where it is; None where there is nothing to read.
            done: its record.
        """
        if done.failed or item is None or done.sha256 is None:
            key = done.digest
        else:
            # Where the source gives the id and nothing speaks of the place, the record is the same at another place.
            key = self._key(item, done.sha256, own_id=done.id != item.id and not done.diagnostics)
        with self._errors():
            self._begin()
            self._base.execute(
                "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?)",
                (key, done.digest, done.id, done.failed, done.line),
            )
            self._enter(position, done.path, done.id, key)
            self._commit()

    def lines(self) -> Iterator[bytes]:
        """The records of this run as lines of JSON, in order."""
        with self._errors():
            self._commit()
            query = "SELECT line FROM listing JOIN record USING (key) WHERE run = ? ORDER BY position"
            for (line,) in self._base.execute(query, (self._run,)):
                yield zlib.decompress(line)

    def digest(self) -> str:
        """Hash of the records of this run and their order: equal hashes, equal output."""
        with self._errors():
            self._commit()
            query = "SELECT digest FROM listing JOIN record USING (key) WHERE run = ? ORDER BY position"
            whole = hashlib.sha256()
            for (digest,) in self._base.execute(query, (self._run,)):
                whole.update(digest)
        return whole.hexdigest()

    def differences(self) -> Differences | None:
        """How this run's articles differ from those of the last finished run; None if there was none."""
        if self._run == 1:
            return None
        now, then = self._run, self._run - 1
        rows = "SELECT count(*) FROM (SELECT DISTINCT name, key FROM listing WHERE run = ?) a WHERE "
        named = "EXISTS (SELECT 1 FROM listing b WHERE b.run = ? AND b.name = a.name)"
        same = "EXISTS (SELECT 1 FROM listing b WHERE b.run = ? AND b.name = a.name AND b.key = a.key)"
        with self._errors():
            self._commit()

            def count(condition: str, *runs: int) -> int:
                return int(self._base.execute(rows + condition, runs).fetchone()[0])

            return Differences(
                changed=count(f"{named} AND NOT {same}", now, then, then),
                new=count(f"NOT {named}", now, then),
                vanished=count(f"NOT {named}", then, now),
            )

    def written(self) -> str | None:
        """What the last finished run said that it wrote."""
        with self._errors():
            return self._state("written")

    def finish(self, written: str) -> None:
        """The output is whole and on disk: forget all that it does not hold.

        Args:
            written: a description of the output, for `written` of a later run.
        """
        with self._errors():
            self._begin()
            self._base.execute("DELETE FROM listing WHERE run <> ?", (self._run,))
            self._base.execute("DELETE FROM record WHERE key NOT IN (SELECT key FROM listing)")
            for name, value in (("run", str(self._run)), ("written", written)):
                self._base.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))
            self._commit()

    def _open(self, *, fresh: bool) -> None:
        base = self._base
        base.execute("PRAGMA locking_mode = EXCLUSIVE")
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        (application,) = base.execute("PRAGMA application_id").fetchone()
        (version,) = base.execute("PRAGMA user_version").fetchone()
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        if tables and application != _APPLICATION:
            raise ConfigurationError(f"{self.path} is no manifest of this program; it is in the way")
        base.execute("BEGIN IMMEDIATE")
        if fresh or version != VERSION:
            for table in tables:
                base.execute(f"DROP TABLE {table}")
            for statement in _TABLES.split(";"):
                base.execute(statement)
            base.execute(f"PRAGMA application_id = {_APPLICATION}")
            base.execute(f"PRAGMA user_version = {VERSION}")
        last = int(self._state("run") or 0)
        self._run = last + 1
        base.execute("DELETE FROM listing WHERE run <> ?", (last,))
        base.execute("COMMIT")

    def _state(self, name: str) -> str | None:
        row = self._base.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _enter(self, position: int, path: str | None, name: str, key: bytes) -> None:
        self._begin()
        self._base.execute(
            "INSERT INTO listing VALUES (?, ?, ?, ?)", (self._run, position, f"{path or ''}#{name}", key)
        )

    def _begin(self) -> None:
        if not self._base.in_transaction:
            self._base.execute("BEGIN")

    def _commit(self) -> None:
        self._waiting = 0
        if self._base.in_transaction:
            self._base.execute("COMMIT")

    def _key(self, item: Item, sha256: str, *, own_id: bool) -> bytes:
        place = {name: getattr(item, name) for name in _PLACE}
        if own_id:
            place |= {"id": None, "index": item.index is not None}
        whole = json.dumps([self._fingerprint, sha256, place], sort_keys=True)
        return hashlib.sha256(whole.encode()).digest()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """What SQLite says, in our words."""
        try:
            yield
        except sqlite3.OperationalError as error:
            said = str(error)
            if "locked" in said:
                raise ConfigurationError(f"{self.path} is in use: another run writes the same output") from error
            if "full" in said or "I/O" in said:
                raise ExtractError(
                    f"can't write {self.path}: {said}; what was done is kept, the same command carries on"
                ) from error
            raise ConfigurationError(f"can't write {self.path}: {said}") from error
        except sqlite3.DatabaseError as error:
            raise ConfigurationError(f"{self.path} is no manifest or broken: {error}; remove it") from error
