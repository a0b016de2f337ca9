"""The next page of a listing, as the page itself links it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit

from newscrawl.urls import AddressKind, read_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newscrawl.pages.blocks import Block

_TAG = re.compile(r"<(?:a|link)\b[^>]{1,2000}>", re.IGNORECASE)
_IS_NEXT = re.compile(r"""\brel\s*=\s*["']?[^"'>]{0,40}?\bnext\b""", re.IGNORECASE)
HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
# Next; Next page »; Older stories; Load more; ›; >>
_SAYS_NEXT = re.compile(
    r"(?:(?:go to )?next|older|(?:load|show|view|see) more|more)(?: (?:page|stories|posts|articles|entries|news|results))?\W*|[›»→>]{1,2}",
    re.IGNORECASE,
)
_PARAMETERS = frozenset(("p", "page", "pg", "paged", "pagenum", "pageno", "page_number"))


def next_listing(text: str, blocks: Iterable[Block], url: str, section: str, page: int) -> str | None:
    """Return path and query of the listing page that a page names as its next; None if it names none in its section.

    A link is the next page's by ``rel=next``, by its words, or by its number, one more than ``page``.

    >>> next_listing('<a rel="next" href="?p=2">', [], "https://www.arcamax.com/politics/mod", "politics/mod", 1)
    '/politics/mod?p=2'
    """
    named = [HREF.search(tag) for tag in _TAG.findall(text) if _IS_NEXT.search(tag)]
    links = [(next(filter(None, found.groups()), ""), "next") for found in named if found]
    links += [(link.href, link.text) for block in blocks for link in block.links]
    told = []
    for href, words in links:
        if target := _target(href, url, section):
            number = _number(target)
            if number == page + 1:
                return target
            if _SAYS_NEXT.fullmatch(words) and (number is None or number > page):
                told.append(target)
    return next(iter(told), None)


def _target(href: str, url: str, section: str) -> str | None:
    """Return path and query of a link to a listing page of the section on the page's host; None for any other."""
    written = urljoin(url, href.strip()) if href.strip().startswith("?") else href
    address = read_address(written, url)
    if address.kind is not AddressKind.LISTING or address.section_path != section:
        return None
    query = urlsplit(written).query
    return f"{address.path}?{query}" if query else address.path


def _number(target: str) -> int | None:
    """Return the page number in an address; 1 where it has none, None where its query has no number of a page."""
    path, _, query = target.partition("?")
    if not query:
        return read_address(path).page
    numbers = [value for name, value in parse_qsl(query) if name.lower() in _PARAMETERS and value.isdecimal()]
    return int(numbers[0]) if numbers else None
