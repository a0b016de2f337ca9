"""The spider of the Politics channel: landing page, sections, listing pages, stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.utils.defer import deferred_from_coro

from newscrawl import __version__
from newscrawl.errors import NewscrawlError
from newscrawl.limits import DamagedPage
from newscrawl.manners.resolver import GuardedResolver
from newscrawl.pages.story import Hints
from newscrawl.run import Run, open_run
from newscrawl.spiders.arguments import read_arguments
from newscrawl.spiders.conditional import conditional, keep_validators, unchanged
from newscrawl.spiders.failures import GONE, is_dropped, is_unreachable, reason_of, status_of
from newscrawl.spiders.reading import guarded, name_of, read_feed, read_listing, read_story
from newscrawl.urls import (
    ARCAMAX,
    SECTIONS,
    AddressKind,
    canonical_url,
    feed_path,
    listing_path,
    on_site,
    read_address,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator
    from contextlib import AbstractContextManager

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from newscrawl.items import Story
    from newscrawl.pages.listing import Entry, ListingPage
    from newscrawl.state.schema import EntryRow

_MOST_LOST = 100  # lines in the ledger; every one stands in the log
_FEED, _LISTING = 30, 20  # feeds first, then listings, then stories


class PoliticsSpider(Spider):
    """Crawls the channel; a run (lock, state, files) is attached only when `start` is really started."""

    name = "politics"
    allowed_domains: ClassVar[list[str]] = [
        "arcamax.com"
    ]  # so that `scrapy shell URL` and `parse URL` find this spider
    # A crawl reads http and https alone; `scrapy shell ./page.html` runs without this spider and may read files.
    custom_settings = {  # noqa: RUF012  # Scrapy's name
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "newscrawl.transport.BoundedHandler")
        | dict.fromkeys(("file", "ftp", "s3", "data"))
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args)
        self.arguments = read_arguments(**kwargs)
        self.run: Run | None = None
        self.asked: set[str] = set()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Put the contact, if one is set, into the User-Agent."""
        super().update_settings(settings)
        if contact := settings.get("NEWSCRAWL_CONTACT"):
            settings.set("USER_AGENT", f"newscrawl/{__version__} (+{contact})", priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PoliticsSpider:
        """Build the spider and let it ask for the stories still open when the queue is empty."""
        spider: PoliticsSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.ask_for_open_stories, signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Open the run, then ask for the landing page and every known section."""
        try:
            self.run = open_run(self.settings, self.arguments)
        except NewscrawlError as error:
            self.logger.critical(str(error))
            self.crawler.stats.set_value("newscrawl/exit_code", int(error.exit_code))
            return
        self.run.books.on_break = self._close
        self._mind_manners()
        self.crawler.stats.set_value("newscrawl/run", self.run.number)
        if not self.arguments.sections:
            yield self._request("/politics", self.parse_landing, self.lost_landing, _FEED)
        for section in self.arguments.sections or SECTIONS:
            for request in self._walk(section):
                yield request

    def _mind_manners(self) -> None:
        """Keep out of the local network, and say so when a live site is crawled without a name."""
        host = urlsplit(self.arguments.site).hostname or ""
        GuardedResolver.guard(host)
        if not self.settings["NEWSCRAWL_CONTACT"] and GuardedResolver.guarded:
            self.logger.warning(
                "No NEWSCRAWL_CONTACT: name a mail address or URL that the site's operator can write to."
            )

    # --- callbacks --------------------------------------------------------------------------------

    def parse(self, response: Response, **_kwargs: Any) -> Any:
        """Read any page of the channel by its address: what `scrapy parse URL` calls."""
        address = read_address(response.url)
        if address.kind is AddressKind.FEED:
            return self.parse_feed(response, address.section_path or "")
        if address.kind is AddressKind.LISTING:
            return self.parse_listing(response, address.section_path or "")
        return (
            self.parse_landing(response)
            if address.kind is AddressKind.LANDING
            else self.parse_story(response)
        )

    def parse_landing(self, response: Response) -> Iterator[Request]:
        """Follow the sections and stories that the landing page shows."""
        try:
            with self._reading(name_of(response)):
                listing = read_listing(response, check=self.run is not None)
        except DamagedPage as fault:
            self._lose("Landing page", response.url, str(fault))
            return
        sections = [(entry, entry.address.section_path or "") for entry in listing.entries]
        requests = [
            request
            for entry, section in sections
            if section.startswith("politics/")
            for request in self._ask(entry, section)
        ]
        if self.run:
            self.run.commit()
        yield from requests
        yield from self._walk_found(listing)

    def lost_landing(self, failure: Failure) -> None:
        """Go on without the landing page: the known sections are asked for anyway."""
        self._lose("Landing page", failure.request.url, reason_of(failure))  # type: ignore[attr-defined]

    def parse_feed(self, response: Response, section: str) -> Iterator[Request]:
        """Note what the feed shows, then walk the section's listing."""
        if self.run and (held := unchanged(self.run, response, section)) is not None:
            self.run.entries.show_again(section, held)
        else:
            self._note_feed(response, section)
        yield self._listing(section, 1)

    def lost_feed(self, failure: Failure) -> Iterator[Request]:
        """Walk the section's listing without its feed; not every section need have one."""
        request = failure.request  # type: ignore[attr-defined]
        if status_of(failure) not in GONE:
            self._lose("Feed", request.url, reason_of(failure))
        yield self._listing(request.cb_kwargs["section"], 1)

    def parse_listing(self, response: Response, section: str, page: int = 1) -> Iterator[Request]:
        """Follow the stories, new sections and the next page, unless the walk is at its end or its stop."""
        self._count("newscrawl/pages/listing")
        if self.run and page == 1:
            self.run.entries.begin_listing(section)
        if self.run and (held := unchanged(self.run, response, section)) is not None:
            self.run.account.walk(section).unchanged += 1
            requests, ids = list(self._ask_again(section, held)), held
        else:
            try:
                with self._reading(name_of(response)):
                    listing = read_listing(response, check=self.run is not None)
            except DamagedPage as fault:
                self._lose_listing(section, f"{response.url} ({fault})")
                return
            requests = [request for entry in listing.entries for request in self._ask(entry, section)]
            requests += self._walk_found(listing)
            ids = {entry.address.story_id for entry in listing.entries if entry.address.story_id}
            if self.run:
                keep_validators(self.run, response, ids)
        if self.run:  # what the page showed is lasting before the first story is asked for
            self.run.commit()
        yield from requests
        yield from self._go_on(section, page, ids)

    def lost_listing(self, failure: Failure) -> None:
        """Note a lost listing page; past the last page a 404 is the end of the walk."""
        kwargs = failure.request.cb_kwargs  # type: ignore[attr-defined]
        if self.run is None or is_dropped(failure):
            return
        if status_of(failure) in GONE and (kwargs["page"] > 1 or not self._is_requested(kwargs["section"])):
            self.run.entries.end_walk(kwargs["section"])
            return
        self._lose_listing(kwargs["section"], reason_of(failure), unreachable=is_unreachable(failure))

    def parse_story(
        self, response: Response, hints: Hints | None = None, story_id: str = ""
    ) -> Iterator[Story]:
        """Yield the story that stands here, or note why there is none."""
        self._count("newscrawl/pages/story")
        story_id = story_id or read_address(response.url).story_id or ""
        entry = self.run.entries.entry(story_id) if self.run else None
        if entry and hints and not hints.date:  # a feed may have shown it since it was asked for
            hints = replace(hints, date=entry.date)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            with self._reading(story_id):
                read = read_story(
                    response, hints, response.meta.get("fetched_at", now), check=self.run is not None
                )
        except DamagedPage as fault:
            self._fail(story_id, str(fault), response.url)
            return
        if read.story is None:
            verdict = read.verdict
            self.logger.debug("No story at %s: %s (%s)", response.url, verdict.kind.value, verdict.why)
            self._count("newscrawl/tombstones")
            if self.run:
                self.run.outcomes.bury(story_id, verdict.kind.value)
            return
        read.story.id = story_id
        read.story.url = canonical_url(on_site(ARCAMAX, entry.path)) if entry else read.story.url
        yield read.story

    def lost_story(self, failure: Failure) -> None:
        """Note a story that could not be fetched."""
        if not is_dropped(failure):
            self._fail(failure.request.cb_kwargs["story_id"], reason_of(failure))  # type: ignore[attr-defined]

    def _fail(self, story_id: str, why: str, url: str = "") -> None:
        self.logger.warning("Story lost: %s", f"{url} ({why})" if url else why)
        self._count("newscrawl/failed")
        if self.run:
            self.run.outcomes.fail(story_id, why)

    def _lose(self, what: str, url: str, why: str) -> None:
        """Name in the ledger what the crawl goes on without."""
        if not self.run or self.run.books.is_ending:
            return
        self.logger.warning("%s lost: %s", what, why if url in why else f"{url} ({why})")
        lost = self.run.account.lost
        if len(lost) < _MOST_LOST:
            lost[read_address(url).path] = why

    def _reading(self, name: str) -> AbstractContextManager[None]:
        return guarded(self.run, name, self.settings.getfloat("NEWSCRAWL_LONGEST_READING"))

    # --- requests ---------------------------------------------------------------------------------

    def _request(self, path: str, callback: Any, errback: Any, priority: int = 0, **kwargs: Any) -> Request:
        url = on_site(self.arguments.site, path)
        return Request(url, callback, errback=errback, priority=priority, dont_filter=True, cb_kwargs=kwargs)

    def _walk(self, section: str) -> Iterator[Request]:
        """Start a section's walk, once: its feed, then its listing pages."""
        if self.run is None:
            return
        if section not in self.asked:
            self.asked.add(section)
            self.run.entries.begin_walk(section, requested=self._is_requested(section))
            request = self._request(
                feed_path(section), self.parse_feed, self.lost_feed, _FEED, section=section
            )
            yield conditional(self.run, request, section)

    def _walk_found(self, listing: ListingPage) -> Iterator[Request]:
        """Walk the sections that a page links, unless the operator named some."""
        if not self.arguments.sections:
            for section in listing.sections:
                yield from self._walk(section)
        for path, why in listing.refused.items():
            self._lose("Link", on_site(self.arguments.site, path), why)

    def _listing(self, section: str, page: int) -> Request:
        path = listing_path(section, page)
        request = self._request(
            path, self.parse_listing, self.lost_listing, _LISTING, section=section, page=page
        )
        return conditional(self.run, request, section) if self.run else request

    def _go_on(self, section: str, page: int, ids: set[str]) -> Iterator[Request]:
        """Ask for the next listing page, or end the walk: it repeats, is empty, or shows nothing open."""
        if self.run is None:
            if ids:
                yield self._listing(section, page + 1)
            return
        walk = self.run.account.walk(section)
        if walk.turn(ids) or not ids or self.run.entries.may_stop(section, ids):
            self.run.entries.end_walk(section)
        elif page < self.arguments.max_pages:
            yield self._listing(section, page + 1)

    def _lose_listing(self, section: str, why: str, *, unreachable: bool = False) -> None:
        self.logger.error("Listing page lost: %s", why)
        if self.run:
            walk = self.run.account.walk(section)
            walk.failure, walk.unreachable = why, unreachable

    def _is_requested(self, section: str) -> bool:
        return section in (self.arguments.sections or SECTIONS)

    def _ask(self, entry: Entry, section: str) -> Iterator[Request]:
        """Note an entry and ask for its story, unless there is nothing to ask."""
        story_id, path = entry.address.story_id or "", entry.address.path
        if self.run is None:
            hints = Hints(entry.headline, entry.teaser, section_path=entry.address.section_path or section)
            yield self._request(path, self.parse_story, self.lost_story, hints=hints, story_id=story_id)
            return
        self.run.entries.show(story_id, section, path, headline=entry.headline, teaser=entry.teaser)
        yield from self._ask_again(section, [story_id])

    def _ask_again(self, section: str, ids: Iterable[str]) -> Iterator[Request]:
        """Ask for those of a section's stories that are wanted and not asked for yet."""
        if self.run is None:
            return
        self.run.entries.show_again(section, ids)
        for story_id in ids:
            if story_id not in self.asked and (found := self.run.entries.wants(story_id)):
                yield self._story(found)

    def _note_feed(self, response: Response, section: str) -> None:
        try:
            with self._reading(name_of(response)):
                entries = read_feed(response)
        except DamagedPage as fault:
            self._lose("Feed", response.url, str(fault))
            return
        if self.run is None:
            return
        for entry in entries:
            self.run.entries.show(
                entry.address.story_id or "", section, entry.address.path,
                headline=entry.headline, teaser=entry.teaser, date=entry.date, by_feed=True,
            )  # fmt: skip
        keep_validators(self.run, response, {entry.address.story_id or "" for entry in entries})
        self.run.commit()

    def _story(self, entry: EntryRow) -> Request:
        self.asked.add(entry.id)
        path = read_address(on_site(ARCAMAX, entry.path)).section_path or ""
        section = path if path.startswith("politics/") else entry.section
        hints = Hints(
            headline=entry.headline,
            teaser=entry.teaser,
            date=entry.date,
            section_path=section,
            section_title=SECTIONS.get(section, ""),
        )
        request = self._request(entry.path, self.parse_story, self.lost_story, hints=hints, story_id=entry.id)
        request.meta["handle_httpstatus_list"] = [404, 410]
        return request

    def ask_for_open_stories(self) -> None:
        """Ask, when the queue is empty, for what is still open: shown by feeds alone, or left by an earlier run."""
        if self.run is None or self.run.books.is_ending:
            return
        self.run.commit()
        left = [
            *self.run.entries.open_entries(self.arguments.sections),
            *self.run.entries.revisits(self.arguments.sections),
        ]
        waiting = [entry for entry in left if entry.id not in self.asked]
        for entry in waiting:
            if entry.outcome != "open" or self.run.entries.wants(entry.id):
                self.crawler.engine.crawl(self._story(entry))
        if waiting:
            raise DontCloseSpider

    def _close(self) -> None:
        deferred_from_coro(self.crawler.engine.close_spider_async(reason="state lost"))

    def _count(self, name: str) -> None:
        self.crawler.stats.inc_value(name)
