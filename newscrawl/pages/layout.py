"""Where things stand on a story page: the reading goes top down, and later findings help earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.pages.bylines import byline_at, byline_behind, byline_on_top
from newscrawl.pages.ending import find_end
from newscrawl.pages.headline import find_headline
from newscrawl.pages.opening import find_start
from newscrawl.text.byline import read_byline

if TYPE_CHECKING:
    from newscrawl.pages.evidence import Evidence


@dataclass(slots=True)
class Layout:
    """Where things stand, as indexes into the pieces; the story is ``pieces[start:end]``."""

    headline: int | None = None
    byline: int | None = None
    source: int | None = None
    start: int = 0
    end: int = 0


def find_layout(page: Evidence) -> Layout:
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
