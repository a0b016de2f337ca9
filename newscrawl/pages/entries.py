"""What a listing shows of each story: the headline, teaser and day in the lines that speak of it alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.pages.lines import SECTION_TITLES, SITE_NAMES
from newscrawl.pages.listing_lines import HEADING, NONE, PLAIN, Line, Lines, is_meta
from newscrawl.pages.listing_spans import Span, find_spans
from newscrawl.pages.read_more import is_ended, whole
from newscrawl.pages.rules import LISTING
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import find_date, is_stamp, read_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.pages.blocks import Tree
    from newscrawl.urls import Address

_DIGIT = re.compile("[0-9]")
# The sections in front of a teaser: Op Eds / Ann Lee / The town …
_CRUMB = re.compile(r"(?P<first>[^/|›»]{2,40}?)\s?[/|›»]\s(?:[^/|›»]{2,40}?\s?[/|›»]\s)?(?=\S)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A story's address and what page or feed show of it: empty texts, and None for the ISO 8601 day or instant, where nothing is."""

    address: Address
    headline: str = ""
    teaser: str = ""
    date: str | None = None

    def filled(self, other: Entry) -> Entry:
        """Return this entry with what another shows of the story where this one shows nothing."""
        return Entry(
            self.address,
            self.headline or other.headline,
            self.teaser or other.teaser,
            self.date or other.date,
        )


def read_entries(tree: Tree, story_id: Callable[[str], str], addresses: dict[str, Address]) -> list[Entry]:
    """Return what a page shows of each story, in order, from the lines that show most of it.

    `story_id` returns the id of the story at an address, or an empty text, and notes the story's `addresses`.
    """
    page = Lines(tree, story_id)
    days = _days(page)
    best: dict[str, tuple[int, Entry]] = {}
    for span in find_spans(page):
        while len(days) > 1 and days[1][0] < span.marks[0]:
            del days[0]
        entry = _read(page, span, addresses[span.story])
        if days and days[0][0] < span.marks[0] < days[0][1]:
            entry = entry.filled(Entry(entry.address, date=days[0][2]))
        shown = span.low, entry
        worse, better = sorted((best.get(span.story, shown), shown), key=lambda one: len(one[1].teaser))
        best[span.story] = better[0], better[1].filled(worse[1])
    return [entry for _, entry in sorted(best.values(), key=lambda one: one[0])]


def _days(page: Lines) -> list[tuple[int, int, str]]:
    """Return the headings that are a day, each with the end of its list; none for a page with one, the day of the visit."""
    days = []
    for place, line in enumerate(page.lines):
        if line.heading and is_stamp(line.text) and (iso := _date([line])):
            days.append((place, page.range_of(page.tree.parents[line.element])[1], iso))
    return days if len({iso for *_, iso in days}) > 1 else []


def _read(page: Lines, span: Span, address: Address) -> Entry:
    """Return what the lines of a span say of its story."""
    lines = page.lines
    inside = range(span.low, span.high)
    prose = next((i for i in inside if lines[i].is_prose), -1)
    # the best above the teaser; of equal ones the first, but of headings that are not linked the last
    ranked = [
        (rank > PLAIN and i < prose, rank, i if rank == HEADING else -i, i)
        for i in inside
        if (rank := page.ranks[i]) > NONE
    ]
    place = max(ranked)[-1] if ranked else span.low - 1
    behind = [
        _without_crumb(lines[i].text)
        for i in range(place + 1, span.high)
        if not lines[i].boxed and not page.is_call(i)
    ]
    teaser = whole(" ".join(_paragraphs([text for text in behind if text and not is_meta(text)])))
    date = _date([lines[i] for i in range(span.left, span.right) if i != place])
    return Entry(address, lines[place].text if ranked else "", teaser, date)


def _date(lines: list[Line]) -> str | None:
    """Return the day of a ``<time>``, else of a short line."""
    stamps = (read_date(fold(stamp)) for line in lines for stamp in line.stamps)
    texts = (line.text for line in lines if len(line.text) < LISTING["wordy"] and _DIGIT.search(line.text))
    printed = (found.iso for found in map(find_date, texts) if found)
    iso = next(filter(None, stamps), None) or next(printed, None)
    return iso[:10] if iso else None


def _without_crumb(text: str) -> str:
    """Take "From the Left / Clarence Page /" off the start of a teaser."""
    crumb = _CRUMB.match(text)
    return text[crumb.end() :] if crumb and key(crumb["first"]) in SECTION_TITLES | SITE_NAMES else text


def _paragraphs(parts: list[str]) -> list[str]:
    """Return the paragraphs among the lines of a teaser; the longest line where none is one."""
    found = [text for text in parts if len(text) >= LISTING["label"] or is_ended(text)]
    return found or [max(parts, key=len, default="")]
