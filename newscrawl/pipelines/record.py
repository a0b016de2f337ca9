"""Record a story in the run's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import CloseSpider

from newscrawl.errors import WriteFailed

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newscrawl.items import Story


class Record:
    """Hands whole stories to the run; without a run (`scrapy parse`) it does nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Record:
        """Build the pipeline for a crawler."""
        return cls(crawler)

    def process_item(self, item: Story) -> Story:
        """Store one story; a disk that fails ends the crawl."""
        run = getattr(self.crawler.spider, "run", None)
        if run is None:
            return item
        try:
            run.store(item)
        except WriteFailed as error:
            raise CloseSpider("write failed") from error
        self.crawler.stats.inc_value("newscrawl/stories")
        return item
