"""The spider of `scrapy doctor`: takes the tour through Scrapy's downloader, under the manners of a crawl."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest

from newscrawl.errors import DamagedPage, NewscrawlError, WriteFailed
from newscrawl.run.health import Causes
from newscrawl.tools.doctor.bundle import Bundle, Examination
from newscrawl.tools.doctor.tour import MOST_REQUESTS, Tour
from newscrawl.tools.doctor.visit import Cause, Role, Visit
from newscrawl.urls import on_site

if TYPE_CHECKING:
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

_MOST_HOPS = 5  # redirects of one page, as in a crawl
_RECORDER = "newscrawl.components.recorder.Recorder"


class DoctorSpider(Spider):
    """Visits a few pages one after the other; ``examination`` is what came of it.

    The downloader middleware `components.recorder.Recorder` counts its requests and passes each response to `keep`.
    """

    name = "doctor"

    def __init__(self, site: str, bundle: Bundle, report: Callable[[str], None], pace: float) -> None:
        super().__init__()
        self.causes = Causes()
        self.bundle = bundle
        self.sent = 0
        self.is_spent = False
        self.report = report
        self.error: NewscrawlError | None = None
        self.examination = Examination(site, datetime.now(UTC).isoformat(timespec="seconds"), pace=pace)
        self._began = time.monotonic()
        self.robots = Visit(Role.ROBOTS, "/robots.txt")
        self._visit = self.robots

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Add the recorder; next to the network, so that it counts only what is sent and sees bodies as they arrive."""
        super().update_settings(settings)
        middlewares = {**settings["DOWNLOADER_MIDDLEWARES"], _RECORDER: 842}
        settings.set("DOWNLOADER_MIDDLEWARES", middlewares, "spider")

    @property
    def site(self) -> str:
        """The only site that is asked."""
        return self.examination.site

    async def start(self) -> AsyncIterator[Request]:
        """Take the tour; no request is left to Scrapy's scheduler."""
        tour = Tour(self.ask, lambda: bool(self._reason()))
        try:
            try:
                await tour.run()
            finally:  # a tour that is interrupted leaves a bundle, too
                self._close(tour.visits)
        except NewscrawlError as error:
            self.error = error
        none: tuple[Request, ...] = ()
        for request in none:
            yield request

    def _reason(self) -> str:
        """Return why nothing more may be asked; empty if there is no reason."""
        if self.causes.signal:
            return f"stopped by signal {self.causes.signal}"
        if self.causes.rate_limited:
            return f"rate-limited: {self.causes.rate_limited}"
        return f"{MOST_REQUESTS} requests were sent" if self.sent >= MOST_REQUESTS or self.is_spent else ""

    def _close(self, visits: list[Visit]) -> None:
        examination = self.examination
        ended = [
            visit for visit in visits if visit.cause or visit.response is not None
        ]  # a signal cuts the last
        examination.visits = [*([self.robots] if self.robots.at else []), *ended]
        if self.causes.signal or any(visit.cause is Cause.NOT_ASKED for visit in examination.visits):
            examination.stopped = self._reason()
        examination.requests = self.sent
        examination.seconds = round(time.monotonic() - self._began, 3)
        self.bundle.close(examination)

    async def ask(self, visit: Visit) -> None:
        """Request a visit's page, following redirects on the site, and note what came back."""
        self._visit = visit
        visit.at = datetime.now(UTC).isoformat(timespec="seconds")
        self.report(f"request {self.sent + 1} of at most {MOST_REQUESTS}: {visit.path}")
        url = on_site(self.site, visit.path)
        for _ in range(_MOST_HOPS + 1):
            response = await self._fetch(url, visit)
            if response is None:
                return
            visit.response = response
            target = response.headers.get("Location")
            if response.status not in range(300, 400) or response.status == 304 or not target:
                return
            url = urljoin(url, target.decode("utf-8", errors="replace"))
            visit.hops.append(url)
            if _host(url) != _host(self.site):
                visit.cause = Cause.MOVED
                return
        visit.cause = Cause.CIRCLE

    async def _fetch(self, url: str, visit: Visit) -> Response | None:
        """Return a response of the site; None if there is none, which the visit then says."""
        self.causes.robots = None
        engine = self.crawler.engine
        if engine is None:
            raise RuntimeError("the engine has stopped")
        try:
            response = await engine.download_async(self._request(url, visit))
        except WriteFailed:
            raise
        except Exception as error:  # noqa: BLE001  # whatever the error, it is a finding
            visit.cause = self._cause(error)
            visit.error = f"{type(error).__name__}: {error}" if visit.cause is Cause.SILENT else str(error)
            return None
        return response

    def _request(self, url: str, visit: Visit) -> Request:
        known: dict[str, Any] = {"story_id": visit.story_id, "section": visit.section, "page": visit.page}
        known["hints"] = asdict(visit.hints) if visit.hints else None
        meta = {"dont_redirect": True, "handle_httpstatus_all": True, "max_retry_times": 1}
        return Request(
            url,
            headers=visit.validators,
            meta=meta,
            cb_kwargs={name: value for name, value in known.items() if value},
            dont_filter=True,
        )

    def _cause(self, error: Exception) -> Cause:
        if isinstance(error, DamagedPage):
            return Cause.DAMAGED
        if self.causes.robots:
            return Cause.FORBIDDEN if self.causes.robots == "forbidden" else Cause.ROBOTS
        return Cause.NOT_ASKED if isinstance(error, IgnoreRequest) else Cause.SILENT

    # --- for the recorder ---------------------------------------------------------------------------

    def visit_of(self, request: Request) -> Visit:
        """Return the visit that a request belongs to; robots.txt is a visit of its own."""
        if urlsplit(request.url).path != self.robots.path or not request.meta.get("dont_obey_robotstxt"):
            return self._visit
        self.robots.at = self.robots.at or datetime.now(UTC).isoformat(timespec="seconds")
        return self.robots


def _host(url: str) -> tuple[str, str]:
    """Return scheme and host of an address, without the port that the scheme implies."""
    parts = urlsplit(url.lower())
    return parts.scheme, parts.netloc.removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme, ""))
