"""Store a story in the state of its run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pipelines.base import StoryPipeline, dropped_on_failure

if TYPE_CHECKING:
    from newscrawl.items import Story


class Record(StoryPipeline):
    """Store complete stories; without a run do nothing."""

    def process_story(self, story: Story) -> Story:
        """Store the story."""
        if self.run:
            with dropped_on_failure(self.run):
                self.run.outcomes.store(story)
            self.count("stories")
        return story
