"""Request and time budget of a run; when it is spent the run ends, and the next run resumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.asyncio import CallLaterResult, call_later

from newscrawl.run.run import attached_run
from newscrawl.run.shutdown import OUT_OF_REQUESTS, OUT_OF_TIME, RunEnds, end_early
from newscrawl.spiders.arguments import Arguments

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler


class Budget:
    """Downloader middleware that counts the requests really sent, robots.txt and retries included.

    It must stand near the network, after the middlewares that drop or repeat requests.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.requests = 0
        self._timer: CallLaterResult | None = None

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
            self._timer = call_later(60 * arguments.max_minutes, end_early, self.crawler, OUT_OF_TIME)

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
            end_early(self.crawler, OUT_OF_REQUESTS)
            raise RunEnds(f"Request budget (max_requests) spent: {request.url}")
        self.requests += 1
