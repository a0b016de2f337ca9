"""The masthead: who wrote a story, for whom, when and in which section, out of the lines around it.

The lines above a story and the sign-off below it hold the same things and are read by the same functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.pages.blocks import SECTION
from newscrawl.pages.bylines import BylineReader, label_of
from newscrawl.pages.flags import FLAGS
from newscrawl.pages.lines import section_label
from newscrawl.pages.rules import REACH
from newscrawl.pages.topline import LATER, line_of, parts_of
from newscrawl.text.clean import fold
from newscrawl.text.dates import find_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.pages.features import Features
    from newscrawl.pages.segments import Segments

F = FLAGS


@dataclass(slots=True)
class Masthead:
    """What the lines around a story say; ``place`` is the byline's block and ``source_place`` its source's."""

    byline: str | None = None
    place: int | None = None
    source_place: int | None = None
    section: str | None = None
    is_labelled: bool = False
    """The section stands in a line such as "Published in Op Eds"."""


class MastheadReader:
    """Reads the lines above a story, then those below it."""

    def __init__(
        self,
        features: Features,
        headline: int | None,
        segments: Segments,
        persons: Sequence[str],
        url: str,
    ) -> None:
        self.above = _path(url).rpartition("/")[0]
        self.features, self.headline, self.segments = features, headline, segments
        self.blocks, self.flags = features.tree.blocks, features.flags
        self.bylines = BylineReader(features, headline, segments, persons)

    def read(self) -> Masthead:
        """Return what is found."""
        found = Masthead()
        found.place, found.source_place = self.bylines.find()
        if found.place is not None:
            found.byline = self.bylines.text(found.place, found.source_place) or None
        labelled = self._section()
        found.is_labelled = labelled is not None
        found.section = self._eyebrow() if labelled is None else labelled
        return found

    def _section(self) -> str | None:
        """Find the section's label above the story, else behind it."""
        segments = self.segments
        above = range(max(0, (self.headline or 0) - REACH["section above"]), segments.start)
        behind = range(segments.end, min(segments.notes + REACH["section behind"], len(self.blocks)))
        for index in (*above, *behind):
            block = self.blocks[index]
            if not block.text or len(block.text) > 300:
                continue
            if label_of(self.features, index - 1) in {"section", "category", "channel"}:
                return fold(block.text)
            for part in parts_of(line_of(block)):
                if label := section_label(part):
                    return label
            marked = fold(" ".join(run.text for run in block.runs if run.style & SECTION))
            if marked:
                return marked
        return None

    def _eyebrow(self) -> str | None:
        """Find the section in the link right above the headline: it leads to the address that the story's lies below."""
        top = self.headline if self.headline is not None else self.segments.start
        for index in range(top - 1, max(-1, top - 4), -1):
            for link in self.blocks[index].links:
                if (
                    _path(link.href) == self.above
                    and self.above
                    and len(link.text) < 40
                    and not self.flags[index] & F["in nav"]
                ):
                    return link.text
        return None

    def linked_section(self) -> str:
        """Return what the page calls the address that the story's lies below, in a crumb or menu; empty where it does not."""
        links = (link for block in self.blocks[: self.segments.start] for link in block.links)
        return next((link.text for link in links if self.above and _path(link.href) == self.above), "")

    def printed_dates(self) -> list[tuple[str, int]]:
        """Return the dates in short lines of the page's own, but those of a later change, each with its block: above, then behind."""
        segments = self.segments
        top = self.headline if self.headline is not None else segments.start
        above = range(max(0, top - 5), segments.start)
        behind = range(segments.end, min(segments.notes + REACH["byline behind"], len(self.blocks)))
        found = []
        for index in (*above, *behind):
            text = fold(self.blocks[index].text)
            if (
                index == self.headline
                or not text
                or len(text) >= 200
                or self.flags[index] & (F["card"] | F["caption"])
                or LATER.match(text)
            ):
                continue
            if date := find_date(text):
                found.append((date.text, index))
        return found


def _path(url: str) -> str:
    """Return an address's path without its last slash."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
