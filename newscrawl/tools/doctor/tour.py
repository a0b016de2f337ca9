"""The doctor's tour of a site: which pages it asks for, each chosen by what the pages before it showed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.channels import POLITICS
from newscrawl.errors import DamagedPage
from newscrawl.pages.listing import ListingPage
from newscrawl.pages.reading import Hints
from newscrawl.spiders.conditional import VALIDATORS
from newscrawl.spiders.parsing import read_feed, read_listing
from newscrawl.tools.doctor.visit import Cause, Role, Visit
from newscrawl.urls import feed_path, listing_path, read_address

if TYPE_CHECKING:
    from newscrawl.pages.entries import Entry

#: Requests that are sent at most, robots.txt, redirects and retries included.
MOST_REQUESTS = 40
_SILENT = 3  # pages in a row without a response, after which nothing more is asked
_REFUSED = 5  # pages in a row that the site refuses (401, 403, 5xx)
_DEEPER = (2, 4, 8, 16)  # listing pages of one section that are asked for, until one is behind its end …
_HALVINGS = 3  # … and so many in between, to find the end
_SECOND = re.compile(r"2(?=[^0-9]*$)")  # /politics/mod?page=2
_VALIDATORS = dict(zip(VALIDATORS, ("ETag", "Last-Modified"), strict=True))

Ask = Callable[[Visit], Awaitable[None]]


class Tour:
    """Asks for pages one after the other; ``ask`` fetches a visit's page and notes in the visit what came back.

    ``is_over`` is True once the site wants no more requests or the budget is spent: then all further visits are noted as
    not asked.
    """

    def __init__(self, ask: Ask, is_over: Callable[[], bool] = lambda: False) -> None:
        self._ask = ask
        self._is_over = is_over
        self._slashed: set[Role] = set()
        self.visits: list[Visit] = []
        self.entries: dict[str, list[Entry]] = {}
        """For each section path the stories that its listing shows, else those of its feed."""
        self.feeds: dict[str, dict[str, Entry]] = {}
        self.linked: dict[str, None] = {}
        """The sections that landing page and listings link."""
        self.deepest: tuple[str, list[Entry]] = ("", [])
        """The section whose further listing pages were read, and the stories of the last of them."""
        self.shown: dict[int, frozenset[str]] = {}
        """For each page of that section that was asked for, the ids of its stories."""
        self.stop = 0
        """The page of that section that shows nothing new; 0 if there was none."""
        self._second: str | None = None

    async def run(self) -> list[Visit]:
        """Visit robots.txt (by the first request), landing page, listings, feeds, stories; return all visits."""
        self._note(await self._go(Role.LANDING, f"/{POLITICS.path}"))
        listings = [
            await self._go(Role.LISTING, listing_path(section), section) for section in POLITICS.titles
        ]
        for visit in listings:
            self.entries[visit.section] = self._note(visit)
        feeds = [await self._go(Role.FEED, feed_path(section), section) for section in POLITICS.titles]
        for visit in feeds:
            self._note_feed(visit)
        await self._go_deeper(listings)
        await self._read_stories()
        await self._meet_columnist()
        await self._ask_expired()
        for visits in (listings, feeds):
            await self._ask_again(visits)
        await self._find_end()
        return self.visits

    async def _go(
        self, role: Role, path: str, section: str = "", *, story: Entry | None = None, page: int = 1,
        validators: dict[str, str] | None = None,
    ) -> Visit:  # fmt: skip
        """Ask for one page, unless the tour is over."""
        kind = Role.LISTING if role in {Role.LANDING, Role.COLUMNIST} else role
        is_slashed = (
            kind in self._slashed or len(self._slashed) > 1
        )  # no request is spent on the same redirect again
        visit = Visit(
            role,
            path + "/" * (is_slashed and "?" not in path and not path.endswith("/")),
            section,
            (story.address.story_id or "") if story else "",
            page,
            self._hints(story, section) if story else None,
            validators or {},
            len(self.visits) + 1,
        )
        self.visits.append(visit)
        if self._is_over() or self._is_unwelcome():
            visit.cause = Cause.NOT_ASKED
            return visit
        await self._ask(visit)
        if visit.hops and urlsplit(visit.hops[0]).path == f"{path}/":
            self._slashed.add(kind)
        return visit

    def _is_unwelcome(self) -> bool:
        """True if the site does not respond, refuses every page, or its robots.txt cannot be had."""
        last = [visit for visit in self.visits[:-1] if visit.cause is not Cause.NOT_ASKED][-_REFUSED:]
        causes = [visit.cause for visit in last]
        refused = len(last) == _REFUSED and all(
            visit.status in {401, 403} or visit.status >= 500 for visit in last
        )
        return causes[-1:] == [Cause.ROBOTS] or causes[-_SILENT:] == [Cause.SILENT] * _SILENT or refused

    def _hints(self, story: Entry, section: str) -> Hints:
        """Return what listing and feed say of a story, as a crawl passes it on."""
        fed = self.feeds.get(section, {}).get(story.address.story_id or "")
        both = story.filled(fed) if fed else story
        own = story.address.section_path or ""
        path = own if own.startswith(f"{POLITICS.path}/") else section
        return Hints(
            both.headline, both.teaser, both.date, path, POLITICS.titles.get(path, ""),
            date_from="listing" if story.date and story is not fed else "feed",
        )  # fmt: skip

    # --- listings and feeds ------------------------------------------------------------------------

    def _note(self, visit: Visit) -> list[Entry]:
        """Return the stories that a listing shows, and note the sections that it links."""
        listing = listing_of(visit)
        if listing is None:
            return []
        self.linked |= dict.fromkeys(listing.sections)
        return listing.entries

    def _note_feed(self, visit: Visit) -> None:
        """Note a feed's stories; they stand for those of a listing that shows none."""
        shown = feed_of(visit)
        self.feeds[visit.section] = {entry.address.story_id or "": entry for entry in shown}
        self.entries[visit.section] = self.entries[visit.section] or shown

    async def _go_deeper(self, listings: list[Visit]) -> None:
        """Ask for further listing pages of one section until one ends it."""
        shown = {visit.section: listing for visit in listings if (listing := listing_of(visit))}
        ranked = sorted(
            shown, key=lambda one: (bool(shown[one].named_next), len(shown[one].entries)), reverse=True
        )
        if not ranked or not shown[ranked[0]].entries:
            return
        section = ranked[0]
        self._second = shown[section].named_next
        self.shown = {1: ids_of(shown[section].entries)}
        for page in _DEEPER:
            seen = frozenset().union(*self.shown.values())
            entries = await self._page(section, page)
            if self.shown[page] <= seen:
                self.stop = page
                break
            self.deepest = (section, entries)

    async def _page(self, section: str, page: int) -> list[Entry]:
        """Ask for a further listing page, by the address that the first gives its second, if it has its number in it."""
        path = listing_path(section, page)
        if self._second and (page == 2 or _SECOND.search(self._second)):
            path = _SECOND.sub(str(page), self._second) if page > 2 else self._second
        entries = self._note(await self._go(Role.PAGE, path, section, page=page))
        self.shown[page] = ids_of(entries)
        return entries

    async def _find_end(self) -> None:
        """Ask for listing pages between the last that is surely before the end of the listing and the first at its end."""
        for _ in range(_HALVINGS):
            low, high = bounds(self.shown, self.stop)
            if high - low < 2:
                return
            await self._page(self.deepest[0], (low + high) // 2)

    # --- stories -----------------------------------------------------------------------------------

    async def _read_stories(self) -> None:
        """Ask for the newest and an old story of each section; of one the old story is that of its deepest page."""
        asked: set[str | None] = set()
        for section, entries in self.entries.items():
            ranked = sorted(entries, key=number_of)
            deepest = sorted(self.deepest[1], key=number_of) if section == self.deepest[0] else []
            for choice in (reversed(ranked), chain(deepest, ranked)):
                story = next((one for one in choice if one.address.story_id not in asked), None)
                if story:
                    asked.add(story.address.story_id)
                    await self._go(Role.STORY, story.address.path, section, story=story)

    async def _meet_columnist(self) -> None:
        """Ask for one columnist's listing and newest story."""
        asked = {visit.story_id for visit in self.visits}
        known = [path for path in self.linked if POLITICS.section(path) and POLITICS.columnist_code(path)]
        known.sort(
            key=lambda path: not self.entries.get(path.rpartition("/")[0])
        )  # of a section that can be read
        for section in known[:1]:
            visit = await self._go(Role.COLUMNIST, listing_path(section), section)
            fresh = [entry for entry in self._note(visit) if entry.address.story_id not in asked]
            for story in sorted(fresh, key=number_of)[-1:]:
                await self._go(Role.STORY, story.address.path, section, story=story)

    async def _ask_expired(self) -> None:
        """Ask for a story address that shows no story any more: its number is half that of the newest."""
        numbers = [number_of(entry) for entry in chain(*self.entries.values())]
        section = next(iter(self.entries))
        if numbers:
            address = read_address(f"{listing_path(section)}/s-{max(numbers) // 2}")
            visit = await self._go(Role.EXPIRED, address.path, section)
            visit.story_id = address.story_id or ""

    async def _ask_again(self, visits: list[Visit]) -> None:
        """Ask once more for the first page that came with validators: is it known as unchanged?"""
        for visit in visits:
            held = {name: header(visit, of) for name, of in _VALIDATORS.items()} if visit.page_found else {}
            held = {name: value for name, value in held.items() if value}
            if held:
                again = await self._go(Role.AGAIN, visit.path, visit.section, validators=held)
                again.page = visit.number
                return


def listing_of(visit: Visit) -> ListingPage | None:
    """Return a visit's page as a listing; None if it is none or cannot be read."""
    if visit.page_found is None:
        return None
    try:
        return read_listing(visit.page_found, check=True)
    except DamagedPage:
        return None


def feed_of(visit: Visit) -> list[Entry]:
    """Return the stories of a visit's feed; none if it cannot be read."""
    try:
        return read_feed(visit.page_found) if visit.page_found is not None else []
    except DamagedPage:
        return []


def ids_of(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the ids of stories."""
    return frozenset(entry.address.story_id or "" for entry in entries)


def bounds(shown: Mapping[int, frozenset[str]], stop: int) -> tuple[int, int]:
    """Return the last listing page known to lie before the end, and the first known to lie at it or behind.

    ``shown`` maps each page to the ids of its stories; ``stop`` is a page behind the end. There a site shows nothing, page 1
    or the last page again.

    >>> one, two, last, none = (frozenset(ids) for ids in ("a", "b", "c", ""))
    >>> bounds({1: one, 2: two, 4: none}, 4), bounds({1: one, 2: two, 4: one, 3: last}, 4), bounds({1: one, 2: two, 4: last, 8: last}, 8)
    ((2, 4), (3, 4), (2, 4))
    """
    behind = [page for page, ids in shown.items() if page > 1 and ids == shown.get(stop)]
    high = min(behind, default=0)
    return max((page for page in shown if page < high), default=0), high


def last_pages(shown: Mapping[int, frozenset[str]], stop: int) -> tuple[int, int]:
    """Return the fewest and the most pages that a listing can have by its `bounds`; (n, 0) if there may be more than n.

    >>> one, two, none = frozenset("a"), frozenset("b"), frozenset()
    >>> last_pages({1: one, 2: none}, 2), last_pages({1: one, 2: two, 4: two}, 4), last_pages({1: one, 2: two}, 0)
    ((1, 1), (2, 2), (2, 0))
    """
    if not stop:
        return max(shown, default=1), 0
    low, high = bounds(shown, stop)
    repeats_last = bool(shown[stop]) and shown[stop] != shown.get(1)
    return (low + 1, high) if repeats_last else (low, high - 1)


def number_of(entry: Entry) -> int:
    """Return a story's number, by which newer ones are known from older ones."""
    return int((entry.address.story_id or "0").partition("-")[0])


def header(visit: Visit, name: str) -> str:
    """Return a response's header; an empty text if it has none."""
    value = visit.response.headers.get(name) if visit.response is not None else None
    return value.decode("latin-1") if value else ""
