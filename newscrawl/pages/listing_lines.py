"""The printed lines of a listing, parted where a link to a story begins or ends, and what each may be."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from newscrawl.pages.blocks import BREAK, INSIDE
from newscrawl.pages.lines import KIND_BITS, kinds_of
from newscrawl.pages.read_more import is_call, is_ended
from newscrawl.pages.rules import LEAST, LISTED, LISTING
from newscrawl.text.clean import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newscrawl.pages.blocks import Block, Run, Tree

_LABEL, _LONG, _META, _TITLE, _WORDY = (LISTING[name] for name in ("label", "long", "meta", "title", "wordy"))
_KICKER = 2  # blanks
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_BOXED = INSIDE["figcaption"] | INSIDE["button"]
_ASIDE = sum(
    KIND_BITS[name]
    for name in ("share", "age", "reading time", "site", "date", "label", "reply", "comments", "rule")
)


def is_meta(text: str) -> bool:
    """True for a date, a crumb, a share row and the like.

    >>> is_meta("Nov 13, 2026"), is_meta("Op Eds / Ann Lee /"), is_meta("Harwick sells its lighthouse")
    (True, True, False)
    """
    return len(text) < _META and (text.endswith("/") or bool(kinds_of(text) & _ASIDE))


class Line(NamedTuple):
    """The words of a printed line that link one story, or those between two such links."""

    text: str
    block: Block
    element: int
    story: str = ""
    """The id of the story that it links, empty if it links none."""
    heading: bool = False
    stamps: tuple[str, ...] = ()
    """The machine's dates of its ``<time>`` elements."""
    aside: bool = False
    """Part of a caption or button, or mostly a link elsewhere."""

    @property
    def is_prose(self) -> bool:
        """True for a line that by its length and end is a teaser, linked or not."""
        size = len(self.text)
        long = size >= (_LONG if self.story else _WORDY) or (
            size >= _LABEL and not self.story and is_ended(self.text)
        )
        return long and not self.heading and not self.aside

    @property
    def may_name(self) -> bool:
        """True for a line that may be a headline without a link: short, and no date or the like."""
        return bool(self.text) and not self.is_prose and not is_meta(self.text)


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
        self.calls = {
            i for i, line in enumerate(self.lines) if line.story and line.text and is_call(line.text)
        }
        """The lines that link a story by words that are no headline."""
        self.points = [_points(line) for line in self.lines]
        """What speaks for each line as a headline, whatever stands around it."""
        self._prose = [0, *accumulate([line.is_prose for line in self.lines])]
        self._names = [0, *accumulate([points >= LEAST["named"] for points in self.points])]

    def has_prose(self, low: int, high: int) -> bool:
        """True if one of the lines ``[low, high)`` is prose."""
        return self._prose[high] > self._prose[low]

    def has_name(self, low: int, high: int) -> bool:
        """True if one of the lines ``[low, high)`` may be a headline by its place."""
        return self._names[high] > self._names[low]

    def range_of(self, element: int) -> tuple[int, int]:
        """Return the lines inside an element, all for -1."""
        if element < 0:
            return 0, len(self.lines)
        return self.starts[self.tree.first[element]], self.starts[self.tree.last[element]]


def _points(line: Line) -> float:
    text = line.text
    if not text or line.aside or not (line.story or line.heading):
        return 0.0
    points = LISTED["heading"] * line.heading + LISTED["kicker"] * (text.count(" ") < _KICKER)
    if line.story:
        points += LISTED["linked"] + LISTED["wordy"] * (len(text) >= _WORDY)
        points += LISTED["sentence"] * (len(text) >= _LONG or text.endswith((".", "…")))
    return points + LISTED["no title"] * (len(text) > _TITLE or is_meta(text) or is_call(text))


def _lines_of(block: Block, story_id: Callable[[str], str]) -> Iterator[Line]:
    """Part a block at its line breaks, and where a link to a story begins or ends."""
    heading, boxed = block.tag in _HEADINGS, bool(block.inside & _BOXED)
    if not block.runs:
        stories = [story for link in block.links if (story := story_id(link.href))]
        if block.image is None or stories:
            yield Line(block.text, block, block.element, (stories or [""])[0])
        return
    part: list[Run] = []
    named, href = "", None
    for run in block.runs:
        story = story_id(run.href) if run.href else ""
        if part and (run.text == BREAK or story != named or (story and run.href is not href)):
            yield from _line(part, block, named, heading=heading, boxed=boxed)
            part = []
        if run.text != BREAK:
            part.append(run)
            named, href = story, run.href
    yield from _line(part, block, named, heading=heading, boxed=boxed)


def _line(runs: list[Run], block: Block, story: str, *, heading: bool, boxed: bool) -> Iterator[Line]:
    text = fold("".join([run.text for run in runs]))
    if text := text if story else text.lstrip(" :–—|-"):
        linked = 0 if story else sum([len(run.text) for run in runs if run.href is not None])
        stamps = tuple([run.stamp for run in runs if run.stamp])
        yield Line(text, block, block.element, story, heading, stamps, boxed or linked > len(text) / 2)
