"""A feed: the entries of a section's RSS or Atom file, as far as it can be read.

It is read by its tags alone, without an XML parser: a feed that is cut or not well-formed gives what it holds, and nothing in
it is expanded or fetched. Every pass is linear.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from newscrawl.pages.decode import decode
from newscrawl.pages.entries import Entry
from newscrawl.pages.read_more import whole
from newscrawl.text.clean import fold, unescape
from newscrawl.text.dates import read_date
from newscrawl.urls import AddressKind, read_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response

_INLINE = frozenset("a abbr b cite em font i mark small span strong sub sup u".split())
_LINKS = ("link", "origlink", "guid", "id")
_TEASERS = ("description", "summary", "content", "encoded")
_DATES = ("pubdate", "published", "date", "issued", "updated", "modified")
_OTHERS = frozenset({"author", "source"})  # what stands inside is not the item's own
_WANTED = frozenset((*_LINKS, *_TEASERS, *_DATES, *_OTHERS, "title"))
_MOST_LINKS = 8  # read of one item; of any other field one is

_ITEM_START = re.compile(r"<(?:[a-z]+:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:[a-z]+:)?(?:item|entry)\s*+>", re.IGNORECASE)
_FIELD = re.compile(
    r"<((?:[a-z]+:)?([a-z]+))((?:\s[^<>]*+)?/?)>", re.IGNORECASE
)  # <dc:date>, <link href="…" />
_HREF = re.compile(r"""\bhref\s*+=\s*+["']([^"'<>]*+)["']""", re.IGNORECASE)
_OTHER_REL = re.compile(r"""\brel\s*+=\s*+["'](?!alternate["'])""", re.IGNORECASE)
_CDATA = re.compile(r"\s*+<!\[CDATA\[")
_TAG = re.compile(r"<(/?[a-z][a-z0-9]*|[!?])[^<>]*+(?:>|\Z)", re.IGNORECASE)  # a cut tag at the end too


class FeedPage:
    """What a feed's response holds; ``FeedPage(response).entries`` never raises, whatever the bytes."""

    def __init__(self, response: Response) -> None:
        self.url = response.url
        self._response = response

    def __repr__(self) -> str:
        return f"<FeedPage {self.url} with {len(self.entries)} entries>"

    @cached_property
    def text(self) -> str:
        """The body, decoded; UTF-16, which XML allows, shows itself by its first bytes."""
        body = self._response.body
        if body.startswith((b"\xff\xfe", b"\xfe\xff")):
            return body.decode("utf-16", errors="replace")
        try:
            return decode(self._response)
        except (ValueError, LookupError):  # a declared codec that is none for text
            return body.decode("utf-8", errors="replace")

    @cached_property
    def entries(self) -> list[Entry]:
        """The channel's stories in the feed's order, each once."""
        entries: dict[str, Entry] = {}
        for fields in read_items(self.text):
            entry = _entry(fields, self.url)
            if entry and entry.address.story_id:
                entries.setdefault(entry.address.story_id, entry)
        return list(entries.values())


Fields = list[tuple[str, str]]


def read_items(text: str) -> list[Fields]:
    """Return the whole items of RSS or Atom text as lists of (name without prefix, value).

    >>> read_items("<rss><item><title>One</title></item><item><title>cut")
    [[('title', 'One')]]
    """
    items = []
    for part in _ITEM_END.split(text)[:-1]:
        starts = [match.end() for match in _ITEM_START.finditer(part)]
        if starts:
            items.append(list(_fields(part[starts[-1] :])))
    return items


def plain(source: str) -> str:
    r"""Make one line of plain text of a headline's or teaser's HTML, hard-wrapped or not.

    >>> plain("Two\n<b>words</b> &amp; more<br /><br /><hr size='1' />")
    'Two words & more'
    """
    parts: list[str] = []
    silent, end = "", 0
    for tag in _TAG.finditer(source):
        name = (tag[1] or "").lower()
        if not silent:
            parts += source[end : tag.start()], "" if name.strip("/") in _INLINE else " "
            silent = name if name in {"script", "style"} else ""
        elif name == f"/{silent}":
            silent = ""
        end = tag.end()
    parts.append("" if silent else source[end:])
    return fold(unescape("".join(parts)))


def _fields(item: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of an item; of one that is never closed what stands before the next tag."""
    seen: Counter[str] = Counter()
    at = 0
    while tag := _FIELD.search(item, at):
        at = tag.end()
        name, attributes = tag[2].lower(), tag[3]
        seen[name] += 1
        if name not in _WANTED or seen[name] > (_MOST_LINKS if name == "link" else 1):
            continue
        href = _HREF.search(attributes) if name == "link" else None
        if href and not _OTHER_REL.search(attributes):
            yield name, unescape(href[1])
        if href or attributes.endswith("/"):
            continue
        marked = _CDATA.match(item, at)
        start = marked.end() if marked else at
        end = item.find("]]>" if marked else f"</{tag[1]}", start)
        end = end if end >= 0 else item.find("<", start)
        at = end if end >= 0 else len(item)
        if name not in _OTHERS:
            value = item[start:at]
            yield name, value if marked else unescape(value).replace("\ufffd", "")


def _entry(fields: Fields, base: str) -> Entry | None:
    addresses = (read_address(link, base) for link in _values(fields, *_LINKS))
    address = next((one for one in addresses if one.kind is AddressKind.STORY and one.is_in_channel), None)
    if address is None:
        return None
    dates = (read_date(fold(value)) for value in _values(fields, *_DATES))
    return Entry(
        address,
        headline=next(filter(None, map(plain, _values(fields, "title"))), ""),
        teaser=whole(next(filter(None, map(plain, _values(fields, *_TEASERS))), "")),
        date=next(filter(None, dates), None),
    )


def _values(fields: Fields, *names: str) -> list[str]:
    """Return the values of the named fields, in the order of the names."""
    return [value for name in names for field, value in fields if field == name]
