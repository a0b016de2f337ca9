"""Files that appear whole or not at all, and last: written beside, synced, renamed, the folder synced."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO


@contextlib.contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to write; it takes the place of `path` when the block ends well, else all is as before.

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
    """Write at the end of a file, behind ``head`` where it is new, so that it lasts.

    Raises:
        OSError: the disk is full or failed.
    """
    with path.open("ab") as file:
        file.write(content if file.tell() else head + content)
        sync(file)
    sync_folder(path.parent)


def sync(file: IO[bytes]) -> None:
    """Bring what is written to the disk."""
    file.flush()
    os.fsync(file.fileno())


def place(part: Path, path: Path) -> None:
    """Give a written and synced file its name, lastingly."""
    part.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
