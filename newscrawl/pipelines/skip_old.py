"""Skip stories older than `-a since=`; stories without a date are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from newscrawl.pipelines.base import StoryPipeline, dropped_on_failure

if TYPE_CHECKING:
    from newscrawl.items import Story


class SkipOld(StoryPipeline):
    """Drop a story that was published before the day in `-a since=`."""

    def process_story(self, story: Story) -> Story:
        """Return the story unless its printed day is before `since`; then record it as skipped and drop it."""
        spider = self.crawler.spider if self.crawler else None
        since = getattr(getattr(spider, "arguments", None), "since", None)
        if not since or not story.date_published or story.date_published[:10] >= since:
            return story
        if self.run:
            with dropped_on_failure(self.run):
                self.run.outcomes.skip(story.id, "since", story.date_published)
        raise DropItem(f"Older than {since}: {story.url} ({story.date_published})", log_level="DEBUG")
