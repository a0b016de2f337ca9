"""Packed bodies (gzip, deflate): is the stream whole, and does it unpack to no more than the limit?"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

#: What a request offers: Scrapy would offer br and zstd too, whose cut streams it takes for whole.
OFFERED = "gzip, deflate"

_GZIP = frozenset({b"gzip", b"x-gzip"})
_NOT_OFFERED = frozenset({b"br", b"zstd", b"compress", b"x-compress"})
_MEMBER = b"\x1f\x8b"  # a gzip stream may have several; whatever else follows the last is no part of it
_MOST_MEMBERS = 100  # each copies what follows it
_STEP = 1 << 20  # bytes unpacked at once


def packing_fault(body: bytes, encodings: Iterable[bytes], largest: int) -> str | None:
    """Name what is wrong with a packed body; None if nothing is, or if it is not packed.

    ``encodings`` are the values of Content-Encoding, ``largest`` is in bytes. A word that names no packing is passed over.

    >>> packing_fault(b"plain", [], 99), packing_fault(zlib.compress(b"words")[:-1], [b"deflate"], 99)
    (None, 'truncated deflate')
    """
    names = [name.strip().lower() for value in encodings for name in value.split(b",")]
    try:
        for name in reversed(names):
            if name in _NOT_OFFERED:
                return f"packed as {name.decode()}, which was not asked for"
            body = _unpack(body, name, largest) if body else body
    except _Broken as error:
        return str(error)
    return None


class _Broken(Exception):
    """A stream that is broken, cut or too large; its text says which."""


def _unpack(body: bytes, name: bytes, largest: int) -> bytes:
    if name in _GZIP:
        return _gunzip(body, largest)
    return _inflate(body, largest) if name == b"deflate" else body


def _gunzip(body: bytes, largest: int) -> bytes:
    found, rest = _stream(body, 16 + zlib.MAX_WBITS, "gzip", largest)
    for _ in range(_MOST_MEMBERS):
        if not rest.startswith(_MEMBER):
            return found
        more, rest = _stream(rest, 16 + zlib.MAX_WBITS, "gzip", largest)
        found += more
        if len(found) > largest:
            raise _Broken(f"unpacks to more than {largest} bytes")
    raise _Broken(f"broken gzip (over {_MOST_MEMBERS} members)")


def _inflate(body: bytes, largest: int) -> bytes:
    """Unpack deflate: with its header, or without as some servers send it."""
    has_header = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _stream(body, zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS, "deflate", largest)[0]


def _stream(body: bytes, wbits: int, name: str, largest: int) -> tuple[bytes, bytes]:
    """Unpack one stream; give its content and what stands behind it."""
    unpacker = zlib.decompressobj(wbits)
    parts, size, left = [], 0, body
    try:
        while left and not unpacker.eof:
            parts.append(unpacker.decompress(left, _STEP))
            left = unpacker.unconsumed_tail
            size += len(parts[-1])
            if size > largest:
                raise _Broken(f"unpacks to more than {largest} bytes")
    except zlib.error as error:
        raise _Broken(f"broken {name} ({error})") from error
    if not unpacker.eof:
        raise _Broken(f"truncated {name}")
    return b"".join(parts), unpacker.unused_data
