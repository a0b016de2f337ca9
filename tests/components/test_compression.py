"""Packed bodies: whole streams of every shape pass, cut and overlong ones have a name."""

import gzip
import zlib

import brotli  # type: ignore[import-untyped]  # comes with Scrapy
import pytest
from backports import zstd

from newscrawl.components.compression import compression_fault

TEXT = b"A story's text, which is long enough to be packed. " * 40


def packed(body):
    return gzip.compress(body, mtime=0)  # no time: the same test has the same name everywhere


PACKED = packed(TEXT)


def bare(body):
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (TEXT, "utf-8"),
        (b"", "gzip"),
        (PACKED, "gzip"),
        (PACKED, "X-GZIP"),
        (PACKED + PACKED, "gzip"),
        (PACKED + b"garbage behind", "gzip"),
        (PACKED + bytes(8), "gzip"),
        (packed(PACKED), "gzip, gzip"),
        (zlib.compress(TEXT), "deflate"),
        (bare(TEXT), "deflate"),
        (brotli.compress(TEXT), "br"),
        (zstd.compress(TEXT), "zstd"),
        (zstd.compress(TEXT) * 2, "zstd"),
    ],
)
def test_a_whole_body_passes(body, encoding):
    assert compression_fault(body, [encoding.encode()], 10_000) is None


@pytest.mark.parametrize(
    ("body", "encoding", "fault"),
    [
        (PACKED[:-9], "gzip", "truncated gzip"),
        (PACKED[:-3], "gzip", "truncated gzip"),
        (PACKED + PACKED[:-9], "gzip", "truncated gzip"),
        (packed(PACKED[:-9]), "gzip, gzip", "truncated gzip"),
        (zlib.compress(TEXT)[:-5], "deflate", "truncated deflate"),
        (bare(TEXT)[:-5], "deflate", "truncated deflate"),
        (PACKED[:-8] + b"12345678", "gzip", "broken gzip"),
        (TEXT, "gzip", "broken gzip"),
        (packed(b"") * 200, "gzip", "broken gzip (over 100 members)"),
        (packed(bytes(20_000)), "gzip", "unpacks to more than 10000 bytes"),
        (packed(bytes(6_000)) * 2, "gzip", "unpacks to more than 10000 bytes"),
        (packed(packed(bytes(20_000))), "gzip, gzip", "unpacks to more than 10000 bytes"),
        (zlib.compress(bytes(20_000)), "deflate", "unpacks to more than 10000 bytes"),
        (brotli.compress(TEXT)[:-2], "br", "truncated br"),
        (brotli.compress(bytes(20_000)), "br", "unpacks to more than 10000 bytes"),
        (b"\xff" + TEXT, "br", "broken br"),
        (zstd.compress(TEXT)[:-2], "zstd", "truncated zstd"),
        (zstd.compress(TEXT) + zstd.compress(TEXT)[:-2], "zstd", "truncated zstd"),
        (zstd.compress(bytes(20_000)), "zstd", "unpacks to more than 10000 bytes"),
        (zstd.compress(b"") * 200, "zstd", "broken zstd (over 100 frames)"),
        (TEXT, "zstd", "broken zstd"),
    ],
)
def test_a_cut_or_overlong_body_has_a_name(body, encoding, fault):
    assert (compression_fault(body, [encoding.encode()], 10_000) or "").startswith(fault)
