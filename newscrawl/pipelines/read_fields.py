"""Read the fields that are printed: persons, source, rights, dates, kind, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.record import copy_fields
from newscrawl.pipelines.base import StoryPipeline

if TYPE_CHECKING:
    from newscrawl.items import Story


class ReadFields(StoryPipeline):
    """Fill the fields that are read from printed text; a field that is not printed stays empty and is never guessed."""

    def process_story(self, story: Story) -> Story:
        """Copy the fields out of the page as it was read."""
        return copy_fields(story)
