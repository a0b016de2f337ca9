"""Cuts the archive of a killed run back to its last whole record."""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from newscrawl.errors import StateDamaged

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 1 << 16
_GZIP = zlib.MAX_WBITS + 16
_MAGIC = b"\x1f\x8b\x08"


def repair(path: Path, start: int = 0) -> int:
    """Cut a file back to its last whole record and give the number of bytes cut; an empty file goes.

    ``start`` is an offset up to which the records are known to be whole.

    Raises:
        StateDamaged: a record in the middle is damaged; the file is left as it is.
    """
    size = path.stat().st_size
    with path.open("r+b") as file:
        end = whole_until(file, start)
        if end < size and _holds_whole_record(file, end + 1):
            raise StateDamaged(
                f"{path}: the record at byte {end} is damaged and whole ones follow. Restore the file from a copy, "
                f"or move it away: what stands in it is then missing from the archive."
            )
        if end < size:
            file.truncate(end)
            os.fsync(file.fileno())
    if end == 0:
        path.unlink()
    return size - end


def whole_until(file: BinaryIO, start: int = 0) -> int:
    """Give the offset behind the last whole record (gzip member, checksum right) from ``start`` on."""
    end = start
    while found := member(file, end):
        end += found.length
    return end


class Member(NamedTuple):
    """A gzip member: what it holds, and its length in the file."""

    content: bytes
    length: int


def member(file: BinaryIO, offset: int, block: int = _BLOCK) -> Member | None:
    """Unpack the gzip member (a record) at an offset, read by blocks; None where none stands or it is not whole."""
    file.seek(offset)
    reader = zlib.decompressobj(_GZIP)
    content, length = [], 0
    try:
        while packed := file.read(block):
            length += len(packed)
            content.append(reader.decompress(packed))
            if reader.eof:
                return Member(b"".join(content), length - len(reader.unused_data))
    except zlib.error:
        pass
    return None


def _holds_whole_record(file: BinaryIO, start: int) -> bool:
    """Tell whether any whole record begins at or behind an offset."""
    file.seek(start)
    place = start
    while block := file.read(_BLOCK):
        found = block.find(_MAGIC)
        while found >= 0:
            if member(file, place + found):
                return True
            found = block.find(_MAGIC, found + 1)
        place += max(1, len(block) - len(_MAGIC) + 1)
        file.seek(place)
        if len(block) < len(_MAGIC):
            break
    return False
