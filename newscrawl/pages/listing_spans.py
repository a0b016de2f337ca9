"""Which lines of a listing speak of which story.

Structure comes before words. The largest element that links one story and no other is that story's card. In a flat list,
whose headlines and teasers stand side by side, what lies between two stories goes to the one that lacks it. Every pass is
linear in elements and lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from newscrawl.pages.rules import LISTING

if TYPE_CHECKING:
    from newscrawl.pages.listing_lines import Lines

_MANY = "*"  # stands for more than one story


@dataclass(slots=True)
class Span:
    """The lines ``[low, high)`` that speak of one story, and ``[left, right)``, which speak of no other."""

    story: str
    list: int
    """The element around the story's card that links other stories too, -1 for none."""
    low: int
    high: int
    left: int
    right: int
    marks: list[int]
    """The lines that link the story."""


def find_spans(page: Lines) -> list[Span]:
    """Part a page into spans: each story's card first, then what lies in no card goes to the story that lacks it."""
    spans = _Cards(page).spans()
    reach: dict[
        int, list[int]
    ] = {}  # per list how many lines a story took from behind it and from above it, at most
    pairs = list(pairwise(spans))
    inner = [one.list == other.list for one, other in pairs]
    for (above, below), together in zip(pairs, inner, strict=True):
        if together:
            high, low = above.high, below.low
            _share_out(page, above, below, above.right, below.left)
            most = reach.setdefault(above.list, [0, 0])
            most[:] = max(most[0], above.high - high), max(most[1], low - below.low)
    near = LISTING["near"]
    for place, span in enumerate(spans):
        start, end = page.range_of(span.list)
        behind, before = reach.get(span.list, (near, near))
        if not place or not inner[place - 1]:
            start = max(start, span.left - before, spans[place - 1].right if place else 0)
            _share_out(page, None, span, start, span.left)
        if place == len(inner) or not inner[place]:
            end = min(end, span.right + behind, spans[place + 1].left if place < len(inner) else end)
            _share_out(page, span, None, span.right, end)
    return spans


def _share_out(page: Lines, above: Span | None, below: Span | None, low: int, high: int) -> None:
    """Give the lines ``[low, high)`` to the story above them, if it lacks a teaser, and to that below, if it lacks a headline."""
    lines = page.lines
    takes = (
        above is not None and above.marks[-1] not in page.calls and not page.has_prose(above.low, above.high)
    )
    needs = below is not None and not page.has_name(below.low, below.high)
    cut = low
    if above is not None and takes and low < high:
        led = not page.has_name(above.low, above.high)  # by its picture: the heading that follows is its own
        cut = next((i for i in range(low + led, high) if lines[i].heading), high)
        if needs and not led and cut == high:
            cut = next((i for i in reversed(range(low, high)) if lines[i].may_name), high)
        above.high = above.right = max(cut, above.high)
    if below is not None and needs and cut < high:
        below.low = below.left = cut


class _Cards:
    """The largest elements of a page that link one story each."""

    def __init__(self, page: Lines) -> None:
        self.page = page
        tree = page.tree
        owners = [""] * len(tree.parents)
        for line in page.lines:
            if line.story and line.element >= 0:
                owners[line.element] = _merged(owners[line.element], line.story)
        for element in range(len(owners) - 1, -1, -1):
            if owners[element] and (parent := tree.parents[element]) >= 0:
                owners[parent] = _merged(owners[parent], owners[element])
        self.cards: list[int] = []
        for element, parent in enumerate(tree.parents):
            above = self.cards[parent] if parent >= 0 else -1
            self.cards.append(above if above >= 0 else element if owners[element] not in {"", _MANY} else -1)

    def spans(self) -> list[Span]:
        """Return a span for each run of links to one story in one list."""
        page, tree = self.page, self.page.tree
        spans: list[Span] = []
        for mark, line in enumerate(page.lines):
            if not line.story:
                continue
            card = self.cards[line.element] if line.element >= 0 else -1
            around = tree.parents[card] if card >= 0 else line.element
            low, high = page.range_of(card) if card >= 0 else (mark, mark + 1)
            last = spans[-1] if spans else None
            if last and last.story == line.story and last.list == around:
                last.high = last.right = max(high, last.high)
                last.marks.append(mark)
            else:
                spans.append(Span(line.story, around, low, high, low, high, [mark]))
        for span in spans:
            self._narrow(span)
        return spans

    def _narrow(self, span: Span) -> None:
        """Narrow a span to the smallest element around its links that has headline and teaser, if it lies in one card."""
        page = self.page
        element = page.lines[span.marks[0]].element
        while element != span.list:
            low, high = page.range_of(element)
            if (
                low <= span.marks[0]
                and span.marks[-1] < high
                and page.has_prose(low, high)
                and page.has_name(low, high)
            ):
                span.low, span.high = max(low, span.low), min(high, span.high)
                if span.list < 0:  # no other story shows where this one ends
                    span.left, span.right = span.low, span.high
                return
            element = page.tree.parents[element]


def _merged(one: str, other: str) -> str:
    return other if one in {"", other} else _MANY
