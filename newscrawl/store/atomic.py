"""Atomic, durable writes: temporary file, fsync, rename, fsync the folder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO


@contextlib.contextmanager
def replace_file(path: Path) -> Iterator[IO[bytes]]:
    """Context manager: yield a temporary file to write to; it replaces `path` atomically when the block ends.

    If the block raises, the temporary file is removed and `path` stays as it was.

    Raises:
        OSError: the disk is full or failed.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
            sync(file)
        place(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def append(path: Path, content: bytes, head: bytes = b"") -> None:
    """Append bytes to a file durably (fsync); a new file begins with ``head``.

    Raises:
        OSError: the disk is full or failed.
    """
    with path.open("ab") as file:
        file.write(content if file.tell() else head + content)
        sync(file)
    sync_folder(path.parent)


def sync(file: IO[bytes]) -> None:
    """Flush an open file and wait until its content is on the disk (fsync)."""
    file.flush()
    os.fsync(file.fileno())


def place(part: Path, path: Path) -> None:
    """Rename a synced temporary file to its final path and sync the folder."""
    part.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until a folder's entries (new, renamed and deleted files) are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
