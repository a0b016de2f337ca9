"""Drop a story whose text is already stored under another id, or unchanged under its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from newscrawl.pipelines.base import StoryPipeline, dropped_on_failure

if TYPE_CHECKING:
    from newscrawl.items import Story
    from newscrawl.run.run import Run


class Deduplicate(StoryPipeline):
    """Drop exact copies (same normalised text) and record them for the duplicates file."""

    def process_story(self, story: Story) -> Story:
        """Return the story if its text is new; without a run, return every story."""
        run = self.run
        if run is None:
            return story
        with dropped_on_failure(run):
            if run.frontier.is_revisit(story.id):
                return self._only_if_changed(story, run)
            if doubt := run.outcomes.doubt_of(story):
                run.outcomes.mark_failed(story.id, doubt)
                self.count("failed")
                raise DropItem(f"Story failed: {story.url} ({doubt})", log_level="WARNING")
            if original := run.outcomes.copy_of(story):
                run.outcomes.store_copy(story, original)
                self.count("duplicates")
                raise DropItem(f"Duplicate story: {story.url} (copy of {original})", log_level="DEBUG")
        return story

    def _only_if_changed(self, story: Story, run: Run) -> Story:
        """Return a story that was read again, if its headline or text has changed."""
        if run.outcomes.is_changed(story):
            return story
        run.outcomes.mark_unchanged(story.id)
        raise DropItem(f"Unchanged story: {story.url}", log_level="DEBUG")
