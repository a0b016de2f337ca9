"""Download handler that limits the size of headers and treats a body longer than announced as damaged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.exceptions import DownloadFailedError, ResponseDataLossError
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE
from twisted.web.http import _DataLoss, _IdentityTransferDecoder

from newscrawl.errors import DamagedPage

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.interfaces import IAddress

LARGEST_HEADER = 64 * 1024  # bytes of status line and header lines, interim (1xx) responses included


class HeaderTooLarge(Exception):
    """The server sent more bytes of header than the limit."""


class BodyTooLong(_DataLoss):
    """The server sent more than it announced, so the body as announced is cut short."""


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, except that a response whose header does not end fails with a clear error."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory  # noqa: SLF001  # Scrapy sets its own factory here, too

    async def download_request(self, request: Request) -> Response:
        """Return the response to a request.

        Raises:
            DamagedPage: the header is too large; the request is not retried in this run.
            ResponseDataLossError: the body is not as long as the header announces; the request is retried.
        """
        with _translate_errors(request.url):
            return await super().download_request(request)


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Count the bytes that arrive before a body begins; Scrapy reports a header only once all of it is in memory."""

    _head = 0

    def request(self, request: Any) -> Any:
        self._head = 0
        deferred = super().request(request)
        self._parser.MAX_LENGTH = 4 * LARGEST_HEADER  # type: ignore[union-attr]  # bytes per line; the count below always triggers first
        return deferred

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  # Twisted's name
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        parser: Any = self._parser
        if parser is None or parser.state in {BODY, DONE}:
            return
        self._head += len(data)
        if self._head > LARGEST_HEADER:
            self.transport.abortConnection()  # type: ignore[union-attr]  # closing the connection would wait for the server
            self._giveUp(Failure(HeaderTooLarge()))  # type: ignore[no-untyped-call]

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802  # Twisted's name
        """End a response; any bytes after its announced end (``rest``, which Twisted drops) prove the announcement wrong."""
        if rest.strip() and self._parser is not None and self._parser.bodyDecoder is not None:
            self._parser.connHeaders.setRawHeaders(b"Connection", [b"close"])
            self._parser.bodyDecoder = _TooLongDecoder(None, None, None)  # type: ignore[no-untyped-call]
        super()._finishResponse(rest)


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: ARG002, N802  # Twisted's names
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _TooLongDecoder(_IdentityTransferDecoder):
    """Decoder put in the place of a body's own at its end, to report that the body is too long."""

    def noMoreData(self) -> NoReturn:  # noqa: N802  # Twisted's name
        raise BodyTooLong


@contextmanager
def _translate_errors(url: str) -> Iterator[None]:
    """Turn the handler's errors into the names that the ledger shows."""
    try:
        yield
    except ResponseDataLossError as error:
        reasons = getattr(error.__cause__, "reasons", ())
        longer = any(reason.check(BodyTooLong) for reason in reasons)
        raise ResponseDataLossError("longer than announced" if longer else "closed early") from error
    except DownloadFailedError as error:
        reasons = getattr(error.__cause__, "reasons", ())
        if any(reason.check(HeaderTooLarge) for reason in reasons):
            raise DamagedPage(f"header over {LARGEST_HEADER} bytes ({url})") from error
        raise
