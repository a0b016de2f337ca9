"""Where the story begins: behind headline, byline, date, section and deck."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.pages.bylines import byline_evidence
from newscrawl.pages.evidence import ENDED, heading_level, short_paragraph
from newscrawl.text.clean import key
from newscrawl.text.landmarks import tail_landmark
from newscrawl.text.rights import is_rights_line

if TYPE_CHECKING:
    from newscrawl.pages.evidence import Evidence

_CRUMB = re.compile(r"^.{0,300}\s/\s")  # From the Left / Ann Lee / The teaser …
_TOP = 14  # pieces around the headline in which byline, date and section are looked for


def find_start(page: Evidence, headline: int | None) -> int:
    """Find the first paragraph: where the listing's teaser begins, else the first own prose behind the top lines."""
    after = headline + 1 if headline is not None else 0
    if (hinted := _teaser_start(page, after)) is not None:
        return hinted
    top = [i for i in range(after, min(after + _TOP, len(page.pieces))) if _is_top_line(page, i)]
    first = _first_opening(page, after)
    while top and (max(top) < first or not _above_body(page, after, max(top))):
        top.pop()
    first = _first_opening(page, max(top, default=after - 1) + 1)
    first = _behind_deck(page, first)
    lowest = max([after - 1, *(i for i in range(after, first) if _is_top_line(page, i))]) + 1
    return _with_short_opening(page, first, lowest, after)


def _is_top_line(page: Evidence, index: int) -> bool:
    """True if the line is one that stands between a headline and its story: section, date or byline."""
    if page.furniture.get(index) in {"section", "date"}:
        return True
    return index not in page.furniture and byline_evidence(page, page.pieces[index].text) >= 3


def _above_body(page: Evidence, after: int, line: int) -> bool:
    """True if the line stands above the story and not below it: at most a deck comes before it, and prose follows."""
    above = sum(page.is_paragraph(i) for i in range(after, line))
    below = _first_opening(page, line + 1)
    if above == 0:
        return True
    if above > 1 or not _opens(page, below) or any(_ends_story(page, i) for i in range(after, below)):
        return False
    shape = page.pieces[below].shape
    return page.kinship[shape] > 1 or all(page.pieces[i].shape != shape for i in range(after, line))


def _ends_story(page: Evidence, index: int) -> bool:
    text = page.pieces[index].text
    return bool(tail_landmark(text)) or is_rights_line(text)


def _first_opening(page: Evidence, low: int) -> int:
    return next((i for i in range(low, len(page.pieces)) if _opens(page, i)), low)


def _behind_deck(page: Evidence, first: int) -> int:
    """Step over a deck: one paragraph in the page's header, or in an element of its own kind above many of another."""
    following = _first_opening(page, first + 1)
    if following >= len(page.pieces) or following - first > _TOP:
        return first
    if any(_ends_story(page, i) for i in range(first, following)):
        return first
    here, there = page.pieces[first], page.pieces[following]
    headed = "header" in here.inside and "header" not in there.inside
    lone = (
        page.kinship[here.shape] == 1
        and page.kinship[there.shape] > 2
        and here.path[-2:-1] != there.path[-2:-1]
    )
    return (
        following
        if headed or (lone and len(here.text) < 300 and not here.inside & {"blockquote", "li"})
        else first
    )


def _opens(page: Evidence, index: int) -> bool:
    """True if a story may begin with this paragraph: prose, or a short sentence in the same kind of element as its prose."""
    if index >= len(page.pieces):
        return False
    piece = page.pieces[index]
    if index in page.furniture or is_rights_line(piece.text) or heading_level(piece):
        return False
    return page.own[index] or (page.is_sentence(index) and byline_evidence(page, piece.text) < 3)


def _teaser_start(page: Evidence, after: int) -> int | None:
    """Find the piece that the listing's teaser begins with."""
    teaser = key(_CRUMB.sub("", page.hints.teaser))[:80]
    if len(teaser) < 6:
        return None
    for index in range(after, len(page.pieces)):
        text = page.pieces[index].text
        if (
            index in page.furniture
            or byline_evidence(page, text) >= 3
            or not (ENDED.search(text) or page.own[index])
        ):
            continue
        if _reads_on(page, index, teaser) and not page.pieces[index].inside & {"aside", "nav", "footer"}:
            return index
    return None


def _reads_on(page: Evidence, index: int, teaser: str) -> bool:
    """True if the teaser begins here and goes on in the next pieces."""
    read = key(page.pieces[index].text)
    if not read or not _same_opening(read, teaser):
        return False
    for following in range(index + 1, min(index + 6, len(page.pieces))):
        longer = read + key(page.pieces[following].text)
        read = longer if longer[:80] == teaser[: len(longer)] else read  # a caption or label stands between
    return len(read) >= min(len(teaser), 14)


def _with_short_opening(page: Evidence, first: int, lowest: int, top: int) -> int:
    """Take short opening paragraphs ("It rained.") and sub-headings in that stand before the first long one."""
    for index in range(first - 1, lowest - 1, -1):
        piece = page.pieces[index]
        if page.furniture.get(index) in {"gap", "advertisement"} or page.is_caption(index):
            continue  # a picture between the paragraphs
        bare = index == top  # right under the headline a sub-heading is a deck
        if index in page.furniture or not short_paragraph(piece) or byline_evidence(page, piece.text) >= 3:
            break
        if is_rights_line(piece.text) or (bare and heading_level(piece)):
            break
        first = index
    return first


def _same_opening(one: str, other: str) -> bool:
    """True if one of two texts is the beginning of the other."""
    return one.startswith(other) or other.startswith(one)
