"""Find one page for the commands that look at one: in a file, in the archive, or on the site."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, HtmlResponse, Response

from newscrawl.channels import POLITICS
from newscrawl.errors import BadArgument, ExitCode, NewscrawlError
from newscrawl.run.health import Causes
from newscrawl.store.archive.reader import Reader
from newscrawl.store.paths import DataFolder, archives

if TYPE_CHECKING:
    from scrapy.crawler import CrawlerProcessBase
    from twisted.python.failure import Failure

_NO_ADDRESS = f"{POLITICS.site}/{next(iter(POLITICS.titles))}/s-0"


@dataclass(frozen=True, slots=True)
class Found:
    """A page, where it came from, what the crawl knew about it (the archive's metadata record), and its run."""

    response: Response
    origin: str
    metadata: dict[str, Any] = field(default_factory=dict)
    run: int = 0


class NotFetched(NewscrawlError):
    """The page could not be fetched."""

    def __init__(self, message: str, exit_code: ExitCode) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def find(target: str, data_dir: Path, process: CrawlerProcessBase) -> Found:
    """Return the page that a file name, a story id or an address stands for.

    Raises:
        BadArgument: the target is an id that the archive does not hold.
        NotFetched: the address is not in the archive, and the request failed or robots.txt forbids it.
    """
    if Path(target).is_file():
        return of_file(Path(target))
    if found := _archived(target, DataFolder(data_dir).archive):
        return found
    if "://" not in target:
        raise BadArgument(
            f"{target!r} is neither a file nor an id in {DataFolder(data_dir).archive}: give the story's address."
        )
    return _fetch(target, process)


def of_file(path: Path) -> Found:
    """Return the page in a file; the address and hints of a saved page are read from the `.json` beside it."""
    beside = path.with_suffix(".json")
    saved = json.loads(beside.read_text("utf-8")) if beside.exists() else {}
    headers = Headers(saved.get("headers") or {"Content-Type": "text/html"})
    response = HtmlResponse(
        saved.get("url", _NO_ADDRESS),
        status=saved.get("status", 200),
        headers=headers,
        body=path.read_bytes(),
    )
    return Found(response, f"file {path}", saved.get("facts", {}))


def _archived(target: str, folder: Path) -> Found | None:
    if not archives(folder):
        return None
    reader = Reader(folder)
    page = reader.by_url(target) if "://" in target else reader.by_id(target)
    if page is None:
        return None
    place = page.place
    origin = f"archive {folder / place.file}, byte {place.offset}, fetched {place.date}"
    return Found(page.response, origin, page.facts, place.run)


def _fetch(url: str, process: CrawlerProcessBase) -> Found:
    """Request one page from the site under the project's settings: robots.txt is obeyed."""
    results: list[Response | NotFetched] = []
    process.crawl(_OnePage, url=url, results=results)
    process.start()
    no_result = NotFetched(f"{url}: no response. See the log above, then try again.", ExitCode.UNREACHABLE)
    result = results[0] if results else no_result
    if isinstance(result, NotFetched):
        raise result
    return Found(result, f"site {url}")


class _OnePage(Spider):
    name = "one page"

    def __init__(self, url: str, results: list[Response | NotFetched]) -> None:
        super().__init__()
        self.url = url
        self.causes = Causes()
        self.results = results

    async def start(self) -> AsyncIterator[Request]:
        yield Request(self.url, self.keep, errback=self.fail, meta={"handle_httpstatus_all": True})

    def keep(self, response: Response) -> None:
        self.results.append(response)

    def fail(self, failure: Failure) -> None:
        robots_unreachable = self.causes.robots == "unreachable"
        forbidden = isinstance(failure.value, IgnoreRequest) and not robots_unreachable
        code = ExitCode.FORBIDDEN if forbidden else ExitCode.UNREACHABLE
        self.results.append(NotFetched(f"{self.url}: {failure.getErrorMessage()}", code))
