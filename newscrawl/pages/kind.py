"""What a page is: a story, or one of the things that stand at story addresses instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.channels import POLITICS
from newscrawl.pages.flags import FLAGS
from newscrawl.pages.lines import is_site_name
from newscrawl.text.clean import fold, key
from newscrawl.urls import AddressKind, read_address, story_addresses

if TYPE_CHECKING:
    from newscrawl.pages.blocks import Block
    from newscrawl.pages.page import Page


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


F = FLAGS
_LISTS = {AddressKind.LISTING, AddressKind.LANDING}
_OPENING = 3  # lines of a page that open it
_STORY = 1200  # characters of its own text that no excuse has
_CLEAR = (
    500  # characters of text that make a story of a page without a landmark, where no other story is named
)
_TEASER = 300  # characters that a teaser without "Read more" may hold
_PARTED = 0.75  # links to other stories for each paragraph that part a listing's teasers
_LEADS_ON = F["card"] | F["link list"] | F["in nav"] | F["in form"] | F["asking"]
_MOST_OTHERS = 5  # other stories that count
_NOT_FOUND = re.compile(
    r"\b404\b|(?:page|story|article) (?:was |is |could )?not (?:be )?found|(?:page|story|article) (?:cannot|can['’]t|couldn['’]t) be found|no longer (?:available|exists)|page you requested|"
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


def classify_page(page: Page) -> Verdict:
    """Decide what a page at a story address is. A story shows that it is one; what names other stories and does not is a listing."""
    status = page.response.status
    if status in {404, 410}:
        return Verdict(PageKind.NOT_FOUND, f"status {status}")
    if page.address.kind is AddressKind.CARTOON:
        return Verdict(PageKind.CARTOON, f"address {page.address.path}")
    own = sum(len(text) for text in page.stripped.body)
    marks = story_marks(page)
    if _is_entry(page) or _is_parted(page, marks):
        return Verdict(PageKind.EXPIRED, f"other stories stand among {own} characters of text")
    if (
        own
        and not marks.isdisjoint({"listed headline", "listed teaser"})
        and not _is_teaser_only(page, own, marks)
    ):
        return Verdict(PageKind.STORY, f"{own} characters of its own text; {_named(marks)}")
    return (
        _other_stories(page, own, marks)
        or _excused(page, own, marks)
        or _textless(page, own, marks)
        or Verdict(PageKind.STORY, f"{own} characters of its own text; {_named(marks)}")
    )


def _named(marks: set[str]) -> str:
    return ", ".join(sorted(marks)) or "no landmark"


def story_marks(page: Page) -> set[str]:
    """Collect the landmarks that only a story page has: in its stretch, or asked for by the listing."""
    reading = page.reading
    marks = set()
    if page.metadata.is_article:
        marks.add("metadata of an article")
    if reading.found.section:
        marks.add("section")
    if _has_own_rights(page):
        marks.add("rights line")
    place = reading.found.place
    if page.byline and (place is None or not reading.features.flags[place] & F["card"]):
        marks.add("byline")
    if _has_own_headline(page):
        marks.add("headline")
        if key(page.headline) == key(page.hints.headline):
            marks.add("listed headline")
    teaser = key(page.hints.teaser)[:60]
    if len(teaser) > 20 and page.stripped.body and key(page.stripped.body[0]).startswith(teaser):
        marks.add("listed teaser")
    return marks


def _is_teaser_only(page: Page, own: int, marks: set[str]) -> bool:
    """True for a listing that shows the story's own teaser among others'."""
    return "listed headline" not in marks and _teasers(page) >= 2 and own < _TEASER * 2


def _has_own_rights(page: Page) -> bool:
    """True for a rights line that stands with the story's text, not below what leads on to other pages."""
    flags, end = page.reading.features.flags, page.reading.segments.end
    first = next((i for i in range(end, len(flags)) if flags[i] & _LEADS_ON), len(flags))
    return any(
        flags[i] & F["rights"] and fold(page.blocks[i].text) in page.stripped.rights for i in range(first)
    )


def _has_own_headline(page: Page) -> bool:
    """True for a headline that is printed without a link, is no section's title, and is named by the page's title or the listing."""
    place = page.reading.headline_place
    if place is None or page.blocks[place].links or page.reading.features.flags[place] & F["card"]:
        return False
    name = key(page.headline)
    titled = name in key(page.metadata.title) or name == key(page.hints.headline)
    return len(name) > 8 and titled and not is_site_name(page.headline) and not _is_section(page, name)


def _is_section(page: Page, name: str) -> bool:
    """True for what the page's address, its listing or its menu call a section."""
    named = [*urlsplit(page.response.url).path.split("/"), page.hints.section_title]
    return name in map(key, named) or any(
        key(link.text) == name and read_address(link.href, page.response.url).kind in _LISTS
        for block in page.blocks
        for link in block.links
    )


def _other_stories(page: Page, own: int, marks: set[str]) -> Verdict | None:
    """Find a listing or another page that leads on to stories, unless it opens with an excuse."""
    if page.address.kind in _LISTS and not marks:
        return Verdict(PageKind.EXPIRED, f"led to {page.address.path}")
    teasers = _teasers(page)
    if teasers >= 2 and _is_listing(page, own, marks, teasers):
        return Verdict(
            PageKind.EXPIRED, f"shows {teasers} other stories' teasers and {own} characters of its own"
        )
    if marks - {"metadata of an article"}:
        return None
    if own < _TEASER and (excuse := _opening_excuse(page)):
        return Verdict(excuse, f"opens with it, with {own} characters of text")
    is_other = page.address.kind is not AddressKind.STORY
    if is_other and own >= _TEASER * _MOST_OTHERS:
        return None  # too much text for a listing, whatever its source names
    others = _others(page)
    if others > 1 and (page.address.kind is AddressKind.STORY or own < _TEASER * min(others, _MOST_OTHERS)):
        return Verdict(
            PageKind.EXPIRED, f"names {others} other stories, and shows {_named(marks)} of its own"
        )
    return None


def _is_entry(page: Page) -> bool:
    """True for a headline like those of other entries, which stand right behind links to other stories."""
    place, tree, foreign = (
        page.reading.headline_place,
        page.reading.tree,
        page.reading.features.groups.foreign,
    )
    if place is None:
        return False
    mold = tree.molds[page.blocks[place].element]
    behind = (i for i in range(1, len(foreign)) if foreign[i - 1] and i != place)
    others = [page.blocks[i] for i in behind if page.blocks[i].text and not page.blocks[i].links]
    return sum(tree.molds[block.element] == mold for block in others) > 1


def _is_parted(page: Page, marks: set[str]) -> bool:
    """True if links to other stories part the text that would be the story's into single paragraphs, as they part teasers."""
    if "listed headline" in marks:
        return False
    reading = page.reading
    parts = paragraphs = 0
    is_open = False
    for index in range(max(0, reading.segments.start - 1), reading.segments.end):
        if reading.features.groups.foreign[index]:
            parts, is_open = parts + (not is_open), True
        elif reading.label(index).label == "body" and not _is_heading(page.blocks[index]):
            paragraphs, is_open = paragraphs + 1, False
    return parts > 1 and parts >= _PARTED * paragraphs


def _excused(page: Page, own: int, marks: set[str]) -> Verdict | None:
    """Find a page that says why it holds no story, by little text and no sure landmark of one."""
    if own >= _STORY or {"section", "rights line", "listed headline"} & marks:
        return None
    excuse = _excuse(page, own, marks)
    return Verdict(excuse, f"says so, with {own} characters of text") if excuse else None


def _textless(page: Page, own: int, marks: set[str]) -> Verdict | None:
    """Find a page without a story's text: a picture under a headline, little text without a landmark, or nothing."""
    if own >= _CLEAR or (own and marks):
        return None
    if own:
        return Verdict(PageKind.EMPTY, "no prose and no landmark of a story")
    if page.headline and any(block.image for block in page.blocks):
        return Verdict(PageKind.CARTOON, "a picture and no text")
    return Verdict(PageKind.EMPTY, "no text")


def _teasers(page: Page) -> int:
    """Count the other stories that the page shows with a link and a "Read more", or with a linked heading."""
    found = set()
    for index, block in enumerate(page.blocks):
        if not block.links or not (
            page.reading.features.flags[index] & F["teaser"] or _is_heading(block) or "\n" in block.text
        ):
            continue
        for link in block.links:
            address = read_address(link.href, page.response.url)
            if address.kind is AddressKind.STORY:
                found.add(address.story_id)
    return len(found - {page.address.story_id})


def _others(page: Page) -> int:
    """Count the other stories that the page's source names, swallowed links included."""
    named = {address.story_id for _, address in story_addresses(page.text, page.response.url)}
    return len(named - {page.address.story_id})


def _is_heading(block: Block) -> bool:
    return block.tag.startswith("h") and block.tag[1:].isdigit()


def _is_listing(page: Page, own: int, marks: set[str], teasers: int) -> bool:
    """Weigh the evidence for a listing at a story's address."""
    titled = key(page.metadata.title.split("|")[0]) in {key(title) for title in POLITICS.titles.values()}
    teased = sum(1 for flag in page.reading.features.flags if flag & F["teaser"])
    score = 2 * titled + (teased >= 3) + (teasers >= 5) + 2 * (own < 500) + (own < 150 * teasers)
    weights = {
        "section": 2,
        "rights line": 2,
        "metadata of an article": 2,
        "byline": 1,
        "headline": 2,
        "listed headline": 2,
        "listed teaser": 2,
    }
    return score - sum(weights[mark] for mark in marks) >= 2


def _excuse(page: Page, own: int, marks: set[str]) -> PageKind | None:
    """Read from title and headings (and, on a nearly empty page, from the text) why there is no story.

    A page that names its author under its headline, or says that it is an article, is believed against all but its title.
    """
    named = own > 0 and ("metadata of an article" in marks or {"byline", "headline"} <= marks)
    loud = [page.metadata.title]
    if not named:
        loud += [block.text for block in page.blocks if _is_heading(block)]
    if own < 700 and not named:
        flags = page.reading.features.flags
        loud += [
            block.text
            for block, flag in zip(page.blocks[:40], flags, strict=False)
            if not flag & F["site rights"]
        ]
    return _said(loud)


def _opening_excuse(page: Page) -> PageKind | None:
    """Read from title and first lines why there is no story, whatever else the page links; a banner asks for consent too."""
    flags = page.reading.features.flags
    lines = (
        block.text
        for block, flag in zip(page.blocks, flags, strict=True)
        if block.text and not block.links and not flag & (F["card"] | F["site"])
    )
    opening = [page.metadata.title, *islice(lines, _OPENING)]
    kind = _said(opening)
    return kind if kind is not PageKind.CONSENT or _said(opening[:1] + _main_headings(page)) else None


def _main_headings(page: Page) -> list[str]:
    return [block.text for block in page.blocks if block.tag == "h1" and not block.links]


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
