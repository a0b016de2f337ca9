"""What a listing shows of each story: the headline, teaser and day in the lines that speak of it alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from newscrawl.pages.blocks import INSIDE
from newscrawl.pages.lines import KIND_BITS, SECTION_TITLES, SITE_NAMES, kinds_of
from newscrawl.pages.listing_lines import ENDS, LABEL, LONG_TITLE, LONGEST_META, Line, Lines, is_meta
from newscrawl.pages.listing_spans import NEAR, Span, find_spans
from newscrawl.pages.read_more import LONGEST_TITLE, is_call, is_ended, whole
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import find_date, is_stamp, read_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.pages.blocks import Tree

_KICKER = 2  # blanks: a link of one or two words above another link of the story is a kicker ("Ann Lee"), no headline
_DAYS = 2  # headings that are a date: one alone is the day of the visit
_BY = KIND_BITS["by"]
# The sections in front of a teaser: Op Eds / Ann Lee / The town …
_CRUMB = re.compile(r"(?P<first>[^/|›»]{2,40}?)\s?[/|›»]\s(?:[^/|›»]{2,40}?\s?[/|›»]\s)?(?=\S)")
_DIGIT = re.compile("[0-9]")


@dataclass(slots=True)
class Shown:
    """What one span says of its story: headline and teaser, empty if it has none, the day, and the line where it begins."""

    headline: str
    teaser: str
    date: str | None
    line: int

    @property
    def rank(self) -> tuple[int, bool]:
        """The span of two that shows more of a story ranks higher."""
        return len(self.teaser), bool(self.headline)


def read_entries(tree: Tree, story_id: Callable[[str], str], names: dict[str, str]) -> dict[str, Shown]:
    """Return what a page shows of each story, by the story's id, from the span that shows most.

    `story_id` returns the id of the story at an address, or an empty text. `names` are headlines that the page does not print.
    """
    page = Lines(tree, story_id)
    reader = _Reader(page)
    best: dict[str, Shown] = {}
    for span in find_spans(page):
        shown = reader.read(span)
        old = best.setdefault(span.story, shown)
        if shown.rank > old.rank:
            best[span.story] = shown
        best[span.story].headline = best[span.story].headline or old.headline or shown.headline
    for story, shown in best.items():
        shown.headline = shown.headline or names.get(story, "")
    return best


class _Reader:
    """Reads the spans of a page."""

    def __init__(self, page: Lines) -> None:
        self.page = page
        self.lines = page.lines

    def read(self, span: Span) -> Shown:
        """Return what the lines of a span say of its story."""
        headline, place = self._headline(span)
        teaser = self._teaser(span, headline, place)
        return Shown(headline, teaser, self._date(span, headline, place), span.low)

    def _headline(self, span: Span) -> tuple[str, int]:
        """Return a story's headline and its line: a linked heading, else a link, else a heading, else a short line."""
        lines = self.lines
        own = [
            i
            for i in range(span.low, span.high)
            if lines[i].story and self.page.names_story(lines[i]) and not is_meta(lines[i].linked)
        ]
        if headed := [i for i in own if lines[i].heading]:
            return lines[headed[0]].linked, headed[0]
        headings = [
            i
            for i in range(span.low, span.high)
            if lines[i].heading and 3 <= len(lines[i].text) <= LONGEST_TITLE and not is_meta(lines[i].text)
        ]
        if own and (not headings or len(lines[own[0]].linked) < LONG_TITLE):
            place = next((i for i in own if lines[i].linked.count(" ") >= _KICKER), own[0])
            return lines[place].linked, place
        if headings:
            prose = self._first_prose(span)
            place = next((i for i in reversed(headings) if i < prose), headings[0])
            return lines[place].text, place
        return self._unlinked_headline(span)

    def _first_prose(self, span: Span) -> int:
        return next((i for i in range(span.low, span.high) if self.lines[i].is_prose), span.high)

    def _unlinked_headline(self, span: Span) -> tuple[str, int]:
        """Return the first short line above a teaser, else a link text that other stories have too."""
        prose = self._first_prose(span)
        for index in range(span.low, prose):
            line = self.lines[index]
            if not line.story and line.may_name and prose < span.high:
                return line.text, index
        for index in range(span.low, span.high):
            if not is_call(self.lines[index].linked):
                return self.lines[index].linked, index
        return "", span.low - 1

    def _teaser(self, span: Span, headline: str, place: int) -> str:
        """Return the paragraphs between a headline and the link that ends the entry."""
        parts = []
        if place >= span.low:
            line = self.lines[place]
            behind = line.text.partition(headline)[2].lstrip(" :–—|-") if headline else ""
            if len(behind) >= LABEL or is_ended(behind):
                parts.append(behind)
        for index in range(max(place + 1, span.low), span.high):
            line = self.lines[index]
            text = line.before if self.page.closes(line) else line.text
            if line.tag in {"hr", "input"} or (kinds_of(line.text) & ENDS and not line.story):
                break
            text = self._without_crumb(text)
            if text and not _is_aside(line, text):
                parts.append(text)
        if not parts:  # a teaser above its headline
            above = (self.lines[i] for i in range(span.low, place))
            parts = [line.text for line in above if line.is_prose and not _is_aside(line, line.text)]
        return whole(" ".join(_sentences(parts)))

    @staticmethod
    def _without_crumb(text: str) -> str:
        """Take "From the Left / Clarence Page /" off the start of a teaser."""
        crumb = _CRUMB.match(text)
        if crumb and key(crumb["first"]) in SECTION_TITLES | SITE_NAMES:
            text = text[crumb.end() :]
        return text.strip()

    def _date(self, span: Span, headline: str, place: int) -> str | None:
        """Return the day of a ``<time>``, else of a short line that is no sentence, in the span or a few lines beside it."""
        near = range(max(span.left, span.low - NEAR), min(span.right, span.high + NEAR))
        stamps = (
            iso
            for i in near
            for stamp in self.lines[i].stamps
            if (iso := read_date(fold(stamp[:LONGEST_META])))
        )
        texts = (self.lines[i].text.replace(headline, "") if i == place else self.lines[i].text for i in near)
        printed = (found.iso for text in texts if _may_be_dated(text) and (found := find_date(text)))
        iso = next(stamps, None) or next(printed, None) or self._day_above(span.low)
        return iso[:10] if iso else None

    def _day_above(self, line: int) -> str | None:
        """Return the day that a heading above prints, where the page has several such headings: "November 15, 2026"."""
        place = bisect_left(self._day_headings, line) - 1
        if place < 0 or len(self._day_headings) < _DAYS:
            return None
        found = find_date(self.lines[self._day_headings[place]].text)
        return found.iso if found else None

    @cached_property
    def _day_headings(self) -> list[int]:
        return [
            i
            for i, line in enumerate(self.lines)
            if line.heading and not line.story and len(line.text) < LONGEST_META and is_stamp(line.text)
        ]


def _is_aside(line: Line, text: str) -> bool:
    """Return True for what stands between headline and teaser and is neither: a date, a crumb, a caption, a button, links elsewhere."""
    boxed = line.inside & (INSIDE["figcaption"] | INSIDE["button"])
    return is_meta(text) or bool(boxed) or line.elsewhere > len(line.text) / 2


def _may_be_dated(text: str) -> bool:
    return (
        _DIGIT.search(text) is not None
        and len(text) < LONGEST_META
        and (not is_ended(text) or is_stamp(text))
    )


def _sentences(parts: list[str]) -> list[str]:
    """Return the paragraphs among the lines of a teaser; the longest line where none is one."""
    found = [text for text in parts if len(text) >= LONG_TITLE or is_ended(text)]
    if found and parts[-1] != found[-1] and len(parts[-1]) >= LABEL:  # cut within a sentence
        found.append(parts[-1])
    return found or [max(parts, key=len, default="")]
