"""Transport: header lines are bounded as Scrapy bounds bodies, and a body longer than announced is a cut one."""

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

LARGEST_HEADER = 64 * 1024  # bytes of status line and header lines, interim (1xx) answers included


class HeaderTooLarge(Exception):
    """A server sent more header lines than the limit."""


class BodyTooLong(_DataLoss):
    """A server sent more than it announced: where the announced body ends it is cut."""


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, but an answer whose header does not end is a failure with a name."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory  # noqa: SLF001  # where Scrapy puts its own, too

    async def download_request(self, request: Request) -> Response:
        """Download a response.

        Raises:
            DamagedPage: its header is too large; that is not tried again in the same run.
            ResponseDataLossError: its body is not what its header announces; that is.
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

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802  # Twisted's name
        """End a response; bytes behind its announced end (``rest``, which Twisted drops) show that the end is wrong."""
        if rest.strip() and self._parser is not None and self._parser.bodyDecoder is not None:
            self._parser.connHeaders.setRawHeaders(b"Connection", [b"close"])
            self._parser.bodyDecoder = _Longer(None, None, None)  # type: ignore[no-untyped-call]
        super()._finishResponse(rest)


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: ARG002, N802  # Twisted's names
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _Longer(_IdentityTransferDecoder):
    """Stands at the end of a body in its decoder's place, to be asked whether the body is whole."""

    def noMoreData(self) -> NoReturn:  # noqa: N802  # Twisted's name
        raise BodyTooLong


@contextmanager
def _named(url: str) -> Iterator[None]:
    """Give what failed its name in the ledger."""
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
