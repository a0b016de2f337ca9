"""Downloader middleware of `scrapy doctor`: asks the site alone, counts what is sent, and keeps every response in the bundle."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest, NotConfigured

from newscrawl.components.offsite import same_site
from newscrawl.components.resolver import GuardedResolver
from newscrawl.components.robots import read_rules
from newscrawl.components.warc import received
from newscrawl.tools.doctor.spider import DoctorSpider
from newscrawl.tools.doctor.tour import MOST_REQUESTS
from newscrawl.tools.doctor.visit import Role

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class Recorder:
    """Counts requests and keeps responses for a `DoctorSpider`; it must be nearer to the network than HttpCompression."""

    def __init__(self, crawler: Crawler, spider: DoctorSpider) -> None:
        self.crawler = crawler
        self.spider = spider
        self.longest_delay = crawler.settings.getfloat("NEWSCRAWL_LONGEST_CRAWL_DELAY")
        GuardedResolver.protect(urlsplit(spider.site).hostname or "")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recorder:
        """Build the middleware; raise NotConfigured for any other spider."""
        if not isinstance(crawler.spider, DoctorSpider):
            raise NotConfigured
        return cls(crawler, crawler.spider)

    def process_request(self, request: Request) -> None:
        """Count a request; drop it if it leaves the site or if all requests were sent."""
        if not same_site(request.url, self.spider.site):
            raise IgnoreRequest(f"Not on {self.spider.site}: {request.url[:200]}")
        if self.spider.sent >= MOST_REQUESTS:
            self.spider.is_spent = True
            raise IgnoreRequest(f"{MOST_REQUESTS} requests were sent")
        self.spider.sent += 1

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep a response as it arrived, with the visit that it belongs to."""
        visit = self.spider.visit_of(request)
        page = received(request, response, datetime.now(UTC), 1)
        self.spider.bundle.keep(
            replace(page, facts=page.facts | {"visit": visit.number, "role": visit.role.value})
        )
        visit.seconds = round(self._seconds(request), 3)
        if visit.role is Role.ROBOTS:
            visit.response = response
            wanted = read_rules(response.status, response.body).crawl_delay
            self.spider.examination.crawl_delay = min(wanted, self.longest_delay)
        return response

    def _seconds(self, request: Request) -> float:
        """Return how long the whole response took; Scrapy's own latency ends with its header."""
        engine = self.crawler.engine
        slot = engine.downloader.slots.get(request.meta.get("download_slot", "")) if engine else None
        latency: float = request.meta.get("download_latency", 0.0)
        return max(latency, time.monotonic() - slot.lastseen) if slot is not None else latency
