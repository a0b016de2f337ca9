"""Where each page stands in the archive: a SQLite file beside it that can be made again at any time."""

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
_values = attrgetter(*_NAMES)  # `astuple` copies each value: half of what adding a page costs


class Index:
    """Finds pages by digest, address and story id; one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "index.db"
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        """Open the index; one that is damaged or of another version is thrown away and made again."""
        try:
            return _connect(self.path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            logger.warning("%s is damaged (%s): making it again.", self.path, error)
            for name in ("index.db", "index.db-wal", "index.db-shm"):
                (self.folder / name).unlink(missing_ok=True)
            return _connect(self.path)

    # --- keeping it true ------------------------------------------------------------------------------

    def mend(self) -> None:
        """Cut what a killed run left torn, then index what is not indexed; only for the holder of the lock."""
        for path in self._changed_files():
            try:
                cut = repair(path, self._whole_start(path))
            except StateDamaged as error:
                logger.error("%s", error)  # noqa: TRY400  # the message says all
                continue
            if cut:
                logger.warning("Cut %d bytes of a torn record off %s.", cut, path)
        self.catch_up()

    def catch_up(self) -> None:
        """Index every whole record that is not indexed; files that are gone or shrunk are read anew."""
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
        """Drop all that is known of one file: it is gone, or was written anew."""
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
            if number % _BATCH == 0:  # so that a crawl that goes on waits for no long transaction
                self.commit()

    def add(self, place: Place) -> None:
        """Note a page; the facts that stand behind it may come later."""
        self._connection.execute(_ADD, _values(place))

    def reach(self, name: str, end: int) -> None:
        """Note up to where a file is indexed."""
        self._connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (name, end))

    def commit(self) -> None:
        """End the transaction; readers see it from now on."""
        self._connection.commit()

    def close(self) -> None:
        """Close; what is not committed is let go: pages that a disk did not take are nowhere."""
        self._connection.close()

    # --- questions ------------------------------------------------------------------------------------

    def original(self, digest: str) -> Original | None:
        """Find the first record that holds a payload."""
        row = self._connection.execute(
            "SELECT record_id, url, date FROM pages WHERE digest = ? AND is_revisit = 0 ORDER BY date LIMIT 1",
            (digest,),
        ).fetchone()
        return Original(*row) if row else None

    def payload_of(self, place: Place) -> Place:
        """Find the record that holds a page's payload: itself, or the one that a revisit refers to.

        Raises:
            StateDamaged: no file of the archive holds it.
        """
        if not place.is_revisit:
            return place
        found = next(self._select("digest = ? AND is_revisit = 0 LIMIT 1", place.digest), None)
        if found is None:
            raise StateDamaged(
                f"{self.folder / place.file}: the page {place.url} refers to a record that no file here holds. Restore the missing file."
            )
        return found

    def last_pages(self) -> list[tuple[str, str, int]]:
        """Give each file that holds pages, with the date of its last one and their number; the newest file first."""
        asked = "SELECT file, max(date), count(*) FROM pages GROUP BY file ORDER BY file DESC"
        return list(self._connection.execute(asked))

    def referred_to(self, name: str) -> list[Place]:
        """List a file's pages whose payload stands nowhere else and is what a page of another file refers to."""
        others = "SELECT digest FROM pages WHERE file <> ? AND is_revisit ="
        where = f"file = ? AND is_revisit = 0 AND digest IN ({others} 1) AND digest NOT IN ({others} 0)"
        return list(self._select(where, name, name, name))

    def serves_others(self, place: Place) -> bool:
        """Tell whether the payload of a page is what a page of another story, or of none, refers to."""
        where = "digest = ? AND is_revisit = 1 AND story_id <> ? LIMIT 1"
        return any(self._select(where, place.digest, place.story_id))

    def of_story(self, story_id: str) -> list[Place]:
        """List the pages that were fetched for a story, oldest first."""
        return list(self._select("story_id = ? AND story_id <> '' ORDER BY date, offset", story_id))

    def of_url(self, url: str) -> list[Place]:
        """List the pages of an address, oldest first; redirects, errors and "not modified" are none."""
        return list(self._select(f"url = ? AND {_IS_PAGE} ORDER BY date, offset", url))

    def trace(self, record: dict[str, Any]) -> Place | None:
        """Find the page that a published record was read from; None where no file of the archive holds it."""
        pages = [place for place in self.story_pages(story_id=record["id"]) if place.gave(record)]
        return next((place for place in pages if place.run == record["run"]), pages[-1] if pages else None)

    def story_pages(
        self, *, run: int | None = None, since: str | None = None, story_id: str | None = None
    ) -> Iterator[Place]:
        """Give, in the order of the files, the page that each run read each story from."""
        tests = {"run = ?": run, "date >= ?": since, "story_id = ?": story_id}
        wanted = {test: value for test, value in tests.items() if value is not None}
        where = " AND ".join(["story_id <> ''", *_READ, *wanted])
        return self._select(f"{where} ORDER BY file, offset", *wanted.values())

    def count(self, **selection: Any) -> int:
        """Count what `story_pages` gives."""
        return sum(1 for _ in self.story_pages(**selection))

    def _select(self, where: str, *values: object) -> Iterator[Place]:
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM pages AS page WHERE {where}", values)  # noqa: S608  # conditions of this module
        return (Place(*row) for row in rows)


# No redirect, no error that was tried again, no "not modified".
_IS_PAGE = "(status BETWEEN 200 AND 299 OR status IN (404, 410))"
# A page that a story was read from: the run's last such for the story.
# That the id is not empty is said twice, for only then SQLite uses the index `pages_story` and not a scan a page.
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
    connection.execute("PRAGMA synchronous = OFF")  # it can be made again from the archive
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != _SCHEMA_VERSION:
        _make(connection)
    return connection


def _copied(path: Path) -> sqlite3.Connection:
    """Copy the index of a folder that cannot be written into memory, where it may be completed."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    if path.exists():
        # "immutable": no lock and no -shm file, which cannot be made there.
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
