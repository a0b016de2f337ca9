"""A story page: where the story stands on it, found by landmarks, and its fields as printed.

The reading goes top down: the headline, then the lines around it (byline, date, section), then the
first paragraph, then the end. Every cut rests on several pieces of evidence (words, shape, place in the
tree, what the page's metadata and the listing say), because no landmark is sure to be there.

`evidence` says what each piece is by itself, `layout` where things stand, and one module for each
thing how it is found: `headline`, `opening`, `bylines`, `ending`, `dateline`, `body`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from newscrawl.items import Block, Image, Parts, Sourced
from newscrawl.pages.blocks import Moment, Piece, parse
from newscrawl.pages.body import find_blocks, find_images
from newscrawl.pages.bylines import byline_at, byline_behind, byline_on_top
from newscrawl.pages.chrome import strip
from newscrawl.pages.dates import find_dates
from newscrawl.pages.decode import decode
from newscrawl.pages.ending import find_end
from newscrawl.pages.evidence import Evidence, Hints
from newscrawl.pages.headline import find_headline, title_name, unprinted_headline
from newscrawl.pages.layout import Layout
from newscrawl.pages.lines import parts_of, split_top
from newscrawl.pages.metadata import Metadata, read_metadata
from newscrawl.pages.opening import find_start
from newscrawl.pages.tails import without_tails
from newscrawl.pages.walk import walk
from newscrawl.text.byline import read_byline
from newscrawl.text.dates import read_date
from newscrawl.text.landmarks import section_label
from newscrawl.urls import read_address

if TYPE_CHECKING:
    from scrapy.http import Response

_LABEL_ABOVE, _LABEL_BEHIND = 6, 10  # pieces around the story in which its section's label is looked for


class ReadPage:
    """A page read by landmarks: each part is read when it is first asked for."""

    def __init__(self, response: Response, hints: Hints | None = None, text: str | None = None) -> None:
        """Read a response; `text` is its body where that is decoded already."""
        self.response = response
        self.hints = hints or Hints()
        self.address = read_address(response.url)
        self.text = decode(response) if text is None else text
        root = parse(self.text)
        pieces: list[Piece] = []
        moments: list[Moment] = []
        self.metadata = Metadata()
        if root is not None:
            self.metadata = read_metadata(root)
            names = [self.hints.headline, *self.metadata.headlines, title_name(self.metadata.title)]
            pieces, moments = split_top(*walk(root), [name for name in names if len(name) > 11])
        evidence = Evidence(
            pieces,
            moments,
            self.metadata,
            self.hints,
            self.address.story_id,
            persons=list(self.metadata.persons),
        )
        self.evidence = replace(evidence, pieces=without_tails(evidence))

    @property
    def pieces(self) -> list[Piece]:
        """The page's pieces in reading order."""
        return self.evidence.pieces

    @property
    def own(self) -> list[bool]:
        """For each piece: is it prose that belongs to no other story's teaser and to no side element?"""
        return self.evidence.own

    @cached_property
    def layout(self) -> Layout:
        """Where headline, byline, start and end of the story stand."""
        return _find_layout(self.evidence)

    @cached_property
    def headline(self) -> str:
        """The headline as printed; from metadata or listing where the page prints none."""
        place = self.layout.headline
        return self.evidence.texts[place] if place is not None else unprinted_headline(self.evidence)

    @cached_property
    def byline(self) -> str | None:
        """The byline as printed, without its date."""
        return byline_at(self.evidence, self.layout) or None

    @cached_property
    def article_section(self) -> str:
        """The section's label as printed, else from metadata, else the section's title."""
        layout = self.layout
        above = range(max(0, (layout.headline or 0) - _LABEL_ABOVE), layout.start)
        behind = range(layout.end, min(layout.end + _LABEL_BEHIND, len(self.pieces)))
        parts = (part for i in (*above, *behind) for part in parts_of(self.pieces[i].text))
        printed = next((label for part in parts if (label := section_label(part))), None)
        return printed or self.metadata.section or self.hints.section_title

    @cached_property
    def dates(self) -> tuple[Sourced, ...]:
        """Every date of publication the page or feed gives, best first."""
        return find_dates(self.evidence, self.layout)

    @cached_property
    def date_published(self) -> str | None:
        """The first date that parses, ISO 8601."""
        return next((iso for one in self.dates if (iso := read_date(one.value))), None)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The story's blocks between the landmarks, chrome inside it included and marked by its box."""
        return find_blocks(self.evidence, self.layout)

    @cached_property
    def images(self) -> list[Image]:
        """The story's pictures with their captions."""
        return find_images(self.evidence, self.layout, self.response.url)

    @cached_property
    def stripped(self) -> Parts:
        """The story's blocks parted into body, notes, rights line and chrome."""
        return self.strip(self.blocks)

    def strip(self, blocks: tuple[Block, ...]) -> Parts:
        """Part blocks into body, notes, rights line and chrome, as those of this page's story."""
        persons = [*read_byline(self.byline).authors, *self.metadata.persons]
        return strip(blocks, persons, opening=[text for text in (self.headline, self.byline) if text])


def _find_layout(page: Evidence) -> Layout:
    """Find headline, start, byline and end of the story; the byline's persons tell its notes, so they come first."""
    layout = Layout(headline=find_headline(page))
    layout.start = find_start(page, layout.headline)
    layout.byline, layout.source = byline_on_top(page, layout)
    page.persons += read_byline(byline_at(page, layout)).authors
    layout.end = find_end(page, layout.start)
    if layout.byline is None and (behind := byline_behind(page, layout)) is not None:
        layout.byline = behind
        page.persons += read_byline(byline_at(page, layout)).authors
        layout.end = find_end(page, layout.start)
    return layout
