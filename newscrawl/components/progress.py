"""A progress line on the terminal during a crawl; nothing if standard error is redirected."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import NotConfigured
from tqdm import tqdm

from newscrawl.run.run import attached_run

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Progress:
    """Extension that shows pages, stories, duplicates, tombstones, queue and rate during a run."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.bar: Any = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        """Build the extension; raise NotConfigured if standard error is not a terminal."""
        if not sys.stderr.isatty():
            raise NotConfigured
        progress = cls(crawler)
        crawler.signals.connect(progress.advance, signals.response_received)
        crawler.signals.connect(progress.close, signals.spider_closed)
        return progress

    def advance(self) -> None:
        """Count one more page, if a run is attached."""
        if attached_run(self.crawler) is None:
            return
        if self.bar is None:
            self.bar = tqdm(unit=" pages", dynamic_ncols=True)
        stats = self.crawler.stats
        queue = stats.get_value("scheduler/enqueued", 0) - stats.get_value("scheduler/dequeued", 0)
        counts = {
            name: stats.get_value(f"newscrawl/{name}", 0) for name in ("stories", "duplicates", "tombstones")
        }
        self.bar.set_postfix(counts | {"queue": queue}, refresh=False)
        self.bar.update()

    def close(self) -> None:
        """Close the progress line, leaving its last state on the screen."""
        if self.bar is not None:
            self.bar.close()
