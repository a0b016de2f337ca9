"""A story page: where the story stands on it, found by landmarks, and its fields as printed.

The reading goes top down: the headline, then the lines around it (byline, date, section), then the
first paragraph, then the end. Every cut rests on several pieces of evidence (words, shape, place in the
tree, what the page's metadata and the listing say), because no landmark is sure to be there.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from newscrawl.items import Block, Image, Printed, Sourced, Story
from newscrawl.pages.blocks import Moment, Piece, parse, reads_like_prose, walk
from newscrawl.pages.cards import other_stories
from newscrawl.pages.decode import decode
from newscrawl.pages.marks import landmarks
from newscrawl.pages.metadata import Metadata, read_metadata
from newscrawl.text.byline import read_byline
from newscrawl.text.chrome import Stripped, strip
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import find_date, is_stamp, read_date
from newscrawl.text.landmarks import (
    ends_like_teaser,
    is_advert,
    is_promotion,
    is_share_row,
    is_site_name,
    section_label,
    tail_landmark,
)
from newscrawl.text.notes import is_author_note, is_contributor_note, is_rule
from newscrawl.text.rights import find_rights, is_rights_continuation, is_rights_line, is_site_footer
from newscrawl.urls import read_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.http import Response

EXTRACTOR = "landmarks 1"
_TITLE_PARTS = re.compile(r"\s+[|»›·•:–—-]{1,2}\s+")
_NAME_WORD = re.compile(
    r"^(?:[\"“(]?[A-ZÀ-Þ0-9][\w.,'’()&/-]*[)\"”]?|and|of|the|for|to|de|la|le|du|da|di|del|der|den|van|von|al|bin|el|y|&|by|with|in|[|/–—-])$"
)
_BY = re.compile(r"^(?:by|from|written by|story by|words by|column by)\b:?\s+(?=\S)", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:published|posted|updated|last updated|\d+ min(?:ute)?s? read)\b.{0,20}$", re.IGNORECASE
)
_BEFORE_DATE = re.compile(
    r"[\s,|•·(–—-]*\b(?:on|published|posted|updated|last updated|date|filed)?\s*:?[\s,|•·()–—-]*$",
    re.IGNORECASE,
)
# Such as: (Jo Roe/Harbor News/TNS); Photo by Jo Roe; Jo Roe / Getty Images
_CREDIT = re.compile(
    r"\b(?:photo(?:graph)?|image|illustration|file|courtesy)\b.{0,40}$|/\s?(?:TNS|AP|Getty|AFP|[A-Z][\w ]+)\)?\.?$",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?…:][\"'”’)\]]*$")
_LABELS = frozenset(
    "by author authors byline source date section category topic published posted updated writtenby".split()
)
_CRUMB = re.compile(r"^.{0,300}\s/\s")  # From the Left / Ann Lee / The teaser …
_OPEN_END = re.compile(r"\b(?:to|for|of|the)$")  # Ann Lee, Special to
_LARGEST_BOX = 1500  # characters
_TOP = 14  # pieces around the headline in which byline, date and section are looked for


@dataclass(frozen=True, slots=True)
class Hints:
    """What a listing or feed said of the story; each part may be empty."""

    headline: str = ""
    teaser: str = ""
    date: str | None = None
    section_path: str = ""
    section_title: str = ""


@dataclass(slots=True)
class _Layout:
    """Where things stand, as indexes into the pieces."""

    headline: int | None = None
    byline: int | None = None
    source: int | None = None
    start: int = 0
    end: int = 0
    furniture: dict[int, str] = field(default_factory=dict)


class StoryPage:
    """One story page read by landmarks; ``StoryPage(response)`` works in `scrapy shell` too."""

    def __init__(self, response: Response, hints: Hints | None = None) -> None:
        self.response = response
        self.hints = hints or Hints()
        self.address = read_address(response.url)
        self.text = decode(response)
        root = parse(self.text)
        self.pieces: list[Piece] = []
        self.moments: list[Moment] = []
        self.metadata = Metadata()
        if root is not None:
            self.metadata = read_metadata(root)
            names = [
                self.hints.headline,
                *self.metadata.headlines,
                _TITLE_PARTS.split(self.metadata.title)[0],
            ]
            self.pieces, self.moments = _split_top(*walk(root), [name for name in names if len(name) > 11])
        self._known_persons = list(self.metadata.persons)
        self._start = 0

    @cached_property
    def own(self) -> list[bool]:
        """For each piece: is it prose that belongs to no other story's teaser and to no side element?"""
        return [
            reads_like_prose(piece)
            and not piece.inside & {"nav", "aside", "footer", "form", "figcaption", "button"}
            and not ends_like_teaser(piece.text)
            and not is_promotion(piece.text)
            and index not in self.foreign
            for index, piece in enumerate(self.pieces)
        ]

    @cached_property
    def foreign(self) -> set[int]:
        """Pieces that belong to links and teasers of other stories."""
        return other_stories(self.pieces, self.address.story_id)

    @cached_property
    def layout(self) -> _Layout:
        """Find headline, top lines, start and end of the story."""
        layout = _Layout()
        layout.headline = self._find_headline()
        self._read_furniture(layout)
        layout.start = self._find_start(layout)
        self._find_top_byline(layout)
        layout.end = self._find_end(layout)
        if layout.byline is None:
            behind = range(layout.end, min(layout.end + 8, len(self.pieces)))
            layout.byline = self._best_byline(behind, layout, near=False)
            self._known_persons += read_byline(self._byline_at(layout)).authors
            layout.end = self._find_end(layout)
        return layout

    # --- headline -----------------------------------------------------------------------------

    @cached_property
    def _references(self) -> list[str]:
        """What metadata, title and listing call the story, as comparison keys."""
        title = self.metadata.title
        candidates = [*self.metadata.headlines, self.hints.headline, title, _TITLE_PARTS.split(title)[0]]
        cut = re.sub(
            r"\s*[|–—:-]+\s*[^|]*arcamax.*$|^[^|:]*arcamax[^|:]*[|:–—-]\s+", "", title, flags=re.IGNORECASE
        )
        return [key(one) for one in [*candidates, cut] if key(one) and not is_site_name(one)]

    def _find_headline(self) -> int | None:
        scores = {index: self._headline_score(index) for index in range(min(len(self.pieces), 400))}
        best = max(scores, key=lambda index: (scores[index], -index), default=None)
        return best if best is not None and scores[best] >= 3 else None

    def _headline_score(self, index: int) -> int:
        piece = self.pieces[index]
        text = fold(piece.text)
        if not 3 <= len(text) <= 300 or is_site_name(text):
            return -10
        agreement = self._agreement(text)
        if agreement < 3 and (tail_landmark(text) or section_label(text)):
            return -10
        if piece.inside & {"nav", "aside", "footer"} or (index in self.foreign and piece.link_share > 0.5):
            return -10
        return _heading_level(piece) + agreement + (index < len(self.pieces) // 2)

    def _agreement(self, text: str) -> int:
        """Score how far the page's metadata, title and listing name this text as the headline."""
        name = key(text)
        score = 0
        for reference in self._references:
            if name == reference:
                score += 4 if reference == key(self.hints.headline) else 3
            elif (
                len(name) >= 12
                and (reference.startswith(name) or name.startswith(reference[:60]))
                and len(reference) >= 12
            ):
                score += 1
        return score

    @cached_property
    def headline(self) -> str:
        """The headline as printed; from metadata or listing where the page prints none."""
        index = self.layout.headline
        if index is not None:
            return fold(self.pieces[index].text)
        title = _TITLE_PARTS.split(self.metadata.title)[0]
        names = [*self.metadata.headlines, self.hints.headline, title]
        return next((name for name in names if name and not is_site_name(name)), "")

    # --- the lines around the headline ---------------------------------------------------------

    def _read_furniture(self, layout: _Layout) -> None:
        """Name each piece that is a label, date, share row … and no story text."""
        for index, piece in enumerate(self.pieces):
            if name := self._furniture(index, piece):
                layout.furniture[index] = name

    def _furniture(self, index: int, piece: Piece) -> str | None:
        text = fold(piece.text)
        if not text:
            return "gap"
        if piece.inside & {"nav", "form", "button"}:
            return next(iter(piece.inside & {"nav", "form", "button"}))
        if is_site_name(text):
            return "crumb"
        if index in self.foreign:
            return "other story"
        if is_share_row(text):
            return "share row"
        if key(text) in _LABELS:
            return "label"
        if is_advert(text):
            return "advertisement"
        if len(text) < 200 and any(section_label(part) for part in _parts(piece.text)):
            return "section"
        if _is_date_line(text):
            return "date"
        return None

    def _find_start(self, layout: _Layout) -> int:
        """Find the first paragraph: where the listing's teaser begins, else the first own prose behind the top lines."""
        after = (layout.headline + 1) if layout.headline is not None else 0
        if (hinted := self._teaser_start(after)) is not None:
            return hinted
        top = [i for i in range(after, min(after + _TOP, len(self.pieces))) if self._is_top_line(i, layout)]
        first = self._first_opening(after, layout)
        while top and (max(top) < first or not self._above_body(after, max(top), layout)):
            top.pop()
        first = self._first_opening(max(top, default=after - 1) + 1, layout)
        first = self._behind_deck(first, layout)
        lowest = max([after - 1, *(i for i in range(after, first) if self._is_top_line(i, layout))]) + 1
        return self._with_short_opening(first, lowest, layout)

    def _is_top_line(self, index: int, layout: _Layout) -> bool:
        """Tell a line that stands between a headline and its story: section, date, byline."""
        if layout.furniture.get(index) in {"section", "date"}:
            return True
        return index not in layout.furniture and self._is_byline(self.pieces[index].text) >= 3

    def _above_body(self, after: int, line: int, layout: _Layout) -> bool:
        """Tell a top line from the same line below the story: at most a deck stands above it, and prose below."""
        above = sum(self.own[i] or self._is_sentence(i) for i in range(after, line))
        below = self._first_opening(line + 1, layout)
        if above == 0:
            return True
        if above > 1 or below >= len(self.pieces) or any(self._ends_story(i) for i in range(line + 1, below)):
            return False
        shape = self.pieces[below].shape
        return self._kinship[shape] > 1 or all(self.pieces[i].shape != shape for i in range(after, line))

    def _ends_story(self, index: int) -> bool:
        text = self.pieces[index].text
        return bool(tail_landmark(text)) or is_rights_line(text)

    def _first_opening(self, low: int, layout: _Layout) -> int:
        return next((i for i in range(low, len(self.pieces)) if self._opens(i, layout)), low)

    @cached_property
    def _kinship(self) -> Counter[str]:
        """Pieces of own prose by the shape of the elements around them."""
        long = Counter(piece.shape for piece, own in zip(self.pieces, self.own, strict=True) if own)
        return long or Counter(
            piece.shape
            for index, piece in enumerate(self.pieces)
            if _ENDED.search(piece.text)
            and not piece.links
            and index not in self.foreign
            and not is_promotion(piece.text)
        )

    def _behind_deck(self, first: int, layout: _Layout) -> int:
        """Step over a deck: one paragraph in the page's header, or in an element of its own kind above many of another."""
        following = self._first_opening(first + 1, layout)
        if following >= len(self.pieces) or following - first > _TOP:
            return first
        here, there = self.pieces[first], self.pieces[following]
        headed = "header" in here.inside and "header" not in there.inside
        lone = (
            self._kinship[here.shape] == 1
            and self._kinship[there.shape] > 2
            and here.path[-2:-1] != there.path[-2:-1]
        )
        return (
            following
            if headed or (lone and len(here.text) < 300 and not here.inside & {"blockquote", "li"})
            else first
        )

    def _opens(self, index: int, layout: _Layout) -> bool:
        """Tell a paragraph that a story may begin with: prose, or a short sentence in an element as its prose stands in."""
        piece = self.pieces[index]
        if index in layout.furniture or is_rights_line(piece.text) or _heading_level(piece):
            return False
        return self.own[index] or (self._is_sentence(index) and self._is_byline(piece.text) < 3)

    def _is_sentence(self, index: int) -> bool:
        """Tell a short paragraph of the story: an ended sentence in elements of the same shape as other prose of the page."""
        piece = self.pieces[index]
        if self._kinship[piece.shape] == 0 or piece.inside & {"aside", "nav", "footer", "form", "button"}:
            return False
        ended = _ENDED.search(piece.text) and not piece.text.endswith((":", "..."))
        return (
            bool(ended)
            and piece.link_share < 0.4
            and index not in self.foreign
            and not self._is_caption(index)
        )

    def _teaser_start(self, after: int) -> int | None:
        """Find the piece that the listing's teaser begins with."""
        teaser = key(_CRUMB.sub("", self.hints.teaser))[:80]
        if len(teaser) < 6:
            return None
        for index in range(after, len(self.pieces)):
            text = self.pieces[index].text
            if (
                index in self.layout_furniture
                or self._is_byline(text) >= 3
                or not (_ENDED.search(text) or self.own[index])
            ):
                continue
            if self._reads_on(index, teaser) and not self.pieces[index].inside & {"aside", "nav", "footer"}:
                return index
        return None

    def _reads_on(self, index: int, teaser: str) -> bool:
        """Tell whether the teaser begins here and goes on in the next pieces."""
        read = key(self.pieces[index].text)
        if not read or not _same_opening(read, teaser):
            return False
        for following in range(index + 1, min(index + 6, len(self.pieces))):
            longer = read + key(self.pieces[following].text)
            read = (
                longer if longer[:80] == teaser[: len(longer)] else read
            )  # a caption or label stands between
        return len(read) >= min(len(teaser), 14)

    def _with_short_opening(self, first: int, lowest: int, layout: _Layout) -> int:
        """Take short opening paragraphs ("It rained.") and sub-headings in that stand before the first long one."""
        for index in range(first - 1, lowest - 1, -1):
            piece = self.pieces[index]
            if layout.furniture.get(index) in {"gap", "advertisement"} or self._is_caption(index):
                continue  # a picture between the paragraphs
            bare = index == (layout.headline or 0) + 1  # right under the headline a sub-heading is a deck
            if index in layout.furniture or not _short_paragraph(piece) or self._is_byline(piece.text) >= 3:
                break
            if is_rights_line(piece.text) or (bare and _heading_level(piece)):
                break
            first = index
        return first

    # --- the end --------------------------------------------------------------------------------

    def _find_end(self, layout: _Layout) -> int:
        """Find where the story and its notes end: a tail landmark or a rights line with no own prose behind it."""
        start = layout.start
        last = self._last_prose(start)
        end = last + 1
        while end < len(self.pieces) and self._belongs_to_end(end, layout):
            end += 1
        return end

    @cached_property
    def _weights(self) -> Counter[int]:
        """Characters of own prose below each element; a long paragraph counts no more than some short ones."""
        weights: Counter[int] = Counter()
        for index, piece in enumerate(self.pieces):
            if self.own[index] or self._is_sentence(index):
                weights.update(dict.fromkeys(piece.path, min(len(piece.text), 150)))
                weights[0] += min(len(piece.text), 150)
        return weights

    def _last_prose(self, start: int) -> int:
        """Find the story's last paragraph: walk on until a landmark says stop and the rest of the page agrees."""
        if start >= len(self.pieces):
            return start - 1
        self._start = start
        home = self._home(start)
        last = start
        shapes: set[str] = set()
        for index in range(start, len(self.pieces)):
            if index > start and self._stops(index, start, shapes):
                break
            if home in self.pieces[index].path and self._is_story_text(index, last, shapes):
                last = index
                shapes.add(self.pieces[index].shape)
        return last

    def _home(self, start: int) -> int:
        """Find the element that holds the story: the lowest around its start with most of the page's own prose."""
        path = self.pieces[start].path
        near = self.pieces[max(0, start - 1) : start + 2]
        shared = [number for number in path if sum(number in piece.path for piece in near if piece.text) > 1]
        return next((n for n in reversed(shared) if self._weights[n] >= 0.6 * self._weights[0]), path[0])

    def _stops(self, index: int, start: int, shapes: set[str]) -> bool:
        """Decide whether the story ends before this piece: a landmark, and little of the story's kind of prose behind it."""
        text = self.pieces[index].text
        landmark = tail_landmark(text)
        if is_site_footer(text) or (landmark == "comments" and "disqus" in text.lower()):
            return True
        if not landmark and not is_rights_line(text) and not _rights_in(text):
            return False
        before, behind = self._prose(start, index), self._prose(index + 1, len(self.pieces), shapes)
        if landmark == "related" and (index in self.foreign or self._boxed(index, start)):
            return not self._goes_on(index, shapes)  # a box of links in the middle of the story
        if landmark == "related":
            return behind <= 0.3 * (before + behind)
        return behind <= 1.5 * before or behind < 600

    def _boxed(self, index: int, start: int) -> bool:
        """Tell a piece in an element of its own beside the paragraphs of the story."""
        home, path = self.pieces[start].path[-2:-1], self.pieces[index].path
        return home[-1:] != path[-2:-1] and set(home) <= set(path)

    def _goes_on(self, index: int, shapes: set[str]) -> bool:
        """Tell whether a paragraph or note of the story's shapes stands behind this place."""
        return any(
            self.pieces[i].shape in shapes
            and i not in self.foreign
            and (self.own[i] or self._is_sentence(i) or self._is_end_note(i))
            for i in range(index + 1, len(self.pieces))
        )

    def _prose(self, low: int, high: int, shapes: set[str] | None = None) -> int:
        """Count characters of own prose between two places, of the given shapes only."""
        pieces = self.pieces
        return sum(
            len(pieces[i].text)
            for i in range(low, high)
            if self.own[i] and (shapes is None or pieces[i].shape in shapes)
        )

    def _is_story_text(self, index: int, last: int, shapes: set[str]) -> bool:
        piece = self.pieces[index]
        if (
            index in self.foreign
            or index in self.layout_furniture
            or piece.inside & {"aside", "nav", "footer", "form", "button"}
        ):
            return False
        if is_promotion(piece.text) or ends_like_teaser(piece.text):
            return False
        if self.own[index]:
            near = not shapes or piece.shape in shapes or self._container in piece.path
            return near or not self._labels(last + 1, index) or self._goes_on(index, shapes)
        kin = piece.shape in shapes or not shapes
        return (
            kin and not _heading_level(piece) and (_short_paragraph(piece) or self._before_notes(index, last))
        )

    def _labels(self, low: int, high: int) -> bool:
        """Tell whether headings or labels stand between two places."""
        return any(
            self.pieces[i].text
            and i not in self.foreign
            and i not in self.layout_furniture
            and not self._is_caption(i)
            and not self._is_sentence(i)
            for i in range(low, high)
        )

    @cached_property
    def _container(self) -> int:
        """The lowest element around the story's first paragraph that holds a second one of its shape."""
        start = self._start
        first = self.pieces[start]
        kin = (
            set(first.path) & set(other.path)
            for i, other in enumerate(self.pieces[start + 1 : start + 12], start + 1)
            if other.shape == first.shape and (self.own[i] or self._is_sentence(i))
        )
        return max(next(kin, set(first.path[:-1])), default=0)

    def _before_notes(self, index: int, last: int) -> bool:
        """Tell a paragraph without its full stop: right behind the story's text, with a note or rights line next."""
        words = len(self.pieces[index].text.split())
        nearby = range(index + 1, min(index + 4, len(self.pieces)))
        return index - last <= 2 and words >= 5 and any(self._is_end_note(i) for i in nearby)

    @cached_property
    def layout_furniture(self) -> dict[int, str]:
        """Names of the pieces that are no story text, by index."""
        layout = _Layout()
        self._read_furniture(layout)
        return layout.furniture

    def _belongs_to_end(self, index: int, layout: _Layout) -> bool:
        """Decide whether notes, rights line or a gap go on here."""
        piece = self.pieces[index]
        text = fold(piece.text)
        if tail_landmark(text) or is_site_footer(text) or index in self.foreign:
            return False
        if layout.furniture.get(index) in {"gap", "advertisement", "share row"}:
            return any(self._is_end_note(i) for i in range(index + 1, min(index + 4, len(self.pieces))))
        return self._is_end_note(index)

    def _is_end_note(self, index: int) -> bool:
        text = fold(self.pieces[index].text)
        if not text or is_site_footer(text):
            return False
        return (
            is_rule(text)
            or is_contributor_note(text)
            or is_author_note(text, self._known_persons)
            or is_rights_line(text)
            or is_rights_continuation(text)
            or _rights_in(self.pieces[index].text)
        )

    # --- byline, section, dates -----------------------------------------------------------------

    def _find_top_byline(self, layout: _Layout) -> None:
        """Find the byline near the headline; its persons then help to tell notes from story."""
        top = layout.headline if layout.headline is not None else max(0, layout.start - 6)
        near = [*range(top + 1, layout.start), *range(top - 1, max(-1, top - 5), -1)]
        layout.byline = self._best_byline(near, layout, near=True)
        if layout.byline is not None:
            layout.source = self._source_beside(layout.byline, layout)
            self._known_persons += read_byline(self._byline_at(layout)).authors

    def _best_byline(self, places: Iterable[int], layout: _Layout, *, near: bool) -> int | None:
        scored = [(self._byline_score(i, layout, near=near), i) for i in places]
        score, place = max(scored, key=lambda pair: pair[0], default=(0, 0))
        return place if score >= 3 else None

    def _source_beside(self, byline: int, layout: _Layout) -> int | None:
        """Find the source that stands in a line of its own beside a byline that names none."""
        text = self._byline_text(self.pieces[byline].text)
        if read_byline(text).source_organization and not _OPEN_END.search(text):
            return None
        for index in (byline + 1, byline - 1):
            if index != layout.headline and index < layout.start and self._is_source(index, layout):
                return index
        return None

    def _is_source(self, index: int, layout: _Layout) -> bool:
        text = fold(self.pieces[index].text)
        if (
            index in layout.furniture
            or re.search(r"\b\d{1,4}\b", text)
            or not 3 <= len(text) <= 70
            or not _like_name(text)
            or self.own[index]
        ):
            return False
        if text.isupper() and len(text.split()) == 1 and len(text) > 6:
            return False
        return bool(read_byline(f"Ann Lee and Bo Day, {text}").source_organization)

    def _byline_at(self, layout: _Layout) -> str:
        """The byline's text, with its source where that stands in the next line."""
        if layout.byline is None:
            return ""
        text = self._byline_text(self.pieces[layout.byline].text)
        if layout.source is None:
            return text
        return f"{text}{'' if _OPEN_END.search(text) else ','} {fold(self.pieces[layout.source].text)}"

    def _byline_score(self, index: int, layout: _Layout, *, near: bool) -> int:
        piece = self.pieces[index]
        name = layout.furniture.get(index)
        if piece.inside & {"nav", "form", "footer", "button"} or name in {
            "crumb",
            "share row",
            "advertisement",
            "gap",
            "label",
            "other story",
        }:
            return 0
        text = self._byline_text(piece.text)
        if re.search(r"\b\d{1,4}\b", text):
            return 0  # a day, a count
        if len(piece.links) > 1 and piece.link_share > 0.6 and "," not in text and " and " not in text:
            return 0  # a menu
        if not text or is_rights_line(piece.text) or tail_landmark(text) or "arcamax" in text.lower():
            return 0
        score = self._is_byline(piece.text)
        if not near or not _like_name(text):
            return score
        return score + 2 + self._beside_top_line(index, layout) + 2 * self._labelled(index)

    def _beside_top_line(self, index: int, layout: _Layout) -> bool:
        """Tell a line that touches the headline, or a date or section, with nothing but pictures between."""
        beside = [
            next((i for i in places if self.pieces[i].text), -1)
            for places in (range(index - 1, -1, -1), range(index + 1, len(self.pieces)))
        ]
        return any(i == layout.headline or layout.furniture.get(i) in {"date", "section"} for i in beside)

    def _labelled(self, index: int) -> bool:
        """Tell a line with the word "By" in a line of its own before it."""
        return index > 0 and key(self.pieces[index - 1].text) in _LABELS - {
            "date",
            "section",
            "category",
            "topic",
        }

    def _is_byline(self, line: str) -> int:
        """Score the evidence that a line is a byline, 0 for none."""
        text = self._byline_text(line)
        if (
            not text
            or len(text) > 160
            or is_site_name(text)
            or is_share_row(text)
            or "arcamax" in text.lower()
        ):
            return 0
        known = any(key(person) and key(person) in key(text) for person in self._known_persons)
        on_date = bool(re.search(r"\son$", fold(line[: found.start] if (found := find_date(line)) else line)))
        score = 4 * bool(_BY.match(text) and _like_name(_BY.sub("", text)))
        score += 3 * (known and _like_name(_BY.sub("", text)))
        return (
            score
            + ((3 if on_date else 2 if found else 0) if _like_name(text) else 0)
            + (1 if _like_name(text) and "," in text else 0)
        )

    def _byline_text(self, line: str) -> str:
        """Take date and section label off a line; what is left may be a byline."""
        parts = (
            _undated(part)
            for part in _parts(line)
            if not (section_label(part) or is_share_row(part) or is_site_name(part) or tail_landmark(part))
        )
        kept = [part for part in parts if part and not _STAMP.match(part)]
        return " | ".join(kept) if len(kept) <= 2 else ""

    @cached_property
    def byline(self) -> str | None:
        """The byline as printed, without its date."""
        return self._byline_at(self.layout) or None

    @cached_property
    def article_section(self) -> str:
        """The section's label as printed, else from metadata, else the section's title."""
        layout = self.layout
        near = [
            *range(max(0, (layout.headline or 0) - 6), layout.start),
            *range(layout.end, min(layout.end + 10, len(self.pieces))),
        ]
        for index in near:
            for part in _parts(self.pieces[index].text):
                if label := section_label(part):
                    return label
        return self.metadata.section or self.hints.section_title

    @cached_property
    def dates(self) -> tuple[Sourced, ...]:
        """Every date of publication the page or feed gives, best first."""
        layout = self.layout
        found = [one for one in self.metadata.dates if one.source == "jsonld"]
        low, high = (layout.headline if layout.headline is not None else layout.start) - 8, layout.start + 1
        found += [Sourced(one.value, "time") for one in self.moments if low <= one.position <= high]
        found += [one for one in self.metadata.dates if one.source == "meta"]
        found += [Sourced(text, "page") for text in self._printed_dates(range(max(0, low + 3), layout.start))]
        behind = range(layout.end, min(layout.end + 8, len(self.pieces)))
        found += [
            Sourced(one.value, "time")
            for one in self.moments
            if one.position + 1 in behind or one.position in behind
        ]
        found += [Sourced(text, "page") for text in self._printed_dates(behind)]
        return (*found, Sourced(self.hints.date, "feed")) if self.hints.date else tuple(found)

    def _printed_dates(self, near: range) -> list[str]:
        layout = self.layout
        lines = [fold(self.pieces[i].text) for i in near if i != layout.headline and i not in self.foreign]
        lines = [
            line
            for line in lines
            if len(line) < 200 and not re.match(r"(?i)(?:last )?updated|modified", line)
        ]
        return [found.text for line in lines if (found := find_date(line))]

    @cached_property
    def date_published(self) -> str | None:
        """The first date that parses, ISO 8601."""
        return next((iso for one in self.dates if (iso := read_date(one.value))), None)

    # --- blocks, pictures, the record -------------------------------------------------------------

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The story's blocks between the landmarks, chrome inside it included and marked by its box."""
        layout = self.layout
        region = range(layout.start, layout.end)
        boxes = self._boxes(region)
        extra = [
            i
            for i in range(layout.headline or 0, layout.start)
            if self._is_end_note(i) and not is_rule(self.pieces[i].text)
        ]
        extra += [
            i for i in range(layout.end, min(len(self.pieces), layout.end + 25)) if self._is_stray_note(i)
        ]
        order = [*region, *extra]
        return tuple(
            Block(
                text=self.pieces[i].text,
                tag=self.pieces[i].tag,
                links=self.pieces[i].links,
                box=boxes.get(i, 0),
                inside=self.pieces[i].inside | self._told(i),
            )
            for i in order
            if i not in {layout.headline, layout.byline, layout.source}
            and self.layout.furniture.get(i) != "section"
        )

    def _told(self, index: int) -> frozenset[str]:
        """Name what a piece is found to be beside its ancestors: another story's, a caption, a pull quote."""
        told = {"other story"} if index in self.foreign else set()
        if self._is_caption(index):
            told.add("figcaption")
        if self._is_pull_quote(index):
            told.add("pull quote")
        return frozenset(told)

    @cached_property
    def _main_shape(self) -> str:
        """The shape that most of the story's prose stands in."""
        inside = Counter(
            self.pieces[i].shape for i in range(self.layout.start, self.layout.end) if self.own[i]
        )
        return max(inside, key=lambda shape: inside[shape], default="")

    @cached_property
    def _story_key(self) -> str:
        return "|".join(key(self.pieces[i].text) for i in range(self.layout.start, self.layout.end))

    def _is_pull_quote(self, index: int) -> bool:
        """Tell a sentence that stands a second time, in an element of its own kind."""
        piece = self.pieces[index]
        name = key(piece.text)
        return (
            piece.shape != self._main_shape
            and len(name) > 30
            and self._story_key.count(name) > 1
            and sum(
                piece.path[-2] in other.path
                for other in self.pieces[max(0, index - 3) : index + 4]
                if other.text
            )
            == 1
        )

    def _is_caption(self, index: int) -> bool:
        """Tell a caption: right behind a picture, short, and in a figure, in italics or with a photographer's credit."""
        piece = self.pieces[index]
        if not piece.text or len(piece.text) > 400 or (picture := self._picture_above(index)) is None:
            return False
        if picture == index - 1 and (
            "figure" in piece.inside or piece.emphasis > 0.8 or _CREDIT.search(fold(piece.text))
        ):
            return True
        return len(piece.text) < 300 and self._alone_with_picture(index, picture)

    def _picture_above(self, index: int) -> int | None:
        """Find the picture right before a text, or before the one line above it."""
        return next((i for i in (index - 1, index - 2) if i >= 0 and self.pieces[i].image is not None), None)

    def _alone_with_picture(self, index: int, picture: int) -> bool:
        """Tell a text that shares an element with a picture and with one line of caption or credit at most."""
        shared = max(set(self.pieces[picture].path) & set(self.pieces[index].path), default=0)
        members = [
            i
            for i in range(max(0, picture - 2), index + 4)
            if i < len(self.pieces) and shared in self.pieces[i].path
        ]
        return members[0] == picture and members[-1] <= picture + 2

    def _is_stray_note(self, index: int) -> bool:
        """Tell a rights line that stands apart from the story, behind other things."""
        return is_rights_line(self.pieces[index].text) and not is_site_footer(self.pieces[index].text)

    def _boxes(self, region: range) -> dict[int, int]:
        """Number for each piece the highest element around it that holds none of the story's common paragraphs."""
        sizes: Counter[int] = Counter()
        counts: Counter[int] = Counter()
        common: set[int] = set()
        for index in region:
            piece = self.pieces[index]
            sizes.update(dict.fromkeys(piece.path, len(piece.text)))
            counts.update(piece.path)
            common.update(piece.path if self.own[index] and piece.shape == self._main_shape else ())
        return {
            index: next(
                (
                    n
                    for n in self.pieces[index].path
                    if n not in common and counts[n] > 1 and sizes[n] <= _LARGEST_BOX
                ),
                0,
            )
            for index in region
        }

    @cached_property
    def images(self) -> list[Image]:
        """The story's pictures with their captions."""
        layout = self.layout
        low = layout.headline if layout.headline is not None else layout.start
        found: list[Image] = []
        for index in range(low, layout.end):
            piece = self.pieces[index]
            if piece.image is None or piece.inside & {"aside", "nav", "footer"} or index in self.foreign:
                continue
            if piece.image and not piece.image.startswith("data:"):
                found.append(Image(_absolute(self.response.url, piece.image), self._caption(index)))
        return found

    def _caption(self, index: int) -> str | None:
        follows = index + 1 < len(self.pieces) and self._is_caption(index + 1)
        return fold(self.pieces[index + 1].text) if follows else None

    @cached_property
    def stripped(self) -> Stripped:
        """What the pipelines will make of the blocks: body, notes, rights line and what is cut."""
        persons = [*read_byline(self.byline).authors, *self._known_persons]
        return strip(self.blocks, persons, opening=_heading_text(self))

    def story(self, **fields: object) -> Story:
        """Make the item that the pipelines work on."""
        printed = Printed(
            blocks=self.blocks,
            dates=self.dates,
            dates_modified=tuple(self.metadata.modified),
            persons=tuple(self.metadata.persons),
            organization=self.metadata.organization,
            landmarks=frozenset(name for name, shown in landmarks(self).items() if shown),
        )
        return Story(
            id=self.address.story_id or "",
            url=self.address.url,
            headline=self.headline,
            byline=self.byline,
            article_section=self.article_section,
            section_path=self.hints.section_path or self.address.section_path or "",
            images=self.images,
            fetched_url=self.response.url,
            extractor=EXTRACTOR,
            printed=printed,
            **fields,  # type: ignore[arg-type]  # the spider adds keys of the record
        )

    def __repr__(self) -> str:
        from newscrawl.pages.show import show_story

        return show_story(self)


def _heading_text(page: StoryPage) -> tuple[str, ...]:
    return tuple(text for text in (page.headline, page.byline or "") if text)


def _heading_level(piece: Piece) -> int:
    levels = {"h1": 4, "h2": 3, "h3": 2, "h4": 1}
    return max(
        (points for tag, points in levels.items() if tag == piece.tag or tag in piece.inside), default=0
    )


def _short_paragraph(piece: Piece) -> bool:
    """Tell a short paragraph or a sub-heading of a story from a label: its tag, or an ended sentence, and no links."""
    if piece.link_share > 0.4 or not piece.text:
        return False
    return piece.tag in {"h2", "h3", "h4", "li", "blockquote", "td"} or bool(_ENDED.search(piece.text))


def _split_top(
    pieces: list[Piece], moments: list[Moment], names: list[str]
) -> tuple[list[Piece], list[Moment]]:
    """Part a piece where headline, byline and section stand in one, so that each is a piece: at line breaks, or behind the headline."""
    parted: list[Piece] = []
    places: list[int] = []
    for piece in pieces:
        places.append(len(parted))
        lines = piece.text.split("\n")
        if len(lines) == 1 and len(piece.text) < 400:
            lines = _behind_headline(piece.text, names)
            parted += [replace(piece, text=line) for line in lines] if len(lines) > 1 else [piece]
        else:
            parted += [replace(piece, text=line) for line in lines] if _is_top(lines) else [piece]
    places.append(len(parted))
    return parted, [Moment(one.value, places[one.position]) for one in moments]


def _behind_headline(text: str, names: list[str]) -> list[str]:
    """Part a line after the headline it begins with, where a byline or date follows."""
    for name in names:
        rest = text[len(name) :]
        if (
            text.startswith(name)
            and rest.startswith(" ")
            and (_like_name(rest) or _BY.match(rest.strip()) or find_date(rest))
        ):
            return [name, rest.strip()]
    return [text]


def _is_top(lines: list[str]) -> bool:
    return len(lines) > 1 and any(
        section_label(line) or tail_landmark(line) or (len(line) < 120 and _dated(line)) for line in lines
    )


def _is_date_line(text: str) -> bool:
    """Tell a short line with a date, no sentence, or a line of dates, times and their labels."""
    found = find_date(text) if len(text) < 160 else None
    if found is None:
        return False
    short = len(text) < 120 and len(text) - len(found.text) < 90 and not text.endswith(".")
    return short or is_stamp(text)


def _dated(line: str) -> bool:
    return not line.endswith(".") and bool(find_date(line))


def _parts(line: str) -> list[str]:
    """Part a line at its breaks and separators."""
    return [part for part in (fold(part) for part in re.split(r"\n|\s[|•·]\s", line)) if part]


def _undated(part: str) -> str:
    """Take the date off a part of a line, with the "on" or "Published" before it."""
    if found := find_date(part):
        part = _BEFORE_DATE.sub("", f"{part[: found.start].rstrip()} {part[found.end :].lstrip()}".strip())
    return re.sub(r"\s+on$", "", fold(part)).strip(" |•·–—-")


def _like_name(text: str) -> bool:
    """Tell a row of names from a sentence: capitalised words and particles only."""
    words = text.replace(" | ", " ").split()
    return (
        1 <= len(words) <= 16
        and all(_NAME_WORD.match(word) for word in words)
        and not re.search(r"[a-z]{3}[.!?]$", text)
    )


def _rights_in(text: str) -> bool:
    """Tell a piece that holds a rights statement beside a note."""
    return any(find_rights(fold(line)) for line in text.split("\n"))


def _same_opening(one: str, other: str) -> bool:
    """Tell whether one of two texts is the beginning of the other."""
    return one.startswith(other) or other.startswith(one)


def _absolute(base: str, src: str) -> str:
    try:
        return urljoin(base, src)
    except ValueError:
        return src
