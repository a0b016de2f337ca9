"""How far a crawl is: on a terminal a line with total, rate and time left, below the log; in a log file a line a minute."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.extensions.logstats import LogStats
from tqdm import tqdm

from newscrawl.run.run import attached_run
from newscrawl.text.span import span

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class Progress:
    """Extension that shows pages read of those known, rate, time left, stories, copies and failures during a run.

    The total grows while listings name more pages. Log lines are printed above the line.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.bar: Any = None
        self._handlers: dict[logging.StreamHandler[Any], Any] = {}

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
            self.bar = tqdm(unit=" pages", dynamic_ncols=True, smoothing=0.1)
            self._print_above()
        stats = self.crawler.stats
        names = {"stories": "stories", "duplicates": "copies", "failed": "failed"}
        counts = {name: stats.get_value(f"newscrawl/{key}", 0) for key, name in names.items()}
        self.bar.total = self.bar.n + 1 + waiting(self.crawler)
        self.bar.set_postfix_str(
            ", ".join(f"{count} {name}" for name, count in counts.items()), refresh=False
        )
        self.bar.update()

    def close(self) -> None:
        """Close the progress line, leaving its last state on the screen."""
        for handler, stream in self._handlers.items():
            handler.setStream(stream)
        self._handlers.clear()
        if self.bar is not None:
            self.bar.close()

    def _print_above(self) -> None:
        """Make what is logged to the terminal stand above the progress line."""
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and getattr(handler, "stream", None) is sys.stderr:
                self._handlers[handler] = handler.stream
                handler.setStream(_Above(handler.stream))


class _Above:
    """A stream whose lines are printed above the progress line."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def write(self, text: str) -> None:
        """Clear the progress line, write the text and draw the line again."""
        tqdm.write(text, file=self.stream, end="")

    def flush(self) -> None:
        """Flush the terminal."""
        self.stream.flush()


class RunStats(LogStats):
    """Scrapy's line a minute, with what a run has stored, what waits and the time left; other spiders get Scrapy's own."""

    crawler: Crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunStats:
        """Build the extension."""
        made = super().from_crawler(crawler)
        made.crawler = crawler
        return made

    def log(self, spider: Spider) -> None:
        """Log the line."""
        if attached_run(self.crawler) is None:
            super().log(spider)
            return
        self.calculate_stats()
        left = waiting(self.crawler)
        time = f", about {span(60 * left / self.prate)} if no more are found" if left and self.prate else ""
        logger.info(
            "%d pages read, %.0f a minute; %d stories stored; %d pages to read%s",
            self.pages, self.prate, self.items, left, time,
        )  # fmt: skip


def waiting(crawler: Crawler) -> int:
    """Return how many requests have been made and not answered yet."""
    stats, engine = crawler.stats, crawler.engine
    queued: int = stats.get_value("scheduler/enqueued", 0) - stats.get_value("scheduler/dequeued", 0)
    return queued + (len(engine.downloader.active) if engine else 0)
