"""A listing page: the stories it shows, the sections it links and its next page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from newscrawl.pages.blocks import Tree
from newscrawl.pages.decode import decode
from newscrawl.pages.entries import LONGEST_TITLE, Cards, is_call, whole
from newscrawl.pages.script import script_stories
from newscrawl.pages.tree import parse, read_tree
from newscrawl.text.clean import fold
from newscrawl.text.printable import printable
from newscrawl.urls import Address, AddressKind, listing_path, read_address, story_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree
    from scrapy.http import Response

_WIDTH = 100  # columns of a terminal
_CUT = 2_000  # characters: what is cut inside a longer tag is not mended
# <span title="cut <a href="/politics/mod/s-12">Read more</a>: the first two tags are one, and its link is none
_TAG_END = re.compile(r"[^<>]{0,2000}>")
_SPILT = 60  # characters of host and quotes around an address that a cut attribute spilt into the text
_UNSEEN = re.compile(r"<(?:!--|meta|link|base|script|style|title|input)\b", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s", re.IGNORECASE)
_ANCHOR_END = re.compile(r"\s*</a", re.IGNORECASE)
_LINKED_WORDS = re.compile(r"\s*[^<\s][^<]{0,300}</a", re.IGNORECASE)


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

    def __init__(self, response: Response) -> None:
        self.response = response
        self.address = read_address(response.url)
        self.text = decode(response)
        self._known: dict[str, Address] = {}
        root = parse(self.text)
        self._scripted = list(script_stories(_scripts(root), response.url)) if root is not None else []
        self._raw = [
            a for a in story_addresses(self.text, response.url) if a[1].is_in_channel and a[1].story_id
        ]
        if root is not None and (lost := self._swallowed(root)):
            root = parse(_mended(self.text, lost))
        self.tree = read_tree(root) if root is not None else Tree()
        self._names = self._other_names(root) if root is not None else {}

    @cached_property
    def entries(self) -> list[Entry]:
        """Every story of the channel that the page shows, each once, in order: of the tree, then of scripts, then of the raw source."""
        shown = Cards(self.tree, self._story_id).read(self._names)
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
        """Path of the next page; None where this one shows no entries.

        Nobody knows the navigation's words, so the next number is asked for: the walk ends where a page repeats or is empty.
        """
        if not self.entries or not self.address.section_path:
            return None
        return listing_path(self.address.section_path, self.address.page + 1)

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


def _mended(source: str, lost: list[tuple[int, Address]]) -> str:
    """Put a link behind each tag, or spilt text, that swallowed one: around the words that it linked, else around a picture.

    >>> address = read_address("/politics/mod/s-12")
    >>> _mended('<i title="cut <a href="/politics/mod/s-12">Read more</a>', [(20, address)])[-50:]
    'd/s-12"><a href="/politics/mod/s-12">Read more</a>'
    """
    parts: list[str] = []
    done = 0
    for at, address in lost:
        opened, closed = (source.rfind(sign, max(done, at - _CUT), at) for sign in "<>")
        end = _TAG_END.match(source, at)
        if at < done or opened < 0 or end is None or _UNSEEN.match(source, opened):
            continue
        worded = _LINKED_WORDS.match(source, end.end())
        spilt = opened < closed  # it stands in the text
        if spilt and (end.end() - at > len(address.path) + _SPILT or not worded):
            continue
        if not worded and _ANCHOR.match(source, opened) and not _ANCHOR_END.match(source, end.end()):
            continue  # a whole card or a picture is linked here
        parts += source[done : end.end()], f'<a href="{address.path}">'
        if not worded:
            parts.append('<img src="/"></a>')
        done = end.end()
    return "".join([*parts, source[done:]])
