"""Strip page chrome: keep the parts of the page that belong to the story, notes and rights line in their own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.record import copy_text
from newscrawl.pipelines.base import StoryPipeline

if TYPE_CHECKING:
    from newscrawl.items import Story


class StripChrome(StoryPipeline):
    """Fill article_body, contributor_note, author_note and copyright_notice."""

    def process_story(self, story: Story) -> Story:
        """Copy the parts of the page that belong to the story into its fields; chrome is left out."""
        return copy_text(story)
