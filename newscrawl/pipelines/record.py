"""Record a story in the run's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pipelines.base import StoryPipeline, dropped_on_failure

if TYPE_CHECKING:
    from newscrawl.items import Story


class Record(StoryPipeline):
    """Hands whole stories to the run."""

    def process_story(self, story: Story) -> Story:
        """Store one story."""
        if self.run:
            with dropped_on_failure(self.run):
                self.run.outcomes.store(story)
            self.count("stories")
        return story
