"""The printed lines of a listing, parted where a link to a story begins or ends, and what each may be."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from newscrawl.pages.blocks import BREAK, INSIDE
from newscrawl.pages.lines import KIND_BITS, kinds_of
from newscrawl.pages.read_more import is_call, is_ended
from newscrawl.pages.rules import LISTING
from newscrawl.text.clean import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newscrawl.pages.blocks import Block, Run, Tree

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_BOXED = INSIDE["figcaption"] | INSIDE["button"]
_ASIDE = sum(
    KIND_BITS[name]
    for name in ("share", "age", "reading time", "site", "date", "label", "reply", "comments", "rule")
)
#: How well a line may be a headline: the higher the better, NONE not at all.
NONE, PLAIN, LINKED_TEASER, HEADING, LINKED, LINKED_HEADING = range(6)


def is_meta(text: str) -> bool:
    """True for a date, a crumb, a share row and the like.

    >>> is_meta("Nov 13, 2026"), is_meta("Op Eds / Ann Lee /"), is_meta("Harwick sells its lighthouse")
    (True, True, False)
    """
    return len(text) < LISTING["wordy"] and (text.endswith("/") or bool(kinds_of(text) & _ASIDE))


class Line(NamedTuple):
    """The words of a printed line that link one story, or those between two such links."""

    text: str
    element: int
    story: str = ""
    """The id of the story that it links, empty if it links none."""
    heading: bool = False
    stamps: tuple[str, ...] = ()
    """The machine's dates of its ``<time>`` elements."""
    boxed: bool = False
    """Part of a caption or button."""

    @property
    def is_prose(self) -> bool:
        """True for a line that by its length and end is a teaser, linked or not."""
        ended = is_ended(self.text)
        least = LISTING["wordy" if self.story or not ended else "label"]
        prose = len(self.text) >= least and (ended or not self.story)
        return prose and not self.heading and not self.boxed

    @property
    def rank(self) -> int:
        """How well the line may be a headline, whatever stands around it."""
        if self.boxed or is_call(self.text) or is_meta(self.text):
            return NONE
        if self.heading:
            return LINKED_HEADING if self.story else HEADING
        if self.story:
            return LINKED if len(self.text) < LISTING["wordy"] else LINKED_TEASER
        return NONE if self.is_prose else PLAIN


class Lines:
    """The lines of a page in reading order, and which of them name a story."""

    def __init__(self, tree: Tree, story_id: Callable[[str], str]) -> None:
        """Part the blocks of a page; `story_id` returns the id of the story at an address, or an empty text."""
        self.tree = tree
        self.lines: list[Line] = []
        self.starts: list[int] = []
        """The first line of each block, and the number of lines."""
        for block in tree.blocks:
            self.starts.append(len(self.lines))
            self.lines += _lines_of(block, story_id)
        self.starts.append(len(self.lines))
        self.ranks = [line.rank for line in self.lines]
        self._shapes: list[int] = []
        for parent, tag in zip(tree.parents, tree.tags, strict=True):
            self._shapes.append(hash((self._shapes[parent] if parent >= 0 else 0, tag)))
        self._prose = [0, *accumulate([line.is_prose for line in self.lines])]
        self._names = [0, *accumulate([rank > PLAIN for rank in self.ranks])]

    def is_call(self, place: int) -> bool:
        """True for a line that links a story by words that are no headline."""
        line = self.lines[place]
        return bool(line.story and line.text and is_call(line.text))

    def has_prose(self, low: int, high: int) -> bool:
        """True if one of the lines ``[low, high)`` is prose."""
        return self._prose[high] > self._prose[low]

    def has_name(self, low: int, high: int) -> bool:
        """True if one of the lines ``[low, high)`` may be a headline by its place."""
        return self._names[high] > self._names[low]

    def shape_of(self, place: int) -> int:
        """Return the shape of the element in which a line stands: the tags around it."""
        element = self.lines[place].element
        return self._shapes[element] if element >= 0 else 0

    def range_of(self, element: int) -> tuple[int, int]:
        """Return the lines inside an element, all for -1."""
        if element < 0:
            return 0, len(self.lines)
        return self.starts[self.tree.first[element]], self.starts[self.tree.last[element]]


def _lines_of(block: Block, story_id: Callable[[str], str]) -> Iterator[Line]:
    """Part a block at its line breaks, and where a link to a story begins or ends."""
    if not block.runs:
        stories = [story for link in block.links if (story := story_id(link.href))]
        yield Line(block.text, block.element, (stories or [""])[0])
        return
    part: list[Run] = []
    named = ""
    for run in block.runs:
        story = story_id(run.href) if run.href else ""
        if part and (run.text == BREAK or story != named):
            yield from _line(part, block, named)
            part = []
        if run.text != BREAK:
            part.append(run)
            named = story
    yield from _line(part, block, named)


def _line(runs: list[Run], block: Block, story: str) -> Iterator[Line]:
    text = fold("".join([run.text for run in runs]))
    if text := text if story else text.lstrip(" :–—|-"):
        stamps = tuple([run.stamp for run in runs if run.stamp])
        heading, boxed = block.tag in _HEADINGS, bool(block.inside & _BOXED)
        yield Line(text, block.element, story, heading, stamps, boxed)
