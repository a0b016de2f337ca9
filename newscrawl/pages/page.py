"""A page that may hold a story, read once: what its kind is decided on, and what is shown of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from newscrawl.pages import fallback
from newscrawl.pages.decode import decode
from newscrawl.pages.reading import Hints, Reading
from newscrawl.urls import read_address

if TYPE_CHECKING:
    from scrapy.http import Response

    from newscrawl.items import Image, Sourced
    from newscrawl.pages.blocks import Block
    from newscrawl.pages.metadata import Metadata
    from newscrawl.pages.notes import Stripped


class Page:
    """One page that may hold a story: what was asked for, and what stands on it."""

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
    def opinion(self) -> tuple[str, ...]:
        """The second opinion's paragraphs, where they are the better body."""
        return fallback.better_body(self.reading, self.text)

    @property
    def body(self) -> tuple[str, ...]:
        """The story's paragraphs, by the better of two readings."""
        return self.opinion or tuple(self.stripped.body)
