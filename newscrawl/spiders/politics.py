"""The spider of the Politics channel: landing page, sections, listing pages, stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.threads import deferToThread

from newscrawl import __version__
from newscrawl.errors import ExitCode, NewscrawlError
from newscrawl.pages import fallback
from newscrawl.pages.feed import FeedEntry, FeedPage
from newscrawl.pages.gate import PageKind, judge
from newscrawl.pages.listing import Entry, ListingPage
from newscrawl.pages.story import Hints, StoryPage
from newscrawl.run import Run
from newscrawl.spiders.arguments import read_arguments
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
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from newscrawl.items import Story

_MOST_PAGES = 1_000  # of one section: a listing that never ends must not trap the crawl
_FEED, _LISTING = 30, 20  # feeds first, then listings, then stories


class PoliticsSpider(Spider):
    """Crawls the channel; a run (numbers, files) is attached only when `start` is really started."""

    name = "politics"
    allowed_domains: ClassVar[list[str]] = [
        "arcamax.com"
    ]  # so that `scrapy shell URL` and `parse URL` find this spider

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args)
        self.arguments = read_arguments(**kwargs)
        self.since = self.arguments.since
        self.run: Run | None = None
        self.feeds: dict[str, FeedEntry] = {}
        self.asked: set[str] = set()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Put the contact, if one is set, into the User-Agent."""
        super().update_settings(settings)
        if contact := settings.get("NEWSCRAWL_CONTACT"):
            settings.set("USER_AGENT", f"newscrawl/{__version__} (+{contact})", priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PoliticsSpider:
        """Build the spider and let it ask for what only feeds showed when the queue is empty."""
        spider: PoliticsSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.ask_for_feed_only_stories, signals.spider_idle)
        crawler.signals.connect(spider.finish, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Open the run, then ask for the landing page and every known section."""
        try:
            self.run = Run(Path(self.settings["NEWSCRAWL_DATA_DIR"]), self.arguments.site)
        except NewscrawlError as error:
            self.logger.critical(str(error))
            self.crawler.stats.set_value("newscrawl/exit_code", int(error.exit_code))
            return
        self.crawler.stats.set_value("newscrawl/run", self.run.number)
        if not self.arguments.sections:
            yield self._request("/politics", self.parse_landing, self.lost_landing, _FEED)
        for section in self.arguments.sections or SECTIONS:
            for request in self._walk(section):
                yield request

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
        yield from self._read_listing(ListingPage(response), None)

    def lost_landing(self, failure: Failure) -> None:
        """Go on without the landing page: the known sections are asked for anyway."""
        self.logger.warning("Landing page lost: %s", _reason(failure))

    def parse_feed(self, response: Response, section: str) -> Iterator[Request]:
        """Note what the feed shows, then walk the section's listing."""
        for entry in FeedPage(response).entries:
            if entry.address.story_id:
                self.feeds.setdefault(entry.address.story_id, entry)
                if self.run:
                    self.run.show(entry.address.story_id, section, None)
                    self.run.walk(section).ids.add(entry.address.story_id)
        yield self._listing(section, 1)

    def lost_feed(self, failure: Failure) -> Iterator[Request]:
        """Walk the section's listing without its feed."""
        self.logger.info("Feed lost: %s", _reason(failure))
        yield self._listing(failure.request.cb_kwargs["section"], 1)  # type: ignore[attr-defined]

    def parse_listing(self, response: Response, section: str, page: int = 1) -> Iterator[Request]:
        """Follow the stories, new sections and the next page, unless this page repeats or is empty."""
        self._count("newscrawl/pages/listing")
        listing = ListingPage(response)
        ids = {entry.address.story_id for entry in listing.entries if entry.address.story_id}
        walk = self.run.walk(section) if self.run else None
        repeats = walk is not None and walk.turn(ids)
        yield from self._read_listing(listing, section)
        last = min(self.arguments.max_pages or _MOST_PAGES, _MOST_PAGES)
        if ids and not repeats and page < last:
            yield self._listing(section, page + 1)

    def lost_listing(self, failure: Failure) -> None:
        """Note a lost listing page; past the last page a 404 is the end of the walk."""
        kwargs = failure.request.cb_kwargs  # type: ignore[attr-defined]
        status = failure.value.response.status if isinstance(failure.value, HttpError) else None
        if status in {404, 410} and (kwargs["page"] > 1 or not self._is_requested(kwargs["section"])):
            return
        self.logger.error("Listing page lost: %s", _reason(failure))
        if self.run:
            walk = self.run.walk(kwargs["section"])
            walk.failure = _reason(failure)
            walk.unreachable = status is None or status in {429, *range(500, 600)}

    async def parse_story(
        self, response: Response, hints: Hints | None = None, story_id: str = ""
    ) -> AsyncIterator[Story]:
        """Yield the story that stands here, or note why there is none."""
        self._count("newscrawl/pages/story")
        page = StoryPage(response, hints)
        verdict = judge(page)
        story_id = story_id or page.address.story_id or ""
        blocks = await self._fallback(page, verdict.kind)
        if verdict.kind is not PageKind.STORY and not blocks:
            self.logger.debug("No story at %s: %s (%s)", response.url, verdict.kind.value, verdict.why)
            self._count("newscrawl/tombstones")
            if self.run:
                self.run.bury(story_id, verdict.kind.value)
            return
        story = page.story(fetched_at=datetime.now(UTC).isoformat(timespec="seconds"))
        story.id = story_id
        if blocks:
            story.page = replace(story.page, blocks=blocks)
            story.extractor = fallback.extractor()
        path = self.run.paths.get(story_id) if self.run else None
        story.url = canonical_url(on_site(ARCAMAX, path)) if path else story.url
        yield story

    def lost_story(self, failure: Failure) -> None:
        """Note a story that could not be fetched."""
        story_id = failure.request.cb_kwargs["story_id"]  # type: ignore[attr-defined]
        self.logger.warning("Story lost: %s", _reason(failure))
        self._count("newscrawl/failed")
        if self.run:
            self.run.fail(story_id, _reason(failure))

    # --- requests ---------------------------------------------------------------------------------

    def _request(self, path: str, callback: Any, errback: Any, priority: int = 0, **kwargs: Any) -> Request:
        url = on_site(self.arguments.site, path)
        return Request(url, callback, errback=errback, priority=priority, dont_filter=True, cb_kwargs=kwargs)

    def _walk(self, section: str) -> Iterator[Request]:
        """Start a section's walk, once: its feed, then its listing pages."""
        if self.run is None or section not in self.run.walks:
            if self.run:
                self.run.walk(section).requested = self._is_requested(section)
            yield self._request(feed_path(section), self.parse_feed, self.lost_feed, _FEED, section=section)

    def _listing(self, section: str, page: int) -> Request:
        path = listing_path(section, page)
        return self._request(
            path, self.parse_listing, self.lost_listing, _LISTING, section=section, page=page
        )

    def _is_requested(self, section: str) -> bool:
        return section in (self.arguments.sections or SECTIONS)

    def _read_listing(self, listing: ListingPage, section: str | None) -> Iterator[Request]:
        for entry in listing.entries:
            yield from self._ask(entry, section)
        if not self.arguments.sections:
            for found in listing.sections:
                yield from self._walk(found)

    def _ask(self, entry: Entry, section: str | None) -> Iterator[Request]:
        """Ask for an entry's story unless it is known or asked for already."""
        story_id = entry.address.story_id or ""
        if self.run:
            self.run.show(story_id, section or entry.address.section_path or "", entry.address.path)
        if self._is_new(story_id):
            yield self._story(entry, entry.address.section_path or section or "")

    def _is_new(self, story_id: str) -> bool:
        if story_id in self.asked:
            return False
        self.asked.add(story_id)
        if self.run and story_id in self.run.known:
            self.run.outcomes["known"] += 1
            return False
        return True

    def _story(self, entry: Entry | FeedEntry, section_path: str) -> Request:
        story_id = entry.address.story_id or ""
        feed = self.feeds.get(story_id)
        hints = Hints(
            headline=entry.headline or (feed.headline if feed else ""),
            teaser=entry.teaser or (feed.teaser if feed else ""),
            date=feed.date if feed else None,
            section_path=section_path,
            section_title=SECTIONS.get(section_path, ""),
        )
        request = self._request(
            entry.address.path, self.parse_story, self.lost_story, hints=hints, story_id=story_id
        )
        request.meta["handle_httpstatus_list"] = [404, 410]
        return request

    def ask_for_feed_only_stories(self) -> None:
        """Ask, when all listings are read, for the stories that only a feed showed."""
        waiting = [entry for story_id, entry in self.feeds.items() if self._is_new(story_id)]
        if not waiting or self.run is None:
            return
        for entry in waiting:
            shown = list(self.run.shown.get(entry.address.story_id or "", {}))
            path = entry.address.section_path or ""
            self.crawler.engine.crawl(self._story(entry, path if path.startswith("politics/") else shown[0]))
        raise DontCloseSpider

    # --- the end ----------------------------------------------------------------------------------

    def finish(self, reason: str) -> None:
        """Publish the run and say how it went."""
        if self.run is None:
            return
        self.run.publish()
        stats = self.crawler.stats.get_stats()
        code = self.run.exit_code(
            exceptions=sum(value for name, value in stats.items() if name.startswith("spider_exceptions/")),
            feed_failures=sum(
                value for name, value in stats.items() if name.startswith("feedexport/failed_count")
            ),
        )
        if reason == "shutdown":
            code = ExitCode.SIGINT
        self.crawler.stats.set_value("newscrawl/exit_code", int(code))
        counts = self.run.outcomes
        self.logger.info(
            "Run %d: %d stories, %d duplicates, %d tombstones, %d known, %d failed; exit code %d",
            self.run.number, counts["stored"], counts["duplicate"], counts["tombstone"], counts["known"], counts["failed"], code,
        )  # fmt: skip

    async def _fallback(self, page: StoryPage, kind: PageKind) -> Any:
        """Read the body with trafilatura, in a thread, where the landmarks gave none."""
        if page.stripped.body or kind not in {PageKind.STORY, PageKind.EMPTY} or len(page.text) < 500:
            return ()
        blocks = await maybe_deferred_to_future(deferToThread(fallback.read_body, page.text))
        return blocks if sum(len(block.text) for block in blocks) > 300 else ()

    def _count(self, name: str) -> None:
        self.crawler.stats.inc_value(name)


def _reason(failure: Failure) -> str:
    url = failure.request.url  # type: ignore[attr-defined]
    return f"{url} ({type(failure.value).__name__}: {failure.getErrorMessage()[:200]})"
