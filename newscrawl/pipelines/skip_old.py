"""Skip stories older than `-a since=`; undated ones are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from newscrawl.pipelines.record import keeping

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newscrawl.items import Story
    from newscrawl.run import Run


class SkipOld:
    """Drops a story whose date lies before the day asked for."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SkipOld:
        """Build the pipeline for a crawler."""
        return cls(crawler)

    def process_item(self, item: Story) -> Story:
        """Compare days: the story's own, as printed, with the one asked for."""
        since = getattr(getattr(self.crawler.spider, "arguments", None), "since", None)
        if not since or not item.date_published or item.date_published[:10] >= since:
            return item
        run: Run | None = getattr(self.crawler.spider, "run", None)
        if run:
            with keeping(run):
                run.outcomes.skip(item.id, "since", item.date_published)
        raise DropItem(f"Older than {since}: {item.url} ({item.date_published})", log_level="DEBUG")
