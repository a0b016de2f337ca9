"""Which lines of a listing speak of which story.

Structure comes before words. A line that links a story marks it; between two marks of unlike stories runs a boundary, where
the smallest element around both parts into one element each. What lies between two boundaries is all that the page says of
one story. Every pass is linear in blocks and links.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from newscrawl.pages.listing_lines import added

if TYPE_CHECKING:
    from typing import Any

    from newscrawl.pages.listing_lines import Lines

NEAR = 4  # lines without a boundary of their own that the last story of a list, or the only one, may hold


class Span(NamedTuple):
    """The lines ``[low, high)`` that speak of one story, and the wider ones in which nothing speaks of another."""

    story: str
    low: int
    high: int
    left: int
    right: int


def find_spans(page: Lines) -> list[Span]:
    """Part a page into spans: each story's own element first, then what lies in none goes to the story that lacks it."""
    return _Spans(page).found()


class _Spans:
    def __init__(self, page: Lines) -> None:
        self.page = page
        self.lines = page.lines
        self.tree = page.tree

    def found(self) -> list[Span]:
        groups = self._groups()
        meets = [self._meeting(one[-1], other[0]) for one, other in pairwise(groups)]
        around = [
            max([meets[i] for i in (place - 1, place) if 0 <= i < len(meets)], key=self._depth, default=None)
            for place in range(len(groups))
        ]
        spans = [self._core(group, element) for group, element in zip(groups, around, strict=True)]
        most: dict[int | None, int] = {}  # per list the most lines that one of its stories was given
        inner = [
            place for place, element in enumerate(meets) if around[place] == element == around[place + 1]
        ]
        for place in inner:
            above, below = spans[place], spans[place + 1]
            spans[place], spans[place + 1] = self._shared_out(above, below, above.right, below.left)
            given = spans[place].right - above.right
            most[meets[place]] = max(most.get(meets[place], 0), given)
        for place in sorted({-1, *range(len(groups))} - set(inner)):
            if place >= 0:
                end = min(spans[place].right + most.get(around[place], NEAR), self._end(around[place]))
                spans[place] = self._shared_out(spans[place], None, spans[place].right, end)[0]
            if place + 1 < len(groups):
                start = max(
                    spans[place + 1].left - NEAR,
                    self._start(around[place + 1]),
                    spans[place].right if place >= 0 else 0,
                )
                spans[place + 1] = self._shared_out(None, spans[place + 1], start, spans[place + 1].left)[1]
        return spans

    def _groups(self) -> list[list[int]]:
        """Gather marks of one story that follow each other."""
        groups: list[list[int]] = []
        for mark in self.page.marks:
            if not groups or self._is_apart(groups[-1][-1], mark):
                groups.append([])
            groups[-1].append(mark)
        return groups

    def _is_apart(self, one: int, other: int) -> bool:
        """True if two marks that follow each other name unlike stories, or stand in two lists that name others too."""
        if self.lines[one].story != self.lines[other].story:
            return True
        around = self._meeting(one, other)
        return any(self._names_others(*self._below(mark, around)) for mark in (one, other))

    def _names_others(self, low: int, high: int) -> bool:
        """True if lines name more than one story."""
        first = bisect_left(self.page.marks, low)
        last = bisect_left(self.page.marks, high) - 1
        return first < last and self._changes[last] > self._changes[first]

    @cached_property
    def _changes(self) -> list[int]:
        """Per mark the number of marks up to it that name another story than the mark before them."""
        stories = [self.lines[mark].story for mark in self.page.marks]
        return added(one != other for one, other in pairwise(stories))

    def _depth(self, element: int) -> int:
        return self._depths[element] if element >= 0 else -1

    @cached_property
    def _depths(self) -> list[int]:
        depths: list[int] = []
        for parent in self.tree.parents:
            depths.append(depths[parent] + 1 if parent >= 0 else 0)
        return depths

    def _start(self, element: int | None) -> int:
        """Return the first line of an element; of the page for None and -1."""
        return self.page.starts[self.tree.first[element]] if element is not None and element >= 0 else 0

    def _end(self, element: int | None) -> int:
        return (
            self.page.starts[self.tree.last[element]]
            if element is not None and element >= 0
            else len(self.lines)
        )

    def _climb(self, element: int, block: int) -> int:
        """Return the smallest element around an element, or the element itself, that holds a block; -1 for the page."""
        tree = self.tree
        while element >= 0 and not tree.first[element] <= block < tree.last[element]:
            element = tree.parents[element]
        return element

    def _meeting(self, one: int, other: int) -> int:
        """Return the smallest element around two lines. Climbs from each line to the next pass an element twice at most."""
        return self._climb(self.tree.blocks[self.lines[one].block].element, self.lines[other].block)

    def _below(self, line: int, limit: int) -> tuple[int, int]:
        """Return the lines of the largest element around a line that lies inside the element `limit`; else those of its block."""
        block = self.lines[line].block
        element, found = self.tree.blocks[block].element, -1
        while element not in {limit, -1}:
            element, found = self.tree.parents[element], element
        return (
            (self.page.starts[block], self.page.starts[block + 1])
            if found < 0
            else (self._start(found), self._end(found))
        )

    def _core(self, group: list[int], around: int | None) -> Span:
        """Find the smallest element around a story's marks that says what there is to say, and the largest that names no other.

        `around` is the smallest element that names another story too, None if none does.
        """
        first, last, story = group[0], group[-1], self.lines[group[0]].story
        low, high = self.page.starts[self.lines[first].block], self.page.starts[self.lines[last].block + 1]
        named = self.page.sums.marks[high] - self.page.sums.marks[low]
        if named > len(group):  # a block that names several stories
            return Span(story, first, last + 1, first, last + 1)
        span = Span(story, low, high, low, high)
        limit = -1 if around is None else around
        element = self._meeting(first, last)
        if self._depth(element) <= self._depth(limit):  # they stand in several elements of a list
            return span
        while element != limit and not (around is None and self._is_whole(span)):
            left, right = self._start(element), self._end(element)
            span = (
                span._replace(left=left, right=right)
                if self._is_whole(span)
                else Span(story, left, right, left, right)
            )
            element = self.tree.parents[element]
        return span

    def _is_whole(self, span: Span) -> bool:
        return self.page.has_prose(span.low, span.high) and self.page.has_name(span.low, span.high)

    def _is_open(self, span: Span) -> bool:
        """True if a story lacks a teaser."""
        return not self.page.has_prose(span.low, span.high)

    def _shared_out(self, above: Span | None, below: Span | None, low: int, high: int) -> tuple[Any, Any]:
        """Assign the lines from `low` to `high` to the story above them, if it lacks a teaser, and to that below, if it lacks a headline."""
        if low >= high:
            return above, below
        takes = above is not None and self._is_open(above)
        needs = below is not None and not self.page.has_name(below.low, below.high)
        cut = self._cut(above if takes else None, low, high, needs=needs)
        if above is not None and takes and low < cut:
            above = Span(above.story, above.low, cut, above.left, cut)
        if below is not None and needs and cut < high:
            below = Span(below.story, cut, below.high, cut, below.right)
        return above, below

    def _cut(self, above: Span | None, low: int, high: int, *, needs: bool) -> int:
        """Return the line at which the story below begins: a heading, else the last short line if it needs one.

        `above` is the story above where it lacks a teaser. A picture that leads its story is told from one that ends it: the
        heading follows at once.
        """
        lines = self.lines
        if (
            above is not None
            and not self.page.has_name(above.low, above.high)
            and lines[low].heading
            and not lines[high - 1].heading
        ):
            return high
        heading = next((i for i in range(low, high) if lines[i].heading), None)
        if heading is not None:
            return heading
        titles = [i for i in range(low, high) if lines[i].may_name]
        return titles[-1] if titles and needs else high
