"""One walk over a page's tree: its blocks in reading order, and its ``<time>`` elements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree

from newscrawl.items import Link
from newscrawl.pages.blocks import Moment, Piece
from newscrawl.text.clean import fold, fold_piece

BLOCK_TAGS = frozenset(
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header html legend li main menu nav ol optgroup option "
    "p pre section summary table tbody td tfoot th thead tr ul".split()
)
#: Elements that stand inside a line; of one that HTML does not know the text around it decides.
INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big blink br cite code data del dfn em font i img input ins kbd label mark nobr q rp rt "
    "ruby s samp slot small span strike strong sub sup time tt u var wbr picture source".split()
)
SILENT_TAGS = frozenset(
    "script style noscript template iframe ins svg math object embed audio video canvas title select "
    "textarea map head".split()
)
#: Ancestors that say something about the text inside them.
TELLING_TAGS = frozenset(
    "a address article aside blockquote button em figcaption figure footer form header i li main nav ol "
    "small strong table td ul b h1 h2 h3 h4 h5 h6".split()
)
SLANTED_TAGS = frozenset({"em", "i", "small", "cite"})
TELLING_ROLES = {"navigation": "nav", "complementary": "aside", "contentinfo": "footer", "banner": "header"}
_OPENING_TAGS = SLANTED_TAGS | {"br", "hr", "img", "input", "a", "time"}
_MARKED = etree.XPath("descendant-or-self::*[@role or @hidden or @style]")
_STRING = etree.XPath("string()")


def walk(root: etree._Element) -> tuple[list[Piece], list[Moment]]:
    """Read a tree into pieces and ``<time>`` elements, without recursion."""
    walker = _Walker(frozenset(cast("list[Any]", _MARKED(root))))
    start, end, text = walker.start, walker.end, walker.text
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            start(node)
        elif event == "end":
            end(node)
        else:
            text(node.tail)
    walker.flush("body")
    return walker.pieces, walker.moments


@dataclass(slots=True)
class _Walker:
    """The state of a walk: a page has some hundred elements, so each costs as little as can be.

    ``_numbers`` and ``_kinds`` are stacks of the open elements, ``_blocks`` holds the tags of those that are blocks
    and ``_inside`` what those and their ancestors tell that tell anything.
    """

    marked: frozenset[etree._Element]
    pieces: list[Piece] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)
    _inside: list[frozenset[str]] = field(default_factory=lambda: [frozenset()])
    _blocks: list[str] = field(default_factory=list)
    _kinds: list[tuple[bool, bool]] = field(default_factory=list)
    _count: int = 0
    _silent: int = 0
    _href: str | None = None
    _opens_link: bool = False
    _slanted: int = 0
    _slant: int = 0
    _lines: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _links: list[tuple[str, list[str]]] = field(default_factory=list)

    def start(self, node: etree._Element) -> None:
        tag: str = node.tag
        self._count += 1
        is_block = tag in BLOCK_TAGS or (tag not in INLINE_TAGS and _stands_alone(node))
        if is_block:
            if self._text or self._lines:
                self.flush(self._around())
            self._blocks.append(tag)
        marked = node in self.marked
        telling = tag in TELLING_TAGS or marked
        if telling:
            self._inside.append(self._inside[-1] | _told(node, tag))
        self._kinds.append((is_block, telling))
        self._numbers.append(self._count)
        if self._silent or tag in SILENT_TAGS or (marked and _hidden(node)):
            self._silent += 1
            return
        if tag in _OPENING_TAGS:
            self._open(node, tag)
        if text := node.text:
            self._add(text)

    def end(self, node: etree._Element) -> None:
        tag: str = node.tag
        is_block, telling = self._kinds.pop()
        if is_block:
            if self._text or self._lines:
                self.flush(tag)
            self._blocks.pop()
        self._numbers.pop()
        if telling:
            self._inside.pop()
        if self._silent:
            self._silent -= 1
        elif tag == "a":
            self._href = None
        elif tag in SLANTED_TAGS:
            self._slant -= 1
        if not self._silent and (text := node.tail):
            self._add(text)

    def text(self, text: str | None) -> None:
        if text and not self._silent:
            self._add(text)

    def _open(self, node: etree._Element, tag: str) -> None:
        if tag == "br":
            self._break()
        elif tag == "a":
            self._href = node.get("href") or ""
            self._opens_link = True
        elif tag in SLANTED_TAGS:
            self._slant += 1
        elif tag == "img":
            self._mark("", "img", node.get("src") or node.get("data-src") or "")
        elif tag == "hr":
            self.flush(self._around())
            self._mark("____", "hr")
        elif tag == "input":
            if node.get("type", "").lower() != "hidden":
                self._mark("", "input")
        else:
            self.moments.append(Moment(node.get("datetime") or str(_STRING(node)), len(self.pieces)))

    def _add(self, text: str) -> None:
        self._text.append(text)
        if self._slant:
            self._slanted += len(fold_piece(text))
        if self._href is not None:
            if self._opens_link or not self._links:
                self._links.append((self._href, []))
                self._opens_link = False
            self._links[-1][1].append(text)

    def _break(self) -> None:
        """Read ``<br>``: the second in a row, with nothing but white space between, ends the paragraph."""
        line = fold("".join(self._text))
        if self._lines and not line:
            self.flush("br")
        else:
            self._lines.append(line)
            self._text.clear()

    def _around(self) -> str:
        return self._blocks[-1] if self._blocks else "body"

    def _mark(self, text: str, tag: str, image: str | None = None) -> None:
        self._put(text, tag, (), image, 0.0)

    def _put(self, text: str, tag: str, links: tuple[Link, ...], image: str | None, emphasis: float) -> None:
        path, shape = tuple(self._numbers), "/".join(self._blocks)
        self.pieces.append(Piece(text, tag, links, self._inside[-1], path, image, emphasis, shape))

    def flush(self, tag: str) -> None:
        """Close the paragraph that is being read, if it holds anything."""
        text = fold("".join(self._text))
        if self._lines:
            text = "\n".join(line for line in (*self._lines, text) if line)
        if text:
            links = _shown(self._links) if self._links else ()
            self._put(text, tag, links, None, min(1.0, self._slanted / len(text)))
        self._text.clear()
        self._lines.clear()
        self._links.clear()
        self._slanted = 0


def _shown(links: Iterable[tuple[str, list[str]]]) -> tuple[Link, ...]:
    """Return the links that have a text."""
    named = ((href, fold("".join(parts))) for href, parts in links)
    return tuple(Link(href, text) for href, text in named if text)


def _told(node: etree._Element, tag: str) -> frozenset[str]:
    """Name what an element tells of the text inside it: its role, else its tag."""
    told = TELLING_ROLES.get(node.get("role", "")) or (tag if tag in TELLING_TAGS else None)
    return frozenset((told,) if told else ())


def _stands_alone(node: etree._Element) -> bool:
    """True if an element that HTML does not know is a block: no text stands on the same line before or behind it."""
    parent = node.getparent()
    if parent is None or (node.tail or "").strip():
        return False
    before = node.getprevious()
    return not ((parent.text if before is None else before.tail) or "").strip()


def _hidden(node: etree._Element) -> bool:
    style = node.get("style", "").replace(" ", "").lower()
    return "display:none" in style or (node.get("hidden") is not None and node.tag != "body")
