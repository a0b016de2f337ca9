"""Captures every response of a run on its way in, before Scrapy decodes its body."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from newscrawl.errors import WriteFailed
from newscrawl.run.run import run_of
from newscrawl.store.archive.record import Received

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

# What a callback was told beside its page: these keyword arguments are kept.
_TOLD = ("story_id", "hints", "section", "page")


class WarcCapture:
    """A downloader middleware that stands nearer to the network than HttpCompression.

    It archives what a run receives; without a run (`scrapy shell`, `parse`) or archive it does nothing.
    The instant of arrival stands in ``request.meta["fetched_at"]`` too, so that record and archive agree.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WarcCapture:
        """Build the middleware for a crawler."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Hand the response to the archive; a disk that fails ends the crawl."""
        run = run_of(self.crawler)
        archive = run.session.archive if run else None
        if run is None or archive is None or "cached" in response.flags:
            return response
        now = datetime.now(UTC)
        request.meta["fetched_at"] = now.isoformat(timespec="seconds")
        try:
            archive.write(received(request, response, now, run.number))
        except WriteFailed as error:
            run.session.break_off(error)
            raise IgnoreRequest(f"Not archived: {response.url}") from error
        self.crawler.stats.inc_value("newscrawl/archived")
        return response


def received(request: Request, response: Response, now: datetime, run: int) -> Received:
    """Describe a response for the archive, with what the callback was told beside it."""
    told = {name: request.cb_kwargs[name] for name in _TOLD if request.cb_kwargs.get(name) is not None}
    facts = {name: asdict(value) if is_dataclass(value) else value for name, value in told.items()}  # type: ignore[arg-type]
    first = request.meta.get("redirect_urls", [request.url])[0]
    return Received(
        url=response.url,
        status=response.status,
        headers=tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ),
        body=response.body,
        date=now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        protocol=response.protocol or "HTTP/1.1",
        ip=str(response.ip_address) if response.ip_address else None,
        is_cut="dataloss" in response.flags,
        facts={"run": run, "fetched_at": now.isoformat(timespec="seconds"), "asked": first, **facts},
    )
