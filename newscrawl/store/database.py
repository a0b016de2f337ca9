"""The SQLite file `state.db`: connections, tables with a checksum in each row, and the translation of errors."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any, Generic, TypeVar

from newscrawl.clusters.index import SCHEMA as CLUSTERS
from newscrawl.errors import CannotOpen, NewscrawlError, StateDamaged, WriteFailed
from newscrawl.store.schema import SCHEMA, SCHEMA_VERSION

_MAGIC = b"SQLite format 3\x00"
_VERSION_AT = 60  # offset of user_version in the header, https://www.sqlite.org/fileformat.html §1.3
_DAMAGE = (
    "SQLITE_CORRUPT",
    "SQLITE_NOTADB",
    "SQLITE_CONSTRAINT",
    "SQLITE_MISMATCH",
    "SQLITE_ERROR",
    "SQLITE_FORMAT",
)

# A larger cache and write-ahead log than the defaults: the duplicate index is read in random order, and each merge of
# its postings writes some hundred pages.
_PRAGMAS = (
    "cell_size_check = ON", "busy_timeout = 10000", "synchronous = FULL", "cache_size = -24000", "wal_autocheckpoint = 4000",
)  # fmt: skip

Row = TypeVar("Row")


class Table(Generic[Row]):
    """One table whose rows are frozen dataclasses; each row is stored with its SHA-256, which is checked on reading."""

    def __init__(self, connection: sqlite3.Connection, name: str, row: type[Row]) -> None:
        self.connection = connection
        self.name = name
        self.row = row
        self.columns = ", ".join(field.name for field in fields(row))  # type: ignore[arg-type]
        marks = ", ".join("?" for _ in fields(row))  # type: ignore[arg-type]
        self._insert = f"INTO {name} ({self.columns}, sha256) VALUES ({marks}, ?)"

    def add(self, row: Row) -> None:
        """Insert a row; raise sqlite3.IntegrityError if its key exists."""
        self._write(f"INSERT {self._insert}", row)

    def put(self, row: Row) -> None:
        """Insert a row, or replace the row with the same key."""
        self._write(f"INSERT OR REPLACE {self._insert}", row)

    def update(self, row: Row, where: str, *values: object) -> None:
        """Replace the columns of the rows that match an SQL condition; unlike `put` this keeps a row's place."""
        columns = astuple(row)  # type: ignore[call-overload]
        sets = ", ".join(f"{name} = ?" for name in (*self.columns.split(", "), "sha256"))
        begin(self.connection)
        query = f"UPDATE {self.name} SET {sets} WHERE {where}"  # noqa: S608  # no user's text
        self.connection.execute(query, (*columns, row_digest(self.name, columns), *values))

    def select(self, where: str = "1", *values: object, of: str = "") -> Iterator[Row]:
        """Yield the rows that match an SQL condition with ``?`` for each value.

        ``of`` is the name that the table had when its rows were written, if it has been renamed.

        Raises:
            StateDamaged: a row does not match its checksum.
        """
        query = f"SELECT {self.columns}, sha256 FROM {self.name} WHERE {where}"  # noqa: S608  # no user's text
        for *columns, digest in self.connection.execute(query, values):
            if digest != row_digest(of or self.name, columns):
                raise StateDamaged(
                    f"state.db: a row of {self.name} is damaged ({columns[0]!r}). Run `scrapy verify`, then `scrapy recover`."
                )
            yield self.row(*columns)

    def get(self, where: str, *values: object) -> Row | None:
        """Return the first row that matches (see `select`), or None."""
        return next(self.select(f"{where} LIMIT 1", *values), None)

    def _write(self, sql: str, row: Row) -> None:
        values = astuple(row)  # type: ignore[call-overload]
        begin(self.connection)
        self.connection.execute(sql, (*values, row_digest(self.name, values)))


def begin(connection: sqlite3.Connection) -> None:
    """Begin a transaction, unless one is open."""
    if not connection.in_transaction:
        connection.execute("BEGIN IMMEDIATE")


def row_digest(table: str, values: Iterable[object]) -> bytes:
    """Return the checksum of a row: the SHA-256 of a JSON array of the table's name and the columns."""
    return hashlib.sha256(json.dumps([table, *values]).encode()).digest()


def connect(path: Path) -> sqlite3.Connection:
    """Open `state.db` for a run; create it if it does not exist.

    Raises:
        StateDamaged: the file is corrupt or was written by a newer newscrawl; it was not changed.
        CannotOpen: it cannot be opened or created.
    """
    check_header(path)
    with translate_errors(path, CannotOpen):
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def connect_readonly(path: Path) -> sqlite3.Connection:
    """Open `state.db` read-only, whether or not a run is writing to it.

    Without a write-ahead log the file is opened as immutable, so that SQLite does not create one beside it.

    Raises:
        CannotOpen: there is no such file.
        StateDamaged: the file is corrupt or was written by a newer newscrawl.
    """
    if not path.exists():
        raise CannotOpen(
            f"{path} does not exist. Crawl first, or name the data folder with -s NEWSCRAWL_DATA_DIR=…"
        )
    check_header(path)
    live = path.with_name(path.name + "-wal").exists()
    with translate_errors(path, CannotOpen):
        return sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro{'' if live else '&immutable=1'}",
            uri=True,
            isolation_level=None,
        )


def check_header(path: Path) -> None:
    """Check the header of `state.db` before SQLite opens the file, because opening may already change it.

    A missing or empty file is accepted.

    Raises:
        StateDamaged: it is not an SQLite file, or was written by a newer newscrawl.
        CannotOpen: it cannot be read.
    """
    try:
        header = _head(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise CannotOpen(f"Cannot read {path}: {error}. Make it readable.") from error
    if not header:
        return
    if not header.startswith(_MAGIC) or len(header) < 100:
        raise StateDamaged(
            f"{path} is not an SQLite file. Nothing was changed; run `scrapy recover` to rebuild it."
        )
    version = int.from_bytes(header[_VERSION_AT : _VERSION_AT + 4], "big")
    if version > SCHEMA_VERSION:
        raise StateDamaged(
            f"{path} was written by a newer newscrawl (schema version {version}, this one supports up to {SCHEMA_VERSION}). "
            "Nothing was changed; upgrade newscrawl, or name another folder with -s NEWSCRAWL_DATA_DIR=…"
        )


@contextmanager
def translate_errors(path: Path, failed: type[NewscrawlError] = WriteFailed) -> Iterator[None]:
    """Context manager: raise errors of SQLite and the operating system as this project's errors.

    Raises:
        StateDamaged: the file is corrupt.
        CannotOpen: disk full, read-only or I/O error, if ``failed`` is CannotOpen.
        WriteFailed: the same, if ``failed`` is WriteFailed (the default).
    """
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or "SQLITE_ERROR"
        if name.startswith(_DAMAGE):
            raise StateDamaged(
                f"{path} is damaged ({name}: {error}). Run `scrapy verify`, then `scrapy recover`."
            ) from error
        raise failed(
            f"Cannot write {path}: {error} ({name}). Free disk space or repair the disk, then run again."
        ) from error
    except OSError as error:
        raise failed(
            f"Cannot write {path}: {error}. Free disk space or repair the disk, then run again."
        ) from error


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(100)


def _prepare(connection: sqlite3.Connection) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    version: Any = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute("PRAGMA journal_mode = WAL")
    if version == 0:
        connection.executescript(
            f"BEGIN IMMEDIATE; {SCHEMA} {CLUSTERS} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
        )
