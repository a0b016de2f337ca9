"""Drop a story whose text is stored under another id already, or under its own id unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from newscrawl.pipelines.base import StoryPipeline, dropped_on_failure

if TYPE_CHECKING:
    from newscrawl.items import Story
    from newscrawl.run.run import Run


class Deduplicate(StoryPipeline):
    """Sends exact copies (same normalised text) to the duplicates file."""

    def process_story(self, story: Story) -> Story:
        """Pass a story whose text is new; without a run every story passes."""
        run = self.run
        if run is None:
            return story
        with dropped_on_failure(run):
            if run.frontier.is_revisit(story.id):
                return self._changed(story, run)
            if original := run.outcomes.copy_of(story):
                run.outcomes.store_copy(story, original)
                self.count("duplicates")
                raise DropItem(f"Duplicate story: {story.url} (copy of {original})", log_level="DEBUG")
        return story

    def _changed(self, story: Story, run: Run) -> Story:
        """Pass a story that was read again only if its headline or text changed."""
        if run.outcomes.is_changed(story):
            return story
        run.outcomes.mark_unchanged(story.id)
        raise DropItem(f"Unchanged story: {story.url}", log_level="DEBUG")
