"""The section: its label beside a story, the kicker or crumbs above its headline, and the links that name its folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.pages.blocks import AUTHOR, SECTION, Run
from newscrawl.pages.flags import FLAGS
from newscrawl.pages.lines import section_label
from newscrawl.pages.nameline import cells, is_menu, like_name, line_of
from newscrawl.pages.rules import LIMITS, LISTING, REACH
from newscrawl.text.byline import BY
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import find_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.pages.features import Features
    from newscrawl.pages.segments import Segments

F = FLAGS
_BY = re.compile(r"^by\s|\bby:?$", re.IGNORECASE)
_CRUMB = re.compile(r"\s+[›»>/→]\s+")
SECTION_LABELS = {"section", "category", "channel", "topic", "filedunder"}
_NO_KICKER = (
    F["date"]
    | F["by"]
    | F["share"]
    | F["advert"]
    | F["promotion"]
    | F["call"]
    | F["label"]
    | F["reading time"]
    | F["in nav"]
    | F["in form"]
    | F["in button"]
    | F["comments"]
    | F["caption"]
    | F["medium"]
    | F["later"]
    | F["ended"]
    | F["footer"]
)


class SectionReader:
    """Reads the lines around a story for its section."""

    def __init__(
        self,
        features: Features,
        headline: int | None,
        segments: Segments,
        persons: Sequence[str],
        url: str,
        section: str | None,
    ) -> None:
        self.features, self.headline, self.segments = features, headline, segments
        self.blocks, self.flags = features.tree.blocks, features.flags
        self.persons = [name for name in map(key, persons) if name]
        start = segments.start
        self.start = start + (
            start < len(self.flags) and not self.flags[start] & F["ended"]
        )  # a long byline opens it
        self.above = path_of(url).rpartition("/")[0]
        self.folders = {*map(key, self.above.split("/"))} - {"", *self.persons}
        self.named = ""  # whom the byline names
        self.sections = {key(section or "")} - {"", *self.persons}
        self.title = key(self.blocks[headline].text) if headline is not None else ""
        self.top = headline if headline is not None else max(-1, segments.start - REACH["no headline"])
        self.rows = [
            *range(self.top - 1, max(-1, self.top - REACH["kicker"]), -1),
            *range(self.top + 1, self.start),
        ]
        self.behind = range(segments.end, min(len(self.blocks), segments.notes + REACH["masthead"]))

    def _section(self) -> str | None:
        """Find the section's label above the story, else behind it."""
        first = max(0, (self.headline or 0) - REACH["masthead"])
        last = min(self.segments.notes + REACH["masthead"], len(self.blocks))
        for index in (*range(first, self.segments.start), *range(self.segments.end, last)):
            block = self.blocks[index]
            if not block.text or len(block.text) > LIMITS["headline"] or self.flags[index] & F["related"]:
                continue
            if self._label(index) in SECTION_LABELS:
                return fold(block.text)
            for part in re.split(r"\n|\s[|•·]\s", line_of(block)):
                if label := section_label(part):
                    return label
            if marked := fold(" ".join(run.text for run in block.runs if run.style & SECTION)):
                return marked
        return None

    def _row_kicker(self, index: int) -> str:
        """Return the linked cell that opens a row before its "By" or its author's link: Courts Nov 3 By Ann Lee."""
        block = self.blocks[index]
        first, *rest = [run for run in block.runs if key(run.text)] or [Run("")]
        if not first.href or first.style & AUTHOR or len(block.text) > LIMITS["names"] or is_menu(block):
            return ""
        by = any(
            run.style & AUTHOR
            or _BY.search(fold(run.text))
            or (run.href and key(run.text) in key(path_of(run.href)))
            for run in rest
        )
        return self._as_kicker(first.text) if by else ""

    def _as_kicker(self, text: str) -> str:
        """Return a short text in capitals that may be a section's label; else nothing."""
        name = fold(text)
        fits = 2 < len(name) < LISTING["label"] and key(name) not in {self.title, *self.persons}
        return name if fits and like_name(name) and not (BY.match(name) or find_date(name)) else ""

    def _kicker(self, names: set[int | None]) -> str:
        """Return the label right above the headline, or beside its byline or date, that names the section."""
        above = range(self.top - 1, max(-1, self.top - 1 - REACH["kicker"]), -1)
        crumb = next(filter(None, map(self._crumb, above)), "")
        nearest = next((i for i in above if key(self.blocks[i].text) and not self.flags[i] & F["related"]), 0)
        if not crumb and nearest and not self.flags[nearest] & _NO_KICKER and nearest not in names:
            block = self.blocks[nearest]
            crumbs = _CRUMB.split(block.text)
            alone = len(block.links) < 2 and not self._is_listed(nearest)
            crumb = self._as_kicker(crumbs[-1]) if alone or len(crumbs) > 1 else ""
        return crumb or next(filter(None, (self._beside_names(index, names) for index in self.rows)), "")

    def _is_listed(self, index: int) -> bool:
        """True if the block before stands in an element of its own that is made alike, as in a menu."""
        molds, one, other = self.features.tree.molds, self.blocks[index], self.blocks[index - 1]
        return one.element != other.element and molds[one.element] == molds[other.element]

    def _crumb(self, index: int) -> str:
        """Return the last of a short row of links that begins at the site's front page: Home, News, Courts."""
        tree, block = self.features.tree, self.blocks[index]
        row = tree.parents[block.element] if block.element >= 0 else -1
        if row < 0 or self.flags[index] & (F["in nav"] | F["footer"]) or tree.last[row] != index + 1:
            return ""
        crumbs = self.blocks[tree.first[row] : index + 1]
        linked = 1 < len(crumbs) < REACH["kicker"] and all(len(crumb.links) == 1 for crumb in crumbs)
        return self._as_kicker(block.text) if linked and not path_of(crumbs[0].links[0].href) else ""

    def _beside_names(self, index: int, names: set[int | None]) -> str:
        """Return the one link of a line beside or with the date or byline, which is neither of them."""
        block, flag = self.blocks[index], self.flags[index]
        if len(block.links) != 1 or flag & _NO_KICKER & ~F["date"] or index in names:
            return self._row_kicker(index)
        beside = flag & F["date"] or any(
            i in names or (i >= 0 and self.flags[i] & F["date"]) for i in self._beside(index)
        )
        return self._as_kicker(block.links[0].text) if beside else ""

    def linked_section(self, reach: int) -> str:
        """Return what a link or cell at most ``reach`` blocks above the headline, or behind the text, calls the address above the story's."""
        folder, segments = key(self.above.rpartition("/")[2]), self.segments
        above = range(max(0, self.top - reach), segments.start)
        behind = range(segments.end, min(len(self.blocks), segments.end + REACH["masthead"]))
        blocks = [self.blocks[index] for index in (*above[::-1], *behind)]
        links = [link for block in blocks for link in block.links]
        own: list[str] = [link.text for link in links if self.above and path_of(link.href) == self.above]
        words = [link.text for link in links]  # /tag/op-eds
        words += [
            cell for block in blocks if len(block.text) < LIMITS["names"] for cell in cells(line_of(block))
        ]
        alike = [text for text in words if key(text) == folder not in self.named and folder != self.title]
        return (own or alike or [""])[0]

    # --- what stands beside a block ---------------------------------------------------------------

    def _beside(self, index: int) -> tuple[int, int]:
        """Return the nearest texts before and behind a block; -1 where there is none."""
        before = next((i for i in range(index - 1, -1, -1) if key(self.blocks[i].text)), -1)
        return before, next((i for i in range(index + 1, len(self.blocks)) if key(self.blocks[i].text)), -1)

    def _label(self, index: int) -> str:
        """Return the words of the line before a block, which may label it: "source"."""
        return key(self.blocks[self._next(index, -1)].text) if 0 < index < len(self.blocks) else ""

    def _next(self, index: int, step: int = 1) -> int:
        """Return the next block, past texts without a letter: "·"."""
        index += step
        while 0 < index < len(self.blocks) - 1 and not key(self.blocks[index].text or "a"):
            index += step
        return index


def path_of(url: str) -> str:
    """Return an address's path without its last slash."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
