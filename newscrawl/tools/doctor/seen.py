"""What the doctor saw of a site: each visit's page read, sorted by what it was asked for, and why a page is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import takewhile
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from newscrawl.channels import POLITICS
from newscrawl.errors import DamagedPage
from newscrawl.spiders.parsing import is_barrier, read_listing
from newscrawl.tools.doctor.estimate import Estimate, Page, estimate, mean_wait
from newscrawl.tools.doctor.reading import StoryRead, read_visit
from newscrawl.tools.doctor.tour import feed_of, last_pages, number_of
from newscrawl.tools.doctor.visit import Cause, Role, Visit

if TYPE_CHECKING:
    from scrapy.http import Response

    from newscrawl.pages.entries import Entry
    from newscrawl.pages.listing import ListingPage
    from newscrawl.tools.doctor.bundle import Examination

_SCRIPT = re.compile(rb"<script\b", re.IGNORECASE)
_REFRESH = re.compile(
    rb"""<meta\b[^>]*\brefresh\b[^>]*\bcontent\s*=\s*["']?[^"'>]*?url\s*=\s*([^"'>\s]+)""", re.IGNORECASE
)
_BLOCKED = 3  # pages in a row, the last of the tour, that are refused after others had come
_LITTLE_TEXT = 600  # characters of a page whose list the browser would build


class Lack(Enum):
    """Why a page does not show what it should."""

    NOT_ASKED = "was not asked for"
    FORBIDDEN = "robots.txt forbids"
    ROBOTS = "robots.txt cannot be had"
    MOVED = "redirects to another host"
    REFUSED = "the site refuses"
    BARRIER = "a captcha or consent page stands in place of"
    SILENT = "no answer for"
    FAILING = "the server fails on"
    GONE = "there is no"
    CIRCLE = "redirects in a circle:"
    DAMAGED = "damaged:"
    STRANGE = "an unexpected answer for"
    EMPTY = "no story in"
    BLOCKED = "from then on the site refused every page:"


_OF_CAUSE = {
    Cause.NOT_ASKED: Lack.NOT_ASKED, Cause.FORBIDDEN: Lack.FORBIDDEN, Cause.ROBOTS: Lack.ROBOTS, Cause.MOVED: Lack.MOVED,
    Cause.SILENT: Lack.SILENT, Cause.CIRCLE: Lack.CIRCLE, Cause.DAMAGED: Lack.DAMAGED,
}  # fmt: skip


@dataclass
class Seen:
    """An examination with its pages read."""

    examination: Examination
    lacks: dict[int, Lack] = field(default_factory=dict)
    """For each visit's number why its page is missing, or does not show what it should."""

    def __post_init__(self) -> None:
        """Read every page."""
        self.listings: dict[int, ListingPage] = {}
        self.feeds: dict[int, list[Entry]] = {}
        self.reads: dict[int, StoryRead] = {}
        for visit in self.examination.visits:
            self._read(visit)
        self._note_blocked()

    def of(self, *roles: Role) -> list[Visit]:
        """Return the visits of some roles, in order."""
        return self.examination.of(*roles)

    def _note_blocked(self) -> None:
        """Note the pages of several kinds at the tour's end that were all refused after listings had come."""
        asked = [
            visit
            for visit in self.examination.visits
            if self.lacks.get(visit.number) not in {Lack.NOT_ASKED, Lack.FORBIDDEN}
        ]
        refused = list(takewhile(lambda one: self.lacks.get(one.number) in _REFUSALS, reversed(asked)))
        if len(refused) >= _BLOCKED and len({one.role for one in refused}) > 1 and not self.shows_nothing:
            self.lacks |= dict.fromkeys((one.number for one in refused), Lack.BLOCKED)

    @property
    def blocked(self) -> list[Visit]:
        """The pages that the site refused from some request on, until the tour's end."""
        return [one for one in self.examination.visits if self.lacks.get(one.number) is Lack.BLOCKED]

    @property
    def stories(self) -> list[StoryRead]:
        """The pages at story addresses that came, each as it reads."""
        return [self.reads[visit.number] for visit in self.of(Role.STORY) if visit.number in self.reads]

    @property
    def stored(self) -> list[StoryRead]:
        """Those that a crawl would store."""
        return [story for story in self.stories if story.is_story]

    @property
    def shows_nothing(self) -> bool:
        """True if no listing of a known section shows a story."""
        return all(visit.number in self.lacks for visit in self.of(Role.LISTING))

    @property
    def shown(self) -> int:
        """How many stories the listings show."""
        return len({one.address.story_id for listing in self.listings.values() for one in listing.entries})

    def _read(self, visit: Visit) -> None:
        lack = lack_of(visit)
        found = visit.page_found
        if lack in {Lack.REFUSED, Lack.FAILING} and visit.response is not None and is_barrier(visit.response):
            lack = Lack.BARRIER
        if found is not None and lack is None:
            if visit.role in {Role.STORY, Role.EXPIRED}:
                self.reads[visit.number] = read = read_visit(visit, found)
                lack = Lack.BARRIER if read.is_barrier else None
            elif visit.role is Role.FEED:
                self.feeds[visit.number] = feed_of(visit)
                if not self.feeds[visit.number]:
                    lack = Lack.BARRIER if _is_html(found) and is_barrier(found) else Lack.EMPTY
            elif visit.role in {Role.LANDING, Role.LISTING, Role.PAGE, Role.COLUMNIST}:
                lack = self._read_listing(visit, found)
        if lack is not None:
            self.lacks[visit.number] = lack

    def _read_listing(self, visit: Visit, found: Response) -> Lack | None:
        try:
            listing = read_listing(found, check=True)
        except DamagedPage as fault:
            visit.cause, visit.error = Cause.DAMAGED, str(fault)
            return Lack.DAMAGED
        self.listings[visit.number] = listing
        if listing.entries or (visit.role is Role.LANDING and listing.sections):
            return None
        if (target := _refreshed_to(found)) and urlsplit(target).netloc != urlsplit(found.url).netloc:
            visit.hops.append(target)
            return Lack.MOVED
        return Lack.BARRIER if is_barrier(found) else Lack.EMPTY

    def is_built_by_script(self, visit: Visit) -> bool:
        """True for a listing with scripts and next to no text: the browser builds what it shows."""
        listing, response = self.listings.get(visit.number), visit.response
        if listing is None or response is None or not _SCRIPT.search(response.body):
            return False
        return sum(len(block.text) for block in listing.tree.blocks) < _LITTLE_TEXT

    # --- what a crawl will take ---------------------------------------------------------------------

    @cached_property
    def latency(self) -> float:
        """The median time that a response takes, in seconds: of stories, or of all other pages if that is longer."""
        taken = [
            (visit.role is Role.STORY, visit.seconds)
            for visit in self.examination.visits
            if visit.response is not None
        ]
        return max(
            median([seconds for is_story, seconds in taken if is_story is one] or [0.0])
            for one in (True, False)
        )

    @cached_property
    def sections(self) -> set[str]:
        """The sections that a crawl walks: the known ones and those that pages link."""
        linked = {path for listing in self.listings.values() for path in listing.sections}
        return {*POLITICS.titles, *linked}

    @cached_property
    def end(self) -> tuple[int, int]:
        """The fewest and the most pages of the section whose pages were followed (`tour.last_pages`)."""
        followed = self.of(Role.PAGE)
        first = [one for one in self.of(Role.LISTING) if followed and one.section == followed[0].section]
        shown: dict[int, frozenset[str]] = {}
        stop = 0
        for visit in [*first, *followed]:
            ids = frozenset(self.ids_of(visit))
            if self.lacks.get(visit.number) in _UNTOLD:
                continue
            if not stop and shown and ids <= frozenset().union(*shown.values()):
                stop = visit.page
            shown[visit.page] = ids
        return last_pages(shown, stop)

    def ids_of(self, visit: Visit) -> set[str]:
        """Return the ids of the stories that a visit's listing shows."""
        listing = self.listings.get(visit.number)
        return {entry.address.story_id or "" for entry in listing.entries} if listing else set()

    @property
    def newest_day(self) -> str:
        """The day of the newest story that listings, feeds and stories date; empty if none is dated."""
        entries = [*self.feeds.values(), *(listing.entries for listing in self.listings.values())]
        days = [one.date for several in entries for one in several]
        days += [story.record["date_published"] for story in self.stored if story.record]
        return max((day[:10] for day in days if day), default="")

    def estimate(self) -> Estimate | None:
        """Return what a crawl will take; None if nothing tells."""
        pages = [
            Page(visit.section, visit.page, tuple((number_of(one), one.date) for one in listing.entries))
            for visit in self.of(Role.LISTING, Role.PAGE)
            if (listing := self.listings.get(visit.number))
        ]
        days = {number_of(one): one.date for entries in self.feeds.values() for one in entries if one.date}
        days |= {
            int(story.visit.story_id.partition("-")[0]): story.record["date_published"]
            for story in self.stored
            if story.record and story.record["date_published"]
        }
        seconds = mean_wait(self.examination.pace, self.examination.crawl_delay, self.latency)
        return estimate(pages, days, len(self.sections), seconds, end=self.end)


#: Lacks of a page that the site keeps back from this program.
_REFUSALS = frozenset({Lack.REFUSED, Lack.BARRIER})
#: Lacks that do not tell what stands behind the last listing page.
_UNTOLD = frozenset(set(Lack) - {Lack.GONE, Lack.EMPTY, Lack.MOVED, Lack.STRANGE})


def _refreshed_to(response: Response) -> str:
    """Return where a page sends the browser by a meta element; empty if it does not."""
    found = _REFRESH.search(response.body)
    return urljoin(response.url, found[1].decode("utf-8", errors="replace")) if found else ""


def _is_html(response: Response) -> bool:
    return b"html" in (response.headers.get("Content-Type") or b"html")


def lack_of(visit: Visit) -> Lack | None:
    """Return why a visit has no page; None if it has one."""
    if visit.cause:
        return _OF_CAUSE[visit.cause]
    if visit.status in {401, 403, 429}:
        return Lack.REFUSED
    if visit.status in {404, 410}:
        return Lack.GONE
    if visit.status >= 500:
        return Lack.FAILING
    return None if visit.status in {200, 304} else Lack.STRANGE


def group(visits: Iterable[Visit], by: Callable[[Visit], Lack | None]) -> dict[Lack, list[Visit]]:
    """Return the visits that lack something, by what they lack."""
    found: dict[Lack, list[Visit]] = {}
    for visit in visits:
        if (lack := by(visit)) is not None:
            found.setdefault(lack, []).append(visit)
    return found
