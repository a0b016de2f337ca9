"""Gets one page, for the commands that look at one: from a file, the archive, else the site."""

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
    """A page, what was known beside it (as in the archive's metadata), its run and where it came from."""

    response: Response
    origin: str
    facts: dict[str, Any] = field(default_factory=dict)
    run: int = 0


class NotFetched(NewscrawlError):
    """The page could not be fetched."""

    def __init__(self, message: str, exit_code: ExitCode) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def find(target: str, data_dir: Path, process: CrawlerProcessBase) -> Found:
    """Find the page that a story id, an address or a file's name means.

    Raises:
        BadArgument: an id that the archive does not hold.
        NotFetched: the address is not in the archive, and site or robots.txt gave no page.
    """
    if Path(target).is_file():
        return of_file(Path(target))
    if found := _archived(target, DataFolder(data_dir).archive):
        return found
    if "://" not in target:
        raise BadArgument(
            f"{target!r} is no file, and no id in {DataFolder(data_dir).archive}: give the story's address."
        )
    return _fetch(target, process)


def of_file(path: Path) -> Found:
    """Read a page from a file; a saved page's address and hints stand in the `.json` beside it."""
    beside = path.with_suffix(".json")
    told = json.loads(beside.read_text("utf-8")) if beside.exists() else {}
    headers = Headers(told.get("headers") or {"Content-Type": "text/html"})
    response = HtmlResponse(
        told.get("url", _NO_ADDRESS),
        status=told.get("status", 200),
        headers=headers,
        body=path.read_bytes(),
    )
    return Found(response, f"file {path}", told.get("facts", {}))


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
    """Ask the site for one page, under the project's settings: robots.txt is obeyed."""
    answers: list[Response | NotFetched] = []
    process.crawl(_OnePage, url=url, answers=answers)
    process.start()
    answer = answers[0] if answers else NotFetched(f"{url} gave no page.", ExitCode.UNREACHABLE)
    if isinstance(answer, NotFetched):
        raise answer
    return Found(answer, f"site {url}")


class _OnePage(Spider):
    name = "one page"

    def __init__(self, url: str, answers: list[Response | NotFetched]) -> None:
        super().__init__()
        self.url = url
        self.causes = Causes()
        self.answers = answers

    async def start(self) -> AsyncIterator[Request]:
        yield Request(self.url, self.keep, errback=self.lose, meta={"handle_httpstatus_all": True})

    def keep(self, response: Response) -> None:
        self.answers.append(response)

    def lose(self, failure: Failure) -> None:
        is_silent = self.causes.robots == "unreachable"  # robots.txt itself
        forbidden = isinstance(failure.value, IgnoreRequest) and not is_silent
        code = ExitCode.FORBIDDEN if forbidden else ExitCode.UNREACHABLE
        self.answers.append(NotFetched(f"{self.url}: {failure.getErrorMessage()}", code))
