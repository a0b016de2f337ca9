"""Drop a story whose text stands under another id already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newscrawl.items import Story


class Deduplicate:
    """Sends exact copies (same normalised text) to the duplicates file."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Deduplicate:
        """Build the pipeline for a crawler."""
        return cls(crawler)

    def process_item(self, item: Story) -> Story:
        """Pass a story whose text is new; without a run (`scrapy parse`) every story passes."""
        run = getattr(self.crawler.spider, "run", None)
        if run is None or not item.article_body:
            return item
        if original := run.copy_of(item):
            run.store_copy(item, original)
            self.crawler.stats.inc_value("newscrawl/duplicates")
            raise DropItem(f"Duplicate story: {item.url} (copy of {original})", log_level="DEBUG")
        return item
