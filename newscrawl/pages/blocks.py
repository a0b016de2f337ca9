"""A page's tree as blocks in reading order: each reads as one paragraph and keeps the runs of text it is made of.

The walk is one loop over the tree without recursion; its time and memory grow with the number of elements.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple, cast

from lxml import etree

from newscrawl.text.clean import fold

BLOCK_TAGS = frozenset(
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header html legend li main menu nav ol optgroup option "
    "p pre section summary table tbody td tfoot th thead tr ul".split()
)
#: Elements that stand inside a line; of one that HTML does not know the text around it decides.
INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big blink br cite code data del dfn em font i img input ins kbd label mark nobr q rp rt "
    "ruby s samp slot small span strike strong sub sup time tt u var wbr picture source hr amp-img".split()
)
SILENT_TAGS = frozenset(
    "script style noscript template iframe svg math object embed audio video canvas title select textarea map head".split()
)
#: What an element says of the text inside it, one bit each.
INSIDE = {
    tag: 1 << place
    for place, tag in enumerate(
        "nav aside footer form button header figure figcaption article main li table blockquote dialog h1 h2 h3 h4 pre dd".split()
    )
} | {"h5": 1 << 17, "h6": 1 << 17, "td": 1 << 11, "address": 0}
_ROLES = {
    "navigation": "nav",
    "complementary": "aside",
    "contentinfo": "footer",
    "banner": "header",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
SLANTED, BOLD, TIME, AUTHOR, SECTION = 1, 2, 4, 8, 16  # what a run of text stands in
_STYLES = {
    "em": SLANTED,
    "i": SLANTED,
    "small": SLANTED,
    "cite": SLANTED,
    "b": BOLD,
    "strong": BOLD,
    "time": TIME,
}
_PROPERTIES = {"author": AUTHOR, "articlesection": SECTION}
_MARKED = etree.XPath("descendant-or-self::*[@role or @hidden or @style or @itemprop or @rel]")
_STRING = etree.XPath("string()")
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src")
_PRE = INSIDE["pre"]
_BREAK = "\0"  # a <br>; the source of a page holds none
_EMPTY_LINE = re.compile(r"\n[ \t\r\f]*\n")


class Run(NamedTuple):
    """Text between two tags, as written: the address it links, if any, and the styles it stands in."""

    text: str
    href: str | None = None
    style: int = 0
    stamp: str = ""
    """The machine's date of a ``<time>``."""


class Link(NamedTuple):
    """One ``<a href>`` inside a block: its address as written and its text."""

    href: str
    text: str


class Block(NamedTuple):
    r"""A piece of a page that reads as one paragraph.

    ``text`` has one blank for any run of white space and ``\n`` for a single ``<br>``; it is empty for a picture or an
    input field. ``element`` is the number of the innermost block element around it, ``inside`` adds up `INSIDE`.
    """

    text: str
    tag: str
    element: int
    inside: int = 0
    runs: tuple[Run, ...] = ()
    links: tuple[Link, ...] = ()
    linked: int = 0
    slanted: int = 0
    bold: int = 0
    image: str | None = None

    @property
    def link_share(self) -> float:
        """Share of the text that is linked, 0.0 to 1.0."""
        return min(1.0, self.linked / len(self.text)) if self.text else 0.0


class Moment(NamedTuple):
    """A ``<time>`` element: its machine or printed date and the number of blocks before it."""

    value: str
    position: int


class Tree:
    """The blocks of a page, its ``<time>`` elements, and per block element its parent, its shape and the blocks inside it.

    Two elements have one ``shape`` if they and all around them have the same tags, and one ``mold`` if what is around
    them has the same classes too: paragraphs of one text mostly do.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.moments: list[Moment] = []
        self.parents: list[int] = []
        self.tags: list[str] = []
        self.shapes: list[int] = []
        self.molds: list[int] = []
        self.first: list[int] = []
        self.last: list[int] = []
        """``blocks[first[e]:last[e]]`` stand in element e."""


def parse(text: str) -> etree._Element | None:
    """Build the tree of a page; None where there is nothing to build it from."""
    source = text.replace("\x00", "").encode("utf-8", errors="replace").strip()
    if not source:
        return None
    # huge_tree: without it libxml2 drops what lies deeper than 256 elements; faults.py refuses over 2,000.
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(source, parser)
    except etree.LxmlError:
        return None


def make_block(runs: list[Run], tag: str, element: int, inside: int) -> Block | None:
    """Make a block of runs; None where they hold no text."""
    text = runs[0].text if len(runs) == 1 else "".join([run.text for run in runs])
    if _BREAK in text:
        text = "\n".join([line for line in map(fold, text.split(_BREAK)) if line])
    else:
        text = fold(text)
    if not text:
        return None
    linked = slanted = bold = 0
    links: tuple[Link, ...] = ()
    if len(runs) > 1 or runs[0].style or runs[0].href is not None:
        for run in runs:
            if run.style:
                size = len(run.text.strip())
                slanted += size if run.style & SLANTED else 0
                bold += size if run.style & BOLD else 0
        links = _links(runs)
        linked = sum([len(link.text) for link in links])
    return Block(text, tag, element, inside, tuple(runs), links, linked, slanted, bold)


def _links(runs: list[Run]) -> tuple[Link, ...]:
    """Return the links that have a text; runs of one ``<a>`` share its address object."""
    found: list[tuple[str, list[str]]] = []
    before: str | None = None
    for run in runs:
        href = run.href
        if href is not None:
            if href is not before:
                found.append((href, []))
            found[-1][1].append(run.text.replace(_BREAK, " "))
        before = href
    named = [Link(str(href), fold("".join(parts))) for href, parts in found]
    return tuple([link for link in named if link.text])


def split_block(block: Block, lines: list[str]) -> list[Block]:
    """Part a block at its line breaks into blocks that read as `lines`, which joined by line breaks are its text."""
    parts: list[list[Run]] = [[]]
    for run in block.runs:
        if run.text == _BREAK:
            parts.append([])
        else:
            parts[-1].append(run)
    blocks = [
        made for part in parts if part and (made := make_block(part, block.tag, block.element, block.inside))
    ]
    if [made.text for made in blocks] != block.text.split("\n"):
        return [block._replace(text=line) for line in lines]
    result: list[Block] = []
    at = 0
    for line in lines:
        size = line.count("\n") + 1
        result.append(blocks[at] if size == 1 else block._replace(text=line))
        at += size
    return result


class _Address(str):
    """An address that is told from an equal one: two links side by side may lead to one place."""

    __slots__ = ()


def read_tree(root: etree._Element, *, hidden: bool = False) -> Tree:  # noqa: C901, PLR0912, PLR0915  # one loop: a call an element would double its time
    """Read an element and all below it into blocks; with ``hidden`` also what the page hides until a script shows it."""
    tree = Tree()
    blocks, parents, tags, shapes, molds = tree.blocks, tree.parents, tree.tags, tree.shapes, tree.molds
    first, last = tree.first, tree.last
    marked = frozenset(cast("list[Any]", _MARKED(root)))
    known: dict[tuple[int, str, str], int] = {}
    runs: list[Run] = []
    # An open element: node, number of the block element that it is or stands in, silence, address, style, inside, is block?
    top: tuple[Any, int, int, str | None, int, int, str] = (None, -1, 0, None, 0, 0, "")
    stack = [top]
    stamps: list[str] = [""]

    def flush(tag: str, element: int, inside: int) -> None:
        if (block := make_block(runs, tag, element, inside)) is not None:
            blocks.append(block)
        runs.clear()

    def close() -> None:
        nonlocal top
        node, element, _, _, style, inside, block = top
        if block:
            if runs:
                flush(block, element, inside)
            last[element] = len(blocks)
        elif style & TIME and node.tag == "time":
            stamps[0] = ""
        stack.pop()
        top = stack[-1]
        if not top[2] and (tail := node.tail):
            say(tail)

    def say(text: str) -> None:
        if not runs and text.isspace():
            return
        _, element, _, href, style, inside, _ = top
        if inside & _PRE and "\n" in text:
            parts = _EMPTY_LINE.split(text)
            for part in parts[:-1]:
                runs.append(Run(part, href, style))
                flush("p", element, inside)
            text = parts[-1]
        runs.append(Run(text, href, style, stamps[0]) if style or href is not None else Run(text))

    for node in root.iter():
        tag: Any = node.tag
        parent = node.getparent()
        while top[0] is not None and top[0] is not parent:
            close()
        if not isinstance(tag, str):  # a comment; its tail is the text behind it
            if not top[2] and (tail := node.tail):
                say(tail)
            continue
        _, element, silent, href, style, inside, _ = top
        block = ""
        if tag in BLOCK_TAGS or (tag not in INLINE_TAGS and tag not in SILENT_TAGS and _stands_alone(node)):
            if runs:
                flush(tags[element] if element >= 0 else "body", element, inside)
            block = tag
            inside |= INSIDE.get(tag, 0)
            shape, mold = (shapes[element], molds[element]) if element >= 0 else (0, 0)
            around = (parent.get("class") or "") if parent is not None else ""
            parents.append(element)
            element = len(tags)
            tags.append(tag)
            shapes.append(known.setdefault((shape, tag, ""), len(known) + 1))
            molds.append(known.setdefault((mold, tag, around.strip() + " "), len(known) + 1))
            first.append(len(blocks))
            last.append(0)
        if node in marked:
            if not hidden and _hidden(node):
                silent = 1
            if role := _ROLES.get(node.get("role", "")):
                inside |= INSIDE[role]
            style |= _PROPERTIES.get(node.get("itemprop", "").lower(), 0)
            if node.get("rel") == "author":
                style |= AUTHOR
        if tag in SILENT_TAGS:
            silent = 1
        if not silent:
            if tag == "a":
                href = _Address(node.get("href") or "")
            elif tag == "br":
                if _breaks_twice(runs):
                    flush(tags[element] if element >= 0 else "br", element, inside)
            elif tag in {"img", "amp-img"}:
                source = next(
                    (
                        found
                        for name in _SOURCES
                        if (found := node.get(name)) and not found.startswith("data:")
                    ),
                    "",
                )
                blocks.append(
                    Block("", "img", element, inside, image=source, links=(Link(href, ""),) if href else ())
                )
            elif tag == "hr":
                if runs:
                    flush(tags[element] if element >= 0 else "body", element, inside)
                blocks.append(Block("____", "hr", element, inside))
            elif tag == "input":
                if node.get("type", "").lower() != "hidden":
                    blocks.append(Block("", "input", element, inside))
            elif tag in _STYLES:
                style |= _STYLES[tag]
                if tag == "time":
                    stamps[0] = node.get("datetime") or fold(str(_STRING(node)))
                    tree.moments.append(Moment(stamps[0], len(blocks)))
        top = (node, element, silent, href, style, inside, block)
        stack.append(top)
        if not silent and (text := node.text):
            say(text)
    while top[0] is not None and top[0] is not root:
        close()
    if top[0] is not None:
        if runs:
            flush("body", 0, 0)
        for element in range(len(last)):
            last[element] = last[element] or len(blocks)
    return tree


def _breaks_twice(runs: list[Run]) -> bool:
    """Read ``<br>``: true for the second in a row, with nothing but white space between, which ends the paragraph."""
    for run in reversed(runs):
        if run.text == _BREAK:
            return True
        if run.text.strip():
            runs.append(Run(_BREAK))
            break
    return False


def _stands_alone(node: etree._Element) -> bool:
    """True if no text stands on the same line before or behind an element that HTML does not know: it is a block."""
    parent = node.getparent()
    if parent is None or (node.tail or "").strip():
        return False
    before = node.getprevious()
    return not ((parent.text if before is None else before.tail) or "").strip()


def _hidden(node: etree._Element) -> bool:
    style = node.get("style", "").replace(" ", "").lower()
    return "display:none" in style or (node.get("hidden") is not None and node.tag != "body")
