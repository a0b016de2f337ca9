"""A page as a list of blocks in reading order, made in one walk of the tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree, html

from newscrawl.items import Link
from newscrawl.text.clean import fold_lines, fold_piece

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@dataclass(frozen=True, slots=True)
class Piece:
    """One block as the walk finds it.

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
        linked = sum(len(link.text) for link in self.links)
        return min(1.0, linked / len(self.text)) if self.text else 0.0


@dataclass(frozen=True, slots=True)
class Moment:
    """A ``<time>`` element: its machine or printed date and the number of pieces before it."""

    value: str
    position: int


def parse(text: str) -> html.HtmlElement | None:
    """Build the tree of a page; None where there is nothing to build it from."""
    source = text.replace("\x00", "").encode("utf-8", errors="replace").strip()
    if not source:
        return None
    # huge_tree: without it libxml2 drops what lies deeper than 256 elements; limits.py refuses over 2,000.
    parser = html.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=True)
    try:
        return html.document_fromstring(source, parser=parser)
    except etree.LxmlError:
        return None


def walk(root: html.HtmlElement) -> tuple[list[Piece], list[Moment]]:
    """Read a tree into pieces and ``<time>`` elements, without recursion."""
    walker = _Walker()
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            walker.start(node)
        else:
            walker.end(node, is_element=event == "end")
    walker.flush("body")
    return walker.pieces, walker.moments


@dataclass(slots=True)
class _Walker:
    pieces: list[Piece] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    _stack: list[tuple[int, str, str | None]] = field(default_factory=list)
    _blocks: set[int] = field(default_factory=set)
    _count: int = 0
    _silent: int = 0
    _href: str | None = None
    _slanted: int = 0
    _slant: int = 0
    _text: list[str] = field(default_factory=list)
    _links: list[tuple[str, list[str]]] = field(default_factory=list)

    def start(self, node: html.HtmlElement) -> None:
        tag = node.tag
        self._count += 1
        if tag in BLOCK_TAGS or (tag not in INLINE_TAGS and _stands_alone(node)):
            self.flush(self._around())
            self._blocks.add(self._count)
        self._stack.append((self._count, tag, _telling(node)))
        if self._silent or tag in SILENT_TAGS or _hidden(node):
            self._silent += 1
            return
        self._open(node, tag)
        self.add(node.text)

    def end(self, node: html.HtmlElement, *, is_element: bool) -> None:
        if is_element:
            self._close(node.tag)
        if not self._silent:
            self.add(node.tail)

    def _open(self, node: html.HtmlElement, tag: str) -> None:
        if tag == "br":
            self._break()
        elif tag == "hr":
            self.flush(self._around())
            self._mark("____", "hr")
        elif tag == "img":
            self._mark("", "img", node.get("src") or node.get("data-src") or "")
        elif tag == "input" and node.get("type", "").lower() != "hidden":
            self._mark("", "input")
        elif tag == "a":
            self._href = node.get("href") or ""
        elif tag in SLANTED_TAGS:
            self._slant += 1
        elif tag == "time":
            self.moments.append(Moment(node.get("datetime") or node.text_content(), len(self.pieces)))

    def _close(self, tag: str) -> None:
        if self._stack[-1][0] in self._blocks:
            self.flush(tag)
        self._stack.pop()
        if self._silent:
            self._silent -= 1
        elif tag == "a":
            self._href = None
        elif tag in SLANTED_TAGS:
            self._slant -= 1

    def add(self, text: str | None) -> None:
        if not text:
            return
        text = fold_piece(text)
        self._text.append(text)
        self._slanted += len(text) if self._slant else 0
        if self._href is not None:
            if not self._links or self._links[-1][0] != self._href:
                self._links.append((self._href, []))
            self._links[-1][1].append(text)

    def _break(self) -> None:
        """Read ``<br>``: the second in a row, with nothing but white space between, ends the paragraph."""
        joined = "".join(self._text)
        if joined.rstrip(" ").endswith("\n"):
            self.flush("br")
        else:
            self._text = [joined, "\n"]

    def _around(self) -> str:
        return next((tag for number, tag, _ in reversed(self._stack) if number in self._blocks), "body")

    def _mark(self, text: str, tag: str, image: str | None = None) -> None:
        path, inside, shape = self._place()
        self.pieces.append(Piece(text, tag, (), inside, path, image, shape=shape))

    def _place(self) -> tuple[tuple[int, ...], frozenset[str], str]:
        path = tuple(number for number, _, _ in self._stack)
        shape = "/".join(tag for number, tag, _ in self._stack if number in self._blocks)
        return path, frozenset(telling for _, _, telling in self._stack if telling), shape

    def flush(self, tag: str) -> None:
        """Close the paragraph that is being read, if it holds anything."""
        text = fold_lines("".join(self._text))
        if text:
            path, inside, shape = self._place()
            links = ((href, fold_lines("".join(parts))) for href, parts in self._links)
            shown = tuple(Link(*link) for link in links if link[1])
            self.pieces.append(
                Piece(text, tag, shown, inside, path, None, min(1.0, self._slanted / len(text)), shape)
            )
        self._text.clear()
        self._links.clear()
        self._slanted = 0


def _stands_alone(node: html.HtmlElement) -> bool:
    """Tell an element that HTML does not know as a block: no text stands on the same line before or behind it."""
    parent = node.getparent()
    if parent is None or (node.tail or "").strip():
        return False
    before = node.getprevious()
    return not ((parent.text if before is None else before.tail) or "").strip()


def _telling(node: html.HtmlElement) -> str | None:
    role = TELLING_ROLES.get(node.get("role", ""))
    return role or (node.tag if node.tag in TELLING_TAGS else None)


def _hidden(node: html.HtmlElement) -> bool:
    style = node.get("style", "").replace(" ", "").lower()
    return "display:none" in style or (node.get("hidden") is not None and node.tag != "body")


def prose(pieces: list[Piece]) -> Iterator[Piece]:
    """Those pieces that read like sentences: long enough, ended, hardly linked."""
    return (piece for piece in pieces if reads_like_prose(piece))


def reads_like_prose(piece: Piece) -> bool:
    """Tell sentences from labels, menus and links."""
    long_enough = len(piece.text) >= 60  # shorter ones are labels as often as sentences
    ended = piece.text.rstrip("\"'”’)]").endswith((".", "?", "!", ":", "…", "—"))
    return long_enough and piece.link_share < 0.4 and (ended or len(piece.text) > 200)
