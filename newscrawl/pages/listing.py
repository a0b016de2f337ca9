"""A listing page: the stories it shows, the sections it links and its next page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from newscrawl.pages.blocks import Piece, parse
from newscrawl.pages.boxes import asking_boxes
from newscrawl.pages.decode import decode
from newscrawl.pages.walk import walk
from newscrawl.text.clean import fold
from newscrawl.text.landmarks import ends_like_teaser, is_share_row, is_site_name, tail_landmark
from newscrawl.text.printable import printable
from newscrawl.urls import Address, AddressKind, listing_path, read_address, story_addresses

if TYPE_CHECKING:
    from scrapy.http import Response

_DOTS = re.compile(r"\s*(?:\.{2,}|…)[\s.…]*$")  # a cut teaser's; the full stop of a whole one stays
_READ_MORE = 24  # characters at most of a link that only says "…Read more"


@dataclass(frozen=True, slots=True)
class Entry:
    """One story shown on a listing; headline and teaser are empty where the page lost them."""

    address: Address
    headline: str
    teaser: str
    position: int


class ListingPage:
    """One listing page; ``ListingPage(response)`` works in `scrapy shell` too."""

    def __init__(self, response: Response) -> None:
        self.response = response
        self.address = read_address(response.url)
        self.text = decode(response)
        root = parse(self.text)
        self.pieces: list[Piece] = walk(root)[0] if root is not None else []

    @cached_property
    def entries(self) -> list[Entry]:
        """Every story of the channel that the page shows, each once, in order; from the tree, then from the raw source."""
        groups = self._groups()
        found = [self._entry(address, indexes, groups) for address, indexes in groups.values()]
        seen = set(groups)
        for _, address in story_addresses(self.text, self.response.url):
            if address.is_in_channel and address.story_id and address.story_id not in seen:
                seen.add(address.story_id)
                found.append(Entry(address, "", "", 0))
        return [Entry(e.address, e.headline, e.teaser, place) for place, e in enumerate(found, 1)]

    @cached_property
    def _asking(self) -> set[int]:
        return asking_boxes(self.pieces)

    def _groups(self) -> dict[str, tuple[Address, list[int]]]:
        """Gather, per story, the pieces that link it."""
        groups: dict[str, tuple[Address, list[int]]] = {}
        for index, piece in enumerate(self.pieces):
            for link in piece.links:
                address = read_address(link.href, self.response.url)
                if address.kind is AddressKind.STORY and address.is_in_channel and address.story_id:
                    groups.setdefault(address.story_id, (address, []))[1].append(index)
        return groups

    def _entry(
        self, address: Address, indexes: list[int], groups: dict[str, tuple[Address, list[int]]]
    ) -> Entry:
        others = {
            i for other, places in groups.values() if other.story_id != address.story_id for i in places
        }
        headline, at = self._headline(address, indexes, others)
        teaser = self._behind_headline(headline, at) + [
            text
            for index in range(at + 1, len(self.pieces))
            if (text := self._teaser_part(index, others, indexes)) is not None
        ]
        return Entry(address, headline, " ".join(teaser), 0)

    def _behind_headline(self, headline: str, at: int) -> list[str]:
        """Return the part of the teaser that stands below the headline in one element with it."""
        text = fold(self.pieces[at].text) if at >= 0 else ""
        if not headline or not text.startswith(headline):
            return []
        rest = _without_read_more(text.removeprefix(headline), self.pieces[at])
        return [rest] if rest else []

    def _headline(self, address: Address, indexes: list[int], others: set[int]) -> tuple[str, int]:
        """Read the headline: the story's own link text, else the nearest heading or line above its "Read more"."""
        for index in indexes:
            texts = [
                fold(link.text) for link in self.pieces[index].links if self._leads_to(link.href, address)
            ]
            named = [
                text for text in texts if text and not (ends_like_teaser(text) and len(text) <= _READ_MORE)
            ]
            if named:
                return max(named, key=len), index
        first = indexes[0]
        for index in range(first, max(-1, first - 6), -1):
            piece = self.pieces[index]
            if index in others:
                break
            if piece.tag in {"h1", "h2", "h3", "h4", "h5"} and not is_site_name(piece.text):
                return fold(piece.text), index
        return self._unlinked_headline(first, others)

    def _unlinked_headline(self, first: int, others: set[int]) -> tuple[str, int]:
        """Read a headline that is neither link nor heading: the first line of the entry, or of the element it shares."""
        lines = self.pieces[first].text.split("\n")
        if len(lines) > 1 and 3 <= len(lines[0]) <= 200:
            return fold(lines[0]), first - 1
        around = self.pieces[first].path[-2:-1]
        top = first
        while (
            top > max(0, first - 4)
            and top - 1 not in others
            and around
            and around[0] in self.pieces[top - 1].path
        ):
            top -= 1
        text = fold(self.pieces[top].text)
        if (
            top < first
            and 3 <= len(text) <= 200
            and not is_site_name(text)
            and around[0] != self.pieces[0].path[0]
        ):
            return text, top
        return "", first - 1

    def _leads_to(self, href: str, address: Address) -> bool:
        return read_address(href, self.response.url).story_id == address.story_id

    def _teaser_part(self, index: int, others: set[int], indexes: list[int]) -> str | None:
        piece = self.pieces[index]
        start = self._span_end(indexes, others)
        if (
            index >= start
            or index in self._asking
            or not piece.text
            or is_site_name(piece.text)
            or is_share_row(piece.text)
        ):
            return None
        return _without_read_more(piece.text, piece) or None

    def _span_end(self, indexes: list[int], others: set[int]) -> int:
        """Find where the entry ends: behind its "Read more", else before the next story's first piece."""
        closing = [i for i in indexes if ends_like_teaser(self.pieces[i].text)]
        if closing:
            return closing[0] + 1
        start = indexes[0]
        stops = [
            i for i in range(start + 1, len(self.pieces)) if i in others or tail_landmark(self.pieces[i].text)
        ]
        return min([*stops, start + 4, len(self.pieces)])

    @cached_property
    def sections(self) -> list[str]:
        """Section paths that the page links, below ``politics/``, each once, in order."""
        found: dict[str, None] = {}
        for piece in self.pieces:
            for link in piece.links:
                address = read_address(link.href, self.response.url)
                if address.kind is AddressKind.LISTING and address.section_path:
                    found.setdefault(address.section_path)
        return list(found)

    @cached_property
    def refused(self) -> dict[str, str]:
        """Paths of the channel that the page links but a limit keeps from being asked for, and which limit."""
        addresses = (
            read_address(link.href, self.response.url) for piece in self.pieces for link in piece.links
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
            f"  {e.position:3} {e.address.story_id:>8} {e.headline or '(headline lost)'}"
            for e in self.entries
        ]
        return printable("\n".join(lines))


def _without_read_more(text: str, piece: Piece) -> str:
    """Take the link off a teaser that only says "…Read more"."""
    text = fold(text)
    for link in piece.links:
        if ends_like_teaser(link.text) and len(link.text) <= _READ_MORE:
            text = _DOTS.sub("", text.removesuffix(fold(link.text)).rstrip())
    return text
