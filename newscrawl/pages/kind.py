"""What a page is: a story by the evidence that it shows, or one of the things that stand at story addresses instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from newscrawl.pages.flags import FLAGS
from newscrawl.pages.lines import is_site_name
from newscrawl.pages.rules import KIND, LEAST, LIMITS, LISTING, SHARES
from newscrawl.text.addresses import story_addresses
from newscrawl.text.clean import fold, key
from newscrawl.urls import AddressKind, read_address

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
_LEADS_ON = F["card"] | F["link list"] | F["in nav"] | F["in form"] | F["asking"]
_LINKED = F["mostly linked"]
#: What title and first lines of a page without a story say of the reason.
_EXCUSES = {
    PageKind.NOT_FOUND: r"""
        \b4(?:04|10)\b | \bnot\ (?:be\ )?found | \b(?:can(?:no|['’])t|couldn['’]t)\ (?:be\ found|find) | no\ longer\ (?:available|exists)
        | page\ you\ requested | (?:(?:not|un)\ ?able\ to|not)\ (?:find|locate) | not\ available | (?:has|have)\ (?:expired|been\ removed)""",
    PageKind.CAPTCHA: r"""
        captcha | \b(?:a|are)\ (?:human|robot)\b | unusual\ (?:traffic|activity) | access\ (?:\w+\ ){0,5}denied | just\ a\ moment
        | checking\ your\ browser | \bblocked\b | security\ check | pardon\ our\ interruption""",
    PageKind.MAINTENANCE: r"""
        maintenance | (?:temporarily|service)\ (?:\w+\ )?(?:unavailable|down|offline) | back\ (?:soon|shortly) | try\ again\ later | upgrading""",
    PageKind.CONSENT: r"your\ privacy | privacy\ policy | cookie | consent | before\ you\ continue | gdpr | personal\ data",
}
_SAYS = {kind: re.compile(words, re.VERBOSE | re.IGNORECASE) for kind, words in _EXCUSES.items()}
_OPENING = 3  # lines of a page that open it
_SHORTEST, _LONGEST = 20, 150  # letters of a teaser that are compared


def classify_page(page: Page) -> Verdict:
    """Decide what a page at a story address is: a story if it has text and the evidence for one adds up."""
    status = page.response.status
    if status in {404, 410}:
        return Verdict(PageKind.NOT_FOUND, f"status {status}")
    if page.address.kind is AddressKind.CARTOON:
        return Verdict(PageKind.CARTOON, f"address {page.address.path}")
    gate = _Gate(page)
    found = gate.evidence()
    why = ", ".join(f"{name} {KIND[name].points:+g}" for name in found) or "no landmark"
    why = f"{sum(map(len, page.body))} characters of its own text; {why}"
    if page.body and sum(KIND[name].points for name in found) >= LEAST["story"]:
        return Verdict(PageKind.STORY, why)
    return Verdict(gate.kind_without_story(), why)


class _Gate:
    """Looks for what speaks for a story and against one."""

    def __init__(self, page: Page) -> None:
        self.page, self.reading, self.url = page, page.reading, page.response.url
        self.blocks, self.flags = page.blocks, page.reading.features.flags
        foreign = page.reading.features.groups.foreign
        #: Which blocks lead on to another story: by a link to one, as a linked heading or headline, as a card.
        self.leads = [
            other
            or bool(
                block.links
                and (flag & F["heading"] or len(block.text) >= LISTING["label"])
                and (flag & F["teaser"] or (flag & (_LINKED | F["card"]) and self._leads_on(block)))
            )
            for other, flag, block in zip(foreign, self.flags, self.blocks, strict=True)
        ]
        place = page.reading.headline_place
        if place is not None and not foreign[place]:
            self.leads[place] = False

    def _leads_on(self, block: Block) -> bool:
        """True for a link, and one alone, to a page of the page's own site, not to a place in this one."""
        here = self.url.split("/")[2:3]
        return len({link.href for link in block.links}) == 1 and any(
            urljoin(self.url, link.href).split("/")[2:3] == here
            for link in block.links
            if not link.href.startswith("#")
        )

    def evidence(self) -> list[str]:
        """Return the rows of the table ``KIND`` that hold for the page."""
        page, found, hints = self.page, self.reading.found, self.page.hints
        printed = self._has_own_headline()
        asked = printed and bool(hints.headline) and key(page.headline) == key(hints.headline)
        teased = self._shows_teaser()
        most, is_parted = self._measure()
        tests = {
            "asked headline": asked,
            "asked teaser": teased,
            "another's": bool(hints.headline) and not asked and not teased,
            "article": page.metadata.is_article,
            "headline": printed and self._is_named(),
            "byline": (bool(page.byline) or any(flag & F["writer"] for flag in self.flags))
            and self._is_own(found.place),
            "date": self._is_dated(),
            "section": bool(found.section),
            "rights line": self._has_own_rights(),
            "some text": most >= LIMITS["some text"],
            "more text": most >= LIMITS["more text"],
            "long text": most >= LIMITS["long text"],
            "parted": is_parted,
            "behind": self._is_behind(),
            "others": most < LIMITS["some text"] and self._others() > LIMITS["others"],
            "entry": self._is_entry(),
            "excuse": _said([page.metadata.title, self._printed_headline()]) is not None,
        }
        return [name for name, holds in tests.items() if holds]

    def kind_without_story(self) -> PageKind:
        """Name what stands in a story's place: what title and first lines say, other stories, a picture, or nothing."""
        page = self.page
        lines = [
            block.text
            for block, flag in zip(self.blocks, self.flags, strict=True)
            if block.text and not block.links and not flag & (F["card"] | F["site"])
        ]
        loud = [
            page.metadata.title,
            *(block.text for block in self.blocks if block.tag == "h1" and not block.links),
        ]
        named = {address.story_id for _, address in story_addresses(page.text, page.response.url)}
        others = len(named - {page.address.story_id}) > 1 or self._others() > LIMITS["others"]
        said = _said([*loud, *lines[:_OPENING]])
        if said and not (others and said is PageKind.CONSENT and not _said(loud)):
            return said  # a banner above a listing asks for consent too
        if others or page.address.kind in _LISTS:
            return PageKind.EXPIRED
        has_picture = page.headline and any(block.image for block in self.blocks)
        return PageKind.CARTOON if has_picture and not page.body else PageKind.EMPTY

    def _printed_headline(self) -> str:
        return self.page.headline if self.reading.headline_place is not None else ""

    def _has_own_headline(self) -> bool:
        """True for a headline that is printed without a link and is no section's title."""
        place = self.reading.headline_place
        if place is None or self.blocks[place].links or self.flags[place] & F["card"]:
            return False
        return not is_site_name(self.page.headline) and not self._is_section(key(self.page.headline))

    def _is_named(self) -> bool:
        """True for a headline that the page's title or metadata name, where there is a title."""
        name, title = key(self.page.headline), key(self.page.metadata.title)
        return not title or name in title or name in map(key, self.page.metadata.headlines)

    def _is_section(self, name: str) -> bool:
        """True for what the page's address, its listing or its menu call a section."""
        page = self.page
        named = [*urlsplit(page.response.url).path.split("/"), page.hints.section_title]
        links = (link for block in self.blocks if block.links for link in block.links)
        return name in map(key, named) or any(
            key(link.text) == name and read_address(link.href, page.response.url).kind in _LISTS
            for link in links
            if len(link.text) >= len(name)
        )

    def _others(self) -> int:
        """Count the addresses that lead on to other stories; a menu in one block counts once."""
        leads = zip(self.blocks, self.leads, strict=True)
        return len({block.links[0].href for block, lead in leads if lead and block.links})

    def _is_entry(self) -> bool:
        """True where the story asked for is an entry: its linked headline or "Read more" leads to it, or its headline is like theirs.

        Those of other entries stand right behind links to other stories.
        """
        if self._others() and any(
            flag & F["mostly linked"] and flag & (F["heading"] | F["teaser"]) and self._leads_here(block)
            for block, flag in zip(self.blocks, self.flags, strict=True)
        ):
            return True
        place, molds = self.reading.headline_place, self.reading.tree.molds
        if place is None:
            return False
        mold = molds[self.blocks[place].element]
        behind = (self.blocks[i] for i in range(1, len(self.blocks)) if self.leads[i - 1] and i != place)
        return sum(molds[block.element] == mold for block in behind if block.text and not block.links) > 1

    def _leads_here(self, block: Block) -> bool:
        """True for a link to the story whose page this should be."""
        here = self.page.address.story_id
        return here is not None and any(
            read_address(link.href, self.url).story_id == here for link in block.links
        )

    def _shows_teaser(self) -> bool:
        """True for a text that begins as the listing's teaser does, and goes on where that was cut."""
        teaser, body = key(self.page.hints.teaser), "".join(map(key, self.page.body[:3]))
        is_cut = self.page.hints.teaser.rstrip().endswith(("...", "…"))
        return (
            len(teaser) > _SHORTEST
            and body.startswith(teaser[:_LONGEST])
            and (not is_cut or len(body) > len(teaser))
        )

    def _is_own(self, place: int | None) -> bool:
        """True for a place that no link to another story parts from headline or text; metadata have none."""
        if place is None:
            return True
        top, segments = self.reading.headline_place, self.reading.segments
        near = segments.end - 1 if place >= segments.start else segments.start if top is None else top
        return not any(self.leads[min(place, near) : max(place, near)])

    def _is_dated(self) -> bool:
        """True if metadata or a line beside headline or text say when the page was published."""
        if any(one.source in {"jsonld", "meta", "time"} for one in self.page.dates):
            return True
        return any(self._is_own(place) for _, place in self.reading.printed_dates)

    def _has_own_rights(self) -> bool:
        """True if a rights line stands with the story's text, not below what leads on to other pages."""
        end = self.reading.segments.end
        first = next((i for i in range(end, len(self.flags)) if self.flags[i] & _LEADS_ON), len(self.flags))
        own = self.page.stripped.rights
        return any(self.flags[i] & F["rights"] and fold(self.blocks[i].text) in own for i in range(first))

    def _is_behind(self) -> bool:
        """True if another story's headline stands between the page's headline and its text."""
        top, start = self.reading.headline_place, self.reading.segments.start
        return top is not None and any(self.leads[top:start])

    def _measure(self) -> tuple[int, bool]:
        """Return the most text that no link to another story parts, and if such links part it as they part teasers."""
        most = run = links = paragraphs = 0
        is_open = False
        segments = self.reading.segments
        whole = range(len(self.blocks))
        for index in whole if self.page.opinion else whole[max(0, segments.start - 1) : segments.end]:
            if self.leads[index]:
                links, run, is_open = links + (not is_open), 0, True
            elif self.reading.label(index) == "body" and not self.flags[index] & F["heading"]:
                paragraphs, run, is_open = paragraphs + 1, run + len(self.blocks[index].text), False
                most = max(most, run)
        return most, links > 1 and links >= SHARES["parted"] * paragraphs


def _said(texts: list[str]) -> PageKind | None:
    """Name the excuse that texts give."""
    said = fold(" ".join(texts))
    return next((kind for kind, words in _SAYS.items() if words.search(said)), None)
