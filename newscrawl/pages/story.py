"""A story page: what stands at a story address, and the record that is made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from newscrawl.items import Story
from newscrawl.pages import fallback
from newscrawl.pages.kind import PageKind, Verdict, classify_page
from newscrawl.pages.page import Page
from newscrawl.pages.reading import Hints
from newscrawl.pages.record import copy_fields, copy_text
from newscrawl.pages.show import show_story

__all__ = ["EXTRACTOR", "Hints", "Read", "StoryPage", "read"]

EXTRACTOR = "labels 1"


class StoryPage(Page):
    """One story page; ``StoryPage(response)`` works in `scrapy shell` too, ``.record`` is the finished record."""

    @cached_property
    def verdict(self) -> Verdict:
        """What the page is, and why."""
        return classify_page(self)

    @cached_property
    def record(self) -> dict[str, Any] | None:
        """The record as the pipelines would store it; None where the page is no story."""
        story = read(self).story
        return copy_fields(copy_text(story)).record() if story else None

    def story(self, **fields: object) -> Story:
        """Make the item that the pipelines work on."""
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
            printed=self.reading.printed,
            **fields,  # type: ignore[arg-type]  # the spider adds keys of the record
        )

    def __repr__(self) -> str:
        return show_story(self, self.verdict)


@dataclass(frozen=True, slots=True)
class Read:
    """A page at a story address as read; ``story`` is None where there is none."""

    verdict: Verdict
    story: Story | None = None


def read(page: StoryPage, **fields: object) -> Read:
    """Decide what a page is and make the story of it.

    ``fields`` are keys of the record that the page does not say, such as ``fetched_at``.
    """
    if page.verdict.kind is not PageKind.STORY:
        return Read(page.verdict)
    story = page.story(**fields)
    if page.opinion:
        story.page = replace(story.page, body=page.opinion)
        story.extractor = fallback.extractor()
    return Read(page.verdict, story)
