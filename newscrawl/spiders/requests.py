"""Which requests a crawl makes: each section and story once, listing pages until the walk is at its end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy import Request

from newscrawl.channels import POLITICS
from newscrawl.pages.story import Hints
from newscrawl.spiders.conditional import conditional
from newscrawl.urls import feed_path, listing_path, on_site, read_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newscrawl.pages.listing import Entry, ListingPage
    from newscrawl.run.run import Run
    from newscrawl.spiders.arguments import Arguments
    from newscrawl.store.schema import EntryRow

logger = logging.getLogger(__name__)

# The site has about 100 sections; one that makes them up must not keep the crawl from its stories.
_MOST_SECTIONS = 500
# Feeds first, then listings, then stories, the oldest of all sections first, so that nearly every story is there before
# its versions and the follow-ups that quote it: by the hundred, as each priority is a queue of its own, and of a hundred
# Scrapy's queue gives the last put in, which is the oldest of its listing.
_FEED, _LISTING, _HUNDRED = 30, 20, 100
_AHEAD = 3  # stories asked for with each listing page: a run that its budget ends among the listings has read some too


Pair = tuple[Callable[..., Any], Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Callbacks:
    """The spider's callback and errback for each kind of page."""

    landing: Pair
    feed: Pair
    listing: Pair
    story: Pair


class RequestFactory:
    """Makes the requests of one crawl, each section's and story's once.

    ``run`` is set when the run is attached; without one (`scrapy parse`) no request is conditional.
    """

    def __init__(self, arguments: Arguments, callbacks: Callbacks) -> None:
        self.arguments = arguments
        self.callbacks = callbacks
        self.run: Run | None = None
        self.asked: set[str] = set()

    def is_requested(self, section: str) -> bool:
        """Tell whether a section was to be read: the operator named it, or it is a known one and none was named."""
        return section in (self.arguments.sections or POLITICS.titles)

    def start(self) -> Iterator[Request]:
        """Ask for the landing page, unless sections were named, and for every known or named section."""
        if not self.arguments.sections:
            yield self._request(f"/{POLITICS.path}", self.callbacks.landing, _FEED)
        for section in self.arguments.sections or POLITICS.titles:
            yield from self.walk(section)

    def walk(self, section: str) -> Iterator[Request]:
        """Start a section's walk, once: its feed, then its listing pages."""
        if self.run is None or section in self.asked:
            return
        self.asked.add(section)
        self.run.frontier.begin_walk(section, requested=self.is_requested(section))
        request = self._request(feed_path(section), self.callbacks.feed, _FEED, section=section)
        yield conditional(self.run, request, section)

    def walk_found(self, listing: ListingPage) -> Iterator[Request]:
        """Walk the sections that a page links, unless the operator named some; the ledger names those left out."""
        for path, why in listing.refused.items():
            self._leave_out("Link", path, why)
        for section in () if self.arguments.sections else listing.sections:
            if self._is_too_many(section):
                self._leave_out("Section", f"/{section}", f"over {_MOST_SECTIONS} sections")
            else:
                yield from self.walk(section)

    def _leave_out(self, what: str, path: str, why: str) -> None:
        if self.run and not self.run.session.is_ending:
            logger.warning("%s not followed: %s (%s)", what, on_site(self.arguments.site, path), why)
            self.run.counts.note_lost(path, why)

    def _is_too_many(self, section: str) -> bool:
        walks = self.run.counts.walks if self.run else ()
        return section not in self.asked and len(walks) >= _MOST_SECTIONS

    def listing(self, section: str, page: int) -> Request:
        """Ask for a listing page."""
        path = listing_path(section, page)
        request = self._request(path, self.callbacks.listing, _LISTING, section=section, page=page)
        return conditional(self.run, request, section) if self.run else request

    def go_on(self, section: str, page: int, ids: set[str]) -> Iterator[Request]:
        """Ask for the next listing page, or end the walk: it repeats, is empty, or shows nothing open."""
        if self.run is None:
            if ids:
                yield self.listing(section, page + 1)
            return
        walk = self.run.counts.walk(section)
        if walk.turn(ids) or not ids or self.run.frontier.may_stop(section, ids):
            self.run.frontier.end_walk(section)
        elif page < self.arguments.max_pages:
            yield self.listing(section, page + 1)
        else:
            self.run.counts.notes.append(f"{section}: stopped at max_pages={page}, more may stand behind")

    def entry(self, entry: Entry, section: str) -> Iterator[Request]:
        """Note an entry and ask for its story, unless there is nothing to ask."""
        story_id, path = entry.address.story_id or "", entry.address.path
        if self.run is None:
            hints = Hints(entry.headline, entry.teaser, section_path=entry.address.section_path or section)
            yield self._story(path, hints, story_id)
            return
        self.run.frontier.show(story_id, section, path, headline=entry.headline, teaser=entry.teaser)
        yield from self.again(section, [story_id])

    @staticmethod
    def put_ahead(requests: Iterable[Request]) -> None:
        """Let the last stories of a listing page, its oldest, be asked for before the next listing page is.

        They are put in behind that page's request: of one priority the last put in goes first.
        """
        for request in [request for request in requests if request.priority <= 0][-_AHEAD:]:
            request.priority = _LISTING

    def again(self, section: str, ids: Iterable[str]) -> Iterator[Request]:
        """Ask for those of a section's stories that are wanted and not asked for yet."""
        if self.run is None:
            return
        self.run.frontier.show_again(section, ids)
        for story_id in ids:
            if story_id not in self.asked and (found := self.run.frontier.wants(story_id)):
                yield self.story(found)

    def story(self, entry: EntryRow) -> Request:
        """Ask for a story."""
        self.asked.add(entry.id)
        path = read_address(on_site(POLITICS.site, entry.path)).section_path or ""
        section = path if path.startswith(f"{POLITICS.path}/") else entry.section
        hints = Hints(
            headline=entry.headline,
            teaser=entry.teaser,
            date=entry.date,
            section_path=section,
            section_title=POLITICS.titles.get(section, ""),
        )
        request = self._story(entry.path, hints, entry.id)
        request.meta["handle_httpstatus_list"] = [404, 410]
        return request

    def still_open(self) -> list[EntryRow]:
        """Give what is open and not asked for: shown by feeds alone, left by an earlier run, or to be read again."""
        if self.run is None:
            return []
        sections, entries = self.arguments.sections, self.run.frontier
        left = [*entries.open_entries(sections), *entries.revisits(sections)]
        return [entry for entry in left if entry.id not in self.asked]

    def _story(self, path: str, hints: Hints, story_id: str) -> Request:
        number = int(story_id.partition("-")[0] or 0)
        priority = -(number // _HUNDRED)
        return self._request(path, self.callbacks.story, priority, hints=hints, story_id=story_id)

    def _request(self, path: str, pair: Pair, priority: int = 0, **kwargs: Any) -> Request:
        url, (callback, errback) = on_site(self.arguments.site, path), pair
        return Request(url, callback, errback=errback, priority=priority, dont_filter=True, cb_kwargs=kwargs)
