"""Datelines: the printed dates around a story, of its publication and of later changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.pages.flags import FLAGS
from newscrawl.pages.nameline import LATER, cells, line_of
from newscrawl.pages.rules import LIMITS, REACH
from newscrawl.text.clean import fold
from newscrawl.text.dates import find_date, read_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newscrawl.pages.features import Features
    from newscrawl.pages.segments import Segments

F = FLAGS


class Datelines:
    """Reads the short lines that may hold a story's date."""

    def __init__(self, features: Features, headline: int | None, segments: Segments, behind: range) -> None:
        """Take a page's blocks; ``behind`` is where behind the story a date is looked for."""
        self.blocks, self.flags, self.headline = features.tree.blocks, features.flags, headline
        self.start, self.behind = segments.start, behind
        self.top = headline if headline is not None else max(0, segments.start - REACH["no headline"])

    def _lines(self) -> Iterator[tuple[int, str]]:
        """Yield the short lines of the page's own that may hold its date: below the headline, above it, behind the text."""
        start, top = self.start, self.top
        above = range(max(0, top - REACH["masthead"]), top)
        for index in (*range(top, start), *above, *self.behind):
            others = F["caption"] | (0 if top - 2 < index < start else F["card"])
            text = fold(line_of(self.blocks[index]))
            if index and LATER.fullmatch(self.blocks[index - 1].text.rstrip(":")):
                text = f"updated {text}"
            if (
                text
                and len(text) < LIMITS["long"]
                and index != self.headline
                and not self.flags[index] & others
            ):
                yield index, text

    def printed(self) -> list[tuple[str, int]]:
        """Return the printed dates but those of a later change, best first, each with its block."""
        found = ((find_date(text), index) for index, text in self._lines() if not LATER.match(text))
        return [(date.text, index) for date, index in found if date]

    def later(self) -> list[str]:
        """Return the printed dates of a later change, with their labels."""
        lines = (
            cell for index, text in self._lines() for cell in (text, *cells(line_of(self.blocks[index])))
        )
        return [cell for cell in lines if LATER.match(cell) and read_date(cell)]
