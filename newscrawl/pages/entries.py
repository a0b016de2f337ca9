"""What a listing shows of each story: the headline, teaser and day in the lines that speak of it alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.pages.entry import Entry
from newscrawl.pages.lines import SECTION_TITLES, SITE_NAMES
from newscrawl.pages.listing_lines import Line, Lines, is_meta
from newscrawl.pages.listing_spans import Span, find_spans
from newscrawl.pages.read_more import is_ended, whole
from newscrawl.pages.rules import LEAST, LISTED, LISTING
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import find_date, is_stamp, read_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.pages.blocks import Tree
    from newscrawl.urls import Address

_LABEL, _LONG, _META, _NEAR = (LISTING[name] for name in ("label", "long", "meta", "near"))
_DIGIT = re.compile("[0-9]")
# The sections in front of a teaser: Op Eds / Ann Lee / The town …
_CRUMB = re.compile(r"(?P<first>[^/|›»]{2,40}?)\s?[/|›»]\s(?:[^/|›»]{2,40}?\s?[/|›»]\s)?(?=\S)")


def read_entries(tree: Tree, story_id: Callable[[str], str], addresses: dict[str, Address]) -> list[Entry]:
    """Return what a page shows of each story, in order, from the lines that show most of it.

    `story_id` returns the id of the story at an address, or an empty text, and notes the story's `addresses`.
    """
    page = Lines(tree, story_id)
    best: dict[str, tuple[int, Entry]] = {}
    for span in find_spans(page):
        shown = span.low, _read(page, span, addresses[span.story])
        worse, better = sorted((best.get(span.story, shown), shown), key=lambda one: len(one[1].teaser))
        best[span.story] = better[0], better[1].filled(worse[1])
    return [entry for _, entry in sorted(best.values(), key=lambda one: one[0])]


def _read(page: Lines, span: Span, address: Address) -> Entry:
    """Return what the lines of a span say of its story."""
    lines = page.lines
    prose = next((i for i in range(span.low, span.high) if lines[i].is_prose), -1)
    ranked = []
    for i in range(span.low, span.high):
        named = page.points[i] or lines[i].may_name
        points = page.points[i] + LISTED["above"] * (i < prose and bool(named))
        if points >= LEAST["listed"]:  # of equal ones the first, but of headings that are not linked the last
            ranked.append((points, i if page.points[i] and not lines[i].story else -i, i))
    place = max(ranked)[2] if ranked else span.low - 1
    behind = (
        _without_crumb(lines[i].text)
        for i in range(place + 1, span.high)
        if not lines[i].aside and i not in page.calls
    )
    teaser = whole(" ".join(_paragraphs([text for text in behind if text and not is_meta(text)])))
    near = range(max(span.left, span.low - _NEAR), min(span.right, span.high + _NEAR))
    date = _date([lines[i] for i in near if i != place])
    return Entry(address, lines[place].text if ranked else "", teaser, date)


def _date(lines: list[Line]) -> str | None:
    """Return the day of a ``<time>``, else of a short line that is no sentence."""
    stamps = (read_date(fold(stamp[:_META])) for line in lines for stamp in line.stamps)
    texts = (line.text for line in lines if len(line.text) < _META and _DIGIT.search(line.text))
    printed = (find_date(text) for text in texts if not is_ended(text) or is_stamp(text))
    iso = next(filter(None, stamps), None) or next((found.iso for found in printed if found), None)
    return iso[:10] if iso else None


def _without_crumb(text: str) -> str:
    """Take "From the Left / Clarence Page /" off the start of a teaser."""
    crumb = _CRUMB.match(text)
    return text[crumb.end() :] if crumb and key(crumb["first"]) in SECTION_TITLES | SITE_NAMES else text


def _paragraphs(parts: list[str]) -> list[str]:
    """Return the paragraphs among the lines of a teaser; the longest line where none is one."""
    found = [text for text in parts if len(text) >= _LONG or is_ended(text)]
    if found and parts[-1] != found[-1] and len(parts[-1]) >= _LABEL:  # cut within a sentence
        found.append(parts[-1])
    return found or [max(parts, key=len, default="")]
