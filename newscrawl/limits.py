"""Limits: pages that are cut, damaged or built to hang a parser are failures with a name, never stories."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from newscrawl.errors import NewscrawlError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

MOST_DEPTH = 2_000  # lxml drops what lies deeper without a word
MOST_ATTRIBUTES = 1_000  # of one tag: 40,000 take lxml ten seconds that nothing can stop
_LONG_TAG = 20_000  # bytes; only a tag as long as this can hold so many attributes
_MOST_REPLACED = 10  # U+FFFD characters; a teaser cut inside one leaves one or two

_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_HUGE_TAG = re.compile(rb"<[a-zA-Z][^<>]{%d,}" % _LONG_TAG)
_ATTRIBUTE = re.compile(rb"[\s\"'/][^\s\"'=<>/]+")
# Elements without an end tag, or whose end tag may be left out: they do not nest.
_FLAT = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd td th tr option optgroup thead tbody tfoot "
    b"colgroup rp rt html head body".split()
)
_CUT_TAG = re.compile(rb"<(?:[a-zA-Z/!][^<>]{0,2000})?$")


class DamagedPage(NewscrawlError):
    """A page that is cut, damaged or built to hang a parser; its text is the failure's name in the ledger."""


class WholeTransfer:
    """A downloader middleware next to the network: what the transport shows to be cut is a failure."""

    def __init__(self, largest: int) -> None:
        self.largest = largest

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WholeTransfer:
        """Build the middleware for a crawler."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002  # Scrapy's signature
        """Pass a whole response.

        Raises:
            DamagedPage: it is cut, or unpacks to more than the limit.
        """
        if fault := transfer_fault(response, self.largest):
            raise DamagedPage(f"{fault} ({response.url})")
        return response


def transfer_fault(response: Response, largest: int) -> str | None:
    """Name what is wrong with a response as received, before it is unpacked; None if nothing is."""
    if "partial" in response.flags and not response.body.rstrip().endswith(b">"):
        return "closed early"
    encoding = (response.headers.get("Content-Encoding") or b"").strip().lower()
    if encoding in {b"gzip", b"x-gzip", b"deflate"} and response.body:
        return _packed_fault(response.body, largest, raw=encoding == b"deflate")
    return None


def page_fault(body: bytes, text: str) -> str | None:
    """Name what is wrong with a page's bytes or its text; None if nothing is. A missing ``</html>`` is no fault.

    >>> page_fault(b"<p>One</p><p>Tw", "<p>One</p><p>Tw"), page_fault(b"<p>One</p><a href='x", "<p>One</p><a href='x")
    (None, 'bytes stop inside a tag')
    """
    if b"\x00" in body:
        return "NUL bytes"
    cut = _CUT_TAG.search(body[-2100:])
    if cut and not cut.group().startswith(b"<!--"):
        return "bytes stop inside a tag"
    if _cut_character(body, text):
        return "bytes stop inside a character"
    if text.count("\ufffd") > _MOST_REPLACED:
        return f"wrong charset ({text.count(chr(0xFFFD))} characters unreadable)"
    return parser_fault(body)


def parser_fault(body: bytes) -> str | None:
    """Name what in a page would hang lxml or make it drop text, before lxml sees it; None if nothing would.

    >>> parser_fault(b"<p>" + b"<b>" * 3000)
    'tags nested over 2000 deep'
    """
    if any(len(_ATTRIBUTE.findall(tag.group())) > MOST_ATTRIBUTES for tag in _HUGE_TAG.finditer(body)):
        return f"a tag with over {MOST_ATTRIBUTES} attributes"
    opened = body.count(b"<") - body.count(b"</")  # hardly a page has so many that they could nest too deep
    return f"tags nested over {MOST_DEPTH} deep" if opened > MOST_DEPTH < depth(body) else None


def depth(body: bytes) -> int:
    """Count how deep a page's tags nest at most, without a parser: cheap, and never too low where it matters.

    >>> depth(b"<div><b>x</b></div>"), depth(b"<div>" * 3000)
    (2, 3000)
    """
    level = deepest = 0
    for end, name in _TAG.findall(body):
        if name.lower() not in _FLAT:
            level = max(0, level - 1) if end else level + 1
            deepest = max(deepest, level)
    return deepest


def _cut_character(body: bytes, text: str) -> bool:
    """Tell a UTF-8 page whose last character is cut."""
    if not body or body[-1] < 0x80 or not text.endswith("\ufffd"):
        return False
    return body[:-4].decode("utf-8", errors="replace").count("\ufffd") == 0


def _packed_fault(body: bytes, largest: int, *, raw: bool) -> str | None:
    """Unpack without keeping anything: is the stream whole, and not larger than the limit?"""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    size, left = 0, body
    try:
        while left and not unpacker.eof:
            size += len(unpacker.decompress(left, 1 << 20))
            left = unpacker.unconsumed_tail
            if size > largest:
                return f"unpacks to more than {largest} bytes"
    except zlib.error as error:
        return None if raw else f"broken gzip ({error})"
    return None if unpacker.eof or raw else "truncated gzip"
