"""Which line is the byline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.pages.evidence import LABELS
from newscrawl.pages.lines import BY, like_name, parts_of, says_on, undated
from newscrawl.text.byline import read_byline
from newscrawl.text.cached import cached
from newscrawl.text.clean import fold, key
from newscrawl.text.dates import find_date
from newscrawl.text.landmarks import is_share_row, is_site_name, section_label, tail_landmark
from newscrawl.text.names import has_first_name
from newscrawl.text.rights import is_rights_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.pages.blocks import Piece
    from newscrawl.pages.evidence import Evidence
    from newscrawl.pages.layout import Layout

_STAMP = re.compile(
    r"(?:published|posted|updated|last updated|\d+ min(?:ute)?s? read)\b.{0,20}$", re.IGNORECASE
)
_OPEN_END = re.compile(r"\b(?:to|for|of|the)$")  # Ann Lee, Special to

_ABOVE = 10  # pieces above the headline in which the byline is looked for


def byline_on_top(page: Evidence, layout: Layout) -> tuple[int | None, int | None]:
    """Find the byline near the headline, and the source where that stands in a line of its own."""
    top = layout.headline if layout.headline is not None else max(-1, layout.start - 7)
    near = [*range(top + 1, layout.start), *range(top - 1, max(-1, top - _ABOVE), -1)]
    byline = _best(page, near, layout.headline, near=True)
    return byline, None if byline is None else _source_beside(page, byline, layout)


def byline_behind(page: Evidence, layout: Layout) -> int | None:
    """Find the byline behind the story's end, above the page's own lists."""
    text = (i for i in range(layout.end - 1, layout.start - 1, -1) if page.own[i] and not page.is_end_note(i))
    behind = range(next(text, layout.end - 1) + 1, min(layout.end + 8, len(page.pieces)))
    closed = next((i for i in behind if tail_landmark(page.pieces[i].text)), len(page.pieces))
    if layout.end < closed and _signs(page, layout.end):
        return layout.end
    return _best(page, (i for i in behind if i < closed), layout.headline, near=False)


def _signs(page: Evidence, index: int) -> bool:
    """True if the line right behind the story names its author: above its notes, or as a person and the person's paper."""
    text = page.texts[index] if index < len(page.texts) else ""
    if (
        page.furniture.get(index)
        or page.is_end_note(index)
        or not 1 < len(text.split()) < 16
        or not like_name(text)
    ):
        return False
    read = read_byline(text)
    noted = index + 1 < len(page.pieces) and page.is_end_note(index + 1)
    both = bool(read.authors and read.source_organization) and has_first_name(text)
    return both or (noted and bool(read.authors or read.source_organization))


def _best(page: Evidence, places: Iterable[int], headline: int | None, *, near: bool) -> int | None:
    scored = [(_score(page, i, headline, near=near), i) for i in places]
    score, place = max(scored, key=lambda pair: pair[0], default=(0, 0))
    return place if score >= 3 else None


def _source_beside(page: Evidence, byline: int, layout: Layout) -> int | None:
    """Find the source that stands in a line of its own beside a byline that names none."""
    text = byline_text(page.pieces[byline].text)
    if read_byline(text).source_organization and not _OPEN_END.search(text):
        return None
    for index in (byline + 1, byline - 1):
        if index != layout.headline and 0 <= index < layout.start and _is_source(page, index):
            return index
    return None


def _is_source(page: Evidence, index: int) -> bool:
    text = page.texts[index]
    if (
        index in page.furniture
        or _is_menu(page.pieces[index])
        or re.search(r"\b\d{1,4}\b", text)
        or not 3 <= len(text) <= 70
        or not like_name(text)
        or page.own[index]
    ):
        return False
    if _is_menu_word(text) or (text.isupper() and len(text.split()) == 1 and len(text) > 6):
        return False
    return bool(read_byline(f"Ann Lee and Bo Day, {text}").source_organization)


def byline_at(page: Evidence, layout: Layout) -> str:
    """The byline's text, with its source where that stands in the next line."""
    if layout.byline is None:
        return ""
    text = byline_text(page.pieces[layout.byline].text)
    if layout.source is None:
        return text
    return f"{text}{'' if _OPEN_END.search(text) else ','} {fold(page.pieces[layout.source].text)}"


def _score(page: Evidence, index: int, headline: int | None, *, near: bool) -> int:
    piece = page.pieces[index]
    name = page.furniture.get(index)
    if piece.inside & {"nav", "form", "footer", "button"} or name in {
        "crumb",
        "share row",
        "advertisement",
        "gap",
        "label",
        "other story",
    }:
        return 0
    text = byline_text(piece.text)
    if re.search(r"\b\d{1,4}\b", text):
        return 0  # a day, a count
    if _is_menu(piece):
        return 0
    if not text or is_rights_line(piece.text) or tail_landmark(text) or "arcamax" in text.lower():
        return 0
    score = byline_evidence(page, piece.text)
    if not near or not like_name(text) or (score == 0 and _is_menu_word(text)):
        return score
    if score == 0 and headline is not None and index < headline and not _may_stand_above(page, index, text):
        return 0  # a menu's words: Sign Up, Editorial Cartoons
    beside = _beside_top_line(page, index, headline) or (headline is None and _tops_prose(page, index))
    return score + 2 + beside + 2 * _labelled(page, index)


def _may_stand_above(page: Evidence, index: int, text: str) -> bool:
    """True if a byline may stand above the headline: it has a first name, or a date beside it."""
    return has_first_name(text) or "date" in {page.furniture.get(index - 1), page.furniture.get(index + 1)}


def _is_menu(piece: Piece) -> bool:
    """True if the piece is a row of links that names no persons."""
    rowed = "," in piece.text or " and " in piece.text
    return len(piece.links) > 1 and piece.link_share > 0.6 and not rowed


def _is_menu_word(text: str) -> bool:
    """True if the text is one word, or ends with a word that no name ends with (Jokes, Log in), as a menu above a headline has."""
    words = text.split()
    return (len(words) == 1 and not text.isupper() and "." not in text) or words[-1].islower()


def _beside_top_line(page: Evidence, index: int, headline: int | None) -> bool:
    """True if only pictures stand between the line and the headline, a date or a section."""
    beside = [
        next((i for i in places if page.pieces[i].text), -1)
        for places in (range(index - 1, -1, -1), range(index + 1, len(page.pieces)))
    ]
    return any(i == headline or page.furniture.get(i) in {"date", "section"} for i in beside)


def _tops_prose(page: Evidence, index: int) -> bool:
    """True if the line stands right above the first paragraph of a page that prints no headline."""
    below = next((i for i in range(index + 1, len(page.pieces)) if page.pieces[i].text), len(page.pieces))
    return below < len(page.pieces) and page.own[below] and not page.pieces[index].links


def _labelled(page: Evidence, index: int) -> bool:
    """True if the word "By" stands in a line of its own right before this one."""
    return index > 0 and key(page.pieces[index - 1].text) in LABELS - {
        "date",
        "section",
        "category",
        "topic",
    }


def byline_evidence(page: Evidence, line: str) -> int:
    """Score the evidence that a line is a byline, 0 for none."""
    text = byline_text(line)
    if not text or len(text) > 160 or is_site_name(text) or is_share_row(text) or "arcamax" in text.lower():
        return 0
    known = any(key(person) and key(person) in key(text) for person in page.persons)
    score = 4 * bool(BY.match(text) and like_name(BY.sub("", text)))
    score += 3 * (known and like_name(BY.sub("", text)))
    return (
        score
        + ((3 if says_on(line) else 2 if find_date(line) else 0) if like_name(text) else 0)
        + (1 if like_name(text) and "," in text else 0)
    )


@cached
def byline_text(line: str) -> str:
    """Take date and section label off a line; what is left may be a byline."""
    parts = (
        undated(part)
        for part in parts_of(line)
        if not (section_label(part) or is_share_row(part) or is_site_name(part) or tail_landmark(part))
    )
    kept = [part for part in parts if part and not _STAMP.match(part)]
    return " | ".join(kept) if len(kept) <= 2 else ""
