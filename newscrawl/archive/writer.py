"""Writes a run's responses as WARC, compressed in a thread of its own."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import suppress
from pathlib import Path
from queue import Queue
from typing import BinaryIO

from newscrawl import __version__
from newscrawl.archive import record
from newscrawl.archive.index import Index
from newscrawl.archive.place import Place, archive_name, run_of
from newscrawl.archive.record import Received
from newscrawl.archive.retention import retire
from newscrawl.errors import CannotOpen, WriteFailed
from newscrawl.lasting import sync_folder

_MOST_WAITING = (
    64  # pages between the crawl and the thread: more would fill the memory while the disk is slow
)


class Archive:
    """One run's archive file: `write` returns at once, `sync` when everything written is on the disk.

    Raises:
        CannotOpen: folder, file or index cannot be made or opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._run = run_of(path.name)
        self._error: Exception | None = None
        self._is_dirty = False
        self._queue: Queue[Received | threading.Event | None] = Queue(_MOST_WAITING)
        try:
            self._index = Index(path.parent)
            self._file = _open(path)
        except (OSError, sqlite3.Error) as error:
            raise CannotOpen(
                f"Cannot open the archive {path}: {error}. Make the folder writable, or crawl without it: -s NEWSCRAWL_ARCHIVE=False"
            ) from error
        self._end = self._file.tell()
        self._thread = threading.Thread(target=self._work, name="archive", daemon=True)
        self._thread.start()

    # --- the crawl's side -------------------------------------------------------------------------

    def write(self, page: Received) -> None:
        """Hand a response over; waits only while the thread is many pages behind.

        Raises:
            WriteFailed: the disk is full or failed, now or at an earlier page.
        """
        self._check()
        self._is_dirty = True
        self._queue.put(page)

    def sync(self) -> None:
        """Wait until every response handed over is on the disk (fsync).

        Raises:
            WriteFailed: one of them could not be written.
        """
        self._check()
        if self._is_dirty:
            done = threading.Event()
            self._queue.put(done)
            done.wait()
            self._is_dirty = False
            self._check()

    def close(self) -> None:
        """Sync, end the thread and close the file; what failed was told by `write` and `sync`."""
        if self._thread.is_alive():
            self._queue.put(threading.Event())
            self._queue.put(None)
            self._thread.join()

    def _check(self) -> None:
        if self._error is not None:
            raise WriteFailed(
                f"Cannot write {self.path}: {self._error}. Make room and run again."
            ) from self._error

    # --- the thread's side ------------------------------------------------------------------------

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            try:
                self._do(job)
            except (OSError, sqlite3.Error, ValueError) as error:
                self._error = self._error or error
            finally:
                if isinstance(job, threading.Event):
                    job.set()
        for part in (self._file, self._index):
            with suppress(
                OSError, sqlite3.Error
            ):  # a disk that is full now was told, or holds nothing that counts
                part.close()

    def _do(self, job: Received | threading.Event) -> None:
        if self._error is not None:  # what follows a torn record could not be read again
            return
        if isinstance(job, threading.Event):
            self._file.flush()
            os.fsync(self._file.fileno())
            if self._end:  # an empty file stays unknown: the next run removes it
                self._index.reach(self.path.name, self._end)
            self._index.commit()
        else:
            self._append(job)

    def _append(self, page: Received) -> None:
        if self._end == 0:
            self._end += self._file.write(_head(self.path.name))
        digest, record_id = record.payload_digest(page.body), record.new_id()
        original = self._index.original(digest) if page.body else None
        first = (
            record.revisit(page, record_id, digest, original)
            if original
            else record.response(page, record_id, digest)
        )
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


def open_archive(folder: Path, run: int, keep_days: int = 0) -> Archive:
    """Mend what killed runs left, then open the archive of a new run; only for the holder of the lock.

    Files whose last page is more than ``keep_days`` old are removed; 0 keeps all.

    Raises:
        CannotOpen: folder, file or index cannot be made or opened.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        index = Index(folder)
        index.mend()
        if keep_days > 0:
            retire(index, keep_days, folder / archive_name(run), _head(archive_name(run)))
        index.close()
    except (OSError, sqlite3.Error) as error:
        raise CannotOpen(
            f"Cannot open the archive in {folder}: {error}. Make the folder writable, or crawl without it: -s NEWSCRAWL_ARCHIVE=False"
        ) from error
    return Archive(folder / archive_name(run))


def _head(name: str) -> bytes:
    return record.warcinfo(name, f"newscrawl {__version__} (Scrapy, warcio)")


def _open(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("ab")
    sync_folder(path.parent)
    return file
