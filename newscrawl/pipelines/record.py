"""Record a story in the run's state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scrapy.exceptions import CloseSpider, DropItem

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newscrawl.items import Story
    from newscrawl.run import Run


class Record:
    """Hands whole stories to the run; without a run (`scrapy parse`) it does nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Record:
        """Build the pipeline for a crawler."""
        return cls(crawler)

    def process_item(self, item: Story) -> Story:
        """Store one story."""
        run: Run | None = getattr(self.crawler.spider, "run", None)
        if run is None:
            return item
        with keeping(run):
            run.outcomes.store(item)
        self.crawler.stats.inc_value("newscrawl/stories")
        return item


@contextmanager
def keeping(run: Run) -> Iterator[None]:
    """Drop the story at hand, without a word for each, when state or disk failed: the run has said so and ends."""
    try:
        yield
    except CloseSpider:
        raise DropItem(f"Not stored: {run.session.broken}", log_level="DEBUG") from None
