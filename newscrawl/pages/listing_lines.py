"""The printed lines of a listing: each with the one story it links, the words that link it and those before them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from newscrawl.pages.blocks import INSIDE
from newscrawl.pages.lines import KIND_BITS, is_site_name, kinds_of
from newscrawl.pages.read_more import is_call
from newscrawl.text.clean import fold, key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from newscrawl.pages.blocks import Block, Run, Tree

LABEL = 40  # characters: a shorter text beside a link is a label; the shortest teasers seen have 60
LONG_TITLE = 120  # characters: a longer linked text is a linked teaser; the longest headlines seen have 110
LONGEST_META = 120  # characters: a longer line is no date, byline or crumb
_REPEATED = 40  # characters: a longer link text that two stories share is a headline ("Letters to the Editor" is 21, but a heading)
_BREAK = "\0"  # how a Block's runs write <br>
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_K = KIND_BITS
# What a line that is no part of a story's headline or teaser says, and what one behind a list says.
_ASIDE = _K["share"] | _K["age"] | _K["reading time"] | _K["site"] | _K["date"] | _K["label"] | _K["reply"]
ENDS = _K["comments"] | _K["related"] | _K["comics"] | _K["footer"] | _K["promotion"]


def is_meta(text: str) -> bool:
    """Return True for a date, a crumb, a share row and the like.

    >>> is_meta("Nov 13, 2026"), is_meta("Op Eds / Ann Lee /"), is_meta("Harwick sells its lighthouse")
    (True, True, False)
    """
    return len(text) < LONGEST_META and (bool(kinds_of(text) & _ASIDE) or text.endswith("/"))


@dataclass(slots=True)
class Line:
    """A printed line, or the part of one that names one story."""

    block: int
    text: str = ""
    story: str = ""
    """The id of the story that it links, empty if it links none."""
    linked: str = ""
    """The words that link the story."""
    before: str = ""
    """The words in front of them."""
    elsewhere: int = 0
    """Number of characters that link anything else."""
    heading: int = 0
    """The level of the heading that it is, 0 if it is none."""
    tag: str = ""
    inside: int = 0
    stamps: tuple[str, ...] = ()
    """The machine's dates of its ``<time>`` elements."""

    @property
    def is_prose(self) -> bool:
        """True for a line that by its length is a teaser, linked or not."""
        return (
            not self.heading
            and not self.inside & INSIDE["figcaption"]
            and (
                len(self.text) - len(self.linked) - self.elsewhere >= LABEL or len(self.linked) >= LONG_TITLE
            )
        )

    @property
    def may_name(self) -> bool:
        """True for a line that may be a headline without a link: short, and not ended as a sentence is."""
        return bool(self.text) and not self.is_prose and not is_meta(self.text)


class _Sums(NamedTuple):
    """Per line the number of lines before it that link a story, are prose, or may hold a headline."""

    marks: list[int]
    prose: list[int]
    names: list[int]


class Lines:
    """The lines of a page in reading order, and which of them mark stories."""

    def __init__(self, tree: Tree, story_id: Callable[[str], str]) -> None:
        """Part the blocks of a page into lines; `story_id` returns the id of the story at an address, or an empty text."""
        self.tree = tree
        self.lines: list[Line] = []
        self.starts: list[int] = []
        """The first line of each block, and the number of lines."""
        for index, block in enumerate(tree.blocks):
            self.starts.append(len(self.lines))
            self.lines += _lines_of(block, index, story_id)
        self.starts.append(len(self.lines))
        self.marks = [index for index, line in enumerate(self.lines) if line.story]
        self._repeated = self._find_repeated()
        self.sums = _Sums(
            added(bool(line.story) for line in self.lines),
            added(line.is_prose for line in self.lines),
            added(
                self.names_story(line) or (line.heading > 0 and not is_site_name(line.text))
                for line in self.lines
            ),
        )

    def _find_repeated(self) -> frozenset[str]:
        """Find the link texts that stand for several stories, as "Read more" does: no headline, whatever the words."""
        stories: dict[str, set[str]] = defaultdict(set)
        for mark in self.marks:
            line = self.lines[mark]
            if len(line.linked) <= _REPEATED and not line.heading:
                stories[key(line.linked)].add(line.story)
        return frozenset(text for text, named in stories.items() if len(named) > 1)

    def _is_more(self, line: Line) -> bool:
        """True for a line that links its story by words that are no headline."""
        return is_call(line.linked) or (not line.heading and key(line.linked) in self._repeated)

    def names_story(self, line: Line) -> bool:
        """Return True for a line that links its story by a headline: no call to read on, and no link at the end of a teaser."""
        return bool(line.linked) and len(line.before) < LABEL and not self._is_more(line)

    def closes(self, line: Line) -> bool:
        """Return True for a line whose link ends what is said of its story."""
        return bool(line.linked) and (self._is_more(line) or len(line.before) >= LABEL)

    def has_prose(self, low: int, high: int) -> bool:
        """Return True if one of the lines ``[low, high)`` is prose."""
        return self.sums.prose[high] > self.sums.prose[low]

    def has_name(self, low: int, high: int) -> bool:
        """Return True if one of the lines ``[low, high)`` may hold a headline."""
        return self.sums.names[high] > self.sums.names[low]


def added(values: Iterable[bool]) -> list[int]:
    """Return for each place the number of true values before it.

    >>> added([True, False, True])
    [0, 1, 1, 2]
    """
    return [0, *accumulate(map(int, values))]


def _lines_of(block: Block, index: int, story_id: Callable[[str], str]) -> Iterator[Line]:
    """Part a block at its line breaks, and a line where it names another story."""
    if block.image is not None:
        for link in block.links:
            if story := story_id(link.href):
                yield Line(index, story=story, tag="img", inside=block.inside)
        return
    if not block.runs:
        yield Line(index, block.text, tag=block.tag, inside=block.inside)
        return
    line: list[tuple[Run, str]] = []
    for run in block.runs:
        if run.text == _BREAK:
            yield from _parts_of(line, block, index)
            line = []
        else:
            line.append((run, story_id(run.href) if run.href else ""))
    yield from _parts_of(line, block, index)


def _parts_of(runs: list[tuple[Run, str]], block: Block, index: int) -> Iterator[Line]:
    """Part a line at its links to stories: text goes with the link before it, unless a teaser stands before the first link."""
    if not any(run.text.strip() for run, _ in runs):
        return
    first = next((place for place, (_, story) in enumerate(runs) if story), len(runs))
    trailing = len(fold("".join([run.text for run, _ in runs[:first]]))) >= LABEL
    part: list[tuple[Run, str]] = []
    named, behind = "", 0
    href: str | None = None
    for run, story in runs:
        if story and named and run.href is not href:
            kept = part[:behind] if trailing and story != named else part
            yield _line(kept, named, block, index)
            part = part[len(kept) :]
        part.append((run, story))
        if story:
            named, href, behind = story, run.href, len(part)
    yield _line(part, named, block, index)


def _line(runs: list[tuple[Run, str]], story: str, block: Block, index: int) -> Line:
    first = next((place for place, (_, named) in enumerate(runs) if named), len(runs))
    return Line(
        block=index,
        text=fold("".join([run.text for run, _ in runs])),
        story=story,
        linked=fold("".join([run.text for run, named in runs if named])),
        before=fold("".join([run.text for run, _ in runs[:first]])) if story else "",
        elsewhere=sum([len(run.text.strip()) for run, named in runs if run.href is not None and not named]),
        heading=_HEADINGS.get(block.tag, 0),
        tag=block.tag,
        inside=block.inside,
        stamps=tuple([run.stamp for run, _ in runs if run.stamp]),
    )
