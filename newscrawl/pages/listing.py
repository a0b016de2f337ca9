"""A listing page: the stories it shows and the sections it links."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from newscrawl.pages.decode import decode
from newscrawl.pages.entries import Entry, read_entries
from newscrawl.pages.pagination import HREF, next_listing
from newscrawl.pages.read_more import is_call
from newscrawl.pages.script import script_stories
from newscrawl.pages.tree import read_tree
from newscrawl.text.addresses import story_addresses
from newscrawl.text.clean import fold, unescape
from newscrawl.text.printable import counted, printable
from newscrawl.urls import Address, AddressKind, read_address

if TYPE_CHECKING:
    from scrapy.http import Response

_WIDTH = 100  # columns of a terminal
# A tag cut before a link, which would swallow it: <span title="cut <a href="/politics/mod/s-12">
_CUT_TAG = re.compile(r"(<[a-z][^<>]*+)(?=<a\s[^<>]*+>)", re.IGNORECASE)

_STORY_ID = re.compile(r"(?i:s-)([0-9]+(?:-[0-9]+)*)")
# A tag but a link's, which may name a story in any attribute, or a link that holds nothing
_TAG = re.compile(r"<(?:(?!(?:a|link|meta|script)\b)[a-z]|a\b(?=[^<>]*+>\s*+</a))[^<>]*+>", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b[^<>]*+>", re.IGNORECASE)
_LINK = re.compile(r"(?=<a\s)", re.IGNORECASE)
_LABEL = re.compile(
    r"""\s(?:aria-label|title|alt)\s*+=\s*+(?P<quote>["'])(?P<text>[^<>]*?)(?P=quote)""", re.IGNORECASE
)


class ListingPage:
    """One listing page; ``ListingPage(response)`` works in `scrapy shell` too."""

    def __init__(self, response: Response, text: str | None = None) -> None:
        """Read a response; `text` is its body where that is decoded already."""
        self.response = response
        self.address = read_address(response.url)
        self.text = decode(response) if text is None else text
        self._source = _CUT_TAG.sub(r'\1">', self.text)
        self.tree = read_tree(self._source)
        self._known: dict[str, Address] = {}
        self._stories: dict[str, Address] = {}

    @cached_property
    def entries(self) -> list[Entry]:
        """The channel's stories, each once, in order: those of the tree, then of scripts, then of the raw source."""
        entries: dict[str, Entry] = {}
        for entry in (*self._printed(), *script_stories(self._scripts(), self.response.url)):
            story = entry.address.story_id or ""
            entries[story] = entries[story].filled(entry) if story in entries else entry
        for address in self._named:
            entries.setdefault(address.story_id or "", Entry(address))
        return list(entries.values())

    def _printed(self) -> list[Entry]:
        shown = read_entries(self.tree, self._story_id, self._stories)
        if not {address.story_id for address in self._named} <= self._stories.keys():
            source = _TAG.sub(self._with_link, self._source)
            shown = read_entries(read_tree(source, hidden=True), self._story_id, self._stories)
        names = {} if all(entry.headline for entry in shown) else self._names()
        return [
            entry.filled(Entry(entry.address, names.get(entry.address.story_id or "", ""))) for entry in shown
        ]

    def _with_link(self, tag: re.Match[str]) -> str:
        """Write a link behind a tag that alone names a story, as by ``data-href``, or as a link without words."""
        found = story_addresses(tag[0], self.response.url) if _STORY_ID.search(tag[0]) else ()
        return tag[0] + "".join(f'<a href="{address.path}"><img></a>' for _, address in found)

    @cached_property
    def _named(self) -> list[Address]:
        """The addresses of the channel's stories in the raw source, unless the page's text names them all."""
        if {*_STORY_ID.findall(self.text)} <= self._stories.keys():
            return []
        addresses = (address for _, address in story_addresses(self.text, self.response.url))
        return [address for address in addresses if address.is_in_channel and address.story_id]

    @cached_property
    def named_next(self) -> str | None:
        """Path and query of the listing page that this one names as its next; None if it names none."""
        section = self.address.section_path or ""
        return next_listing(self.text, self.tree.blocks, self.response.url, section, self.address.page)

    def _story_id(self, href: str) -> str:
        """Return the id of the channel's story that an address names; empty where it names none."""
        if "s-" not in href and "S-" not in href:
            return ""
        address = self._address(href)
        if address.kind is not AddressKind.STORY or not address.is_in_channel or not address.story_id:
            return ""
        self._stories.setdefault(address.story_id, address)
        return address.story_id

    def _address(self, href: str) -> Address:
        address = self._known.get(href)
        if address is None:
            address = self._known[href] = read_address(href, self.response.url)
        return address

    def _scripts(self) -> list[str]:
        return [part.partition("</script")[0] for part in _SCRIPT.split(self.text)[1:]]

    def _names(self) -> dict[str, str]:
        """Return, per story, what the label of a link or the text of its picture says, the longest of each story."""
        names: dict[str, str] = {}
        for part in _LINK.split(self._source):
            link = part.partition("</a")[0]
            href = HREF.search(link)
            if href and (story := self._story_id(unescape("".join(href.groups(""))))):
                said = (fold(unescape(label["text"])) for label in _LABEL.finditer(link))
                names[story] = max(
                    (names.get(story, ""), *(name for name in said if not is_call(name))), key=len
                )
        return names

    @cached_property
    def _links(self) -> list[Address]:
        """The addresses that the page's text links, each once, in order."""
        hrefs = dict.fromkeys(link.href for block in self.tree.blocks for link in block.links)
        return [self._address(href) for href in hrefs]

    @property
    def sections(self) -> list[str]:
        """Section paths that the page links, below ``politics/``, each once, in order."""
        paths = (link.section_path for link in self._links if link.kind is AddressKind.LISTING)
        return list(dict.fromkeys(filter(None, paths)))

    @property
    def refused(self) -> dict[str, str]:
        """Paths of the channel that the page links but a limit keeps from being asked for, and which limit."""
        return {link.path: fault for link in self._links if (fault := link.fault)}

    def __repr__(self) -> str:
        following = self.named_next or "none named"
        lines = [
            f"ListingPage {self.address.path}: {counted(len(self.entries), 'entry', 'entries')}, next page {following}"
        ]
        for place, one in enumerate(self.entries, 1):
            headline = one.headline or "(headline lost)"
            lines.append(f"  {place:3} {one.address.story_id:>8} {one.date or '':10} {headline}")
        return "\n".join(printable(line)[:_WIDTH] for line in lines)
