"""FEEDS, `-o` and `-O` as Scrapy writes them, except that a failed write is counted and not only logged."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Spider
from scrapy.extensions.feedexport import FeedExporter

from newscrawl.run.health import causes_of

logger = logging.getLogger(__name__)


class CountingFeedExporter(FeedExporter):
    """Scrapy's feed exporter; in a crawl of this project a failed write is a cause: exit code 74."""

    def open_spider(self, spider: Spider) -> None:
        """Open the feeds; Scrapy would only log a feed that cannot be opened, and write nothing to it."""
        try:
            super().open_spider(spider)
        except (OSError, LookupError, ValueError, TypeError) as error:
            self._note_failure(error)

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Export one item; Scrapy would only log an error here and continue as if nothing had been lost."""
        try:
            super().item_scraped(item, spider)
        except (OSError, ValueError) as error:
            self._note_failure(error)

    def _note_failure(self, error: Exception) -> None:
        """Note the failure as a cause of the run's exit code; for another spider, raise it again as Scrapy would."""
        causes = causes_of(self.crawler)
        if causes is None:
            raise error
        if not causes.feed_failures:
            logger.critical(
                "A feed cannot be written: %r. Its file is incomplete: check the path and the free disk space.",
                error,
            )
        causes.feed_failures += 1
        self.crawler.stats.inc_value("feedexport/failed_count/items")
