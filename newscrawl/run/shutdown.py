"""Ending a run before its time: what waits for its turn is not asked for, what is under way comes to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import deferred_from_coro

from newscrawl.run.run import run_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

OUT_OF_TIME = "out of time"
OUT_OF_REQUESTS = "out of requests"
RATE_LIMITED = "rate limited"


class RunEnds(IgnoreRequest):
    """A request that is not sent any more: the page is not lost, the next run asks for it."""


def end_early(crawler: Crawler, reason: str) -> None:
    """End a run; ``reason`` stands in the ledger. Without a run (`scrapy shell`) do nothing."""
    stop_asking(crawler)
    if is_ending(crawler) and crawler.engine:
        deferred_from_coro(crawler.engine.close_spider_async(reason=reason))


def stop_asking(crawler: Crawler) -> None:
    """Drop what waits for its turn in a run."""
    run = run_of(crawler)
    if run is None:
        return
    run.session.is_ending = True
    for slot in crawler.engine.downloader.slots.values() if crawler.engine else ():
        while slot.queue:
            request, waiting = slot.queue.popleft()
            waiting.errback(RunEnds(f"Shutting down: {request.url}"))


def is_ending(crawler: Crawler) -> bool:
    """Tell whether the crawl's run asks for nothing more."""
    run = run_of(crawler)
    return bool(run and run.session.is_ending)
