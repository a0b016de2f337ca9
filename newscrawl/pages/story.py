"""A story page: what stands at a story address, and the record that is made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from newscrawl.items import Image, Sourced, Story
from newscrawl.pages import fallback
from newscrawl.pages.decode import decode
from newscrawl.pages.kind import PageKind, Verdict, classify_page
from newscrawl.pages.reading import Hints, Reading
from newscrawl.pages.record import copy_fields, copy_text
from newscrawl.urls import read_address

if TYPE_CHECKING:
    from scrapy.http import Response

    from newscrawl.pages.blocks import Block
    from newscrawl.pages.metadata import Metadata
    from newscrawl.pages.notes import Stripped

__all__ = ["EXTRACTOR", "Hints", "Read", "StoryPage", "read"]

EXTRACTOR = "labels 1"


class StoryPage:
    """One story page; ``StoryPage(response)`` works in `scrapy shell` too, ``.record`` is the finished record."""

    def __init__(self, response: Response, hints: Hints | None = None, text: str | None = None) -> None:
        """Read a response; `text` is its body where that is decoded already."""
        self.response = response
        self.hints = hints or Hints()
        self.address = read_address(response.url)
        self.text = decode(response) if text is None else text
        self.reading = Reading(self.text, response.url, self.hints, self.address.story_id)

    @property
    def blocks(self) -> list[Block]:
        """The page's blocks in reading order."""
        return self.reading.tree.blocks

    @property
    def metadata(self) -> Metadata:
        """What the page says of itself beside its text."""
        return self.reading.metadata

    @property
    def headline(self) -> str:
        """The headline as printed; from metadata or listing where the page prints none."""
        return self.reading.headline

    @property
    def byline(self) -> str | None:
        """The byline as printed, without its date."""
        return self.reading.byline

    @property
    def article_section(self) -> str:
        """The section's label as printed, else from metadata, else the section's title."""
        return self.reading.article_section

    @property
    def dates(self) -> tuple[Sourced, ...]:
        """Every date of publication that the page or feed gives, best first."""
        return self.reading.dates

    @property
    def date_published(self) -> str | None:
        """The first date that parses, ISO 8601."""
        return self.reading.date_published

    @property
    def images(self) -> list[Image]:
        """The story's pictures with their captions."""
        return self.reading.images

    @property
    def stripped(self) -> Stripped:
        """Body, notes and rights lines, and what was cut."""
        return self.reading.stripped

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
        reading = self.reading
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
            printed=reading.printed,
            **fields,  # type: ignore[arg-type]  # the spider adds keys of the record
        )

    def __repr__(self) -> str:
        from newscrawl.pages.show import show_story

        return show_story(self)


@dataclass(frozen=True, slots=True)
class Read:
    """A page at a story address as read; ``story`` is None where there is none."""

    verdict: Verdict
    story: Story | None = None


def read(page: StoryPage, **fields: object) -> Read:
    """Decide what a page is and make the story of it, with a second opinion where the first is unsure.

    ``fields`` are keys of the record that the page does not say, such as ``fetched_at``.
    """
    verdict = page.verdict
    body = (
        fallback.better_body(page.reading, page.text)
        if verdict.kind in {PageKind.STORY, PageKind.EMPTY}
        else ()
    )
    if verdict.kind is not PageKind.STORY and not body:
        return Read(verdict)
    story = page.story(**fields)
    if body:
        story.page = replace(story.page, body=body)
        story.extractor = fallback.extractor()
    return Read(verdict, story)
