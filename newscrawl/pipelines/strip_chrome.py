"""Strip page chrome: keep of the printed page what is the story's, its notes and rights line in fields of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pipelines.base import StoryPipeline

if TYPE_CHECKING:
    from newscrawl.items import Story


class StripChrome(StoryPipeline):
    """Fills article_body, contributor_note, author_note and copyright_notice."""

    def process_story(self, story: Story) -> Story:
        """Take over the parts of the page that are the story's; what was cut as chrome stays behind."""
        parts = story.page.parts
        story.article_body = "\n\n".join(parts.body)
        story.contributor_note = "\n\n".join(parts.contributor) or None
        story.author_note = "\n\n".join(parts.author) or None
        story.copyright_notice = "\n".join(parts.rights) or None
        return story
