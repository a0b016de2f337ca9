"""Drop a story whose text stands under another id already, or under its own unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from newscrawl.pipelines.record import keeping

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newscrawl.items import Story
    from newscrawl.run import Run


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
        run: Run | None = getattr(self.crawler.spider, "run", None)
        if run is None:
            return item
        with keeping(run):
            if run.frontier.is_revisit(item.id):
                return self._changed(item, run)
            if original := run.outcomes.copy_of(item):
                run.outcomes.store_copy(item, original)
                self.crawler.stats.inc_value("newscrawl/duplicates")
                raise DropItem(f"Duplicate story: {item.url} (copy of {original})", log_level="DEBUG")
        return item

    def _changed(self, item: Story, run: Run) -> Story:
        """Pass a story that was read again only if its headline or text changed."""
        if run.outcomes.is_changed(item):
            return item
        run.outcomes.mark_unchanged(item.id)
        raise DropItem(f"Unchanged story: {item.url}", log_level="DEBUG")
