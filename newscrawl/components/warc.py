"""Downloader middleware that archives every response of a run as WARC, before Scrapy decompresses the body."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from newscrawl.errors import WriteFailed
from newscrawl.run.run import attached_run
from newscrawl.store.archive.record import Received

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

# The callback's keyword arguments that are archived with the page.
_KWARGS = ("story_id", "hints", "section", "page")


class WarcCapture:
    """Downloader middleware that archives what a run receives; it must be nearer to the network than HttpCompression.

    Without a run (`scrapy shell`, `parse`) or an archive it does nothing. The time of arrival is also put into
    ``request.meta["fetched_at"]``, so that record and archive agree.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WarcCapture:
        """Build the middleware for a crawler."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the response to the archive; if that fails, drop the response and end the run."""
        run = attached_run(self.crawler)
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
    """Return a response as the archive stores it, with the keyword arguments of its callback."""
    kwargs = {name: request.cb_kwargs[name] for name in _KWARGS if request.cb_kwargs.get(name) is not None}
    metadata = {name: asdict(value) if is_dataclass(value) else value for name, value in kwargs.items()}  # type: ignore[arg-type]
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
        facts={"run": run, "fetched_at": now.isoformat(timespec="seconds"), "asked": first, **metadata},
    )
