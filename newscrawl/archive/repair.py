"""Cuts the archive of a killed run back to its last whole record."""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING, BinaryIO

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
    while (length := member_length(file, end)) is not None:
        end += length
    return end


def member_length(file: BinaryIO, offset: int) -> int | None:
    """Measure the gzip member (a record) at an offset; None where none stands or it is not whole."""
    file.seek(offset)
    reader = zlib.decompressobj(_GZIP)
    length = 0
    try:
        while block := file.read(_BLOCK):
            length += len(block)
            reader.decompress(block)
            if reader.eof:
                return length - len(reader.unused_data)
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
            if member_length(file, place + found):
                return True
            found = block.find(_MAGIC, found + 1)
        place += max(1, len(block) - len(_MAGIC) + 1)
        file.seek(place)
        if len(block) < len(_MAGIC):
            break
    return False
