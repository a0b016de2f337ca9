"""A story page: what stands at a story's address, and the story as the pipelines get it."""

from __future__ import annotations

from newscrawl.items import Parts, Printed, Story
from newscrawl.pages.evidence import Hints
from newscrawl.pages.landmarks import landmarks
from newscrawl.pages.page import ReadPage
from newscrawl.pages.show import show_story

__all__ = ["EXTRACTOR", "Hints", "StoryPage"]

EXTRACTOR = "landmarks 1"


class StoryPage(ReadPage):
    """One story page read by landmarks; ``StoryPage(response)`` works in `scrapy shell` too."""

    def story(self, parts: Parts | None = None, **fields: object) -> Story:
        """Return the item that the pipelines work on; ``parts`` are its text, by default this page's own."""
        printed = Printed(
            parts=parts or self.stripped,
            dates=self.dates,
            dates_modified=tuple(self.metadata.modified),
            persons=tuple(self.metadata.persons),
            organization=self.metadata.organization,
            landmarks=frozenset(name for name, shown in landmarks(self).items() if shown),
        )
        return Story(
            id=self.address.story_id or "",
            url=self.address.url,
            headline=self.headline,
            byline=self.byline,
            article_section=self.article_section,
            section_path=self.hints.section_path or self.address.section_path or "",
            images=self.images,
            fetched_url=self.response.url,
            extractor=EXTRACTOR,
            printed=printed,
            **fields,  # type: ignore[arg-type]  # the spider adds keys of the record
        )

    def __repr__(self) -> str:
        return show_story(self)
