"""A page's blocks: pieces of text in reading order, and where each stands."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from newscrawl.items import Link


class Piece(NamedTuple):
    """One block as the walk finds it (a tuple: a page makes hundreds, and tuples are made fastest).

    ``path`` numbers the elements around it from the root down, ``shape`` names those that are no
    inline ones; ``emphasis`` is the share of text in italics or small print; ``text`` is empty for a picture or an input field, which stand in the list as evidence.
    """

    text: str
    tag: str
    links: tuple[Link, ...]
    inside: frozenset[str]
    path: tuple[int, ...]
    image: str | None = None
    emphasis: float = 0.0
    shape: str = ""

    @property
    def link_share(self) -> float:
        """Share of the text that is linked, 0.0 to 1.0."""
        if not self.links or not self.text:
            return 0.0
        return min(1.0, sum(len(link.text) for link in self.links) / len(self.text))


class Moment(NamedTuple):
    """A ``<time>`` element: its machine or printed date and the number of pieces before it."""

    value: str
    position: int


def parse(text: str) -> etree._Element | None:
    """Build the tree of a page; None where there is nothing to build it from."""
    source = text.replace("\x00", "").encode("utf-8", errors="replace").strip()
    if not source:
        return None
    # huge_tree: without it libxml2 drops what lies deeper than 256 elements; limits.py refuses over 2,000.
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(source, parser)
    except etree.LxmlError:
        return None


def reads_like_prose(piece: Piece) -> bool:
    """True if the piece holds sentences, not labels, a menu or links."""
    if len(piece.text) < 60:  # shorter ones are labels as often as sentences
        return False
    ended = piece.text.rstrip("\"'”’)]").endswith((".", "?", "!", ":", "…", "—"))
    return piece.link_share < 0.4 and (ended or len(piece.text) > 200)
