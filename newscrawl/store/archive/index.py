"""The index of the archive: an SQLite file beside the WARC files that can be rebuilt from them at any time."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from newscrawl.errors import StateDamaged
from newscrawl.store.archive.place import Place
from newscrawl.store.archive.record import Original
from newscrawl.store.archive.repair import repair
from newscrawl.store.archive.scan import scan
from newscrawl.store.paths import archives

logger = logging.getLogger(__name__)

_SCHEMA_VERSION = 1
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_FORMAT")
_BATCH = 500
_SCHEMA = """
CREATE TABLE files (name TEXT PRIMARY KEY, end INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE pages (
    file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, facts INTEGER, record_id TEXT NOT NULL,
    url TEXT NOT NULL, date TEXT NOT NULL, status INTEGER NOT NULL, digest TEXT NOT NULL, is_revisit INTEGER NOT NULL,
    story_id TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY (file, offset)) STRICT, WITHOUT ROWID;
CREATE INDEX pages_digest ON pages (digest) WHERE is_revisit = 0;
CREATE INDEX pages_url ON pages (url);
CREATE INDEX pages_story ON pages (story_id, date) WHERE story_id <> '';
"""


_NAMES = [column.name for column in fields(Place)]
_COLUMNS = ", ".join(_NAMES)
_ADD = f"INSERT OR REPLACE INTO pages ({_COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))})"  # noqa: S608  # names of this module
_values = attrgetter(*_NAMES)  # `astuple` copies each value, which would take half the time of adding a page


class Index:
    """Finds archived pages by payload digest, URL and story id. Not thread-safe: use it from one thread at a time."""

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        """Open a folder's index; with ``fresh`` make one in a temporary file, whatever `index.db` holds."""
        self.folder = folder
        self.path = folder / "index.db"
        self._connection = _temporary() if fresh else self._open()

    def _open(self) -> sqlite3.Connection:
        """Open the index; delete and create it again if it is damaged or of another version."""
        try:
            return _connect(self.path)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error) and not self.path.is_dir():
                raise
            remove_index(self.folder, f"{error}")
            return _connect(self.path)

    # --- indexing -------------------------------------------------------------------------------------

    def repair_files(self) -> None:
        """Cut incomplete records of killed runs off the files, then index what is new; the caller must hold the lock."""
        for path in self._changed_files():
            try:
                cut = repair(path, self._whole_start(path))
            except StateDamaged as error:
                logger.error("%s", error)  # noqa: TRY400  # the message is complete without a traceback
                continue
            if cut:
                logger.warning("Cut %d bytes of an incomplete record off %s.", cut, path)
        self.catch_up()

    def catch_up(self) -> None:
        """Index every complete record that is not indexed yet; drop missing files, and index shrunken ones again."""
        for path in self._changed_files():
            start = self._whole_start(path)
            if start == 0:
                self._connection.execute("DELETE FROM pages WHERE file = ?", (path.name,))
            self._read_in(path, start)
        known = [name for (name,) in self._connection.execute("SELECT name FROM files")]
        for name in known:
            if not (self.folder / name).exists():
                self.forget(name)
        self.commit()

    def forget(self, name: str) -> None:
        """Remove a file's pages from the index, because it was deleted or rewritten."""
        self._connection.execute("DELETE FROM pages WHERE file = ?", (name,))
        self._connection.execute("DELETE FROM files WHERE name = ?", (name,))

    def _changed_files(self) -> list[Path]:
        ends = dict(self._connection.execute("SELECT name, end FROM files"))
        return [path for path in archives(self.folder) if path.stat().st_size != ends.get(path.name)]

    def _whole_start(self, path: Path) -> int:
        row = self._connection.execute("SELECT end FROM files WHERE name = ?", (path.name,)).fetchone()
        return row[0] if row and row[0] <= path.stat().st_size else 0

    def _read_in(self, path: Path, start: int) -> None:
        for number, (place, end) in enumerate(scan(path, start), 1):
            if place:
                self.add(place)
            self.reach(path.name, end)
            if number % _BATCH == 0:  # so that a running crawl never waits for a long transaction
                self.commit()

    def add(self, place: Place) -> None:
        """Add a page; if its metadata record is indexed later, add it again."""
        self._connection.execute(_ADD, _values(place))

    def reach(self, name: str, end: int) -> None:
        """Record the offset in bytes up to which a file is indexed."""
        self._connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (name, end))

    def commit(self) -> None:
        """Commit the transaction: other connections see the pages from now on."""
        self._connection.commit()

    def close(self) -> None:
        """Close without a commit, so that pages that never reached the disk are not in the index either."""
        self._connection.close()

    # --- queries --------------------------------------------------------------------------------------

    def original(self, digest: str) -> Original | None:
        """Return the oldest response record with a payload digest, or None."""
        row = self._connection.execute(
            "SELECT record_id, url, date FROM pages WHERE digest = ? AND is_revisit = 0 ORDER BY date LIMIT 1",
            (digest,),
        ).fetchone()
        return Original(*row) if row else None

    def payload_of(self, place: Place) -> Place:
        """Return the place of a page's payload: its own record, or for a `revisit` record the one that it refers to.

        Raises:
            StateDamaged: no file of the archive holds the payload.
        """
        if not place.is_revisit:
            return place
        found = next(self._select("digest = ? AND is_revisit = 0 LIMIT 1", place.digest), None)
        if found is None:
            raise StateDamaged(
                f"{self.folder / place.file}: the page {place.url} refers to a record that is in no file of the archive. Restore the missing file."
            )
        return found

    def last_pages(self) -> list[tuple[str, str, int]]:
        """Return the name of each file that holds pages, the date of its last page and their number; newest file first."""
        query = "SELECT file, max(date), count(*) FROM pages GROUP BY file ORDER BY file DESC"
        return list(self._connection.execute(query))

    def last_page(self, name: str) -> Place:
        """Return the page of a file that was fetched last; the file must hold pages."""
        return next(self._select("file = ? ORDER BY date DESC LIMIT 1", name))

    def referred_to(self, name: str) -> list[Place]:
        """Return a file's pages whose payload is in no other file although a page of another file refers to it."""
        others = "SELECT digest FROM pages WHERE file <> ? AND is_revisit ="
        where = f"file = ? AND is_revisit = 0 AND digest IN ({others} 1) AND digest NOT IN ({others} 0)"
        return list(self._select(where, name, name, name))

    def serves_others(self, place: Place) -> bool:
        """True if a `revisit` record that belongs to another story, or to none, has the payload of this page."""
        where = "digest = ? AND is_revisit = 1 AND story_id <> ? LIMIT 1"
        return any(self._select(where, place.digest, place.story_id))

    def of_story(self, story_id: str) -> list[Place]:
        """Return all responses fetched for a story, oldest first."""
        return list(self._select("story_id = ? AND story_id <> '' ORDER BY date, offset", story_id))

    def of_url(self, url: str) -> list[Place]:
        """Return the pages of a URL, oldest first, without redirects, errors and 304 responses."""
        return list(self._select(f"url = ? AND {_IS_PAGE} ORDER BY date, offset", url))

    def trace(self, record: dict[str, Any]) -> Place | None:
        """Return the page that a published record was read from, or None if the archive does not hold it."""
        pages = [place for place in self.story_pages(story_id=record["id"]) if place.gave(record)]
        return next((place for place in pages if place.run == record["run"]), pages[-1] if pages else None)

    def story_pages(
        self, *, run: int | None = None, since: str | None = None, story_id: str | None = None
    ) -> Iterator[Place]:
        """Yield the page that each run read each story from, in the order of the files.

        The arguments select a run, pages fetched at or after an ISO 8601 time, and a story.
        """
        tests = {"run = ?": run, "date >= ?": since, "story_id = ?": story_id}
        wanted = {test: value for test, value in tests.items() if value is not None}
        where = " AND ".join(["story_id <> ''", *_READ, *wanted])
        return self._select(f"{where} ORDER BY file, offset", *wanted.values())

    def count(self, **selection: Any) -> int:
        """Return the number of pages that `story_pages` yields for the same arguments."""
        return sum(1 for _ in self.story_pages(**selection))

    def _select(self, where: str, *values: object) -> Iterator[Place]:
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM pages AS page WHERE {where}", values)  # noqa: S608  # conditions of this module
        return (Place(*row) for row in rows)


def remove_index(folder: Path, why: str = "it has changed since the last run") -> None:
    """Delete a damaged index, with a warning; the next to open it makes it again from the WARC files."""
    logger.warning("%s is damaged (%s): rebuilding it from the WARC files.", folder / "index.db", why)
    for name in ("index.db", "index.db-wal", "index.db-shm"):
        path = folder / name
        path.rename(path.with_name(f"{name}.damaged")) if path.is_dir() else path.unlink(missing_ok=True)


def index_is_damaged(folder: Path) -> bool:
    """True if `index.db` exists and is no whole database; nothing is changed. While a run writes to it, it is not read."""
    path = folder / "index.db"
    if (folder / "index.db-wal").exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as connection:
            _check(connection)
    except sqlite3.DatabaseError as error:
        return path.is_dir() or (path.exists() and _is_damage(error))
    return False


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """True if an error means that the file is no such database, not that disk or lock failed."""
    return getattr(error, "sqlite_errorname", "").startswith(_DAMAGE)


# Excludes redirects, 304 responses, and errors that were retried.
_IS_PAGE = "(status BETWEEN 200 AND 299 OR status IN (404, 410))"
# The page that a story was read from is the last page that the run fetched for the story.
# The subquery repeats `story_id <> ''`: otherwise SQLite would scan the table for each page, not use `pages_story`.
_READ = (
    _IS_PAGE,
    f"""NOT EXISTS (SELECT 1 FROM pages AS later WHERE later.story_id = page.story_id AND later.story_id <> '' AND later.run = page.run
       AND {_IS_PAGE.replace("status", "later.status")} AND (later.date, later.offset) > (page.date, page.offset))""",  # noqa: S608  # conditions of this module
)


def _connect(path: Path) -> sqlite3.Connection:
    if not os.access(path.parent, os.W_OK):
        return _copied(path)
    connection = sqlite3.connect(path, check_same_thread=False, timeout=60)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")  # a damaged index is rebuilt from the archive
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != _SCHEMA_VERSION:
        _make(connection)
    try:
        _check(connection)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError if a page of the file or a table is damaged."""
    for (line,) in connection.execute("PRAGMA quick_check(1)"):
        if line != "ok":
            error = sqlite3.DatabaseError(line)
            error.sqlite_errorname = "SQLITE_CORRUPT"
            raise error
    connection.execute(f"SELECT {_COLUMNS} FROM pages LIMIT 1")  # noqa: S608  # names of this module
    connection.execute("SELECT name, end FROM files LIMIT 1")


def _temporary() -> sqlite3.Connection:
    connection = sqlite3.connect(
        "", check_same_thread=False
    )  # SQLite's name for a file that it removes itself
    _make(connection)
    return connection


def _copied(path: Path) -> sqlite3.Connection:
    """Copy the index of a read-only folder into memory, where it can be completed."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    if path.exists():
        # "immutable" needs no lock and no -shm file, which cannot be created in a read-only folder.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as file:
            file.backup(connection)
    if connection.execute("PRAGMA user_version").fetchone()[0] != _SCHEMA_VERSION:
        _make(connection)
    return connection


def _make(connection: sqlite3.Connection) -> None:
    tables = ("files", "pages")
    connection.executescript(
        "".join(f"DROP TABLE IF EXISTS {table};" for table in tables)
        + _SCHEMA
        + f"PRAGMA user_version = {_SCHEMA_VERSION};"
    )
