"""Item processor: Scrapy's item pipelines, but no story can stop a crawl in one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import DropItem
from scrapy.pipelines import ItemPipelineManager

from newscrawl.errors import DamagedPage
from newscrawl.items import Story
from newscrawl.pages.timelimit import time_limit
from newscrawl.pipelines.base import dropped_on_failure
from newscrawl.run.run import attached_run

if TYPE_CHECKING:
    from newscrawl.run.run import Run


class GuardedPipelines(ItemPipelineManager):
    """Hold a story's mark (`Quarantine`) until its last pipeline has ended, and limit the time that each pipeline takes.

    The limit does not count the time in which a pipeline writes the state (`dropped_on_failure`): that depends on the disk.
    An asynchronous pipeline is limited up to its first ``await`` only.
    """

    def _add_middleware(self, mw: Any) -> None:
        super()._add_middleware(mw)
        method = getattr(mw, "process_item", None)
        # Scrapy knows by the method itself whether it wants the spider as an argument, as old pipelines do.
        if method and method not in self._mw_methods_requiring_spider:
            self.methods["process_item"][-1] = self._limited(method)

    def _limited(self, method: Callable[[Any], Any]) -> Callable[[Any], Any]:
        @wraps(method)
        def limited(item: Any) -> Any:
            crawler = self.crawler
            if crawler is None or not isinstance(item, Story) or attached_run(crawler) is None:
                return method(item)
            with time_limit(crawler.settings.getfloat("NEWSCRAWL_LONGEST_READING")):
                return method(item)

        return limited

    async def process_item_async(self, item: Any) -> Any:
        """Return the item after all pipelines; a story that takes one of them too long is dropped and marked as failed."""
        run = attached_run(self.crawler) if self.crawler else None
        if run is None or not isinstance(item, Story):
            return await super().process_item_async(item)
        with run.session.quarantine.parsing(item.id):
            try:
                return await super().process_item_async(item)
            except DamagedPage as fault:
                raise self._failed(item, run, str(fault)) from fault

    def _failed(self, story: Story, run: Run, why: str) -> DropItem:
        if self.crawler:
            self.crawler.stats.inc_value("newscrawl/failed")
        with dropped_on_failure(run):
            run.outcomes.mark_failed(story.id, why)
        return DropItem(f"Story failed: {story.url} ({why})", log_level="WARNING")
