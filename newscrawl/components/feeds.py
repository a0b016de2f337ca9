"""FEEDS, `-o` and `-O` as Scrapy writes them, except that a failed write is counted and not only logged."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Spider
from scrapy.extensions.feedexport import FeedExporter

logger = logging.getLogger(__name__)


class CountingFeedExporter(FeedExporter):
    """Scrapy's feed exporter; failed writes are counted in the stats, so that the crawl exits with 74."""

    def open_spider(self, spider: Spider) -> None:
        """Open the feeds; Scrapy would only log a feed that cannot be opened, and write nothing to it."""
        try:
            super().open_spider(spider)
        except (OSError, LookupError, ValueError, TypeError) as error:
            self._count_failure(error)

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Export one item; Scrapy would only log an error here and continue as if nothing had been lost."""
        try:
            super().item_scraped(item, spider)
        except (OSError, ValueError) as error:
            self._count_failure(error)

    def _count_failure(self, error: Exception) -> None:
        if not self.crawler.stats.get_value("feedexport/failed_count/items"):
            logger.critical(
                "A feed cannot be written: %r. Its file is incomplete: check the path and the free disk space.",
                error,
            )
        self.crawler.stats.inc_value("feedexport/failed_count/items")
