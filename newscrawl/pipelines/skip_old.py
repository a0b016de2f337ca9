"""Skip stories older than `-a since=`; undated ones are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from newscrawl.pipelines.base import StoryPipeline, dropped_on_failure

if TYPE_CHECKING:
    from newscrawl.items import Story


class SkipOld(StoryPipeline):
    """Drops a story whose date lies before the day asked for."""

    def process_story(self, story: Story) -> Story:
        """Compare days: the story's own, as printed, with the one asked for."""
        spider = self.crawler.spider if self.crawler else None
        since = getattr(getattr(spider, "arguments", None), "since", None)
        if not since or not story.date_published or story.date_published[:10] >= since:
            return story
        if self.run:
            with dropped_on_failure(self.run):
                self.run.outcomes.skip(story.id, "since", story.date_published)
        raise DropItem(f"Older than {since}: {story.url} ({story.date_published})", log_level="DEBUG")
