"""The lock: one run per data folder."""

from __future__ import annotations

import contextlib
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from newscrawl.errors import CannotOpen, Locked
from newscrawl.store.paths import DataFolder

_PATIENCE = 0.5  # seconds to wait until a holder that has just taken the lock has written its name
#: Locks of runs that are about to open: `scrapy crawl` takes them first, because Scrapy itself takes a second to start.
_ahead: dict[Path, Lock] = {}


def take_ahead(data_dir: Path) -> Lock:
    """Take a folder's lock for the run that this process is about to open (see `Lock.take` for what it raises)."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotOpen(
            f"Cannot make {data_dir}: {error}. Make the folder writable or name another with -s NEWSCRAWL_DATA_DIR=…"
        ) from error
    _ahead[data_dir] = lock = Lock(data_dir)
    lock.take()
    return lock


def take(data_dir: Path) -> Lock:
    """Take a folder's lock, or take over the one that was taken ahead; once, for a second run finds it held."""
    lock = _ahead.pop(data_dir, None) or Lock(data_dir)
    lock.take()
    return lock


class Lock:
    """Holds ``data/lock`` until released or until the process ends, however it ends."""

    def __init__(self, data_dir: Path) -> None:
        folder = DataFolder(data_dir)
        self._holder = folder.lock_holder
        self._lock = FileLock(folder.lock, timeout=0, thread_local=False, fallback_to_soft=False)

    def take(self) -> None:
        """Take the lock without waiting; one that this object holds already stays held.

        Raises:
            Locked: another process holds it; the message names its pid and age.
            CannotOpen: the lock file cannot be made.
        """
        if self._lock.is_locked:
            return
        try:
            self._lock.acquire()
            holder = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
            self._holder.write_text(json.dumps(holder) + "\n", encoding="ascii")
        except Timeout:
            raise Locked(
                f"Another run holds {self._lock.lock_file} ({self._who()}). Wait for it or stop it; nothing was asked."
            ) from None
        except OSError as error:
            self._lock.release()
            raise CannotOpen(
                f"Cannot make the lock {self._lock.lock_file}: {error}. Make the folder writable."
            ) from error

    def release(self) -> None:
        """Give the lock back."""
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
