"""Validators that a server cannot bear: a conditional request that fails because of them is asked once more without."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import DownloadFailedError

from newscrawl.spiders.conditional import REFUSED, VALIDATORS

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

logger = logging.getLogger(__name__)

# Bad Request, Precondition Failed, Content Too Large, URI Too Long, Request Header Fields Too Large (RFC 9110, RFC 6585):
# what servers answer to headers that are too long or that they do not understand.
_STATUSES = frozenset({400, 412, 413, 414, 431})


class Validators:
    """Downloader middleware; it must stand farther from the network than Throttle, which retries as is."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Repeat a conditional request that was answered with one of the statuses above; its validators are not kept again."""
        if response.status not in _STATUSES or not _is_conditional(request):
            return response
        logger.info("Asked again without validators: %s (status %d)", request.url, response.status)
        again = _without_validators(request)
        again.meta[REFUSED] = True
        return again

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Repeat a conditional request whose connection the server closed; it may have been any other fault of the moment."""
        if not isinstance(exception, DownloadFailedError) or not _is_conditional(request):
            return None
        logger.info("Asked again without validators: %s (%s)", request.url, type(exception).__name__)
        return _without_validators(request)


def _is_conditional(request: Request) -> bool:
    return any(name in request.headers for name in VALIDATORS)


def _without_validators(request: Request) -> Request:
    again = request.replace(dont_filter=True, meta={**request.meta, "dont_retry": True})
    for name in VALIDATORS:
        again.headers.pop(name, None)
    return again
