"""The lock of a data folder: only one run at a time may write to it."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from newscrawl.errors import CannotOpen, Locked
from newscrawl.store.paths import DataFolder

_PATIENCE = 0.5  # seconds to wait for a process that has just taken the lock to write its pid
#: Locks taken by `take_before_run` and not yet passed on by `take`: `scrapy crawl` locks before Scrapy starts, which takes a second.
_before_run: dict[Path, Lock] = {}


def take_before_run(data_dir: Path) -> Lock:
    """Take a folder's lock before the run is opened; the next `take` for the folder returns this lock.

    Raises:
        Locked: another process holds it.
        CannotOpen: the folder or the lock file cannot be created.
    """
    _make_folder(data_dir)
    _before_run[data_dir] = lock = Lock(data_dir)
    lock.take()
    return lock


@contextlib.contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """Context manager for a command that is no run: hold a folder's lock; the folder is created if it is missing.

    Raises:
        Locked: another process holds it.
        CannotOpen: the folder or the lock file cannot be created.
    """
    _make_folder(data_dir)
    lock = Lock(data_dir)
    lock.take()
    try:
        yield
    finally:
        lock.release()


def _make_folder(data_dir: Path) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotOpen(
            f"Cannot create {data_dir}: {error}. Make the folder above it writable, or name another with -s NEWSCRAWL_DATA_DIR=…"
        ) from error


def take(data_dir: Path) -> Lock:
    """Take a folder's lock, or return the one that `take_before_run` took; that one is passed on only once.

    Raises:
        Locked: another process, or another run of this process, holds it.
        CannotOpen: the lock file cannot be created.
    """
    lock = _before_run.pop(data_dir, None) or Lock(data_dir)
    lock.take()
    return lock


class Lock:
    """An exclusive lock on ``data/lock``; the operating system releases it when the process ends, even if killed."""

    def __init__(self, data_dir: Path) -> None:
        folder = DataFolder(data_dir)
        self._holder = folder.lock_holder
        self._lock = FileLock(folder.lock, timeout=0, thread_local=False, fallback_to_soft=False)

    def take(self) -> None:
        """Take the lock without waiting; do nothing if this object holds it already.

        Raises:
            Locked: another process holds it; the message names its pid and how long it has held the lock.
            CannotOpen: the lock file cannot be created.
        """
        if self._lock.is_locked:
            return
        try:
            self._lock.acquire()
            holder = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
            self._holder.write_text(json.dumps(holder) + "\n", encoding="ascii")
        except Timeout:
            raise Locked(
                f"Another run holds {self._lock.lock_file} ({self._who()}). Wait for it to end, or stop it; this run sent no request."
            ) from None
        except OSError as error:
            self._lock.release()
            raise CannotOpen(
                f"Cannot create the lock file {self._lock.lock_file}: {error}. Make the folder writable."
            ) from error

    def release(self) -> None:
        """Release the lock, if this object holds it."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._holder.unlink(missing_ok=True)
            self._lock.release()

    def _who(self) -> str:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                holder = json.loads(self._holder.read_text(encoding="ascii"))
                os.kill(holder["pid"], 0)
                age = datetime.now(UTC) - datetime.fromisoformat(holder["since"])
                return f"pid {holder['pid']}, for {max(0, int(age.total_seconds()))} s"
            time.sleep(0.02)
        return "pid unknown"
