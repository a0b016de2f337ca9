"""The stories of a listing: for each the lines that speak of it alone, and the headline, teaser and day in them.

Structure comes before words. A line that links a story marks it; between two marks of unlike stories runs a boundary, where
the smallest element around both parts into one element each. What lies between two boundaries is all that the page says of
one story: headline, teaser and date are looked for there alone. Every pass is linear in blocks, links and characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from newscrawl.pages.blocks import INSIDE, Run, Tree
from newscrawl.pages.lines import KIND_BITS, SECTION_TITLES, SITE_NAMES, is_site_name, kinds_of
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import find_date, is_stamp, read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from newscrawl.pages.blocks import Block

_LABEL = 40  # characters: a shorter text beside a link is a label; the shortest teasers seen have 60
_TITLE = 120  # a longer linked text is a teaser linked as a whole; the longest headlines seen have 110
LONGEST_TITLE = 250  # characters: twice the longest headline seen
_KICKER = 2  # blanks: a link of one or two words above another link of the story is a kicker ("Ann Lee"), no headline
_META = 120  # a longer line is no date, byline or crumb
_TAIL = 60  # characters at the end of a teaser in which dots and a call to read on are looked for
_NEAR = 4  # lines without a boundary of their own that the last story of a list, or the only one, may hold
_DAYS = 2  # headings that are a date: one alone is the day of the visit
_BREAK = "\0"  # how a Block's runs write <br>
_REPEATED = 40  # characters: a longer link text that two stories share is a headline ("Letters to the Editor" is 21, but a heading)

# Such as: Read more; (more); Continue reading »; Keep reading: Harwick sells; Full article; Read the whole column; »
# but not: The whole story of Harwick; Open: the road to the sea
_MORE = re.compile(
    r"""[\W_]* (?: (?:click|tap)\ (?:here\ )?(?:to|for)\ )? (?:
          (?: (?:continue|keep|go\ on)\ reading
            | (?:continue|go)\ (?:on\ )?to\ (?:the\ )?(?:story|article|column|page)
            | read\ (?:(?:the|this|it|on|all|full|whole|entire|complete|rest|of)\ ?)*
              (?:more|on|all|now|full|whole|rest|story|article|column|post|report|editorial|here|it) )
          (?: (?: \ (?:about|of|on|in)\b | \s?[:–—-] ) .* )?
        | (?: (?:see|view|show|get|learn|find\ out)\ (?:the\ |this\ )? )?
          (?:(?:full|whole|entire|complete|rest\ of(?:\ the)?)\ )? (?:more|story|article|column|text|post|report|editorial|details)
        | the\ (?:full|whole|entire|complete|rest\ of\ the)\ (?:story|article|column|text|post|report|editorial)
        )? [\W_]* \Z""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# A call to read on, not linked, that ends a teaser: … over the basin ...Read more; … over the basin (more)
_UNLINKED_MORE = re.compile(
    r"(?:(?:\.{2,}|…|\[…\])\s*(?:read|see)\s(?:more|the\sfull\s\w+)|\(more\)|(?:continue|keep)\sreading)[\s»›>.…]*$",
    re.IGNORECASE,
)
_DOTS = re.compile(
    r"\s*(?:\[\s?(?:\.{2,}|…)\s?\]|\.{2,}|…)[\s.…]*$"
)  # a cut teaser's; the full stop of a whole one stays
_CRUMB = re.compile(
    r"(?P<first>[^/|›»]{2,40}?)\s?[/|›»]\s(?:[^/|›»]{2,40}?\s?[/|›»]\s)?(?=\S)"
)  # Op Eds / Ann Lee / The town …
_ENDED = re.compile(r"""(?:[.!?…]|\.\.)["'”’)\]]*$""")
_SWALLOWED = re.compile(
    r"""(?<!\S)\S*/s-[0-9-]+["']?>?.*$|<a\b.*$"""
)  # …/mod/s-12">Read more: what a cut attribute spills

_DIGIT = re.compile("[0-9]")

_K = KIND_BITS
_ASIDE = _K["share"] | _K["age"] | _K["reading time"] | _K["site"] | _K["date"] | _K["label"] | _K["reply"]
_ENDS = _K["comments"] | _K["related"] | _K["comics"] | _K["footer"] | _K["promotion"]
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(slots=True)
class _Line:
    """A printed line, or the part of one that names one story: its text, and of that what links the story and stands before it."""

    block: int
    text: str = ""
    story: str = ""
    linked: str = ""
    before: str = ""
    elsewhere: int = 0
    heading: int = 0
    tag: str = ""
    inside: int = 0
    stamps: tuple[str, ...] = ()

    @property
    def rest(self) -> int:
        """Number of characters that link nowhere."""
        return len(self.text) - len(self.linked) - self.elsewhere

    @property
    def is_prose(self) -> bool:
        """True for a line that by its length is a teaser, linked or not."""
        return (
            not self.heading
            and not self.inside & INSIDE["figcaption"]
            and (self.rest >= _LABEL or len(self.linked) >= _TITLE)
        )


class _Sums(NamedTuple):
    """Per line the number of lines before it that link a story, are prose, or may hold a headline."""

    marks: list[int]
    prose: list[int]
    names: list[int]


class _Span(NamedTuple):
    """The lines ``[low, high)`` that speak of one story, and the wider ones in which nothing speaks of another."""

    story: str
    low: int
    high: int
    left: int
    right: int


@dataclass(slots=True)
class Shown:
    """What one span says of its story."""

    headline: str = ""
    teaser: str = ""
    date: str | None = None
    line: int = 0

    @property
    def rank(self) -> tuple[bool, int, bool, int]:
        """The span of two that shows more of a story ranks higher; of equal ones the first."""
        return bool(self.headline and self.teaser), len(self.teaser), bool(self.headline), -self.line


class Cards:
    """Parts a page's lines into spans of one story each and reads them."""

    def __init__(self, tree: Tree, story_id: Callable[[str], str]) -> None:
        self.tree = tree
        self.lines: list[_Line] = []
        self.starts: list[int] = []
        """The first line of each block, and the number of lines."""
        for index, block in enumerate(tree.blocks):
            self.starts.append(len(self.lines))
            self.lines += _lines_of(block, index, story_id)
        self.starts.append(len(self.lines))
        self.marks = [index for index, line in enumerate(self.lines) if line.story]
        self.repeated = self._find_repeated()
        self.sums = _Sums(
            _added(bool(line.story) for line in self.lines),
            _added(line.is_prose for line in self.lines),
            _added(
                self._names_story(line) or (line.heading > 0 and not is_site_name(line.text))
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

    def _is_more(self, line: _Line) -> bool:
        """True for a line that links its story by words that are no headline."""
        return is_call(line.linked) or (not line.heading and key(line.linked) in self.repeated)

    def _names_story(self, line: _Line) -> bool:
        """True for a line that links its story by a headline: no call to read on, and no link at the end of a teaser."""
        return bool(line.linked) and len(line.before) < _LABEL and not self._is_more(line)

    def _closes(self, line: _Line) -> bool:
        """True for a line whose link ends what is said of its story."""
        return bool(line.linked) and (self._is_more(line) or len(line.before) >= _LABEL)

    # --- spans ------------------------------------------------------------------------------------

    def read(self, names: dict[str, str]) -> dict[str, Shown]:
        """Return what the page shows of each story, from the span that shows most, with gaps filled from the others."""
        best: dict[str, Shown] = {}
        for span in self._spans():
            shown = self._read_span(span)
            old = best.get(span.story)
            if old is None:
                best[span.story] = shown
                continue
            high, low = (old, shown) if old.rank >= shown.rank else (shown, old)
            best[span.story] = replace(
                high,
                headline=high.headline or low.headline,
                teaser=high.teaser or low.teaser,
                date=high.date or low.date,
            )
        for story, shown in best.items():
            shown.headline = shown.headline or names.get(story, "")
        return best

    def _spans(self) -> list[_Span]:
        """Part the page into spans: each story's own element first, then what lies in none goes to the story that lacks it."""
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
                end = min(spans[place].right + most.get(around[place], _NEAR), self._end(around[place]))
                spans[place] = self._shared_out(spans[place], None, spans[place].right, end)[0]
            if place + 1 < len(groups):
                start = max(
                    spans[place + 1].left - _NEAR,
                    self._start(around[place + 1]),
                    spans[place].right if place >= 0 else 0,
                )
                spans[place + 1] = self._shared_out(None, spans[place + 1], start, spans[place + 1].left)[1]
        return spans

    def _groups(self) -> list[list[int]]:
        """Gather marks of one story that follow each other; the same headline a second time begins anew."""
        groups: list[list[int]] = []
        named: set[str] = set()
        for mark in self.marks:
            line = self.lines[mark]
            name = key(line.linked) if self._names_story(line) else ""
            if not groups or self._is_apart(groups[-1][-1], mark):
                groups.append([])
                named = set()
            elif name and name in named:
                pictures = list(takewhile(lambda i: self.lines[i].tag == "img", reversed(groups[-1])))
                del groups[-1][len(groups[-1]) - len(pictures) :]
                groups.append(pictures[::-1])
                named = set()
            groups[-1].append(mark)
            if name:
                named.add(name)
        return groups

    def _is_apart(self, one: int, other: int) -> bool:
        """True if two marks that follow each other name unlike stories, or stand in two lists that name others too."""
        if self.lines[one].story != self.lines[other].story:
            return True
        around = self._meeting(one, other)
        return any(self._names_others(*self._below(mark, around)) for mark in (one, other))

    def _names_others(self, low: int, high: int) -> bool:
        """True if lines name more than one story."""
        first = bisect_left(self.marks, low)
        last = bisect_left(self.marks, high) - 1
        return first < last and self._changes[last] > self._changes[first]

    @cached_property
    def _changes(self) -> list[int]:
        """Per mark the number of marks up to it that name another story than the mark before them."""
        stories = [self.lines[mark].story for mark in self.marks]
        return _added(one != other for one, other in pairwise(stories))

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
        return self.starts[self.tree.first[element]] if element is not None and element >= 0 else 0

    def _end(self, element: int | None) -> int:
        return (
            self.starts[self.tree.last[element]] if element is not None and element >= 0 else len(self.lines)
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
            (self.starts[block], self.starts[block + 1])
            if found < 0
            else (self._start(found), self._end(found))
        )

    def _core(self, group: list[int], around: int | None) -> _Span:
        """Find the smallest element around a story's marks that says what there is to say, and the largest that names no other.

        `around` is the smallest element that names another story too, None if none does.
        """
        first, last, story = group[0], group[-1], self.lines[group[0]].story
        low, high = self.starts[self.lines[first].block], self.starts[self.lines[last].block + 1]
        if self.sums.marks[high] - self.sums.marks[low] > len(group):  # a block that names several stories
            return _Span(story, first, last + 1, first, last + 1)
        span = _Span(story, low, high, low, high)
        limit = -1 if around is None else around
        element = self._meeting(first, last)
        if self._depth(element) <= self._depth(limit):  # they stand in several elements of a list
            left, right = self._below(first, limit)[0], self._below(last, limit)[1]
            if self.sums.marks[right] - self.sums.marks[left] > len(group):
                return span
            return (
                span._replace(left=left, right=right)
                if self._is_whole(span)
                else _Span(story, left, right, left, right)
            )
        while element != limit and not (around is None and self._is_whole(span)):
            left, right = self._start(element), self._end(element)
            span = (
                span._replace(left=left, right=right)
                if self._is_whole(span)
                else _Span(story, left, right, left, right)
            )
            element = self.tree.parents[element]
        return span

    def _has_prose(self, span: _Span) -> bool:
        return self.sums.prose[span.high] > self.sums.prose[span.low]

    def _has_name(self, span: _Span) -> bool:
        return self.sums.names[span.high] > self.sums.names[span.low]

    def _is_whole(self, span: _Span) -> bool:
        return self._has_prose(span) and self._has_name(span)

    def _is_open(self, span: _Span) -> bool:
        """True if a story lacks a teaser and no link to read on ends it."""
        last = self.lines[span.high - 1]
        return not self._has_prose(span) and not (last.story and self._closes(last))

    def _shared_out(self, above: _Span | None, below: _Span | None, low: int, high: int) -> tuple[Any, Any]:
        """Assign the lines from `low` to `high` to the story above them, if it lacks a teaser, and to that below, if it lacks a headline."""
        if low >= high:
            return above, below
        takes = above is not None and self._is_open(above)
        needs = below is not None and not self._has_name(below)
        cut = self._cut(above if takes else None, low, high, needs=needs)
        if above is not None and takes and low < (end := self._stop(low, cut)):
            above = _Span(above.story, above.low, end, above.left, end)
        if below is not None and needs and cut < high:
            below = _Span(below.story, cut, below.high, cut, below.right)
        return above, below

    def _stop(self, low: int, high: int) -> int:
        """Return the first line that says that a list is at its end."""
        return next((i for i in range(low, high) if self._is_end(self.lines[i])), high)

    @staticmethod
    def _is_end(line: _Line) -> bool:
        return line.tag in {"hr", "input"} or (len(line.text) < _META and bool(kinds_of(line.text) & _ENDS))

    def _cut(self, above: _Span | None, low: int, high: int, *, needs: bool) -> int:
        """Return the line at which the story below begins: a heading or rule, else the last short line if it needs one.

        `above` is the story above where it lacks a teaser. A picture that leads its story is told from one that ends it: the
        heading follows at once.
        """
        lines = self.lines
        if (
            above is not None
            and not self._has_name(above)
            and lines[low].heading
            and not lines[high - 1].heading
        ):
            return high
        level = (
            min((lines[i].heading for i in range(above.low, above.high) if lines[i].heading), default=6)
            if above
            else 6
        )
        parts = [i for i in range(low, high) if 0 < lines[i].heading <= level or lines[i].tag == "hr"]
        if parts:
            return parts[-1] if needs else parts[0]
        if not needs:
            return high
        titles = [i for i in range(low, high) if self._may_name(i)]
        return titles[-1 if above else 0] if titles else high

    def _may_name(self, index: int) -> bool:
        """True for a line that may be a headline without a link: short, and not ended as a sentence is."""
        line = self.lines[index]
        return 3 <= len(line.text) <= LONGEST_TITLE and not line.is_prose and not self._is_meta(line)

    # --- what a span says ---------------------------------------------------------------------------

    def _read_span(self, span: _Span) -> Shown:
        headline, place = self._headline(span)
        teaser = self._teaser(span, headline, place)
        return Shown(headline, teaser, self._date(span, headline, place), span.low)

    @staticmethod
    def _is_meta(line: _Line, text: str | None = None) -> bool:
        """True for a date, a crumb, a share row and the like."""
        text = line.text if text is None else text
        return len(text) < _META and (bool(kinds_of(text) & _ASIDE) or text.endswith("/"))

    def _headline(self, span: _Span) -> tuple[str, int]:
        """Return a story's headline and its line: a linked heading, else the longest link before its teaser, else a heading, else a short line."""
        lines = self.lines
        own = [
            i
            for i in range(span.low, span.high)
            if lines[i].story and self._names_story(lines[i]) and not self._is_meta(lines[i], lines[i].linked)
        ]
        if headed := [i for i in own if lines[i].heading]:
            return lines[headed[0]].linked, headed[0]
        headings = [
            i
            for i in range(span.low, span.high)
            if lines[i].heading and 3 <= len(lines[i].text) <= LONGEST_TITLE and not self._is_meta(lines[i])
        ]
        titles: list[int] = []
        for index in own:
            if len(lines[index].linked) >= _TITLE and (titles or headings):
                break
            titles.append(index)
        if titles and (not headings or len(lines[titles[0]].linked) < _TITLE):
            unsigned = [i for i in titles if not kinds_of(lines[i].linked) & _K["by"]] or titles
            place = next((i for i in unsigned if lines[i].linked.count(" ") >= _KICKER), unsigned[0])
            return lines[place].linked, place
        if headings:
            place = next((i for i in reversed(headings) if i < self._first_prose(span)), headings[0])
            return lines[place].text, place
        return self._unlinked_headline(span)

    def _first_prose(self, span: _Span) -> int:
        return next((i for i in range(span.low, span.high) if self.lines[i].is_prose), span.high)

    def _unlinked_headline(self, span: _Span) -> tuple[str, int]:
        """Return the first short line above a teaser, else a link text that other stories have too."""
        prose = self._first_prose(span)
        for index in range(span.low, prose):
            line = self.lines[index]
            if not line.story and self._may_name(index) and prose < span.high:
                return line.text, index
        for index in range(span.low, span.high):
            line = self.lines[index]
            if (
                line.story
                and line.linked
                and not is_call(line.linked)
                and len(line.before) < _LABEL
                and not self._is_meta(line, line.linked)
            ):
                return line.linked, index
        return "", span.low - 1

    def _teaser(self, span: _Span, headline: str, place: int) -> str:
        """Return the paragraphs between a headline and the link that ends the entry."""
        parts = []
        if place >= span.low:
            line = self.lines[place]
            behind = line.text.partition(headline)[2].lstrip(" :–—|-") if headline else ""
            if len(behind) >= _LABEL or _is_ended(behind):
                parts.append(behind)
        sure: list[int] = []
        for index in range(max(place + 1, span.low), span.high):
            line = self.lines[index]
            closing = (
                bool(line.story)
                and self._closes(line)
                and self.sums.prose[span.high] == self.sums.prose[index + 1]
            )
            text = line.text
            if closing or (line.story and is_call(line.linked)):
                text = line.before
            if (
                line.tag in {"hr", "input", "button"}
                or (kinds_of(line.text) & _ENDS and not line.story)
                or (line.heading and sure)
            ):
                break
            text = self._without_crumb(text)
            if text and not self._is_aside(line, text):
                parts.append(text)
                sure.append(index)
            if closing:
                break
        if not parts:  # a teaser above its headline
            above = (self.lines[i] for i in range(span.low, place))
            parts = [line.text for line in above if line.is_prose and not self._is_aside(line, line.text)]
        return whole(" ".join(_sentences(parts)))

    def _is_aside(self, line: _Line, text: str) -> bool:
        """True for what stands between headline and teaser and is neither: a byline, a date, a caption, links elsewhere."""
        if (
            self._is_meta(line, text)
            or line.inside & (INSIDE["figcaption"] | INSIDE["button"])
            or line.elsewhere > len(line.text) / 2
        ):
            return True
        return bool(kinds_of(text) & _K["by"]) and len(text) < _META and not _is_ended(text)

    @staticmethod
    def _without_crumb(text: str) -> str:
        """Take "From the Left / Clarence Page /" off the start of a teaser, and what a cut attribute spilt off its end."""
        crumb = _CRUMB.match(text)
        if crumb and key(crumb["first"]) in SECTION_TITLES | SITE_NAMES:
            text = text[crumb.end() :]
        return _SWALLOWED.sub("", text).strip()

    def _date(self, span: _Span, headline: str, place: int) -> str | None:
        """Return the day of a ``<time>``, else of a short line that is no sentence, in the span or a few lines beside it."""
        near = range(max(span.left, span.low - _NEAR), min(span.right, span.high + _NEAR))
        stamps = (
            iso for i in near for stamp in self.lines[i].stamps if (iso := read_date(fold(stamp[:_META])))
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
            if line.heading and not line.story and len(line.text) < _META and is_stamp(line.text)
        ]


def _may_be_dated(text: str) -> bool:
    return _DIGIT.search(text) is not None and len(text) < _META and (not _is_ended(text) or is_stamp(text))


def _added(values: Iterable[bool]) -> list[int]:
    return [0, *accumulate(values)]


def whole(teaser: str) -> str:
    """Take off a teaser's end what stands for its rest: dots, and a call to read on.

    >>> whole("It was over in an hour. ...Read more"), whole("Over the basin […]")
    ('It was over in an hour.', 'Over the basin')
    """
    head, tail = teaser[:-_TAIL], teaser[-_TAIL:]
    return (head + _DOTS.sub("", _UNLINKED_MORE.sub("", tail).rstrip())).rstrip()


def _is_ended(text: str) -> bool:
    """Return True for a text that ends as a sentence does, or is cut and says so."""
    return bool(_ENDED.search(_UNLINKED_MORE.sub("…", text[-_TAIL:])))


def _sentences(parts: list[str]) -> list[str]:
    """Return the paragraphs among the lines of a teaser; the longest line where none is one."""
    found = [text for text in parts if len(text) >= _TITLE or _is_ended(text)]
    if found and parts[-1] != found[-1] and len(parts[-1]) >= _LABEL:  # cut within a sentence
        found.append(parts[-1])
    return found or [max(parts, key=len, default="")]


def is_call(text: str) -> bool:
    """Return True for words that call to read on, or no words at all.

    >>> [is_call(text) for text in ("(more)", "Continue reading »", "Read the whole column", "Read more about Harwick", "")]
    [True, True, True, True, True]
    >>> [is_call(text) for text in ("More rain", "The whole story of Harwick", "Get on with it")]
    [False, False, False]
    """
    return len(text) <= LONGEST_TITLE and _MORE.match(text) is not None


def _lines_of(block: Block, index: int, story_id: Callable[[str], str]) -> Iterator[_Line]:
    """Part a block at its line breaks, and a line where it names another story."""
    if block.image is not None:
        for link in block.links:
            if story := story_id(link.href):
                yield _Line(index, story=story, tag="img", inside=block.inside)
        return
    if not block.runs:
        yield _Line(index, block.text, tag=block.tag, inside=block.inside)
        return
    line: list[tuple[Run, str]] = []
    for run in block.runs:
        if run.text == _BREAK:
            yield from _parts_of(line, block, index)
            line = []
        else:
            line.append((run, story_id(run.href) if run.href else ""))
    yield from _parts_of(line, block, index)


def _parts_of(runs: list[tuple[Run, str]], block: Block, index: int) -> Iterator[_Line]:
    """Part a line at its links to stories: text goes with the link before it, unless a teaser stands before the first link."""
    if not any(run.text.strip() for run, _ in runs):
        return
    first = next((place for place, (_, story) in enumerate(runs) if story), len(runs))
    trailing = len(fold("".join([run.text for run, _ in runs[:first]]))) >= _LABEL
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


def _line(runs: list[tuple[Run, str]], story: str, block: Block, index: int) -> _Line:
    first = next((place for place, (_, named) in enumerate(runs) if named), len(runs))
    return _Line(
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
