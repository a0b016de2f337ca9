"""The masthead: who wrote a story, for whom and in which section, out of the lines around it.

The lines above a story and the sign-off below it hold the same things and are judged by the same points.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.pages.blocks import AUTHOR, SECTION
from newscrawl.pages.flags import FLAGS
from newscrawl.pages.lines import section_label
from newscrawl.pages.nameline import (
    SENTENCE_END,
    cells,
    is_menu,
    is_menu_word,
    like_name,
    line_of,
    names_in,
    says_on,
    without,
)
from newscrawl.pages.rules import BYLINE, LEAST, LIMITS, LISTING, REACH
from newscrawl.text.byline import BY, read_byline
from newscrawl.text.clean import fold, key
from newscrawl.text.names import NOBODY, person_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.pages.features import Features
    from newscrawl.pages.segments import Segments

F = FLAGS
_OPEN_END = re.compile(r"\b(?:to|for|of|the)$")  # Ann Lee, Special to
_FIRST = re.compile(r",|\s[|/•·—–]\s")
_NUMBER = re.compile(r"\b\d{1,4}[KM]?\b")
_SECTION_LABELS = {"section", "category", "channel"}
_SOURCE_LABELS = {"source", "from", "newsservice"}
_NAME_LABELS = {"by", "author", "authors", "writtenby", "reporter", "writer"}
_ENDS = F["comments"] | F["related"] | F["comics"] | F["footer"]
_NO_NAME = _ENDS | sum(
    F[name]
    for name in (
        "in nav, in form, in button, in dialog, site, share, advert, label, rights, promotion, teaser, next story, writer"
    ).split(", ")
)
_ANOTHERS = F["card"] | F["caption"]  # unless it stands between headline and text
_NOTES = F["rights"] | F["more rights"] | F["contributor"] | F["note"] | F["rule"] | F["signature"]


@dataclass(slots=True)
class Masthead:
    """What the lines around a story say; ``place`` is the byline's block and ``source_place`` its source's."""

    byline: str | None = None
    place: int | None = None
    source_place: int | None = None
    section: str | None = None


class MastheadReader:
    """Reads the lines above a story, then those below it."""

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
        self.above = _path(url).rpartition("/")[0]
        self.folders = {*map(key, self.above.split("/"))} - {"", *self.persons}
        self.named = ""  # whom the byline names
        self.sections = {key(section or "")} - {"", *self.persons}
        self.top = headline if headline is not None else max(-1, segments.start - REACH["no headline"])
        self.behind = range(segments.end, min(len(self.blocks), segments.notes + REACH["masthead"]))

    def read(self) -> Masthead:
        """Return what is found."""
        found = Masthead(section=self._section())
        self.sections |= {key(found.section)} if found.section else set()
        found.place = self._find_byline()
        if found.place is not None:
            text = self._names(found.place)
            found.source_place = self._source_beside(found.place, text)
            if found.source_place is not None:
                source = BY.sub("", self._names(found.source_place))
                text = f"{text}{'' if _OPEN_END.search(text) else ','} {source}"
            found.byline = text or None
            self.named = key(text)
        return found

    def _names(self, index: int) -> str:
        """Return the cells of a block that may name persons and source, without the section."""
        return without(names_in(line_of(self.blocks[index])), self.sections, self.folders)

    # --- the byline --------------------------------------------------------------------------------

    def _find_byline(self) -> int | None:
        """Return the line with most points above the story, else behind it."""
        start, end = self.segments.start, self.segments.end
        above = [
            *range(self.top + 1, self.start),
            *range(self.top - 1, max(-1, self.top - REACH["masthead"]), -1),
        ]
        last = [i for i in range(max(start, end - 2), end) if not self.flags[i] & F["ended"]]
        closed = next((i for i in self.behind if self.flags[i] & _ENDS), self.behind.stop)
        for places, near in ((above, self._near_headline), ([*last, *range(end, closed)], self._near_end)):
            best: int | None = max(
                places, key=lambda i: self._points(i) and self._points(i) + near(i), default=None
            )
            if best is not None and self._points(best) and self._points(best) + near(best) >= LEAST["byline"]:
                return best
        return None

    def _is_top(self, index: int) -> bool:
        return self.top < index < self.start

    def _points(self, index: int) -> float:
        """Return how far a line names who wrote the story, by itself; zero where it cannot."""
        block, flag = self.blocks[index], self.flags[index]
        barred = _NO_NAME | (0 if index >= self.segments.end else F["in footer"])
        own = self._is_top(index) and not flag & F["credit"]
        barred |= F["in figure"] if own else _ANOTHERS
        if not block.text or len(block.text) > LIMITS["headline"] or flag & barred or is_menu(block):
            return 0.0
        line = line_of(block)
        text = self._names(index)
        if not text or len(text) > LIMITS["names"] or _NUMBER.search(text):
            return 0.0
        names = BY.sub("", text)
        first = _FIRST.split(names)[0]
        nobody = bool(NOBODY.match(first))
        read = read_byline(text)
        if not (nobody or read.authors or read.source_organization):
            return 0.0  # a role
        by, on = names != text, says_on(line)
        plain = (
            len(first.partition(" and ")[0].split()) < 4
            and not SENTENCE_END.search(names)
            and not first.startswith(("the ", "a "))
        )  # By jo roe
        labelled = self._label(index) in _NAME_LABELS
        if not (like_name(names) or ((by or on or labelled) and (like_name(first) or plain))):
            return 0.0
        known = any(person in key(text) for person in self.persons)
        marked = any(run.style & AUTHOR and run.text.strip() for run in block.runs)
        return (
            BYLINE["names"]
            + BYLINE["by"] * (by or marked or on)
            + BYLINE["known"] * (known or nobody)
            + BYLINE["person"] * (person_points(first) > 0)
        )

    def _near_headline(self, index: int) -> float:
        """Return how far its place near the headline says that a line is the byline."""
        text = self._names(index)
        labelled = self._label(index) in _NAME_LABELS | _SOURCE_LABELS
        if not (like_name(text) or labelled):
            return 0.0
        alone = self._points(index) < LEAST["alone"]  # nothing but its words says that it names somebody
        before, behind = self._beside(index)
        dated = any(i >= 0 and self.flags[i] & F["date"] for i in (before, behind))
        if (
            alone
            and not labelled
            and (self.persons or is_menu_word(text.partition(",")[0]) or not (dated or self._is_top(index)))
        ):
            return 0.0  # metadata knows who wrote it, or a menu's words: Sign Up, Editorial Cartoons
        if alone and self.flags[index] & _ANOTHERS and not (dated or self._is_spelt(index, text)):
            return 0.0
        rows = F["section"] | F["share"] | F["reading time"] | F["age"]
        beside = dated or any(
            i >= 0 and (i == self.headline or self.flags[i] & rows) for i in (before, behind)
        )
        return BYLINE["near"] + BYLINE["beside"] * bool(beside) + BYLINE["by"] * labelled

    def _is_spelt(self, index: int, name: str) -> bool:
        """True if the line's link or the picture before it has the name's last word in its address, as a portrait has."""
        addresses = [link.href for link in self.blocks[index].links]
        addresses += [block.image for block in self.blocks[max(0, index - 2) : index] if block.image]
        return any(key(name.rsplit(maxsplit=1)[-1]) in key(_path(address)) for address in addresses)

    def _near_end(self, index: int) -> float:
        """Return how far its place right behind the story's text says that a line is the sign-off."""
        flag = self.flags[index]
        labelled = self._label(index) in _NAME_LABELS
        if flag & (F["section"] | F["date"] | _NOTES) or (index > self.segments.notes + 1 and not labelled):
            return 0.0
        text = self._names(index)
        read = read_byline(text)
        if (flag & F["heading"] and not labelled) or not like_name(text) or len(text.split()) < 2:
            return 0.0
        noted = any(i >= 0 and self.flags[i] & _NOTES for i in self._beside(index))
        set_off = noted or bool(read.authors and flag & F["slanted"])
        both = read.authors and read.source_organization
        near = set_off or labelled or bool(both)
        return BYLINE["near"] * near + BYLINE["beside"] * set_off + BYLINE["by"] * labelled

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

    def _source_beside(self, byline: int, text: str) -> int | None:
        """Find the source that stands in a line of its own beside a byline that names none."""
        read = read_byline(text)
        labels = self._label(byline) in _NAME_LABELS
        low, high = (0, self.segments.start) if byline < self.segments.start else (byline, len(self.blocks))
        if (low and not labels) or (read.authors and read.source_organization):
            return None
        behind = self._next(byline)
        for index in (self._next(behind), behind, self._next(byline, -1)):
            labelled = self._label(index) in _SOURCE_LABELS or (labels and self._is_pair(index, byline))
            if (
                index != self.headline
                and low <= index < high
                and (labelled or self._next(index) == byline or self._next(index, -1) == byline)
                and self._is_source(index, labelled=labelled)
                and (
                    not read.source_organization or read_byline(f"{text}, {self.blocks[index].text}").authors
                )
            ):
                return index
        return None

    def _is_pair(self, index: int, byline: int) -> bool:
        """True if a block stands behind a label that is made as the byline's: Agency, The Bee."""
        label, by = (self.blocks[self._next(at, -1)] for at in (index, byline))
        return (
            label.tag == by.tag
            and len(label.text) < LISTING["label"]
            and key(label.text) not in _SECTION_LABELS
        )

    def _is_source(self, index: int, *, labelled: bool) -> bool:
        text, flag = BY.sub("", self._names(index)), self.flags[index]
        barred = _NO_NAME | F["section"] | F["date"] | F["medium"] | F["reading time"] | F["caption"]
        barred |= 0 if self._is_top(index) else F["card"]
        if flag & barred or is_menu(self.blocks[index]) or _NUMBER.search(text) or len(text) < 3:
            return False
        if text.endswith(":") or key(text) in self.folders:
            return False
        following = self.flags[index + 1 : index + 2]  # nothing follows the page's last line
        dated = self._is_top(index) and any(flag & F["date"] for flag in following)
        return (labelled or bool(like_name(text) and (dated or not is_menu_word(text)))) and bool(
            read_byline(f"Ann Lee and Bo Day, {text}").source_organization
        )

    # --- the section --------------------------------------------------------------------------

    def _section(self) -> str | None:
        """Find the section's label above the story, else behind it."""
        first = max(0, (self.headline or 0) - REACH["masthead"])
        last = min(self.segments.notes + REACH["masthead"], len(self.blocks))
        for index in (*range(first, self.segments.start), *range(self.segments.end, last)):
            block = self.blocks[index]
            if not block.text or len(block.text) > LIMITS["headline"] or self.flags[index] & F["related"]:
                continue
            if self._label(index) in _SECTION_LABELS:
                return fold(block.text)
            for part in re.split(r"\n|\s[|•·]\s", line_of(block)):
                if label := section_label(part):
                    return label
            if marked := fold(" ".join(run.text for run in block.runs if run.style & SECTION)):
                return marked
        return None

    def linked_section(self, reach: int) -> str:
        """Return what a link or cell at most ``reach`` blocks above the headline, or behind the text, calls the address above the story's."""
        folder, segments = key(self.above.rpartition("/")[2]), self.segments
        above = range(max(0, self.top - reach), segments.start)
        behind = range(segments.end, min(len(self.blocks), segments.end + REACH["masthead"]))
        blocks = [self.blocks[index] for index in (*above[::-1], *behind)]
        links = [link for block in blocks for link in block.links]
        own: list[str] = [link.text for link in links if self.above and _path(link.href) == self.above]
        words = [link.text for link in links]  # /tag/op-eds
        words += [
            cell for block in blocks if len(block.text) < LIMITS["names"] for cell in cells(line_of(block))
        ]
        alike = [text for text in words if key(text) == folder not in self.named]
        return (own or alike or [""])[0]


def _path(url: str) -> str:
    """Return an address's path without its last slash."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
