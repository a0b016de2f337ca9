"""Where the story and its notes end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.pages.bylines import byline_evidence
from newscrawl.pages.evidence import ENDED, SIDE, heading_level, holds_rights, short_paragraph
from newscrawl.text.landmarks import ends_like_teaser, is_promotion, tail_landmark
from newscrawl.text.notes import is_rule
from newscrawl.text.rights import is_rights_line, is_site_footer

if TYPE_CHECKING:
    from newscrawl.pages.evidence import Evidence

# Such as: ann77 2 days ago
_AGE = re.compile(
    r"\b\d+\s?(?:min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|years?|[hdwm])\sago\b", re.IGNORECASE
)
_COMMENT = 60  # characters of a comment that counts
_BETWEEN = 16  # pieces at most between a story's text and a note of it


def find_end(page: Evidence, start: int) -> int:
    """Find where the story and its notes end: a tail landmark or a rights line with no own prose behind it."""
    end = _Ending(page, start).last_prose() + 1
    while (note := _next_note(page, end)) is not None:
        end = note + 1
    return end


def _next_note(page: Evidence, low: int) -> int | None:
    """Find the note or rights line that stands here, or behind nothing but a rule or a few boxes and labels."""
    for index in range(low, min(low + _BETWEEN, len(page.pieces))):
        if page.is_end_note(index) and not tail_landmark(page.texts[index]):
            if index == low or not is_rule(page.texts[index]):
                return index
        elif not _is_chrome(page, index):
            return None
    return None


def _is_chrome(page: Evidence, index: int) -> bool:
    """True if the piece may stand between a story and its notes: a gap, a label, a box or another story."""
    piece = page.pieces[index]
    if index in page.foreign or page.furniture.get(index) in {
        "gap",
        "advertisement",
        "share row",
        "form",
        "button",
    }:
        return True
    if piece.text and byline_evidence(page, piece.text) >= 3:
        return True
    return "aside" in piece.inside or (not tail_landmark(piece.text) and is_promotion(piece.text))


def _is_tag(page: Evidence, index: int) -> bool:
    """True if the piece may label a comment: a short line that is no sentence and no heading."""
    piece = page.pieces[index]
    return 0 < len(piece.text) < 60 and not ENDED.search(piece.text) and not heading_level(piece)


class _Ending:
    """A walk over the story's paragraphs: the last one met, and the shapes of all."""

    def __init__(self, page: Evidence, start: int) -> None:
        self.page = page
        self.start = start
        self.last = start
        self.shapes: set[str] = set()

    def last_prose(self) -> int:
        """Find the story's last paragraph: walk on until a landmark says stop and the rest of the page agrees."""
        pieces = self.page.pieces
        if self.start >= len(pieces):
            return self.start - 1
        home = self._home()
        self.container = self._container()
        for index in range(self.start, len(pieces)):
            if index > self.start and self._stops(index):
                break
            if home in pieces[index].path and self._is_story_text(index):
                self.last = index
                self.shapes.add(pieces[index].shape)
        return self.last

    def _home(self) -> int:
        """Find the element that holds the story: the lowest around its start with most of the page's own prose."""
        page = self.page
        path = page.pieces[self.start].path
        near = page.pieces[max(0, self.start - 1) : self.start + 2]
        shared = [number for number in path if sum(number in piece.path for piece in near if piece.text) > 1]
        return next((n for n in reversed(shared) if page.weights[n] >= 0.75 * page.weights[0]), path[0])

    def _container(self) -> int:
        """Find the lowest element around the story's first paragraph that holds a second one of its shape."""
        page, start = self.page, self.start
        first = page.pieces[start]
        kin = (
            set(first.path) & set(other.path)
            for i, other in enumerate(page.pieces[start + 1 : start + 12], start + 1)
            if other.shape == first.shape and page.is_paragraph(i)
        )
        return max(next(kin, set(first.path[:-1])), default=0)

    def _stops(self, index: int) -> bool:
        """Decide whether the story ends before this piece: a landmark, and little of the story's kind of prose behind it."""
        page = self.page
        text = page.pieces[index].text
        landmark = tail_landmark(text)
        if self._is_age(index) and self._opens_thread(index):
            self._leave(index)
            return True
        if is_site_footer(text) or (landmark == "comments" and "disqus" in text.lower()):
            return True
        if not landmark and not is_rights_line(text) and not holds_rights(text):
            return False
        if landmark in {None, "comments"} and self._is_over(index):
            return True
        before, behind = self._prose(self.start, index), self._prose(index + 1, len(page.pieces), self.shapes)
        if landmark == "related" and (index in page.foreign or self._boxed(index)):
            return not self._goes_on(index)  # a box of links in the middle of the story
        if landmark == "related":
            return behind <= 0.3 * (before + behind)
        return behind <= 1.5 * before or behind < 600

    def _is_over(self, index: int) -> bool:
        """True if the story is over here: its rights line stands before "Comments", or a thread of comments follows."""
        page = self.page
        texts = (page.pieces[i].text for i in range(self.start + 1, index))
        return any(is_rights_line(text) for text in texts) or self._opens_thread(index + 1)

    def _opens_thread(self, low: int) -> bool:
        """True if a thread of comments begins here: a name, an age or "Reply" stands before most of its paragraphs."""
        page, last, paragraphs, labelled = self.page, low, 0, 0
        for index in range(low, len(page.pieces)):
            if len(page.pieces[index].text) < _COMMENT or index in page.foreign:
                continue
            paragraphs += 1
            labelled += any(_is_tag(page, i) for i in range(last, index))
            last = index + 1
        return labelled >= 2 and labelled > 0.6 * paragraphs

    def _leave(self, index: int) -> None:
        """Step back over the first comment, where its age stands behind it in an element of the two."""
        around = self.page.pieces[index].path[-2]
        if around not in self.page.pieces[self.start].path:
            while around in self.page.pieces[self.last].path:
                self.last -= 1

    def _is_age(self, index: int) -> bool:
        """True if the piece is the age of a comment: a date in a line of its own, or "2 days ago"."""
        text = self.page.pieces[index].text
        return self.page.furniture.get(index) == "date" or (len(text) < 60 and bool(_AGE.search(text)))

    def _prose(self, low: int, high: int, shapes: set[str] | None = None) -> int:
        """Count characters of own prose between two places, of the given shapes only."""
        page = self.page
        return sum(
            len(page.pieces[i].text)
            for i in range(low, high)
            if page.own[i] and (shapes is None or page.pieces[i].shape in shapes)
        )

    def _boxed(self, index: int) -> bool:
        """True if the piece stands in an element of its own beside the story's paragraphs."""
        home, path = self.page.pieces[self.start].path[-2:-1], self.page.pieces[index].path
        return home[-1:] != path[-2:-1] and set(home) <= set(path)

    def _goes_on(self, index: int) -> bool:
        """True if a paragraph or note in one of the story's shapes stands behind this place."""
        page = self.page
        last = page.pieces[self.last]
        return any(
            (
                page.pieces[i].shape in self.shapes
                or (page.pieces[i].tag == last.tag and last.path[-2] in page.pieces[i].path)
            )
            and i not in page.foreign
            and (page.is_paragraph(i) or page.is_end_note(i))
            for i in range(index + 1, len(page.pieces))
        )

    def _is_story_text(self, index: int) -> bool:
        page, piece = self.page, self.page.pieces[index]
        if index in page.foreign or index in page.furniture or piece.inside & SIDE:
            return False
        if is_promotion(piece.text) or ends_like_teaser(piece.text):
            return False
        if page.own[index]:
            near = not self.shapes or piece.shape in self.shapes or self.container in piece.path
            return near or not self._labels(self.last + 1, index) or self._goes_on(index)
        kin = piece.shape in self.shapes or not self.shapes or self._beside_last(index)
        ended = short_paragraph(piece) or self._before_notes(index)
        return (kin and not heading_level(piece) and ended) or self._is_quotation(index)

    def _is_quotation(self, index: int) -> bool:
        """True if the piece is a quotation set off right behind the story's last paragraph, within the same element."""
        piece, last = self.page.pieces[index], self.page.pieces[self.last]
        return (
            self._right_behind(index)
            and "blockquote" in piece.inside - last.inside
            and piece.path[:-2] == last.path[:-1]
            and piece.text.startswith(("“", '"'))
            and bool(ENDED.search(piece.text))
        )

    def _right_behind(self, index: int) -> bool:
        """True if only gaps and advertisements stand between the piece and the story's last paragraph."""
        between = range(self.last + 1, index)
        return all(self.page.furniture.get(i) in {"gap", "advertisement"} for i in between)

    def _beside_last(self, index: int) -> bool:
        """True if the piece and the last paragraph are a paragraph and bare text of one element: `text<p>text<p>text`."""
        last, path = self.page.pieces[self.last].path, self.page.pieces[index].path
        return path[:-1] == last or path == last[:-1]

    def _labels(self, low: int, high: int) -> bool:
        """True if headings or labels stand between two places."""
        page = self.page
        return any(
            page.pieces[i].text
            and i not in page.foreign
            and i not in page.furniture
            and not page.is_caption(i)
            and not page.is_sentence(i)
            for i in range(low, high)
        )

    def _before_notes(self, index: int) -> bool:
        """True if a paragraph may lack its full stop: it follows the story's text, and a note or rights line comes next."""
        words = len(self.page.pieces[index].text.split())
        nearby = range(index + 1, min(index + 4, len(self.page.pieces)))
        return index - self.last <= 2 and words >= 5 and any(self.page.is_end_note(i) for i in nearby)
