"""The spider of the Politics channel: landing page, feeds, listing pages, stories."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.utils.defer import deferred_from_coro

from newscrawl.channels import POLITICS
from newscrawl.errors import DamagedPage, NewscrawlError
from newscrawl.pages.page import home_of, record_url
from newscrawl.pages.story import Hints
from newscrawl.run.frontier import Shown
from newscrawl.run.health import Causes
from newscrawl.run.rehearsal import rehearse
from newscrawl.run.run import Run
from newscrawl.run.session import Options
from newscrawl.spiders.arguments import read_arguments
from newscrawl.spiders.conditional import keep_validators, path_of, unchanged
from newscrawl.spiders.failures import GONE, is_dropped, is_refused, is_unreachable, reason_of, status_of
from newscrawl.spiders.forecast import forecast
from newscrawl.spiders.parsing import is_barrier, name_of, page_guard, read_feed, read_listing, read_story
from newscrawl.spiders.requests import Callbacks, RequestFactory
from newscrawl.store.paths import DataFolder
from newscrawl.urls import AddressKind, read_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from contextlib import AbstractContextManager

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newscrawl.items import Story


class PoliticsSpider(Spider):
    """Crawl the channel; a run (lock, state, files) is attached only when Scrapy iterates `start`."""

    name = POLITICS.name
    # With these, `scrapy shell URL` and `scrapy parse URL` choose this spider.
    allowed_domains: ClassVar[list[str]] = list(POLITICS.hosts)
    # A crawl may use only http and https. `scrapy shell ./page.html` runs without this spider and may read files.
    custom_settings = {  # noqa: RUF012  # Scrapy's name
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "newscrawl.components.handler.BoundedHandler")
        | dict.fromkeys(("file", "ftp", "s3", "data"))
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args)
        self.arguments = read_arguments(**kwargs)
        self.run: Run | None = None
        self.rehearsal: TemporaryDirectory[str] | None = None
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
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PoliticsSpider:
        """Build the spider and connect it to request the stories still open when the queue is empty."""
        spider: PoliticsSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.request_open_stories, signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Open the run, then yield the requests for the landing page and for each known or named section."""
        folder, delay = Path(self.settings["NEWSCRAWL_DATA_DIR"]), self.settings.getfloat("DOWNLOAD_DELAY")
        try:
            if self.arguments.plan:
                self.rehearsal = rehearse(DataFolder(folder))
                folder = Path(self.rehearsal.name)
            self.run = Run(folder, self.arguments.site, self._options())
        except NewscrawlError as error:
            self.logger.critical(str(error))
            self.causes.error = error
            self.crawler.stats.set_value("newscrawl/exit_code", int(self.causes.exit_code))
            return
        self.run.session.on_break = self._close
        self.requests.run = self.run
        self.requests.budget = self.arguments.budget(delay)
        self.crawler.stats.set_value("newscrawl/run", self.run.number)
        self.logger.info(forecast(self.run.state, self.arguments, delay))
        for request in self.requests.start():
            yield request

    def _options(self) -> Options:
        """Return the run's options, from settings and arguments."""
        settings, arguments = self.settings, self.arguments
        return Options(
            tries=settings.getint("NEWSCRAWL_TRIES"),
            try_days=settings.getint("NEWSCRAWL_TRY_DAYS"),
            probe_every=settings.getint("NEWSCRAWL_PROBE_EVERY"),
            compress=settings.getbool("NEWSCRAWL_GZIP"),
            since=arguments.since,
            refresh=arguments.refresh,
            full=arguments.full,
            same_site=arguments.same_site,
            archive=settings.getbool("NEWSCRAWL_ARCHIVE") and not arguments.plan,
            archive_days=settings.getint("NEWSCRAWL_ARCHIVE_DAYS"),
        )

    # --- callbacks --------------------------------------------------------------------------------

    def parse(self, response: Response, **_kwargs: Any) -> Any:
        """Parse a page of any kind, chosen by its address; `scrapy parse URL` calls this."""
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
        """Yield requests for the stories and sections on the landing page."""
        try:
            with self._reading(name_of(response)):
                listing = read_listing(response, check=self.run is not None)
        except DamagedPage as fault:
            self.note_lost("Landing page", response.url, str(fault))
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
        yield from self.requests.follow_landing(listing)

    def lost_landing(self, failure: Failure) -> None:
        """Continue without the landing page; the known sections are requested in any case."""
        self.note_lost("Landing page", failure.request.url, reason_of(failure))  # type: ignore[attr-defined]

    def parse_feed(self, response: Response, section: str) -> Iterator[Request]:
        """Note the feed's entries, then yield the request for the section's first listing page."""
        if self.run and (stored := unchanged(self.run, response, section)):
            self.run.frontier.show_again(section, json.loads(stored.ids))
        else:
            self._note_feed(response, section)
        yield from self.requests.follow_feed(section)

    def lost_feed(self, failure: Failure) -> Iterator[Request]:
        """Continue with the section's listing; a feed that never existed is not a failure."""
        request = failure.request  # type: ignore[attr-defined]
        was_there = self.run and self.run.state.listing(read_address(request.url).path)
        if status_of(failure) not in GONE or was_there:
            self.note_lost("Feed", request.url, reason_of(failure))
        yield from self.requests.follow_feed(request.cb_kwargs["section"])

    def parse_listing(
        self, response: Response, section: str, page: int = 1, address: str = ""
    ) -> Iterator[Request]:
        """Yield requests for the page's stories, for new sections and, until the walk ends, for the next page."""
        self._count("newscrawl/pages/listing")
        if self.run and page == 1:
            self.run.walks.begin_listing(section)
        if self.run and (stored := unchanged(self.run, response, section)):
            self.run.counts.walk(section).unchanged += 1
            ids, named, is_new = json.loads(stored.ids), stored.next or None, False
            requests = list(self.requests.again(section, ids))
        else:
            try:
                with self._reading(name_of(response)):
                    listing = read_listing(response, check=self.run is not None)
                    named = listing.named_next
                    if self.run and not listing.entries:
                        self.run.counts.walk(section).blocked = is_barrier(response)
            except DamagedPage as fault:
                self._lose_listing(section, f"{response.url} ({fault})")
                return
            above = set(self.run.counts.walk(section).seen if self.run else ())
            requests = [
                request
                for place, entry in enumerate(listing.entries, len(above) + 1)
                for request in self.requests.entry(entry, section, place)
            ]
            requests += self.requests.walk_found(listing)
            ids = [entry.address.story_id for entry in listing.entries if entry.address.story_id]
            is_new = not above.issuperset(ids)
        following = list(self.requests.next_page(section, page, address or path_of(response), ids, named))
        if self.run:  # commit what the page showed before its first story is requested
            if is_new:
                keep_validators(self.run, response, ids, named)
            self.run.commit()
        self.requests.put_ahead(requests)
        yield from following
        yield from requests

    def lost_listing(self, failure: Failure) -> None:
        """Note a listing page that failed.

        A 404 or 410 is not a failure but the end of the walk: on any page after the first, if no page named it, and in a
        section that the crawl itself found.
        """
        kwargs = failure.request.cb_kwargs  # type: ignore[attr-defined]
        if self.run is None or is_dropped(failure):
            return
        section, page, path = kwargs["section"], kwargs["page"], kwargs["address"]
        if status_of(failure) not in GONE or (page == 1 and self.requests.is_selected(section)):
            self._lose_listing(section, reason_of(failure))
            walk = self.run.counts.walk(section)
            walk.unreachable, walk.blocked = is_unreachable(failure), is_refused(failure)
            return
        if page == 1:
            self.note_lost("Section", failure.request.url, f"gone (status {status_of(failure)})")  # type: ignore[attr-defined]
        was_named = self.run.counts.walk(section).named == path
        self.run.walks.meet_end(section, path, f"answers {status_of(failure)}", was_named=was_named)

    def parse_story(
        self, response: Response, hints: Hints | None = None, story_id: str = ""
    ) -> Iterator[Story]:
        """Yield the story on the page, or record why there is none."""
        self._count("newscrawl/pages/story")
        story_id = story_id or read_address(response.url).story_id or ""
        entry = self.run.frontier.entry(story_id) if self.run else None
        if entry and hints and not hints.date:  # a feed may have shown the date since the request was made
            hints = replace(hints, date=entry.date, date_from=entry.date_from or "feed")
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
        read.story.url = record_url(response, entry.path) if entry else read.story.url
        if self.run:
            self.run.note_home(home_of(response))
        yield read.story

    def lost_story(self, failure: Failure) -> None:
        """Mark a story as failed when its request failed."""
        if not is_dropped(failure):
            self._fail(failure.request.cb_kwargs["story_id"], reason_of(failure))  # type: ignore[attr-defined]

    def _fail(self, story_id: str, why: str, url: str = "") -> None:
        self.logger.warning("Story failed: %s", f"{url} ({why})" if url else why)
        self._count("newscrawl/failed")
        if self.run:
            self.run.outcomes.mark_failed(story_id, why)

    def note_lost(self, what: str, url: str, why: str) -> None:
        """Log a page that the crawl continues without, and name it in the ledger."""
        if not self.run or self.run.session.is_ending:
            return
        self.logger.warning("%s failed: %s", what, why if url in why else f"{url} ({why})")
        self.run.counts.note_lost(read_address(url).path, why)

    def _reading(self, name: str) -> AbstractContextManager[None]:
        return page_guard(self.run, name, self.settings.getfloat("NEWSCRAWL_LONGEST_READING"))

    def _lose_listing(self, section: str, why: str) -> None:
        self.logger.error("Listing page failed: %s", why)
        if self.run:
            self.run.counts.walk(section).failure = why

    def _note_feed(self, response: Response, section: str) -> None:
        try:
            with self._reading(name_of(response)):
                entries = read_feed(response)
        except DamagedPage as fault:
            self.note_lost("Feed", response.url, str(fault))
            return
        if self.run is None:
            return
        for entry in entries:
            shown = Shown(entry.address.path, entry.headline, entry.teaser, entry.date, by_feed=True)
            self.run.frontier.show(entry.address.story_id or "", section, shown)
        keep_validators(self.run, response, {entry.address.story_id or "" for entry in entries})
        self.run.commit()

    def request_open_stories(self) -> None:
        """When the queue is empty, request the next section of a small run, else the stories still open."""
        if self.run is None or self.run.session.is_ending:
            return
        self.run.commit()
        requests = self.requests.when_idle()
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def _close(self) -> None:
        deferred_from_coro(self.crawler.engine.close_spider_async(reason="state lost"))

    def _count(self, name: str) -> None:
        self.crawler.stats.inc_value(name)
