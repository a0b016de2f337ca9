"""The masthead: who wrote a story, for whom, when and in which section, out of the lines around it.

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
from newscrawl.pages.nameline import LATER, is_menu, like_name, line_of, names_in, says_on
from newscrawl.pages.rules import BYLINE, LEAST, REACH
from newscrawl.text.byline import BY, read_byline
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import find_date
from newscrawl.text.names import NOBODY, has_first_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newscrawl.pages.features import Features
    from newscrawl.pages.segments import Segments

F = FLAGS
_OPEN_END = re.compile(r"\b(?:to|for|of|the)$")  # Ann Lee, Special to
_NUMBER = re.compile(r"\b\d{1,4}\b")
_SECTION_LABELS = {"section", "category", "channel"}
_SOURCE_LABELS = {"source", "from", "newsservice"}
_OTHER_LABELS = (
    {"", "date", "topic", "topics", "published", "posted", "updated"} | _SECTION_LABELS | _SOURCE_LABELS
)
_ENDS = F["comments"] | F["related"] | F["comics"] | F["footer"]
_NO_BYLINE = _ENDS | sum(
    F[name]
    for name in (
        "in nav, in form, in footer, in button, in dialog, site, share, advert, label, rights, promotion, teaser, caption"
    ).split(", ")
)
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
        self, features: Features, headline: int | None, segments: Segments, persons: Sequence[str], url: str
    ) -> None:
        self.features, self.headline, self.segments = features, headline, segments
        self.blocks, self.flags = features.tree.blocks, features.flags
        self.persons = [name for name in map(key, persons) if name]
        path = _path(url)
        self.above = path.rpartition("/")[0]
        self.top = headline if headline is not None else segments.start
        self.last = min(len(self.blocks), segments.notes + REACH["byline"])
        self.behind = range(segments.end, self.last)

    def read(self) -> Masthead:
        """Return what is found."""
        found = Masthead()
        found.place = self._find_byline()
        if found.place is not None:
            text = names_in(line_of(self.blocks[found.place]))
            found.source_place = self._source_beside(found.place, text)
            if found.source_place is not None:
                source = BY.sub("", fold(self.blocks[found.source_place].text))
                text = f"{text}{'' if _OPEN_END.search(text) else ','} {source}"
            found.byline = text or None
        found.section = self._section()
        return found

    # --- the byline --------------------------------------------------------------------------------

    def _find_byline(self) -> int | None:
        """Return the line with most points above the story, else behind it."""
        start, end = self.segments.start, self.segments.end
        top = self.headline if self.headline is not None else max(-1, start - 7)
        above = [*range(top + 1, start), *range(top - 1, max(-1, top - REACH["byline"]), -1)]
        inside = [
            i
            for i in range(max(start, end - 2), end)
            if not self.flags[i] & (F["medium"] | F["ended"] | F["heading"])
        ]
        closed = next((i for i in self.behind if self.flags[i] & _ENDS), self.last)
        behind = [*inside, *(i for i in self.behind if i < closed)]
        for places, near in ((above, self._near_headline), (behind, self._near_end)):
            points, place = max(
                ((self._points(i) and self._points(i) + near(i), i) for i in places),
                key=lambda one: one[0],
                default=(0.0, 0),
            )
            if points >= LEAST["byline"]:
                return place
        return None

    def _points(self, index: int) -> float:
        """Return how far a line names who wrote the story, by itself; zero where it cannot."""
        block, flag = self.blocks[index], self.flags[index]
        if (
            not block.text
            or len(block.text) > 300
            or flag & _NO_BYLINE & ~(F["in footer"] if index >= self.segments.end else 0)
        ):
            return 0.0
        line = line_of(block)
        text = names_in(line)
        if not text or len(text) > 160 or text.startswith("In ") or _NUMBER.search(text) or is_menu(block):
            return 0.0
        names = BY.sub("", text)
        first = names.partition(",")[0]
        by, nobody = names != text, bool(NOBODY.match(first))
        marked = any(run.style & AUTHOR and run.text.strip() for run in block.runs)
        plain = (
            len(first.split()) < 4 and not flag & F["ended"] and not first.startswith(("the ", "a "))
        )  # By jo roe
        if not (like_name(names) or (by and (like_name(first) or plain))):
            return 0.0
        if flag & F["card"] and (not (marked or by) or not self.top < index < self.segments.start):
            return 0.0  # another story's
        known = any(person in key(text) for person in self.persons)
        points = (
            0.1
            + BYLINE["by"] * by
            + BYLINE["author"] * marked
            + BYLINE["known"] * known
            + BYLINE["nobody"] * nobody
        )
        if like_name(text):
            points += BYLINE["on"] if says_on(line) else BYLINE["dated"] if find_date(line) else 0.0
            points += BYLINE["comma"] * ("," in text)
        return points

    def _near_headline(self, index: int) -> float:
        """Return how far its place near the headline says that a line is the byline."""
        line = line_of(self.blocks[index])
        text = names_in(line)
        alone = self._points(index) < 1  # nothing but its words says that it names somebody
        if not like_name(text):
            return 0.0
        if alone and (self.persons or _is_menu_word(text)):
            return 0.0  # metadata knows who wrote it: a line that only looks like a name is another's
        before, behind = self._beside(index)
        dated = any(i >= 0 and self.flags[i] & F["date"] for i in (before, behind))
        if (
            alone
            and self.headline is not None
            and index < self.headline
            and not has_first_name(text)
            and not dated
        ):
            return 0.0  # a menu's words: Sign Up, Editorial Cartoons
        rows = F["section"] | F["share"] | F["reading time"] | F["age"]
        beside = (
            dated
            or text != line
            or any(i >= 0 and (i == self.headline or self.flags[i] & rows) for i in (before, behind))
        )
        set_off = self.headline is None or self.flags[index] & (F["bold"] | F["slanted"])
        opens = behind == self.segments.start and set_off and not self.blocks[index].links
        labelled = self._label(index) not in _OTHER_LABELS
        return BYLINE["near"] + BYLINE["beside"] * (beside or bool(opens)) + BYLINE["labelled"] * labelled

    def _near_end(self, index: int) -> float:
        """Return how far its place right behind the story's text says that a line is the sign-off."""
        flag = self.flags[index]
        if (
            flag & (F["section"] | F["date"] | F["card"] | _NOTES)
            or index > self.segments.notes + 1
            or self._is_bio(index)
        ):
            return 0.0
        text = names_in(line_of(self.blocks[index]))
        words = len(text.split())
        if not like_name(text) or not 1 < words < 16:
            return 0.0
        read = read_byline(text)
        person = bool(read.authors) and has_first_name(text)
        both = person and bool(read.source_organization)
        noted = any(i >= 0 and (self.flags[i] & _NOTES or self._is_bio(i)) for i in self._beside(index))
        set_off = person and bool(flag & (F["slanted"] | F["bold"]))
        return BYLINE["near"] * (both or noted or set_off) + BYLINE["beside"] * (noted or set_off)

    def _is_bio(self, index: int) -> bool:
        return bool(self.flags[index] & F["bio"] and self.flags[index] & F["ended"])

    def _beside(self, index: int) -> tuple[int, int]:
        """Return the nearest texts before and behind a block; -1 where there is none."""
        before = next((i for i in range(index - 1, -1, -1) if self.blocks[i].text), -1)
        return before, next((i for i in range(index + 1, len(self.blocks)) if self.blocks[i].text), -1)

    def _label(self, index: int) -> str:
        """Return the word that a line before a block labels it with, such as "source"; empty where there is none."""
        if (
            not 0 < index < len(self.blocks)
            or not self.blocks[index - 1].text
            or len(self.blocks[index - 1].text) > 20
        ):
            return ""
        name = key(self.blocks[index - 1].text)
        return name if self.flags[index - 1] & F["label"] or name in _SOURCE_LABELS | _SECTION_LABELS else ""

    def _source_beside(self, byline: int, text: str) -> int | None:
        """Find the source that stands in a line of its own beside a byline that names none."""
        read = read_byline(text)
        if byline >= self.segments.end or (read.authors and read.source_organization):
            return None
        for index in (byline + 1, byline + 2, byline - 1):
            labelled = self._label(index) in _SOURCE_LABELS
            if (
                index == self.headline
                or not 0 <= index < self.segments.start
                or not (labelled or abs(index - byline) == 1)
            ):
                continue
            if self._is_source(index, labelled=labelled) and (
                not read.source_organization or read_byline(f"{text}, {self.blocks[index].text}").authors
            ):
                return index
        return None

    def _is_source(self, index: int, *, labelled: bool) -> bool:
        text, flag = BY.sub("", fold(self.blocks[index].text)), self.flags[index]
        barred = _NO_BYLINE | F["section"] | F["date"] | F["card"] | F["medium"] | F["reading time"]
        if flag & barred or is_menu(self.blocks[index]) or _NUMBER.search(text) or not 3 <= len(text) <= 70:
            return False
        return (
            like_name(text)
            and (labelled or not _is_menu_word(text))
            and bool(read_byline(f"Ann Lee and Bo Day, {text}").source_organization)
        )

    # --- section and date --------------------------------------------------------------------------

    def _section(self) -> str | None:
        """Find the section's label above the story, else behind it."""
        behind = range(self.segments.end, min(self.segments.notes + REACH["byline"], len(self.blocks)))
        above = range(max(0, (self.headline or 0) - REACH["byline"]), self.segments.start)
        for index in (*above, *behind):
            block = self.blocks[index]
            if not block.text or len(block.text) > 300:
                continue
            if self._label(index) in _SECTION_LABELS:
                return fold(block.text)
            for part in re.split(r"\n|\s[|•·]\s", line_of(block)):
                if label := section_label(part):
                    return label
            if marked := fold(" ".join(run.text for run in block.runs if run.style & SECTION)):
                return marked
        return None

    def linked_section(self) -> str:
        """Return what the page calls the address that the story's lies below, in a crumb or menu; empty where it does not."""
        links = (link for block in self.blocks[: self.segments.start] for link in block.links)
        return next((link.text for link in links if self.above and _path(link.href) == self.above), "")

    def printed_dates(self) -> list[tuple[str, int]]:
        """Return the dates in short lines of the page's own, but those of a later change, each with its block: above, then behind."""
        found = []
        for index in (*range(max(0, self.top - 5), self.segments.start), *self.behind):
            text = fold(self.blocks[index].text)
            others = F["caption"] | (0 if self.top - 2 < index < self.segments.start else F["card"])
            barred = index == self.headline or self.flags[index] & others or LATER.match(text)
            if text and len(text) < 200 and not barred and (date := find_date(text)):
                found.append((date.text, index))
        return found


def _is_menu_word(text: str) -> bool:
    """True for one word, or words that no name ends with (Jokes, Log in), which a menu has above a headline."""
    words = text.split()
    return (len(words) == 1 and text.istitle()) or words[-1].islower()


def _path(url: str) -> str:
    """Return an address's path without its last slash."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
