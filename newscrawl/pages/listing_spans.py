"""Which lines of a listing speak of which story.

Structure comes before words. The largest element that links one story and no other is that story's card. In a flat list,
whose headlines and teasers stand side by side, what lies between two stories goes to the one that lacks it. Every pass is
linear in elements and lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.pages.listing_lines import Lines

_MANY = "*"  # stands for more than one story


@dataclass(slots=True)
class Span:
    """The lines ``[low, high)`` that speak of one story, and ``[left, right)``, which speak of no other."""

    story: str
    around: int
    """The element around the story's card that links other stories too, -1 for none."""
    low: int
    high: int
    left: int
    right: int
    marks: list[int]
    """The lines that link the story."""


def find_spans(page: Lines) -> list[Span]:
    """Part a page into spans: each story's card first, then what lies in no card goes to the story that lacks it.

    In front of the first story of a list and behind its last, only lines that stand as those between two stories do are shared.
    """
    spans = _spans(page)
    between: dict[int, set[int]] = {}
    outer: list[tuple[Span | None, Span | None]] = []
    for above, below in pairwise([None, *spans, None]):
        if above and below and above.around == below.around:
            shapes = between.setdefault(above.around, set())
            shapes.update(page.shape_of(i) for i in range(above.right, below.left))
            _share_out(page, above, below, above.right, below.left)
        else:
            outer.append((above, below))
    for above, below in outer:
        low, high = above.right if above else 0, below.left if below else len(page.lines)
        if above:
            shapes = between.get(above.around, set())
            _share_out(page, above, None, low, _first_other(page, shapes, range(low, high), high))
        if below:
            shapes = between.get(below.around, set())
            start = _first_other(page, shapes, range(high - 1, low - 1, -1), low - 1) + 1
            _share_out(page, None, below, start, high)
    return spans


def _first_other(page: Lines, shapes: set[int], places: range, end: int) -> int:
    """Return the first of the lines that stands in an element of none of these shapes; ``end`` if there is none."""
    return next((i for i in places if page.shape_of(i) not in shapes), end)


def _share_out(page: Lines, above: Span | None, below: Span | None, low: int, high: int) -> None:
    """Assign the lines ``[low, high)`` to the story above them, if it lacks a teaser, and to that below, if it lacks a headline."""
    lines, cut = page.lines, low
    needs = below is not None and not page.has_name(below.low, below.high)
    if above and not page.is_call(above.marks[-1]) and not page.has_prose(above.low, above.high):
        led = not page.has_name(above.low, above.high)  # by its picture: the heading that follows is its own
        cut = next((i for i in range(low + led, high) if lines[i].heading), high)
        above.high = above.right = max(cut, above.high)
    if below and needs and cut < high:
        below.low = below.left = cut


def _spans(page: Lines) -> list[Span]:
    """Return a span for each run of links to one story in one list."""
    parents, cards = page.tree.parents, _cards(page)
    spans: list[Span] = []
    for mark, line in enumerate(page.lines):
        if not line.story:
            continue
        card = cards[line.element] if line.element >= 0 else -1
        around, (low, high) = (
            (parents[card], page.range_of(card)) if card >= 0 else (line.element, (mark, mark + 1))
        )
        if spans and (last := spans[-1]).story == line.story and last.around == around:
            last.high = last.right = max(high, last.high)
            last.marks.append(mark)
        else:
            spans.append(Span(line.story, around, low, high, low, high, [mark]))
    for span in spans:
        _narrow(page, span)
    return spans


def _cards(page: Lines) -> list[int]:
    """Return for each element the largest around it, or itself, that links one story and no other; -1 if there is none."""
    parents = page.tree.parents
    stories = [""] * len(parents)
    for line in page.lines:
        if line.story and line.element >= 0:
            stories[line.element] = _merged(stories[line.element], line.story)
    for element in range(len(parents) - 1, -1, -1):
        if stories[element] and (parent := parents[element]) >= 0:
            stories[parent] = _merged(stories[parent], stories[element])
    cards: list[int] = []
    for element, parent in enumerate(parents):
        above = cards[parent] if parent >= 0 else -1
        cards.append(above if above >= 0 else element if stories[element] not in {"", _MANY} else -1)
    return cards


def _merged(one: str, other: str) -> str:
    return other if one in {"", other} else _MANY


def _narrow(page: Lines, span: Span) -> None:
    """Narrow a span to the smallest element around its links that has headline and teaser, if there is one in its card."""
    element = page.lines[span.marks[0]].element
    while element != span.around:
        low, high = page.range_of(element)
        if span.marks[-1] < high and page.has_prose(low, high) and page.has_name(low, high):
            span.low, span.high = low, high
            if span.around < 0:  # no other story shows where this one ends
                span.left, span.right = low, high
            return
        element = page.tree.parents[element]
