"""Where the byline stands above or behind a story, and the line that names its source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.pages.blocks import AUTHOR
from newscrawl.pages.flags import FLAGS
from newscrawl.pages.rules import BYLINE, LEAST, REACH
from newscrawl.pages.topline import BY, byline_text, is_menu, is_menu_word, like_name, line_of, says_on
from newscrawl.text.byline import read_byline
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import find_date
from newscrawl.text.names import has_first_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newscrawl.pages.features import Features
    from newscrawl.pages.segments import Segments

F = FLAGS
_STAFF = re.compile(
    r"^(?:the\s)?(?:staff|wire|news services?)\b.{0,40}$|^.{0,40}\beditorial board\b.{0,40}$", re.IGNORECASE
)  # staff and wire reports
_OPEN_END = re.compile(r"\b(?:to|for|of|the)$")  # Ann Lee, Special to
_NUMBER = re.compile(r"\b\d{1,4}\b")
_NO_BYLINE = (
    F["in nav"]
    | F["in form"]
    | F["in footer"]
    | F["in button"]
    | F["in dialog"]
    | F["site"]
    | F["share"]
    | F["advert"]
    | F["label"]
    | F["rights"]
    | F["comments"]
    | F["related"]
    | F["comics"]
    | F["footer"]
    | F["promotion"]
    | F["teaser"]
    | F["caption"]
)
_ENDS = F["comments"] | F["related"] | F["comics"] | F["footer"]


def label_of(features: Features, index: int) -> str:
    """Return the word of a line that only labels the next one, such as "source"; empty for another line."""
    if not 0 <= index < len(features.flags) or not features.flags[index] & F["label"]:
        return ""
    return key(features.tree.blocks[index].text)


class BylineReader:
    """Finds the byline among the lines above a story, else among those behind it."""

    def __init__(
        self, features: Features, headline: int | None, segments: Segments, persons: Sequence[str]
    ) -> None:
        self.features, self.headline, self.segments = features, headline, segments
        self.blocks, self.flags = features.tree.blocks, features.flags
        self.persons = [name for name in map(key, persons) if name]

    def find(self) -> tuple[int | None, int | None]:
        """Return the places of the byline and of a source in a line of its own; None where there is none."""
        place, source = self._on_top()
        return (self._behind() if place is None else place), source

    def text(self, place: int, source: int | None) -> str:
        """Return the byline's text, with its source where that stands in the next line."""
        text = byline_text(line_of(self.blocks[place]))
        if source is None:
            return text
        return f"{text}{'' if _OPEN_END.search(text) else ','} {fold(self.blocks[source].text)}"

    def _on_top(self) -> tuple[int | None, int | None]:
        start = self.segments.start
        top = self.headline if self.headline is not None else max(-1, start - 7)
        near = [*range(top + 1, start), *range(top - 1, max(-1, top - REACH["byline above"]), -1)]
        place = self._best(near, near=True)
        return place, None if place is None else self._source_beside(place)

    def _behind(self) -> int | None:
        segments = self.segments
        last = min(len(self.blocks), segments.notes + REACH["byline behind"])
        behind = range(segments.end, last)
        closed = next((i for i in behind if self.flags[i] & _ENDS), last)
        inside = [
            i
            for i in range(max(segments.start, segments.end - 2), segments.end)
            if not self.flags[i] & (F["medium"] | F["ended"])
        ]
        for index in (*inside, segments.end):
            if index < closed and self._signs(index):
                return index
        return self._best((i for i in behind if i < closed), near=False)

    def _signs(self, index: int) -> bool:
        """True for a line of names right behind the story: above its notes, or a person and the person's paper."""
        if index >= len(self.blocks):
            return False
        text, flag = fold(self.blocks[index].text), self.flags[index]
        if flag & (_NO_BYLINE | F["section"] | F["date"] | F["card"]) or self._is_note(index):
            return False
        if not 1 < len(text.split()) < 16 or not like_name(text):
            return False
        read = read_byline(text)
        noted = index + 1 < len(self.blocks) and self._is_note(index + 1)
        both = bool(read.authors and read.source_organization) and has_first_name(text)
        return both or (noted and bool(read.authors or read.source_organization))

    def _is_note(self, index: int) -> bool:
        return bool(
            self.flags[index]
            & (F["rights"] | F["more rights"] | F["contributor"] | F["note"] | F["rule"] | F["signature"])
        ) or bool(self.flags[index] & F["bio"] and self.flags[index] & F["ended"])

    def _best(self, places: Iterable[int], *, near: bool) -> int | None:
        scored = [(self._score(i, near=near), i) for i in places]
        score, place = max(scored, key=lambda pair: pair[0], default=(0.0, 0))
        return place if score >= LEAST["byline"] else None

    def _score(self, index: int, *, near: bool) -> float:
        block, flag = self.blocks[index], self.flags[index]
        if (
            not block.text
            or len(block.text) > 300
            or flag & (_NO_BYLINE if near else _NO_BYLINE & ~F["in footer"])
        ):
            return 0.0
        line = line_of(block)
        text = byline_text(line)
        if not text or len(text) > 160 or text.startswith("In ") or _NUMBER.search(text) or is_menu(block):
            return 0.0
        marked = any(run.style & AUTHOR and run.text.strip() for run in block.runs)
        if flag & F["card"] and not marked and not flag & F["by"]:
            return 0.0
        score = self._evidence(line, text) + BYLINE["author"] * (marked and like_name(BY.sub("", text)))
        if not near or not like_name(text) or (score == 0 and is_menu_word(text)):
            return score
        if score == 0 and self.persons:
            return 0.0  # metadata knows who wrote it: a line that only looks like a name is another's
        above = self.headline is not None and index < self.headline
        if score == 0 and above and not has_first_name(text) and not self._dated_beside(index):
            return 0.0  # a menu's words: Sign Up, Editorial Cartoons
        set_off = self.headline is None or flag & (F["bold"] | F["slanted"])
        beside = self._beside_top_line(index) or (bool(set_off) and self._tops_prose(index))
        return score + BYLINE["near"] + BYLINE["beside"] * beside + BYLINE["labelled"] * self._labelled(index)

    def _evidence(self, line: str, text: str) -> float:
        names = BY.sub("", text)
        if _STAFF.match(names):
            return BYLINE["by"] * (names != text) + BYLINE["dated"]
        if not like_name(names) and not (names != text and like_name(names.partition(",")[0])):
            return 0.0
        known = any(person in key(text) for person in self.persons)
        score = BYLINE["by"] * (names != text) + BYLINE["known"] * known
        if like_name(text):
            score += BYLINE["on"] if says_on(line) else BYLINE["dated"] if find_date(line) else 0.0
            score += BYLINE["comma"] * ("," in text)
        return score

    def _beside(self, index: int) -> list[int]:
        """Return the nearest texts before and behind a block."""
        before = next((i for i in range(index - 1, -1, -1) if self.blocks[i].text), -1)
        behind = next((i for i in range(index + 1, len(self.blocks)) if self.blocks[i].text), -1)
        return [before, behind]

    def _beside_top_line(self, index: int) -> bool:
        return any(
            i >= 0 and (i == self.headline or self.flags[i] & (F["date"] | F["section"]))
            for i in self._beside(index)
        )

    def _dated_beside(self, index: int) -> bool:
        return any(0 <= i < len(self.flags) and self.flags[i] & F["date"] for i in (index - 1, index + 1))

    def _tops_prose(self, index: int) -> bool:
        """True for a line right above the first paragraph of a page that prints no headline."""
        return self._beside(index)[1] == self.segments.start and not self.blocks[index].links

    def _labelled(self, index: int) -> bool:
        """True for a line with the word "By" in an element of its own before it."""
        return label_of(self.features, index - 1) not in {
            "",
            "date",
            "section",
            "category",
            "topic",
            "topics",
            "source",
            "published",
        }

    def _source_beside(self, byline: int) -> int | None:
        """Find the source that stands in a line of its own beside a byline that names none."""
        text = byline_text(line_of(self.blocks[byline]))
        if read_byline(text).source_organization:
            return None
        labelled = byline + 2 if label_of(self.features, byline + 1) == "source" else byline + 1
        for index in (labelled, byline - 1):
            if index != self.headline and 0 <= index < self.segments.start and self._is_source(index):
                return index
        return None

    def _is_source(self, index: int) -> bool:
        text, flag = fold(self.blocks[index].text), self.flags[index]
        if flag & (
            _NO_BYLINE | F["section"] | F["date"] | F["card"] | F["medium"] | F["reading time"]
        ) or is_menu(self.blocks[index]):
            return False
        if _NUMBER.search(text) or not 3 <= len(text) <= 70 or not like_name(text) or is_menu_word(text):
            return False
        if text.isupper() and len(text.split()) == 1 and len(text) > 6:
            return False
        return bool(read_byline(f"Ann Lee and Bo Day, {text}").source_organization)
