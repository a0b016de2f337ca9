"""Request and time budget of a run; when it is spent the run ends, and the next run resumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.asyncio import CallLaterResult, call_later

from newscrawl.run.run import attached_run
from newscrawl.run.shutdown import OUT_OF_REQUESTS, OUT_OF_TIME, RunEnds, end_early
from newscrawl.spiders.arguments import LEAST, Arguments

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

_READ = ("stored", "duplicate", "tombstone", "failed")
_PATIENCE, _STEP = 30.0, 0.2  # seconds that a run whose time is over may take to read its first story


class Budget:
    """Downloader middleware that counts the requests really sent, robots.txt and retries included.

    A run that has not read a story yet when its time is over goes on for a moment: `LEAST` responses, or half a minute.

    It must stand near the network, after the middlewares that drop or repeat requests.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.requests = 0
        self._timer: CallLaterResult | None = None
        self._late = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Budget:
        """Build the middleware and connect it to the start and end of the crawl."""
        budget = cls(crawler)
        crawler.signals.connect(budget.begin, signals.spider_opened)
        crawler.signals.connect(budget.close, signals.spider_closed)
        return budget

    def begin(self, spider: Spider) -> None:
        """Start the timer for `-a max_minutes`."""
        arguments = getattr(spider, "arguments", None)
        if isinstance(arguments, Arguments):
            self._timer = call_later(60 * arguments.max_minutes, self._end_in_time)

    def _end_in_time(self) -> None:
        """End the run, unless it is about to read its first story."""
        if self._late < _PATIENCE and self._has_read_nothing():
            self._late += _STEP
            self._timer = call_later(_STEP, self._end_in_time)
            return
        self._timer = None
        end_early(self.crawler, OUT_OF_TIME)

    def _has_read_nothing(self) -> bool:
        run = attached_run(self.crawler)
        responses = self.crawler.stats.get_value("downloader/response_count", 0)
        return run is None or (responses < LEAST and not any(map(run.counts.count, _READ)))

    def close(self) -> None:
        """Stop the timer."""
        if self._timer:
            self._timer.cancel()

    def process_request(self, request: Request) -> None:
        """Count a request of a run; if the request budget is spent, drop it and end the run."""
        spider = self.crawler.spider
        if attached_run(self.crawler) is None:
            return
        if self.requests >= spider.arguments.max_requests:  # type: ignore[union-attr]  # a spider with a run has arguments
            end_early(self.crawler, OUT_OF_REQUESTS, drop=False)  # those that wait have been counted
            raise RunEnds(f"Request budget (max_requests) spent: {request.url}")
        self.requests += 1
