"""Find one page for the commands that look at one: in a file, in the archive, or on the site."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, HtmlResponse, Response

from newscrawl.channels import POLITICS, SAMPLE_SITE
from newscrawl.errors import BadArgument, ExitCode, NewscrawlError
from newscrawl.run.binding import ARCHIVE
from newscrawl.run.health import Causes
from newscrawl.store.archive.reader import Reader
from newscrawl.store.database import translate_errors
from newscrawl.store.paths import DataFolder, archives
from newscrawl.store.schema import EntryRow
from newscrawl.store.state import State
from newscrawl.urls import on_site, read_address

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
    """Return the page that a file name, a story id or an address stands for; what the archive lacks, the site is asked for.

    Raises:
        BadArgument: the target is none of these.
        NotFetched: the request failed or robots.txt forbids it.
    """
    if Path(target).is_file():
        return of_file(Path(target))
    if found := _archived(target, DataFolder(data_dir).archive):
        return found
    if "://" in target:
        return _fetch(target, process)
    url, metadata = _address(target, data_dir)
    return replace(_fetch(url, process), metadata=metadata)


def _address(story_id: str, data_dir: Path) -> tuple[str, dict[str, Any]]:
    """Return where the site has a story, and what its listing said of it.

    A story that no listing showed is asked for in the first section: the site tells stories apart by id.

    Raises:
        BadArgument: the text is no id, or the data folder's site is the sample, which is not on the net.
    """
    path = f"/{next(iter(POLITICS.titles))}/s-{story_id}"
    if read_address(path).story_id != story_id:
        raise BadArgument(
            f"{story_id!r} is no file, id or address: give for example ./page.html, 3486768 or {POLITICS.site}{path}."
        )
    site, entry = _known(story_id, DataFolder(data_dir).state)
    if site == SAMPLE_SITE:
        raise BadArgument(
            f"The archive in {data_dir} has no story {story_id!r}, and the sample is on no public site: name an id that "
            "`scrapy demo` stored, or an address of `python -m newscrawl.tools.sample`."
        )
    if entry is None:
        return on_site(site, path), {"story_id": story_id}
    said = {
        "headline": entry.headline,
        "teaser": entry.teaser,
        "date": entry.date,
        "section_path": entry.section,
    }
    return on_site(site, entry.path), {"story_id": story_id, "hints": said | {"date_from": entry.date_from}}


def _known(story_id: str, path: Path) -> tuple[str, EntryRow | None]:
    """Return the site of a data folder, and what its listings said of a story."""
    if not path.exists():
        return POLITICS.site, None
    state = State.open_readonly(path)
    with translate_errors(path), closing(state.connection):
        last = state.runs.get("site NOT IN ('', ?) ORDER BY number DESC", ARCHIVE)
        return last.site if last else POLITICS.site, state.entry(story_id)


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
        self.only_site = "://".join(urlsplit(url)[:2])
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
