"""Read pages during a crawl: within a time limit, noted in case they kill the process, and checked for damage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from newscrawl.errors import DamagedPage
from newscrawl.pages.decode import decode
from newscrawl.pages.entries import Entry
from newscrawl.pages.faults import page_fault, parser_fault, tree_fault
from newscrawl.pages.feed import FeedPage
from newscrawl.pages.kind import PageKind
from newscrawl.pages.listing import ListingPage
from newscrawl.pages.own_address import own_ids
from newscrawl.pages.story import Hints, Read, StoryPage, read
from newscrawl.pages.timelimit import time_limit
from newscrawl.urls import read_address

if TYPE_CHECKING:
    from scrapy.http import Response

    from newscrawl.run.run import Run

_MOST_ENTRIES = 5_000  # an ordinary listing has fewer than a hundred
_BEHIND = 2  # lines behind a body that may say that it goes on elsewhere
_UNREADABLE = ("bytes stop inside a character", "wrong charset")


@contextmanager
def page_guard(run: Run | None, name: str, seconds: float) -> Iterator[None]:
    """Limit the time that the block takes to read a page, and note the page in case it kills the process.

    ``name`` is a story id, or what `name_of` returns for another page. ``seconds`` is the limit.

    Raises:
        DamagedPage: the page takes too long, or it has killed the process twice and is left out of this run.
    """
    if run is None:  # `scrapy parse` reads any page without limits
        yield
        return
    if name in run.session.quarantine:
        run.session.quarantine.allow_one_more_try(name)
        raise DamagedPage("quarantined: its page killed the process twice")
    with run.session.quarantine.parsing(name), time_limit(seconds):
        yield


def name_of(response: Response) -> str:
    """Return the name by which the quarantine knows a page other than a story.

    >>> from scrapy.http import Response
    >>> name_of(Response("https://www.arcamax.com/politics/opeds/page-2"))
    'page-politics-opeds-page-2'
    """
    return f"page{read_address(response.url).path.replace('/', '-')}"


def read_listing(response: Response, *, check: bool) -> ListingPage:
    """Return a listing or landing page, with all of it read, so that no later access can hang.

    A few unreadable characters are accepted. Without ``check`` (`scrapy parse`) only the number of links is limited.

    Raises:
        DamagedPage: the page is cut, built to hang a parser, or links too many stories and sections.
    """
    text = decode(response)
    fault = page_fault(response.body, text) if check else None
    if fault and fault.startswith(_UNREADABLE):
        fault = parser_fault(text)
    if fault:
        raise DamagedPage(fault)
    listing = ListingPage(response, text)
    if check and (fault := tree_fault(listing.tree)):
        raise DamagedPage(fault)
    if len(listing.entries) + len(listing.sections) > _MOST_ENTRIES:
        raise DamagedPage(f"over {_MOST_ENTRIES} stories and sections on one page")
    return listing


def is_barrier(response: Response) -> bool:
    """True if a listing page without entries is a captcha or consent page."""
    return StoryPage(response, None, decode(response)).verdict.kind in {PageKind.CAPTCHA, PageKind.CONSENT}


def read_feed(response: Response) -> list[Entry]:
    """Return a feed's entries; of a feed that is cut, those before the cut.

    Raises:
        DamagedPage: the feed is built to hang a parser.
    """
    feed = FeedPage(response)
    if fault := parser_fault(feed.text):
        raise DamagedPage(fault)
    return list(feed.entries)


def read_story(response: Response, hints: Hints | None, fetched_at: str, *, check: bool) -> Read:
    """Return what a page at a story's address reads as: a story, or the reason why it is none.

    Raises:
        DamagedPage: the page is cut, damaged or built to hang a parser.
    """
    text = decode(response)
    if check and (fault := page_fault(response.body, text)):
        raise DamagedPage(fault)
    page = StoryPage(response, hints, text)
    if check and (fault := tree_fault(page.reading.tree)):
        raise DamagedPage(fault)
    found = read(page, fetched_at=fetched_at)
    if found.story:
        end = page.reading.segments.end
        behind = "\n".join(block.text for block in page.reading.tree.blocks[end : end + _BEHIND])
        found.story.page = replace(found.story.page, own_ids=own_ids(text, response.url), behind=behind)
    return found
