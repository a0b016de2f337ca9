"""Packed bodies (gzip, deflate, br, zstd): is the stream whole, and does it unpack to no more than the limit?"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator

import brotli  # type: ignore[import-untyped]  # comes with Scrapy, as zstd does

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: What a request offers: no WARC tool undoes br and zstd, which some servers send unasked all the same.
OFFERED = "gzip, deflate"

_MEMBER = b"\x1f\x8b"  # a gzip stream may have several; whatever else follows the last is no part of it
_MOST_MEMBERS = 100  # each copies what follows it
_STEP = 1 << 20  # bytes unpacked at once
_ZSTD: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}  # 8 MiB, RFC 9659 §3


def packing_fault(body: bytes, encodings: Iterable[bytes], largest: int) -> str | None:
    """Name what is wrong with a packed body; None if nothing is, or if it is not packed.

    ``encodings`` are the values of Content-Encoding, ``largest`` is in bytes. A word that names no packing is passed over.

    >>> packing_fault(b"plain", [], 99), packing_fault(zlib.compress(b"words")[:-1], [b"deflate"], 99)
    (None, 'truncated deflate')
    """
    names = [name.strip().lower().decode("latin-1") for value in encodings for name in value.split(b",")]
    for name in reversed(names):
        try:
            body = _unpack(body, name, largest) if body else body
        except _TooLarge:
            return f"unpacks to more than {largest} bytes"
        except EOFError:
            return f"truncated {name}"
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            return f"broken {name} ({error})"
    return None


class _TooLarge(Exception):
    """A body that unpacks to more than the limit."""


def _unpack(body: bytes, name: str, largest: int) -> bytes:
    if name not in _UNPACKERS:
        return body
    parts, size = [], 0
    for part in _UNPACKERS[name](body):
        size += len(part)
        if size > largest:
            raise _TooLarge
        parts.append(part)
    return b"".join(parts)


def _gunzip(body: bytes) -> Iterator[bytes]:
    for _ in range(_MOST_MEMBERS):
        body = yield from _stream(body, 16 + zlib.MAX_WBITS)
        if not body.startswith(_MEMBER):
            return
    raise zlib.error(f"over {_MOST_MEMBERS} members")


def _inflate(body: bytes) -> Iterator[bytes]:
    """Unpack deflate: with its header, or without as some servers send it."""
    has_header = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    yield from _stream(body, zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


def _stream(body: bytes, wbits: int) -> Generator[bytes, None, bytes]:
    """Unpack one stream; give back what stands behind it."""
    unpacker = zlib.decompressobj(wbits)
    while body and not unpacker.eof:
        yield unpacker.decompress(body, _STEP)
        body = unpacker.unconsumed_tail
    if not unpacker.eof:
        raise EOFError
    return unpacker.unused_data


def _unbrotli(body: bytes) -> Iterator[bytes]:
    unpacker = brotli.Decompressor()
    while not unpacker.is_finished():
        part = unpacker.process(body, output_buffer_limit=_STEP)
        if not part and not body:
            raise EOFError
        yield part
        body = b""


def _unzstd(body: bytes) -> Iterator[bytes]:
    for _ in range(_MOST_MEMBERS):
        body = yield from _frame(body)
        if not body:
            return
    raise zstd.ZstdError(f"over {_MOST_MEMBERS} frames")


def _frame(body: bytes) -> Generator[bytes, None, bytes]:
    unpacker = zstd.ZstdDecompressor(options=_ZSTD)
    while not unpacker.eof:
        part = unpacker.decompress(body, _STEP)
        if not part and unpacker.needs_input:
            raise EOFError
        yield part
        body = b""
    return unpacker.unused_data


_UNPACKERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
