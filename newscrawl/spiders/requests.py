"""The requests of a crawl: each section and story once, and listing pages until the walk ends."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy import Request

from newscrawl.channels import POLITICS
from newscrawl.pages.story import Hints
from newscrawl.run.frontier import Shown
from newscrawl.spiders.conditional import conditional
from newscrawl.urls import feed_path, listing_path, on_site, read_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newscrawl.pages.entries import Entry
    from newscrawl.pages.listing import ListingPage
    from newscrawl.run.run import Run
    from newscrawl.spiders.arguments import Arguments
    from newscrawl.store.schema import EntryRow

logger = logging.getLogger(__name__)

# The site has about 100 sections; a site that makes up sections must not keep the crawl from its stories.
_MOST_SECTIONS = 500
# Order: feeds, then listings, then stories. The oldest stories of all sections come first, so that nearly every story is
# stored before its later versions and the follow-ups that quote it. Each priority is a queue of its own, so ids share a
# priority by the hundred; within one, Scrapy's queue returns the last request added, the oldest story of its listing.
_FEED, _LISTING, _HUNDRED = 30, 20, 100
# A run with fewer requests than this begins with stories that wait, half of the budget, and then reads listings in turn.
_SMALL, _WAITING = 300, 40
# With fewer than this it reads either stories or listings, no feeds, and no listing page a second time.
_TINY = 6
# Stories requested with each listing page, so that a run whose budget ends among the listings has read some stories.
_AHEAD = 3


Pair = tuple[Callable[..., Any], Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Callbacks:
    """The spider's callback and errback for each kind of page."""

    landing: Pair
    feed: Pair
    listing: Pair
    story: Pair


class RequestFactory:
    """Build the requests of one crawl; each section and each story is requested once.

    ``run`` is set when the run is attached. Without one (`scrapy parse`) no request is conditional.
    """

    def __init__(self, arguments: Arguments, callbacks: Callbacks) -> None:
        self.arguments = arguments
        self.callbacks = callbacks
        self.run: Run | None = None
        self.budget = float(arguments.max_requests)
        """The most requests that the run may send, as far as its arguments tell."""
        self.later: list[str] = []
        """The sections that a run with a small budget has still to read."""
        self.planned: list[EntryRow] = []
        """The stories that a run would ask for if it were no plan."""
        self.requested: set[str] = set()
        """Section paths and story ids whose requests have been made."""

    def is_selected(self, section: str) -> bool:
        """True if the crawl must read a section: the operator named it, or named none and the section is a known one."""
        return section in (self.arguments.sections or POLITICS.titles)

    def start(self) -> Iterator[Request]:
        """Yield requests for the landing page, unless sections were named, and for each named or known section."""
        if self.run and self.is_small:
            yield from self._start_small(self.run)
            return
        if not self.arguments.sections:
            yield self._request(f"/{POLITICS.path}", self.callbacks.landing, _FEED)
        for section in self.arguments.sections or POLITICS.titles:
            yield from self.walk(section)

    @property
    def is_small(self) -> bool:
        """True if the budget would be spent on landing page, feeds and listings before many stories are read."""
        return self.budget < _SMALL

    @property
    def is_tiny(self) -> bool:
        """True if the budget has room for robots.txt and two listing pages or stories, and little else."""
        return self.budget < _TINY

    def _start_small(self, run: Run) -> Iterator[Request]:
        """Yield requests for stories that wait, up to half of the budget; the sections follow one by one (`next_section`).

        The section that was read the longest time ago comes first, and the landing page in its turn, so that many runs with a
        small budget read all. A feed is read once its section has been read to its end. A tiny budget is not halved:
        with half of it no listing page could be read beyond the first.
        """
        open_ones = run.frontier.open_entries(self.arguments.sections)
        new = [entry for entry in open_ones if not entry.tries]
        # Of those that were asked for in vain one at a time: they must not take the place of listings and new stories.
        tried = [] if self.is_tiny and run.number % 2 == 0 else open_ones[:1]
        waiting = new[: int(self.budget if self.is_tiny else self.budget / 2) or 1] or tried
        for entry in reversed(waiting):  # the last one queued is sent first
            if run.frontier.wants(entry.id):
                for request in self.ask(entry):
                    request.priority = _WAITING
                    yield request
        named = self.arguments.sections
        run.walks.rounds.begin(named)
        self.later = run.walks.longest_unread(named or (*POLITICS.titles, POLITICS.path), others=not named)

    def next_section(self) -> list[Request]:
        """Return the first request of the next section that a run with a small budget reads; none if there is none left."""
        while self.later:
            if requests := list(self.walk(self.later.pop(0))):
                return requests
        unread = self.run.walks.rounds.without_feed() if self.run else []
        for section in (one for one in unread if feed_path(one) not in self.requested):
            return [self._feed(section)]
        return []

    def _feed(self, section: str) -> Request:
        """Return the request for a section's feed."""
        path = feed_path(section)
        self.requested.add(path)
        return self._request(path, self.callbacks.feed, _FEED, section=section)

    def follow_feed(self, section: str) -> Iterator[Request]:
        """Yield the request for the first listing page of a section whose feed was read, if its walk begins with the feed."""
        if self.run and not self.run.session.is_ending:  # else the request was dropped
            self.run.walks.rounds.close(feed_path(section))
        if self.run is None or (section in self.requested and not self.run.counts.walk(section).pages):
            yield self.listing(section, 1)

    def _first(self, run: Run, section: str) -> Request:
        """Return the first request of a section's walk."""
        if self.is_small:
            run.walks.touch(section)
        if section == POLITICS.path:
            return self._request(f"/{section}", self.callbacks.landing, _LISTING)
        if self.is_tiny or (self.is_small and not run.counts.walk(section).was_complete):
            return self.listing(section, 1)
        return conditional(run, self._feed(section), section)

    def walk(self, section: str) -> Iterator[Request]:
        """Start a section's walk, once, with the request for its feed or, if the budget is small, its first listing page."""
        if self.run is None or section in self.requested:
            return
        self.requested.add(section)
        if section != POLITICS.path:
            self.run.walks.begin(section, requested=self.is_selected(section))
        yield self._first(self.run, section)

    def follow_landing(self, listing: ListingPage) -> Iterator[Request]:
        """Walk the sections that the landing page links to; it has had its turn."""
        if self.run:
            self.run.walks.rounds.close(POLITICS.path)
        yield from self.walk_found(listing)

    def walk_found(self, listing: ListingPage) -> Iterator[Request]:
        """Walk the sections that a page links to, unless the operator named some; note in the ledger what is left out."""
        for path, why in listing.refused.items():
            self._leave_out("Link", path, why)
        for section in () if self.arguments.sections else listing.sections:
            if self._is_too_many(section):
                self._leave_out("Section", f"/{section}", f"over {_MOST_SECTIONS} sections")
            elif self.run and self.is_small:
                self.run.walks.know(section)
                if not self.run.walks.rounds.is_closed(section):
                    self.later.append(section)
            else:
                yield from self.walk(section)

    def _leave_out(self, what: str, path: str, why: str) -> None:
        if self.run and not self.run.session.is_ending:
            logger.warning("%s not followed: %s (%s)", what, on_site(self.arguments.site, path), why)
            self.run.counts.note_lost(path, why)

    def _is_too_many(self, section: str) -> bool:
        walks = self.run.counts.walks if self.run else ()
        return section not in self.requested and len(walks) >= _MOST_SECTIONS

    def listing(self, section: str, page: int, path: str = "") -> Request:
        """Return the request for a listing page; ``path`` is its path and query where a page has named it."""
        path = path or listing_path(section, page)
        request = self._request(
            path, self.callbacks.listing, _LISTING, section=section, page=page, address=path
        )
        return conditional(self.run, request, section) if self.run else request

    def next_page(
        self, section: str, page: int, path: str, ids: Sequence[str], named: str | None
    ) -> Iterator[Request]:
        """Yield the request for the listing page behind one, unless the walk has ended: the named one, else the next number."""
        if self.run is None:
            if ids:
                yield self.listing(section, page + 1, named or "")
        elif self.run.walks.goes_on(section, path, ids, named):
            behind = named or listing_path(section, page + 1)
            far = self.run.walks.rests.go_on(section, path, ids, behind if self.is_tiny else "")
            number = max(page, read_address(on_site(self.arguments.site, far)).page or 0) if far else page + 1
            if number <= self.arguments.max_pages:
                yield self.listing(section, number, far or named or "")
            else:
                self.run.walks.rounds.close(section)
                self.run.counts.notes.append(
                    f"{section}: stopped at max_pages={page}, there may be more pages"
                )

    def entry(self, entry: Entry, section: str, place: int | None = None) -> Iterator[Request]:
        """Note an entry and yield the request for its story, if it should be requested; ``place`` is that on its listing."""
        story_id, path = entry.address.story_id or "", entry.address.path
        if self.run is None:
            section_path = entry.address.section_path or section
            hints = Hints(entry.headline, entry.teaser, entry.date, section_path, date_from="listing")
            yield self._story(path, hints, story_id)
            return
        self.run.frontier.show(
            story_id, section, Shown(path, entry.headline, entry.teaser, entry.date, place)
        )
        yield from self.again(section, [story_id])

    @staticmethod
    def put_ahead(requests: Iterable[Request]) -> None:
        """Raise the priority of a listing page's last stories, its oldest, so that they precede the next listing page.

        They are queued after that page's request, and of equal priorities the last one queued is sent first.
        """
        for request in [request for request in requests if request.priority <= 0][-_AHEAD:]:
            request.priority = _LISTING

    def again(self, section: str, ids: Iterable[str]) -> Iterator[Request]:
        """Yield requests for those of a section's stories that are wanted and not requested yet."""
        if self.run is None:
            return
        self.run.frontier.show_again(section, ids)
        for story_id in ids:
            if story_id not in self.requested and (found := self.run.frontier.wants(story_id)):
                yield from self.ask(found)

    def ask(self, entry: EntryRow) -> Iterator[Request]:
        """Yield the request for a story; in a plan only note that it would be asked for."""
        if self.arguments.plan:
            self.requested.add(entry.id)
            self.planned.append(entry)
        else:
            yield self.story(entry)

    def story(self, entry: EntryRow) -> Request:
        """Return the request for a story."""
        self.requested.add(entry.id)
        path = read_address(on_site(POLITICS.site, entry.path)).section_path or ""
        section = path if path.startswith(f"{POLITICS.path}/") else entry.section
        hints = Hints(
            headline=entry.headline,
            teaser=entry.teaser,
            date=entry.date,
            date_from=entry.date_from or "feed",
            section_path=section,
            section_title=POLITICS.titles.get(section, ""),
        )
        request = self._story(entry.path, hints, entry.id)
        request.meta["handle_httpstatus_list"] = [404, 410]
        return request

    def when_idle(self) -> list[Request]:
        """Return what to ask for when the queue is empty; nothing if the run is done.

        That is the next section of a run with a small budget, else stories that are still open: shown only by feeds, left by
        an earlier run, or due to be read again.
        """
        run = self.run
        if run is None:
            return []
        if further := self.next_section():
            return further
        sections, entries = self.arguments.sections, run.frontier
        left = [*entries.open_entries(sections), *entries.revisits(sections)]
        new = [entry for entry in left if entry.id not in self.requested]
        wanted = [entry for entry in new if entry.outcome != "open" or entries.wants(entry.id)]
        requests = [request for entry in wanted for request in self.ask(entry)]
        if not requests:
            run.walks.rounds.end()
        return requests

    def _story(self, path: str, hints: Hints, story_id: str) -> Request:
        number = int(story_id.partition("-")[0] or 0)
        priority = -(number // _HUNDRED)
        return self._request(path, self.callbacks.story, priority, hints=hints, story_id=story_id)

    def _request(self, path: str, pair: Pair, priority: int = 0, **kwargs: Any) -> Request:
        url, (callback, errback) = on_site(self.arguments.site, path), pair
        return Request(url, callback, errback=errback, priority=priority, dont_filter=True, cb_kwargs=kwargs)
