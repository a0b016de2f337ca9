"""What is known of each piece of a page before it is said where the story stands."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from newscrawl.pages.blocks import Moment, Piece, reads_like_prose
from newscrawl.pages.boxes import asking_boxes
from newscrawl.pages.cards import other_stories
from newscrawl.pages.lines import is_date_line, like_name, parts_of
from newscrawl.pages.metadata import Metadata
from newscrawl.text.cached import cached
from newscrawl.text.clean import fold, key
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

# Such as: (Jo Roe/Harbor News/TNS); Photo by Jo Roe; Jo Roe / Getty Images
_CREDIT = re.compile(
    r"\b(?:photo(?:graph)?|image|illustration|file|courtesy)\b.{0,40}$|/\s?(?:TNS|AP|Getty|AFP|[A-Z][\w ]+)\)?\.?$",
    re.IGNORECASE,
)
_LEVELS = {"h1": 4, "h2": 3, "h3": 2, "h4": 1}
_HEADINGS = frozenset(_LEVELS)
# Such as: It rained.; “It rained.”; It rained. -; It rained. )
ENDED = re.compile(r"[.!?…:][\"'”’)\]]*$|[.!?][\"'”’)\]]*\s[\"'”’)\]–—-]{1,3}$")
SIDE = frozenset({"aside", "nav", "footer", "form", "button"})  # elements in which no story text stands
_MENUS = frozenset({"nav", "form", "button"})
NO_PROSE = SIDE | {"figcaption"}
LABELS = frozenset(
    "by author authors byline source date section category topic published posted updated writtenby".split()
)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a listing or feed said of the story; each part may be empty."""

    headline: str = ""
    teaser: str = ""
    date: str | None = None
    section_path: str = ""
    section_title: str = ""


@dataclass
class Evidence:
    """The pieces of a page with what each is by itself; indexes are places in `pieces`."""

    pieces: list[Piece]
    moments: list[Moment]
    metadata: Metadata
    hints: Hints
    story_id: str | None
    persons: list[str] = field(default_factory=list)
    """Persons known so far: the metadata's, then the byline's; they help to tell notes from story."""

    @cached_property
    def texts(self) -> list[str]:
        """Each piece's text on one line."""
        return [fold(piece.text) for piece in self.pieces]

    @cached_property
    def own(self) -> list[bool]:
        """For each piece: is it prose that belongs to no other story's teaser and to no side element?"""
        return [
            reads_like_prose(piece)
            and not piece.inside & NO_PROSE
            and not ends_like_teaser(piece.text)
            and not is_promotion(piece.text)
            and not is_rights_line(piece.text)
            and index not in self.foreign
            and index not in self.asking
            for index, piece in enumerate(self.pieces)
        ]

    @cached_property
    def asking(self) -> set[int]:
        """Pieces of boxes that ask the reader for something."""
        return asking_boxes(self.pieces)

    @cached_property
    def foreign(self) -> set[int]:
        """Pieces that belong to links and teasers of other stories."""
        return other_stories(self.pieces, self.story_id)

    @cached_property
    def furniture(self) -> dict[int, str]:
        """Names of the pieces that are a label, date, share row … and no story text, by index."""
        names = {index: self._name(index, piece) for index, piece in enumerate(self.pieces)}
        return {index: name for index, name in names.items() if name}

    @cached_property
    def kinship(self) -> Counter[str]:
        """Pieces of own prose by the shape of the elements around them."""
        long = Counter(piece.shape for piece, own in zip(self.pieces, self.own, strict=True) if own)
        return long or Counter(
            piece.shape
            for index, piece in enumerate(self.pieces)
            if ENDED.search(piece.text)
            and not piece.links
            and index not in self.foreign
            and not is_promotion(piece.text)
        )

    @cached_property
    def weights(self) -> Counter[int]:
        """Characters of own prose below each element; a long paragraph counts no more than some short ones."""
        weights: Counter[int] = Counter()
        for index, piece in enumerate(self.pieces):
            if self.own[index] or self.is_sentence(index):
                weights.update(dict.fromkeys(piece.path, min(len(piece.text), 150)))
                weights[0] += min(len(piece.text), 150)
        return weights

    def is_paragraph(self, index: int) -> bool:
        """True if the piece is a paragraph of the story's kind, long or short."""
        return self.own[index] or self.is_sentence(index)

    def is_sentence(self, index: int) -> bool:
        """True if the piece is a short paragraph: an ended sentence in elements of the same shape as other prose of the page."""
        piece = self.pieces[index]
        if self.kinship[piece.shape] == 0 or piece.inside & SIDE:
            return False
        ended = ENDED.search(piece.text) and not piece.text.endswith((":", "..."))
        return (
            bool(ended)
            and piece.link_share < 0.4
            and index not in self.foreign
            and not self.is_caption(index)
        )

    def is_caption(self, index: int) -> bool:
        """True if the piece is a caption: right behind a picture, short, and in a figure, in italics or with a photographer's credit."""
        piece = self.pieces[index]
        if not piece.text or len(piece.text) > 400 or (picture := self._picture_above(index)) is None:
            return False
        if self.is_end_note(index):
            return False
        if picture == index - 1 and (
            "figure" in piece.inside or piece.emphasis > 0.8 or is_credit(self.texts[index])
        ):
            return True
        return len(piece.text) < 300 and self._alone_with_picture(index, picture)

    def _picture_above(self, index: int) -> int | None:
        """Find the picture right before a text, or before the one line above it."""
        return next((i for i in (index - 1, index - 2) if i >= 0 and self.pieces[i].image is not None), None)

    def _alone_with_picture(self, index: int, picture: int) -> bool:
        """True if the text shares an element with a picture and with at most one line of caption or credit."""
        shared = self._shared(picture, index)
        if picture < index - 1 and self._shared(picture, index - 1) != shared:
            return False  # what stands above it is the caption, in an element with the picture alone
        if "figure" in self.pieces[picture].inside - self.pieces[index].inside:
            return False  # a figure holds its own caption
        members = [
            i
            for i in range(max(0, picture - 2), index + 4)
            if i < len(self.pieces) and shared in self.pieces[i].path
        ]
        if members[0] != picture or members[-1] > picture + 2:
            return False
        return any(shared not in self.pieces[i].path for i in self._sentences)

    @cached_property
    def _sentences(self) -> list[int]:
        """Pieces that end like sentences, above what follows the story: where all share an element with a picture, that is the story's."""
        found: list[int] = []
        for index, piece in enumerate(self.pieces):
            if found and tail_landmark(piece.text):
                break
            if ENDED.search(piece.text) and not like_name(piece.text) and index not in self.foreign:
                found.append(index)
        return found

    def _shared(self, one: int, other: int) -> int:
        """Number the lowest element that holds both pieces."""
        return max(set(self.pieces[one].path) & set(self.pieces[other].path), default=0)

    def is_end_note(self, index: int) -> bool:
        """True if the piece is a note on author or contributor, a rule or a rights line."""
        text = self.texts[index]
        if not text or is_site_footer(text):
            return False
        return (
            _is_worded_note(text)
            or holds_rights(self.pieces[index].text)
            or is_author_note(text, self.persons)
        )

    def _name(self, index: int, piece: Piece) -> str | None:
        text = self.texts[index]
        if not text:
            return "gap"
        if not _MENUS.isdisjoint(piece.inside):
            return min(piece.inside & _MENUS)
        if index in self.asking:
            return "form"
        name = _worded(piece.text)
        return "other story" if index in self.foreign and name != "crumb" else name


@cached
def _is_worded_note(text: str) -> bool:
    """True if the text is a rule, a rights line or a note that can be read without knowing the author's name."""
    return is_rule(text) or is_contributor_note(text) or is_rights_line(text) or is_rights_continuation(text)


@cached
def _worded(printed: str) -> str | None:
    """Name a label, date, share row … by its words alone."""
    text = fold(printed)
    if is_site_name(text):
        return "crumb"
    if is_share_row(text):
        return "share row"
    if key(text) in LABELS:
        return "label"
    if is_advert(text):
        return "advertisement"
    if len(text) < 200 and any(section_label(part) for part in parts_of(printed)):
        return "section"
    return "date" if is_date_line(text) else None


def is_credit(text: str) -> bool:
    """True if the text ends in a photographer's credit."""
    return bool(_CREDIT.search(text))


def heading_level(piece: Piece) -> int:
    """Weigh a heading: 4 for `h1` down to 1 for `h4`, 0 for none."""
    level = _LEVELS.get(piece.tag, 0)
    if _HEADINGS.isdisjoint(piece.inside):
        return level
    return max(level, *(_LEVELS[tag] for tag in piece.inside & _HEADINGS))


@cached
def holds_rights(text: str) -> bool:
    """True if one of the text's lines holds a rights statement, a note beside it or not."""
    return any(find_rights(fold(line)) for line in text.split("\n"))


def short_paragraph(piece: Piece) -> bool:
    """True if the piece is a short paragraph or sub-heading and no label: by its tag or ended sentence, and without links."""
    if piece.link_share > 0.4 or not piece.text:
        return False
    return piece.tag in {"h2", "h3", "h4", "li", "blockquote", "td"} or bool(ENDED.search(piece.text))
