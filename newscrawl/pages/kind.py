"""What a page is: a story, or one of the things that stand at story addresses instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from newscrawl.channels import POLITICS
from newscrawl.pages.blocks import Piece
from newscrawl.pages.cards import opens_with_story
from newscrawl.pages.page import ReadPage
from newscrawl.text.clean import fold, key
from newscrawl.text.landmarks import ends_like_teaser, is_site_name, section_label
from newscrawl.text.rights import is_rights_line, is_site_footer
from newscrawl.urls import AddressKind, read_address, story_addresses


class PageKind(StrEnum):
    """The kinds of page that a story address can answer with."""

    STORY = "story"
    EXPIRED = "expired"
    NOT_FOUND = "not found"
    CAPTCHA = "captcha"
    CONSENT = "consent"
    MAINTENANCE = "maintenance"
    CARTOON = "cartoon"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A page's kind and the evidence for it, in words."""

    kind: PageKind
    why: str


_OPENING = 3  # lines of a page that open it
_STORY = 1200  # characters of its own text that no excuse has
_TEASER = 300  # characters that a teaser without "Read more" may hold
_NOT_FOUND = re.compile(
    r"\b404\b|(?:page|story|article) (?:was |is |could )?not (?:be )?found|no longer (?:available|exists)|page you requested|"
    r"(?:could|can|were|are)(?: not|n['’]t|not) (?:find|able to find|locate)\b.{0,30}\b(?:page|story|article)",
    re.IGNORECASE,
)
_CAPTCHA = re.compile(
    r"captcha|are you (?:a )?(?:human|robot)|(?:verify|confirm|prove)(?: that)? you(?:'re|’re| are) (?:a |not a )?(?:human|robot)|"
    r"unusual (?:traffic|activity)|access (?:to this page has been )?denied|just a moment|checking your browser|request blocked|security check",
    re.IGNORECASE,
)
_CONSENT = re.compile(r"your privacy|cookie|consent|before you continue|gdpr|personal data", re.IGNORECASE)
_MAINTENANCE = re.compile(
    r"maintenance|temporarily (?:unavailable|down|offline)|be (?:right )?back (?:soon|shortly)|service unavailable|down for|try again later|upgrading",
    re.IGNORECASE,
)


def judge(page: ReadPage) -> Verdict:
    """Decide what a page at a story address is."""
    status = page.response.status
    if status in {404, 410}:
        return Verdict(PageKind.NOT_FOUND, f"status {status}")
    if page.address.kind is AddressKind.CARTOON:
        return Verdict(PageKind.CARTOON, f"address {page.address.path}")
    own = sum(len(piece.text) for piece, ours in zip(page.pieces, page.own, strict=True) if ours)
    marks = _story_marks(page)
    landmarks = ", ".join(sorted(marks)) or "no landmark"
    return (
        _other_stories(page, own, marks)
        or _excused(page, own, marks)
        or _textless(page, own, marks)
        or Verdict(PageKind.STORY, f"{own} characters of its own text; {landmarks}")
    )


def _other_stories(page: ReadPage, own: int, marks: set[str]) -> Verdict | None:
    """Return the verdict on a page that leads on to other stories, such as a listing, or opens with an excuse; else None."""
    if page.address.kind is not AddressKind.STORY and not marks:
        return Verdict(PageKind.EXPIRED, f"led to {page.address.path}")
    teasers = _teasers(page)
    if teasers >= 2 and _is_listing(page, own, marks, teasers):
        return Verdict(
            PageKind.EXPIRED, f"shows {teasers} other stories' teasers and {own} characters of its own"
        )
    if not marks and own < _TEASER and (excuse := _opening_excuse(page)):
        return Verdict(excuse, f"opens with it, with {own} characters of text")
    if not marks and (others := _others(page)) > 1 and own < _TEASER * min(others, 5):
        return Verdict(PageKind.EXPIRED, f"links {others} other stories, and no landmark of a story")
    return None


def _excused(page: ReadPage, own: int, marks: set[str]) -> Verdict | None:
    """Return the verdict on a page that says why it holds no story: little text, no sure landmark of a story; else None."""
    if own >= _STORY or {"section", "rights line", "listed headline"} & marks:
        return None
    excuse = _excuse(page, own, marks)
    return Verdict(excuse, f"says so, with {own} characters of text") if excuse else None


def _textless(page: ReadPage, own: int, marks: set[str]) -> Verdict | None:
    """Return the verdict on a page without a story's text (a picture under a headline, or nothing); else None."""
    if own:
        return None
    if page.stripped.body:
        return None if marks else Verdict(PageKind.EMPTY, "no prose and no landmark of a story")
    if page.headline and any(piece.image for piece in page.pieces):
        return Verdict(PageKind.CARTOON, "a picture and no text")
    return Verdict(PageKind.EMPTY, "no text")


def _story_marks(page: ReadPage) -> set[str]:
    """Collect the landmarks that only a story page has."""
    marks = set()
    if page.metadata.is_article:
        marks.add("metadata of an article")
    if any(section_label(line) for piece in page.pieces for line in piece.text.split("\n") if len(line) < 80):
        marks.add("section")
    if any(is_rights_line(piece.text) and not is_site_footer(piece.text) for piece in page.pieces):
        marks.add("rights line")
    if page.byline:
        marks.add("byline")
    if _has_own_headline(page):
        marks.add("headline")
        if key(page.headline) == key(page.hints.headline):
            marks.add("listed headline")
    return marks


def _has_own_headline(page: ReadPage) -> bool:
    """True if the headline is printed without a link and the page's title names it."""
    place = page.layout.headline
    if place is None or page.pieces[place].links:
        return False
    name = key(page.headline)
    return len(name) > 8 and name in key(page.metadata.title) and not is_site_name(page.headline)


def _teasers(page: ReadPage) -> int:
    """Count the other stories that the page shows with a link and a "Read more", or with a linked heading."""
    found = set()
    for piece in page.pieces:
        if not piece.links or not (
            ends_like_teaser(piece.text) or _is_heading(piece) or opens_with_story(piece, None)
        ):
            continue
        for link in piece.links:
            address = read_address(link.href, page.response.url)
            if address.kind is AddressKind.STORY:
                found.add(address.story_id)
    return len(found)


def _others(page: ReadPage) -> int:
    """Count the other stories that the page's source names, swallowed links included."""
    named = {address.story_id for _, address in story_addresses(page.text, page.response.url)}
    return len(named - {page.address.story_id})


def _is_heading(piece: Piece) -> bool:
    return piece.tag.startswith("h") and piece.tag[1:].isdigit()


def _is_listing(page: ReadPage, own: int, marks: set[str], teasers: int) -> bool:
    """Weigh the evidence for a listing at a story's address."""
    titled = key(page.metadata.title.split("|")[0]) in {key(title) for title in POLITICS.titles.values()}
    teased = sum(1 for piece in page.pieces if ends_like_teaser(piece.text))
    score = 2 * titled + (teased >= 3) + (teasers >= 5) + 2 * (own < 500) + (own < 150 * teasers)
    score -= (
        2 * ("section" in marks)
        + 2 * ("rights line" in marks)
        + 2 * ("metadata of an article" in marks)
        + ("byline" in marks)
        + 2 * ("headline" in marks)
        + 2 * ("listed headline" in marks)
    )
    return score >= 2


def _excuse(page: ReadPage, own: int, marks: set[str]) -> PageKind | None:
    """Read from title and headings (and, on a nearly empty page, from the text) why there is no story.

    A page that names its author under its headline, or says that it is an article, is believed against all but its title.
    """
    named = own > 0 and ("metadata of an article" in marks or {"byline", "headline"} <= marks)
    loud = [page.metadata.title]
    if not named:
        loud += [piece.text for piece in page.pieces if _is_heading(piece)]
    if own < 700 and not named:
        loud += [piece.text for piece in page.pieces[:40] if not is_site_footer(piece.text)]
    return _said(loud)


def _opening_excuse(page: ReadPage) -> PageKind | None:
    """Read from title and first lines why there is no story, whatever else the page links; a banner asks for consent too."""
    foreign = page.evidence.foreign
    lines = (
        piece.text
        for index, piece in enumerate(page.pieces)
        if piece.text and not piece.links and index not in foreign and not is_site_name(piece.text)
    )
    opening = [page.metadata.title, *islice(lines, _OPENING)]
    kind = _said(opening)
    return kind if kind is not PageKind.CONSENT or _said(opening[:1] + _main_headings(page)) else None


def _main_headings(page: ReadPage) -> list[str]:
    return [piece.text for piece in page.pieces if piece.tag == "h1" and not piece.links]


def _said(texts: list[str]) -> PageKind | None:
    """Name the excuse that texts give."""
    said = fold(" ".join(texts))
    tests = (
        (PageKind.NOT_FOUND, _NOT_FOUND),
        (PageKind.CAPTCHA, _CAPTCHA),
        (PageKind.MAINTENANCE, _MAINTENANCE),
        (PageKind.CONSENT, _CONSENT),
    )
    return next((kind for kind, pattern in tests if pattern.search(said)), None)
