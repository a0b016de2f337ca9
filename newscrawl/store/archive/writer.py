"""Write a run's responses as WARC, compressed in a separate thread.

The thread only compresses. The file and the index are written while the crawl waits for `sync` anyway, because two
threads that compete for the GIL would cost the crawl more time than the work itself.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

from newscrawl import __version__
from newscrawl.errors import CannotOpen, WriteFailed
from newscrawl.store.archive import record
from newscrawl.store.archive.index import Index
from newscrawl.store.archive.place import Place
from newscrawl.store.archive.record import Received
from newscrawl.store.archive.retention import retire
from newscrawl.store.atomic import sync_folder
from newscrawl.store.paths import run_number

# Pages handed to the thread at once, because the crawl waits for the GIL each time.
_CHUNK = 8
# Pages, and bytes of their bodies, that may wait for `sync`; beyond either they are written without it.
_MOST_WAITING, _MOST_BYTES = 64, 32 << 20


class _Packed(NamedTuple):
    """A page that is compressed but not yet written; its body is dropped to save memory."""

    page: Received
    is_empty: bool
    digest: str
    record_id: str
    response: bytes


class Archive:
    """One run's WARC file: `write` queues a response, `sync` waits until all of them are on the disk.

    Raises:
        CannotOpen: the folder, file or index cannot be created or opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._run = run_number(path)
        self._error: Exception | None = None
        try:
            self._index = Index(path.parent)
            self._file = _open(path)
        except (OSError, sqlite3.Error) as error:
            raise CannotOpen(
                f"Cannot open the archive {path}: {error}. Make the folder writable, or crawl without it: -s NEWSCRAWL_ARCHIVE=False"
            ) from error
        self._end = self._synced = self._file.tell()
        self._arrived: list[Received] = []
        self._packing: list[Future[list[_Packed]]] = []
        self._bytes = 0  # of bodies that are not yet written
        self._pool = ThreadPoolExecutor(1, "archive")

    def write(self, page: Received) -> None:
        """Queue a response; usually returns at once, but writes the queue if too many pages or bytes wait.

        Raises:
            WriteFailed: the disk is full or failed, now or at an earlier page.
        """
        with self._stops_on_failure():
            self._arrived.append(page)
            self._bytes += len(page.body)
            if len(self._arrived) == _CHUNK or self._bytes >= _MOST_BYTES:
                self._hand_over()
            if _CHUNK * len(self._packing) >= _MOST_WAITING or self._bytes >= _MOST_BYTES:
                self._write_out()

    def sync(self) -> None:
        """Wait until every queued response is on the disk (fsync).

        Raises:
            WriteFailed: one of them could not be written.
        """
        with self._stops_on_failure():
            self._hand_over()
            self._write_out()
            if self._end == self._synced:
                return
            self._file.flush()
            os.fsync(self._file.fileno())
            self._index.reach(self.path.name, self._end)
            self._index.commit()
            self._synced = self._end

    def close(self) -> None:
        """Sync and close; errors are ignored: `write` or `sync` has raised them, or no stored story depends on the page."""
        with suppress(WriteFailed):
            self.sync()
        self._pool.shutdown()
        for part in (self._file, self._index):
            with suppress(OSError, sqlite3.Error):
                part.close()

    @contextmanager
    def _stops_on_failure(self) -> Iterator[None]:
        """Context manager: raise any error as WriteFailed, then and at each later use.

        Nothing is written after a failure, since records after an incomplete one could not be read.
        """
        if self._error is None:
            try:
                yield
            except Exception as error:  # noqa: BLE001  # for any error: no story may be stored without its archived page
                self._error = error
            else:
                return
        raise WriteFailed(
            f"Cannot write {self.path}: {self._error!r}. Free disk space or repair the disk, then run again."
        ) from self._error

    def _hand_over(self) -> None:
        if self._arrived:
            self._packing.append(self._pool.submit(_pack, self._arrived))
            self._arrived = []

    def _write_out(self) -> None:
        packing, self._packing, self._bytes = self._packing, [], 0
        for chunk in packing:
            for one in chunk.result():
                self._append(one)

    def _append(self, packed: _Packed) -> None:
        if self._end == 0:
            self._end += self._file.write(_head(self.path.name))
        page, digest, record_id = packed.page, packed.digest, packed.record_id
        original = None if packed.is_empty else self._index.original(digest)
        first = record.revisit(page, record_id, digest, original) if original else packed.response
        second = record.metadata(page, record_id)
        self._file.write(first + second)
        self._index.add(
            Place(
                file=self.path.name,
                offset=self._end,
                length=len(first),
                facts=self._end + len(first),
                record_id=record_id,
                url=page.url,
                date=page.date,
                status=page.status,
                digest=digest,
                is_revisit=int(original is not None),
                story_id=str(page.facts.get("story_id") or ""),
                run=self._run,
            )
        )
        self._end += len(first) + len(second)


def open_archive(path: Path, keep_days: int = 0) -> Archive:
    """Repair the files of killed runs, then open the archive file of a new run; the caller must hold the lock.

    Files whose last page is more than ``keep_days`` days old are deleted; 0 keeps all files.

    Raises:
        CannotOpen: the folder, a file or the index cannot be created or opened.
    """
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        index = Index(folder)
        index.repair_files()
        if keep_days > 0:
            retire(index, keep_days, path, _head(path.name))
        index.close()
    except (OSError, sqlite3.Error) as error:
        raise CannotOpen(
            f"Cannot open the archive in {folder}: {error}. Make the folder writable, or crawl without it: -s NEWSCRAWL_ARCHIVE=False"
        ) from error
    return Archive(path)


def _pack(pages: list[Received]) -> list[_Packed]:
    """Compute digests of pages and compress them; runs in the thread."""
    packed = []
    for page in pages:
        digest, record_id = record.payload_digest(page.body), record.new_id()
        response = record.response(page, record_id, digest)
        packed.append(_Packed(replace(page, body=b""), not page.body, digest, record_id, response))
    return packed


def _head(name: str) -> bytes:
    return record.warcinfo(name, f"newscrawl {__version__} (Scrapy, warcio)")


def _open(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("ab")
    sync_folder(path.parent)
    return file
