"""Reading pages inside a crawl: marked should they kill the process, timed, and a failure with a name where damaged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newscrawl.errors import DamagedPage
from newscrawl.pages.decode import decode
from newscrawl.pages.faults import page_fault, parser_fault
from newscrawl.pages.feed import FeedEntry, FeedPage
from newscrawl.pages.listing import ListingPage
from newscrawl.pages.reading import Read, read
from newscrawl.pages.story import Hints, StoryPage
from newscrawl.pages.timelimit import time_limit
from newscrawl.urls import read_address

if TYPE_CHECKING:
    from scrapy.http import Response

    from newscrawl.run.run import Run

_MOST_ENTRIES = 5_000  # a usual listing shows tens
_UNREADABLE = ("bytes stop inside a character", "wrong charset")


@contextmanager
def page_guard(run: Run | None, name: str, seconds: float) -> Iterator[None]:
    """Read a page in the block: ``name`` (a story id, or `name_of` another page) is marked, the time is bounded.

    Raises:
        DamagedPage: the page takes too long, or killed the process twice and is left out of this run.
    """
    if run is None:  # `scrapy parse` shows whatever is there
        yield
        return
    if name in run.session.quarantine:
        run.session.quarantine.give_a_chance(name)
        raise DamagedPage("quarantined: its page killed the process twice")
    with run.session.quarantine.parsing(name), time_limit(seconds):
        yield


def name_of(response: Response) -> str:
    """Name a page that is no story for the quarantine.

    >>> from scrapy.http import Response
    >>> name_of(Response("https://www.arcamax.com/politics/opeds/page-2"))
    'page-politics-opeds-page-2'
    """
    return f"page{read_address(response.url).path.replace('/', '-')}"


def read_listing(response: Response, *, check: bool) -> ListingPage:
    """Read a listing or landing page, whole, so that nothing of it is left to be read later.

    Raises:
        DamagedPage: it is cut, built to hang a parser or without end; a few unreadable characters cost no listing.
    """
    text = decode(response)
    fault = page_fault(response.body, text) if check else None
    if fault and fault.startswith(_UNREADABLE):
        fault = parser_fault(text)
    if fault:
        raise DamagedPage(fault)
    listing = ListingPage(response)
    if len(listing.entries) + len(listing.sections) > _MOST_ENTRIES:
        raise DamagedPage(f"over {_MOST_ENTRIES} stories and sections on one page")
    return listing


def read_feed(response: Response) -> list[FeedEntry]:
    """Read a feed's entries; a feed that is cut shows those before the cut.

    Raises:
        DamagedPage: it is built to hang a parser.
    """
    feed = FeedPage(response)
    if fault := parser_fault(feed.text):
        raise DamagedPage(fault)
    return list(feed.entries)


def read_story(response: Response, hints: Hints | None, fetched_at: str, *, check: bool) -> Read:
    """Read what stands at a story address.

    Raises:
        DamagedPage: the page is cut, damaged or built to hang a parser.
    """
    text = decode(response)
    if check and (fault := page_fault(response.body, text)):
        raise DamagedPage(fault)
    return read(StoryPage(response, hints, text), fetched_at=fetched_at)
