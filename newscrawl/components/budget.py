"""Budget: so many requests and minutes a run may use up, then it ends, and the next one goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.asyncio import CallLaterResult, call_later

from newscrawl.run.run import run_of
from newscrawl.run.shutdown import OUT_OF_REQUESTS, OUT_OF_TIME, RunEnds, end_early

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler


class Budget:
    """A downloader middleware near the network: it counts what is really asked for, robots.txt and retries too."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.requests = 0
        self._clock: CallLaterResult | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Budget:
        """Build the middleware and let it know when the crawl begins and ends."""
        budget = cls(crawler)
        crawler.signals.connect(budget.begin, signals.spider_opened)
        crawler.signals.connect(budget.close, signals.spider_closed)
        return budget

    def begin(self, spider: Spider) -> None:
        """Start the clock."""
        if arguments := getattr(spider, "arguments", None):
            self._clock = call_later(60 * arguments.max_minutes, end_early, self.crawler, OUT_OF_TIME)

    def close(self) -> None:
        """Stop the clock."""
        if self._clock:
            self._clock.cancel()

    def process_request(self, request: Request) -> None:
        """Count a request of a run; refuse it and end the run when the budget is used up."""
        spider = self.crawler.spider
        if run_of(self.crawler) is None:
            return
        if self.requests >= spider.arguments.max_requests:  # type: ignore[union-attr]  # a spider with runs has them
            end_early(self.crawler, OUT_OF_REQUESTS)
            raise RunEnds(f"The run's requests are used up: {request.url}")
        self.requests += 1
