"""A listing page: the stories it shows, the sections it links and its next page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from newscrawl.pages.blocks import Tree
from newscrawl.pages.decode import decode
from newscrawl.pages.entries import read_entries
from newscrawl.pages.pagination import next_listing
from newscrawl.pages.read_more import LONGEST_TITLE, is_call, whole
from newscrawl.pages.script import script_stories
from newscrawl.pages.swallowed import mended
from newscrawl.pages.tree import parse, read_tree
from newscrawl.text.clean import fold
from newscrawl.text.printable import printable
from newscrawl.urls import Address, AddressKind, listing_path, read_address, story_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree
    from scrapy.http import Response

_WIDTH = 100  # columns of a terminal


@dataclass(frozen=True, slots=True)
class Entry:
    """One story shown on a listing; headline and teaser are empty and the date (an ISO 8601 day) is None where the page has none."""

    address: Address
    headline: str
    teaser: str
    position: int
    date: str | None = None


class ListingPage:
    """One listing page; ``ListingPage(response)`` works in `scrapy shell` too."""

    def __init__(self, response: Response, text: str | None = None) -> None:
        """Read a response; `text` is its body where that is decoded already."""
        self.response = response
        self.address = read_address(response.url)
        self.text = decode(response) if text is None else text
        self._known: dict[str, Address] = {}
        root = parse(self.text)
        self._scripted = list(script_stories(_scripts(root), response.url)) if root is not None else []
        self._raw = [
            a for a in story_addresses(self.text, response.url) if a[1].is_in_channel and a[1].story_id
        ]
        if root is not None and (lost := self._swallowed(root)):
            root = parse(mended(self.text, lost))
        self.tree = read_tree(root) if root is not None else Tree()
        self._names = self._other_names(root) if root is not None else {}

    @cached_property
    def entries(self) -> list[Entry]:
        """Every story of the channel that the page shows, each once, in order: of the tree, then of scripts, then of the raw source."""
        shown = read_entries(self.tree, self._story_id, self._names)
        addresses: dict[str, Address] = {}
        for href, address in self._known.items():
            addresses.setdefault(self._story_id(href), address)
        entries = {
            story: Entry(addresses[story], one.headline, one.teaser, 0, one.date)
            for story, one in sorted(shown.items(), key=lambda item: item[1].line)
        }
        for said in self._scripted:
            story = said.address.story_id or ""
            old = entries.get(story) or Entry(said.address, "", "", 0)
            entries[story] = replace(
                old,
                headline=old.headline or said.headline,
                teaser=old.teaser or whole(said.teaser),
                date=old.date or said.date,
            )
        for _, address in self._raw:
            entries.setdefault(address.story_id or "", Entry(address, "", "", 0))
        return [replace(entry, position=place) for place, entry in enumerate(entries.values(), 1)]

    @cached_property
    def named_next(self) -> str | None:
        """Path and query of the listing page that this one names as its next; None if it names none."""
        section = self.address.section_path or ""
        return next_listing(self.text, self.tree.blocks, self.response.url, section, self.address.page)

    def _story_id(self, href: str) -> str:
        """Return the id of the channel's story that an address names; empty where it names none."""
        if "s-" not in href and "S-" not in href:
            return ""
        address = self._known.get(href)
        if address is None:
            address = self._known[href] = read_address(href, self.response.url)
        return (address.story_id or "") if address.kind is AddressKind.STORY and address.is_in_channel else ""

    def _swallowed(self, root: etree._Element) -> list[tuple[int, Address]]:
        """Return the addresses of stories that the source names more often than links and scripts do: cut attributes swallowed them."""
        raw = Counter(address.story_id for _, address in self._raw)
        raw.subtract(
            self._story_id(str(link.get("href") or "")) for link in root.iter("a") if _is_shown(link)
        )
        if not +raw:
            return []
        for script in _scripts(root):
            raw.subtract(address.story_id for _, address in story_addresses(script, self.response.url))
        return [(at, address) for at, address in self._raw if raw[address.story_id] > 0]

    def _other_names(self, root: etree._Element) -> dict[str, str]:
        """Return, per story, what the label of a link or the text of its picture says, the longest of each story."""
        names: dict[str, str] = {}
        for link in root.iter("a"):
            story = self._story_id(str(link.get("href") or ""))
            if story:
                pictures = (picture.get("alt") for picture in link.iter("img", "amp-img"))
                for said in (link.get("aria-label"), link.get("title"), *pictures):
                    name = fold(said or "")
                    if len(names.get(story, "")) < len(name) <= LONGEST_TITLE and not is_call(name):
                        names[story] = name
        return names

    @cached_property
    def sections(self) -> list[str]:
        """Section paths that the page links, below ``politics/``, each once, in order."""
        found: dict[str, None] = {}
        for block in self.tree.blocks:
            for link in block.links:
                address = read_address(link.href, self.response.url)
                if address.kind is AddressKind.LISTING and address.section_path:
                    found.setdefault(address.section_path)
        return list(found)

    @cached_property
    def refused(self) -> dict[str, str]:
        """Paths of the channel that the page links but a limit keeps from being asked for, and which limit."""
        addresses = (
            read_address(link.href, self.response.url) for block in self.tree.blocks for link in block.links
        )
        return {address.path: fault for address in addresses if (fault := address.fault)}

    @cached_property
    def next_page(self) -> str | None:
        """Path and query of the next page: the one named, else the next number; None where this one shows no entries."""
        if not self.entries or not self.address.section_path:
            return None
        return self.named_next or listing_path(self.address.section_path, self.address.page + 1)

    def __repr__(self) -> str:
        lines = [f"ListingPage {self.address.path}: {len(self.entries)} entries, next page {self.next_page}"]
        lines += [
            f"  {e.position:3} {e.address.story_id:>8} {e.date or '':10} {e.headline or '(headline lost)'}"
            for e in self.entries
        ]
        return "\n".join(
            line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…" for line in map(printable, lines)
        )


def _scripts(root: etree._Element) -> Iterator[str]:
    return (str(script.text) for script in root.iter("script") if script.text)


def _is_shown(link: etree._Element) -> bool:
    """True if a link has words or a picture."""
    return (
        any(text.strip() for text in link.itertext())
        or link.find(".//img") is not None
        or link.find(".//amp-img") is not None
    )
