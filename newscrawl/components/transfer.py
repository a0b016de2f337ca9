"""Responses that the transport shows to be cut are failures with a name, never stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.components.compression import packing_fault
from newscrawl.errors import DamagedPage

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_PARTIAL = 206


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
    if response.status == _PARTIAL:
        return "partial content, though the whole was asked for"
    if response.status in range(200, 300) and "partial" in response.flags and _is_cut_markup(response.body):
        return "closed early"
    return packing_fault(response.body, response.headers.getlist("Content-Encoding"), largest)


def _is_cut_markup(body: bytes) -> bool:
    """Tell markup that stops anywhere but behind a tag; plain text (robots.txt) may end as it likes."""
    text = body.strip()
    return text.startswith((b"<", b"\xef\xbb\xbf<")) and not text.endswith(b">")
