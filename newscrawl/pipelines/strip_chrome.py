"""Strip page chrome: keep the parts of the page that belong to the story, notes and rights line in their own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pipelines.base import StoryPipeline

if TYPE_CHECKING:
    from newscrawl.items import Story


class StripChrome(StoryPipeline):
    """Fill article_body, contributor_note, author_note and copyright_notice."""

    def process_story(self, story: Story) -> Story:
        """Copy the parts of the page that belong to the story into its fields; chrome is left out."""
        parts = story.page.parts
        story.article_body = "\n\n".join(parts.body)
        story.contributor_note = "\n\n".join(parts.contributor) or None
        story.author_note = "\n\n".join(parts.author) or None
        story.copyright_notice = "\n".join(parts.rights) or None
        return story
