"""The spider of the Politics channel: landing page, sections, listing pages, stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.utils.defer import deferred_from_coro

from newscrawl import __version__
from newscrawl.channels import POLITICS
from newscrawl.errors import DamagedPage, NewscrawlError
from newscrawl.pages.story import Hints
from newscrawl.run.health import Causes
from newscrawl.run.run import Run
from newscrawl.run.session import Options
from newscrawl.spiders.arguments import read_arguments
from newscrawl.spiders.conditional import keep_validators, unchanged
from newscrawl.spiders.failures import GONE, is_dropped, is_unreachable, reason_of, status_of
from newscrawl.spiders.parsing import name_of, page_guard, read_feed, read_listing, read_story
from newscrawl.spiders.requests import Callbacks, RequestFactory
from newscrawl.urls import (
    AddressKind,
    canonical_url,
    on_site,
    read_address,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from contextlib import AbstractContextManager

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from newscrawl.items import Story


class PoliticsSpider(Spider):
    """Crawls the channel; a run (lock, state, files) is attached only when `start` is really started."""

    name = POLITICS.name
    # So that `scrapy shell URL` and `scrapy parse URL` find this spider.
    allowed_domains: ClassVar[list[str]] = list(POLITICS.hosts)
    # A crawl reads http and https alone; `scrapy shell ./page.html` runs without this spider and may read files.
    custom_settings = {  # noqa: RUF012  # Scrapy's name
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "newscrawl.components.handler.BoundedHandler")
        | dict.fromkeys(("file", "ftp", "s3", "data"))
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args)
        self.arguments = read_arguments(**kwargs)
        self.run: Run | None = None
        self.causes = Causes()
        self.requests = RequestFactory(
            self.arguments,
            Callbacks(
                landing=(self.parse_landing, self.lost_landing),
                feed=(self.parse_feed, self.lost_feed),
                listing=(self.parse_listing, self.lost_listing),
                story=(self.parse_story, self.lost_story),
            ),
        )

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
            self.run = Run(Path(self.settings["NEWSCRAWL_DATA_DIR"]), self.arguments.site, self._options())
        except NewscrawlError as error:
            self.logger.critical(str(error))
            self.causes.error = error
            self.crawler.stats.set_value("newscrawl/exit_code", int(self.causes.exit_code))
            return
        self.run.session.on_break = self._close
        self.requests.run = self.run
        self.crawler.stats.set_value("newscrawl/run", self.run.number)
        for request in self.requests.start():
            yield request

    def _options(self) -> Options:
        """Return how the run goes about its work, from settings and arguments."""
        settings, arguments = self.settings, self.arguments
        return Options(
            tries=settings.getint("NEWSCRAWL_TRIES"),
            probe_every=settings.getint("NEWSCRAWL_PROBE_EVERY"),
            compress=settings.getbool("NEWSCRAWL_GZIP"),
            since=arguments.since,
            refresh=arguments.refresh,
            full=arguments.full,
            archive=settings.getbool("NEWSCRAWL_ARCHIVE"),
            archive_days=settings.getint("NEWSCRAWL_ARCHIVE_DAYS"),
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
            self.lose("Landing page", response.url, str(fault))
            return
        sections = [(entry, entry.address.section_path or "") for entry in listing.entries]
        requests = [
            request
            for entry, section in sections
            if section.startswith(f"{POLITICS.path}/")
            for request in self.requests.entry(entry, section)
        ]
        if self.run:
            self.run.commit()
        yield from requests
        yield from self.requests.walk_found(listing)

    def lost_landing(self, failure: Failure) -> None:
        """Go on without the landing page: the known sections are asked for anyway."""
        self.lose("Landing page", failure.request.url, reason_of(failure))  # type: ignore[attr-defined]

    def parse_feed(self, response: Response, section: str) -> Iterator[Request]:
        """Note what the feed shows, then walk the section's listing."""
        if self.run and (held := unchanged(self.run, response, section)) is not None:
            self.run.frontier.show_again(section, held)
        else:
            self._note_feed(response, section)
        yield self.requests.listing(section, 1)

    def lost_feed(self, failure: Failure) -> Iterator[Request]:
        """Walk the section's listing without its feed; not every section need have one."""
        request = failure.request  # type: ignore[attr-defined]
        if status_of(failure) not in GONE:
            self.lose("Feed", request.url, reason_of(failure))
        yield self.requests.listing(request.cb_kwargs["section"], 1)

    def parse_listing(self, response: Response, section: str, page: int = 1) -> Iterator[Request]:
        """Follow the stories, new sections and the next page, unless the walk is at its end or its stop."""
        self._count("newscrawl/pages/listing")
        if self.run and page == 1:
            self.run.frontier.begin_listing(section)
        if self.run and (held := unchanged(self.run, response, section)) is not None:
            self.run.counts.walk(section).unchanged += 1
            requests, ids = list(self.requests.again(section, held)), held
        else:
            try:
                with self._reading(name_of(response)):
                    listing = read_listing(response, check=self.run is not None)
            except DamagedPage as fault:
                self._lose_listing(section, f"{response.url} ({fault})")
                return
            requests = [
                request for entry in listing.entries for request in self.requests.entry(entry, section)
            ]
            requests += self.requests.walk_found(listing)
            ids = {entry.address.story_id for entry in listing.entries if entry.address.story_id}
            if self.run:
                keep_validators(self.run, response, ids)
        if self.run:  # what the page showed is lasting before the first story is asked for
            self.run.commit()
        self.requests.put_ahead(requests)
        yield from self.requests.go_on(section, page, ids)
        yield from requests

    def lost_listing(self, failure: Failure) -> None:
        """Note a lost listing page; past the last page a 404 is the end of the walk."""
        kwargs = failure.request.cb_kwargs  # type: ignore[attr-defined]
        if self.run is None or is_dropped(failure):
            return
        if status_of(failure) in GONE and (
            kwargs["page"] > 1 or not self.requests.is_requested(kwargs["section"])
        ):
            self.run.frontier.end_walk(kwargs["section"])
            return
        self._lose_listing(kwargs["section"], reason_of(failure), unreachable=is_unreachable(failure))

    def parse_story(
        self, response: Response, hints: Hints | None = None, story_id: str = ""
    ) -> Iterator[Story]:
        """Yield the story that stands here, or note why there is none."""
        self._count("newscrawl/pages/story")
        story_id = story_id or read_address(response.url).story_id or ""
        entry = self.run.frontier.entry(story_id) if self.run else None
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
                self.run.outcomes.mark_tombstone(story_id, verdict.kind.value)
            return
        read.story.id = story_id
        read.story.url = canonical_url(on_site(POLITICS.site, entry.path)) if entry else read.story.url
        yield read.story

    def lost_story(self, failure: Failure) -> None:
        """Note a story that could not be fetched."""
        if not is_dropped(failure):
            self._fail(failure.request.cb_kwargs["story_id"], reason_of(failure))  # type: ignore[attr-defined]

    def _fail(self, story_id: str, why: str, url: str = "") -> None:
        self.logger.warning("Story lost: %s", f"{url} ({why})" if url else why)
        self._count("newscrawl/failed")
        if self.run:
            self.run.outcomes.mark_failed(story_id, why)

    def lose(self, what: str, url: str, why: str) -> None:
        """Log what the crawl goes on without, and name it in the ledger."""
        if not self.run or self.run.session.is_ending:
            return
        self.logger.warning("%s lost: %s", what, why if url in why else f"{url} ({why})")
        self.run.counts.note_lost(read_address(url).path, why)

    def _reading(self, name: str) -> AbstractContextManager[None]:
        return page_guard(self.run, name, self.settings.getfloat("NEWSCRAWL_LONGEST_READING"))

    def _lose_listing(self, section: str, why: str, *, unreachable: bool = False) -> None:
        self.logger.error("Listing page lost: %s", why)
        if self.run:
            walk = self.run.counts.walk(section)
            walk.failure, walk.unreachable = why, unreachable

    def _note_feed(self, response: Response, section: str) -> None:
        try:
            with self._reading(name_of(response)):
                entries = read_feed(response)
        except DamagedPage as fault:
            self.lose("Feed", response.url, str(fault))
            return
        if self.run is None:
            return
        for entry in entries:
            self.run.frontier.show(
                entry.address.story_id or "", section, entry.address.path,
                headline=entry.headline, teaser=entry.teaser, date=entry.date, by_feed=True,
            )  # fmt: skip
        keep_validators(self.run, response, {entry.address.story_id or "" for entry in entries})
        self.run.commit()

    def ask_for_open_stories(self) -> None:
        """Ask, when the queue is empty, for what is still open: shown by feeds alone, or left by an earlier run."""
        if self.run is None or self.run.session.is_ending:
            return
        self.run.commit()
        waiting = self.requests.still_open()
        for entry in waiting:
            if entry.outcome != "open" or self.run.frontier.wants(entry.id):
                self.crawler.engine.crawl(self.requests.story(entry))
        if waiting:
            raise DontCloseSpider

    def _close(self) -> None:
        deferred_from_coro(self.crawler.engine.close_spider_async(reason="state lost"))

    def _count(self, name: str) -> None:
        self.crawler.stats.inc_value(name)
