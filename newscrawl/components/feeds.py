"""FEEDS, `-o` and `-O` as Scrapy writes them, but a failing write is counted instead of only logged."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Spider
from scrapy.extensions.feedexport import FeedExporter

logger = logging.getLogger(__name__)


class CountingFeedExporter(FeedExporter):
    """Scrapy's feed exporter; what it cannot write stands in the stats, so that the exit code is 74."""

    def open_spider(self, spider: Spider) -> None:
        """Open the feeds; Scrapy would log a path that cannot be filled in and write nothing."""
        try:
            super().open_spider(spider)
        except (OSError, LookupError, ValueError, TypeError) as error:
            self._count_failure(error)

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Export one item; Scrapy would log what this raises and go on as if nothing had been lost."""
        try:
            super().item_scraped(item, spider)
        except (OSError, ValueError) as error:
            self._count_failure(error)

    def _count_failure(self, error: Exception) -> None:
        if not self.crawler.stats.get_value("feedexport/failed_count/items"):
            logger.critical("A feed cannot be written: %r. Its file is not whole.", error)
        self.crawler.stats.inc_value("feedexport/failed_count/items")
