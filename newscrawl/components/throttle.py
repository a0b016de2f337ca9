"""Throttle: the delay between requests with jitter that only adds, Retry-After, and back-off before retries."""

from __future__ import annotations

import logging
import random
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.utils.asyncio import sleep

from newscrawl.run.health import causes_of
from newscrawl.run.shutdown import RATE_LIMITED, end_early, is_ending

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_REFUSED = frozenset({429, 503})
# Each wait is 1.05 to 1.2 times the delay. Scrapy measures from when a request leaves its queue, the site from when it
# arrives; the first request on a new connection arrives later, so a wait of exactly the delay would be too short.
_LEAST_WAIT, _MOST_WAIT = 1.05, 1.2
_SHORTEST_DELAY = 0.001  # seconds
_SLICE = 0.25  # seconds slept at a time, so that a signal can end the wait
_SECONDS = re.compile(r"[0-9]+(?:\.[0-9]+)?")  # 120; the RFC allows no fraction, but its meaning is clear
_MOST_REFUSALS = 2  # requests refused for good, without a success in between, before the run ends


class Throttle(RetryMiddleware):
    """Scrapy's retry middleware, except that it waits before a retry and obeys Retry-After."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self.backoff = settings.getfloat("NEWSCRAWL_BACKOFF")
        self.longest = settings.getfloat("NEWSCRAWL_LONGEST_RETRY_AFTER")
        self.refusals = 0
        self.paced: dict[str, Any] = {}
        """For each host, the downloader slot that was given jitter; Scrapy replaces an idle slot."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Throttle:
        """Build the middleware and connect it so that it sees each slot before the slot's first request is sent."""
        throttle = cls(crawler.settings)
        throttle.crawler = crawler
        crawler.signals.connect(throttle.add_jitter, signals.request_reached_downloader)
        crawler.signals.connect(throttle.obey_retry_after, signals.response_downloaded)
        return throttle

    def add_jitter(self, request: Request) -> None:
        """Set jitter for the host's slot that only lengthens the delay; Scrapy's own jitter also shortens it.

        Without any delay Scrapy empties the whole queue at once, whatever the concurrency; a delay of a millisecond keeps
        it to one request at a time.
        """
        name, slot = self._name(request), self._slot(request)
        if slot is not None and self.paced.get(name) is not slot:
            self.paced[name] = slot
            slot.jitter = (_MOST_WAIT - _LEAST_WAIT) / (_MOST_WAIT + _LEAST_WAIT) if slot.delay else 0.0
            slot.delay = spread(slot.delay) or _SHORTEST_DELAY

    def obey_retry_after(self, response: Response, request: Request) -> None:
        """Pause the host, or end the run if the pause is too long, before the downloader sends the next request."""
        wait = _wait_of(response) if response.status in _REFUSED else None
        if wait is None:
            return
        if wait > self.longest:
            self._end_run(
                f"{request.url}: Retry-After is {wait:.0f} s, over the limit of {self.longest:.0f} s"
            )
        else:
            self._pause(request, wait)

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # Scrapy awaits it
        """Wait and retry a request that was refused or failed; any other response resets the count of refusals."""
        if response.status not in _REFUSED:
            self.refusals = 0
        if request.meta.get("dont_retry") or response.status not in self.retry_http_codes:
            return response
        again = self._retry(request, f"status {response.status}")
        if again is None:
            self._count_refusal(request, response)
            return response
        if _wait_of(response) is None:
            await self._sleep(request)
        return again

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:  # type: ignore[override]  # Scrapy awaits it
        """Wait and retry a request whose connection failed."""
        if request.meta.get("dont_retry") or not isinstance(exception, self.exceptions_to_retry):
            return None
        again = self._retry(request, exception)
        if again is not None:
            await self._sleep(request)
        return again

    def _name(self, request: Request) -> str:
        return request.meta.get("download_slot") or urlsplit(request.url).hostname or ""

    def _slot(self, request: Request) -> Any:
        engine = self.crawler.engine
        return engine.downloader.slots.get(self._name(request)) if engine else None

    def _pause(self, request: Request, seconds: float) -> None:
        """Send no request to the host for some seconds, not even those already queued."""
        slot = self._slot(request)
        if slot is not None:
            slot.lastseen = max(slot.lastseen, time.monotonic() + seconds)
            self._note_wait(seconds)

    async def _sleep(self, request: Request) -> None:
        """Wait before a request's next try, twice as long each time; other requests are not held up."""
        seconds = self.backoff * 2 ** request.meta.get("retry_times", 0) * random.uniform(1, 1.2)  # noqa: S311  # jitter
        self._note_wait(seconds)
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not is_ending(self.crawler):
            await sleep(min(left, _SLICE))

    def _note_wait(self, seconds: float) -> None:
        waited = self.crawler.stats.get_value("newscrawl/seconds_waited", 0.0)
        self.crawler.stats.set_value("newscrawl/seconds_waited", waited + seconds)

    def _count_refusal(self, request: Request, response: Response) -> None:
        if response.status == 429 or (response.status in _REFUSED and _wait_of(response) is not None):
            self.refusals += 1
            if self.refusals >= _MOST_REFUSALS:
                self._end_run(f"{request.url}: status {response.status} again and again")

    def _end_run(self, why: str) -> None:
        """End the run as rate-limited."""
        causes = causes_of(self.crawler)
        if causes and not causes.rate_limited:
            causes.rate_limited = why
            logger.error("Rate-limited: %s. The run ends and keeps what it stored; run again later.", why)
            end_early(self.crawler, RATE_LIMITED)


def spread(delay: float) -> float:
    """Return the mean wait, in seconds, when jitter lengthens a delay.

    >>> spread(10.0)
    11.25
    """
    return delay * (_LEAST_WAIT + _MOST_WAIT) / 2


def _wait_of(response: Response) -> float | None:
    return read_retry_after(response.headers.get("Retry-After"), datetime.now(UTC))


def read_retry_after(value: bytes | None, now: datetime) -> float | None:
    """Return a Retry-After header (seconds or an HTTP date, RFC 9110 §10.2.3) as seconds from now; None if it is neither.

    >>> now = datetime(2026, 11, 1, tzinfo=UTC)
    >>> read_retry_after(b"120", now), read_retry_after(b"Sun, 01 Nov 2026 00:01:00 GMT", now)
    (120.0, 60.0)
    >>> read_retry_after(b"soon", now), read_retry_after(b"Sun, 01 Nov 2020 00:01:00 GMT", now)
    (None, 0.0)
    """
    text = (value or b"").decode("latin-1").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
