"""What no rule understood on a story page: lines between its landmarks, and dates that cannot be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.pages.feed import read_items
from newscrawl.pages.flags import FLAGS
from newscrawl.pages.lines import kinds_of
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import find_date, read_date, short_date

if TYPE_CHECKING:
    from newscrawl.pages.story import StoryPage

F = FLAGS
_LONGEST = 100  # characters of a label or a line with a date
_ABOVE, _BEHIND = 6, 8  # blocks above the headline and behind the story that are looked at
_EDGE = 2  # blocks at either end of the text that may be labels taken for text
_ENDS = F["comments"] | F["related"] | F["comics"] | F["footer"] | F["site rights"] | F["next story"]
#: Blocks that are furniture by their place, whatever they say.
_FURNITURE = _ENDS | sum(
    F[name]
    for name in (
        "card, link list, twin, in nav, in aside, in form, in button, in dialog, in footer, in figure, caption, mostly linked, "
        "asking, thread, share, advert, promotion, teaser, site, before promotion"
    ).split(", ")
)
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
# What looks like a date: a day and a word such as "15. Brumaire", a month, numbers with dots or slashes, a year
_LIKE_DATE = re.compile(
    rf"""\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|m[aä]r|mai|okt|dez)[a-zé]*\b\.?,?\ \d
        | \b{_DAY}\.?\ (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|m[aä]r|mai|okt|dez)
        | \b{_DAY}\.\ [A-Z][a-z]+
        | \b\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}\b
        | \b(?:19|20)\d\d\b | [’']\d\d\b | \b\d{{8,14}}\b""",
    re.VERBOSE | re.IGNORECASE,
)
_DATE_FIELDS = frozenset(("pubdate", "published", "date", "issued"))


@dataclass(frozen=True, slots=True)
class Unknown:
    """The lines of one story page that no rule knows, in the order of the page.

    ``lines`` are all of them but ``dates``, which look like a date; ``labels`` are those of ``lines`` that stand above the text.
    """

    lines: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """Lines of several stories that begin alike: how many stories have one, and one of them."""

    count: int
    example: str


def unknown_of(page: StoryPage) -> Unknown:
    """Return what no rule understood of a story page."""
    found = list(_around(page))
    dates = [text for _, text in found if _has_odd_date(text)]
    machine = (one.value for one in page.dates if read_date(one.value) is None)
    lines = [(index, text) for index, text in found if text not in dates and not find_date(text)]
    return Unknown(
        tuple(text for _, text in lines),
        tuple(dict.fromkeys([*dates, *machine])),
        tuple(text for index, text in lines if index < page.reading.segments.start + _EDGE),
    )


def _around(page: StoryPage) -> Iterator[tuple[int, str]]:
    """Yield block and text of the lines between headline and text, in the text and right behind it that no rule knows."""
    reading = page.reading
    flags, blocks, segments = reading.features.flags, page.blocks, reading.segments
    top = reading.headline_place
    first = top if top is not None else max(0, segments.start - _ABOVE)
    held = {top, reading.found.place, reading.found.source_place}
    section = key(page.article_section)
    own = {key(page.headline), *(key(name) for name in page.metadata.headlines)}
    for index in range(first, min(len(blocks), segments.notes + _BEHIND)):
        text = fold(blocks[index].text)
        if index >= segments.end and flags[index] & _ENDS:
            return
        if not text or len(text) > _LONGEST or flags[index] & _FURNITURE or kinds_of(text):
            if not (index == reading.found.place or flags[index] & F["date"]) or not _has_odd_date(text):
                continue
        elif (
            index in held
            or key(text) in {section, *own}
            or (reading.label(index) != "chrome" and not _is_label(page, index, text))
        ):
            continue
        yield index, text


def _has_odd_date(text: str) -> bool:
    """True for a line that holds something like a date, but none that can be read in full."""
    return find_date(text) is None and (short_date(text) is not None or bool(_LIKE_DATE.search(text)))


def _is_label(page: StoryPage, index: int, text: str) -> bool:
    """True for a short line at the edge of the text that ends like no sentence: a label that was taken for text."""
    flag, segments = page.reading.features.flags[index], page.reading.segments
    at_edge = index - segments.start < _EDGE or index >= segments.end - _EDGE
    return at_edge and len(text) < 60 and not flag & (F["ended"] | F["heading"])


def shapes(found: Iterable[Iterable[str]], least: int = 2) -> list[Shape]:
    """Return the lines that begin alike on at least some pages, the most frequent first.

    >>> shapes([["Penned by Jo Roe"], ["Penned by Ann Lee", "Rain"], []])
    [Shape(count=2, example='Penned by Jo Roe')]
    """
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for lines in found:
        named = {_shape(line): line for line in lines}
        counts.update(named.keys())
        examples = {**named, **examples}
    return [Shape(count, examples[shape]) for shape, count in counts.most_common() if count >= least]


def _shape(line: str) -> str:
    """Return how a line begins: what stands before a colon, else its first two words, digits as one sign."""
    head, colon, _ = line.partition(":")
    words = head.split() if colon and len(head) < 30 else line.split()[:2]
    return re.sub(r"[0-9]+", "#", " ".join(words)).casefold()


def odd_feed_dates(text: str) -> list[str]:
    """Return the dates in a feed's text that cannot be read."""
    values = (fold(value) for fields in read_items(text) for name, value in fields if name in _DATE_FIELDS)
    return [value for value in values if value and read_date(value) is None]
