"""Check compressed bodies (gzip, deflate, br, zstd): the stream is whole and decompresses to no more than the limit."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator

import brotli  # type: ignore[import-untyped]  # comes with Scrapy, as zstd does

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: Accept-Encoding of each request. WARC tools cannot decompress br and zstd; some servers send them all the same.
ACCEPT_ENCODING = "gzip, deflate"

_MEMBER = b"\x1f\x8b"  # a gzip stream may have several members; anything else after the last one is ignored
_MOST_MEMBERS = 100  # decompressing each member copies all that follows it
_STEP = 1 << 20  # bytes decompressed at a time
_ZSTD: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}  # 8 MiB, RFC 9659 §3


def compression_fault(body: bytes, encodings: Iterable[bytes], largest: int) -> str | None:
    """Return what is wrong with a compressed body; None if nothing is, or if it is not compressed.

    ``encodings`` are the values of Content-Encoding, and ``largest`` is in bytes. Unknown encodings are ignored.

    >>> compression_fault(b"plain", [], 99), compression_fault(zlib.compress(b"words")[:-1], [b"deflate"], 99)
    (None, 'truncated deflate')
    """
    names = [name.strip().lower().decode("latin-1") for value in encodings for name in value.split(b",")]
    for name in reversed(names):
        try:
            body = _decompress(body, name, largest) if body else body
        except _TooLarge:
            return f"unpacks to more than {largest} bytes"
        except EOFError:
            return f"truncated {name}"
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            return f"broken {name} ({error})"
    return None


class _TooLarge(Exception):
    """A body that decompresses to more than the limit."""


def _decompress(body: bytes, name: str, largest: int) -> bytes:
    if name not in _DECOMPRESSORS:
        return body
    parts, size = [], 0
    for part in _DECOMPRESSORS[name](body):
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
    """Decompress deflate with a zlib header, or without one, as some servers send it."""
    has_header = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    yield from _stream(body, zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


def _stream(body: bytes, wbits: int) -> Generator[bytes, None, bytes]:
    """Decompress one stream; return the bytes after it."""
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


_DECOMPRESSORS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
