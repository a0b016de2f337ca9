"""Transport: a server's header lines are bounded, as Scrapy bounds bodies but not what comes before them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.exceptions import DownloadFailedError
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE

from newscrawl.limits import DamagedPage

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.interfaces import IAddress

LARGEST_HEADER = 64 * 1024  # bytes of status line and header lines, interim (1xx) answers included


class HeaderTooLarge(Exception):
    """A server sent more header lines than the limit."""


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, but an answer whose header does not end is a failure with a name."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory  # noqa: SLF001  # where Scrapy puts its own, too

    async def download_request(self, request: Request) -> Response:
        """Download a response.

        Raises:
            DamagedPage: its header is too large; that is not tried again in the same run.
        """
        with _named(request.url):
            return await super().download_request(request)


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Counts what arrives before a body begins. Scrapy hands out a header's size only when all of it is in memory."""

    _head = 0

    def request(self, request: Any) -> Any:
        self._head = 0
        answer = super().request(request)
        self._parser.MAX_LENGTH = 4 * LARGEST_HEADER  # type: ignore[union-attr]  # of a line: the count below ends it first
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  # Twisted's name
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        parser: Any = self._parser
        if parser is None or parser.state in {BODY, DONE}:
            return
        self._head += len(data)
        if self._head > LARGEST_HEADER:
            self.transport.abortConnection()  # type: ignore[union-attr]  # closing would wait for the server
            self._giveUp(Failure(HeaderTooLarge()))  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: ARG002, N802  # Twisted's names
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


@contextmanager
def _named(url: str) -> Iterator[None]:
    """Give a header that was too large its name in the ledger."""
    try:
        yield
    except DownloadFailedError as error:
        reasons = getattr(error.__cause__, "reasons", ())
        if any(reason.check(HeaderTooLarge) for reason in reasons):
            raise DamagedPage(f"header over {LARGEST_HEADER} bytes ({url})") from error
        raise
