"""Throttle: a second between requests, Retry-After obeyed, ever longer pauses before a retry."""

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
# A wait is 1.05 to 1.2 times the delay: Scrapy counts from where a request leaves its queue, the site from where it
# arrives, and the first on a new connection arrives later.
_LEAST_WAIT, _MOST_WAIT = 1.05, 1.2
_LEAST = 0.001  # seconds
_SLICE = 0.25  # seconds slept in a piece, so that a signal is heard
_SECONDS = re.compile(r"[0-9]+(?:\.[0-9]+)?")  # 120; no fraction by the RFC, but meant all the same
_MOST_REFUSALS = 2  # requests given up as refused, with no answer between, until the site is left alone


class Throttle(RetryMiddleware):
    """Retries like Scrapy's middleware, but waits first, and keeps the host's own waiting times."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self.backoff = settings.getfloat("NEWSCRAWL_BACKOFF")
        self.longest = settings.getfloat("NEWSCRAWL_LONGEST_RETRY_AFTER")
        self.refusals = 0
        self.paced: dict[str, Any] = {}
        """By host the downloader's slot that was given jitter; an idle one is replaced."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Throttle:
        """Build the middleware and let it see each slot before its first request leaves."""
        pace = cls(crawler.settings)
        pace.crawler = crawler
        crawler.signals.connect(pace.add_jitter, signals.request_reached_downloader)
        crawler.signals.connect(pace.heed_retry_after, signals.response_downloaded)
        return pace

    def add_jitter(self, request: Request) -> None:
        """Spread a host's requests over waits longer than the delay: Scrapy's own jitter also goes below it.

        Without a delay Scrapy takes the whole queue at once, whatever the concurrency: a millisecond's keeps it to one.
        """
        name, slot = self._name(request), self._slot(request)
        if slot is not None and self.paced.get(name) is not slot:
            self.paced[name] = slot
            slot.jitter = (_MOST_WAIT - _LEAST_WAIT) / (_MOST_WAIT + _LEAST_WAIT) if slot.delay else 0.0
            slot.delay = spread(slot.delay) or _LEAST

    def heed_retry_after(self, response: Response, request: Request) -> None:
        """Pause the host, or leave it alone, before the downloader takes the next request off its queue."""
        wait = _wait_of(response) if response.status in _REFUSED else None
        if wait is None:
            return
        if wait > self.longest:
            self._leave(f"{request.url} asks to wait {wait:.0f} s, longer than {self.longest:.0f} s")
        else:
            self._pause(request, wait)

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # Scrapy awaits it
        """Wait and retry what was refused or failed; any other answer ends a row of refusals."""
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
        """Wait and retry what the connection failed on."""
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
        """Let no request to the host leave for a while, those already waiting for their turn included."""
        slot = self._slot(request)
        if slot is not None:
            slot.lastseen = max(slot.lastseen, time.monotonic() + seconds)
            self._note_wait(seconds)

    async def _sleep(self, request: Request) -> None:
        """Wait before this request's next try: the back-off, doubled each time, other requests going on."""
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
                self._leave(f"{request.url} answers {response.status} again and again")

    def _leave(self, why: str) -> None:
        """End the run: the site has said often or long enough that it wants to be left alone."""
        causes = causes_of(self.crawler)
        if not causes.rate_limited:
            causes.rate_limited = why
            logger.error("Rate-limited: %s. The run ends; what it stored is kept.", why)
            end_early(self.crawler, RATE_LIMITED)


def spread(delay: float) -> float:
    """Give the mean of waits that jitter spreads upwards from a delay, in seconds.

    >>> spread(10.0)
    11.25
    """
    return delay * (_LEAST_WAIT + _MOST_WAIT) / 2


def _wait_of(response: Response) -> float | None:
    return read_retry_after(response.headers.get("Retry-After"), datetime.now(UTC))


def read_retry_after(value: bytes | None, now: datetime) -> float | None:
    """Read a Retry-After header (seconds or an HTTP date, RFC 9110 §10.2.3) as seconds from now; None where it is none.

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
