"""Truncate the archive file of a killed run after its last complete record."""

from __future__ import annotations

import os
import zlib
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from newscrawl.errors import StateDamaged

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 1 << 16
_GZIP = zlib.MAX_WBITS + 16
_MAGIC = b"\x1f\x8b\x08"
_HEADER, _TRAILER = 10, 8  # bytes, RFC 1952 §2.3


def repair(path: Path, start: int = 0) -> int:
    """Truncate a file after its last complete record and return the number of bytes cut; delete it if none is left.

    ``start`` is an offset up to which all records are known to be complete.

    Raises:
        StateDamaged: a record is damaged and complete ones follow; the file was not changed.
    """
    size = path.stat().st_size
    with path.open("r+b") as file:
        end = whole_until(file, start)
        if end < size and _holds_whole_record(file, end + 1):
            raise StateDamaged(
                f"{path}: the record at byte {end} is damaged, but complete records follow it. Restore the file from a "
                f"backup, or move it out of the folder: its pages are then missing from the archive."
            )
        if end < size:
            file.truncate(end)
            os.fsync(file.fileno())
    if end == 0:
        path.unlink()
    return size - end


def whole_until(file: BinaryIO, start: int = 0) -> int:
    """Return the offset after the last complete record (a gzip member with a correct checksum), read from ``start``."""
    end = start
    while found := member(file, end):
        end += found.length
    return end


def odd_record(file: BinaryIO) -> int | None:
    """Return the offset of the first record that differs from most where no checksum covers it; None if there is none.

    That is the gzip header (time, system and flags), and the bits behind the end of the compressed data, which are 0.
    """
    headers: dict[int, bytes] = {}
    odd: list[int] = []
    at = 0
    while found := member(file, at):
        file.seek(at)
        packed = file.read(found.length)
        headers[at] = packed[:_HEADER]
        odd += [at] if _has_spare_bit(packed, found.content) else []
        at += found.length
    usual = Counter(headers.values()).most_common(1)
    odd += [at for at, header in headers.items() if header != usual[0][0]]
    return min(odd, default=None)


def _has_spare_bit(packed: bytes, content: bytes) -> bool:
    """True if a gzip member gives the same content without the highest bit of its compressed data: none may be set behind the end."""
    last = packed[-_TRAILER - 1]
    cleared = last & ~(1 << last.bit_length() >> 1)
    reader = zlib.decompressobj(_GZIP)
    with suppress(zlib.error):
        without = reader.decompress(packed[: -_TRAILER - 1] + bytes([cleared]) + packed[-_TRAILER:])
        return cleared != last and reader.eof and not reader.unused_data and without == content
    return False


class Member(NamedTuple):
    """A gzip member: its decompressed content, and its length in the file in bytes."""

    content: bytes
    length: int


def member(file: BinaryIO, offset: int, block: int = _BLOCK) -> Member | None:
    """Return the gzip member (one record) at an offset; None if there is none or it is incomplete or damaged.

    The file is read in pieces of ``block`` bytes.
    """
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
    """True if any complete record begins at or after an offset."""
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
