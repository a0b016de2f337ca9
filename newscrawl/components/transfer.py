"""Downloader middleware that rejects responses cut short in transfer, so that no cut story is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.components.compression import compression_fault
from newscrawl.errors import DamagedPage
from newscrawl.run.health import causes_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_PARTIAL = 206


class WholeTransfer:
    """Downloader middleware next to the network that raises DamagedPage for a response that is not whole.

    Responses of other spiders pass as they are: one that sends Range requests wants parts.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WholeTransfer:
        """Build the middleware for a crawler."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002  # Scrapy's signature
        """Return the response if it is whole.

        Raises:
            DamagedPage: the response is cut short, or decompresses to more than the limit.
        """
        if causes_of(self.crawler) and (fault := transfer_fault(response, self.largest)):
            raise DamagedPage(f"{fault} ({response.url})")
        return response


def transfer_fault(response: Response, largest: int) -> str | None:
    """Return what is wrong with a response as received, before decompression; None if nothing is."""
    if response.status == _PARTIAL:
        return "partial content, though the whole was requested"
    if response.status in range(200, 300) and "partial" in response.flags and _is_cut_markup(response.body):
        return "closed early"
    return compression_fault(response.body, response.headers.getlist("Content-Encoding"), largest)


def _is_cut_markup(body: bytes) -> bool:
    """True for markup that does not end with a tag; plain text, such as robots.txt, may end anywhere."""
    text = body.strip()
    return text.startswith((b"<", b"\xef\xbb\xbf<")) and not text.endswith(b">")
