"""Early shutdown of a run: requests that wait in the downloader are dropped, those in flight are completed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import deferred_from_coro

from newscrawl.run.run import attached_run

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

OUT_OF_TIME = "out of time"
OUT_OF_REQUESTS = "out of requests"
RATE_LIMITED = "rate limited"


class RunEnds(IgnoreRequest):
    """A request that was dropped because the run is ending; its entry stays open and the next run requests it."""


def end_early(crawler: Crawler, reason: str, *, drop: bool = True) -> None:
    """Close the spider of a run; ``reason`` is written to the ledger. Without a run (`scrapy shell`) do nothing.

    Unless ``drop`` is true the requests that wait in the downloader are still sent.
    """
    run = attached_run(crawler)
    if run is None:
        return
    run.session.is_ending = True
    if drop:
        drop_waiting_requests(crawler)
    if crawler.engine:
        deferred_from_coro(crawler.engine.close_spider_async(reason=reason))


def drop_waiting_requests(crawler: Crawler) -> None:
    """Mark the run as ending and drop the requests that wait in the downloader's slots, each with `RunEnds`."""
    run = attached_run(crawler)
    if run is None:
        return
    run.session.is_ending = True
    for slot in crawler.engine.downloader.slots.values() if crawler.engine else ():
        while slot.queue:
            request, waiting = slot.queue.popleft()
            waiting.errback(RunEnds(f"Shutting down: {request.url}"))


def is_ending(crawler: Crawler) -> bool:
    """True if the crawl has a run and that run is ending: it sends no more requests."""
    run = attached_run(crawler)
    return bool(run and run.session.is_ending)
