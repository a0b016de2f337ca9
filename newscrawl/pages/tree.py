"""The walk that reads a page's tree into blocks, in reading order.

It is one loop over the tree without recursion; its time and memory grow with the number of elements.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from newscrawl.pages.blocks import (
    AUTHOR,
    BOLD,
    BREAK,
    INSIDE,
    SECTION,
    SLANTED,
    TIME,
    Block,
    Link,
    Moment,
    Run,
    Tree,
    make_block,
    new_tuple,
)
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
_ROLES = {
    "navigation": "nav",
    "complementary": "aside",
    "contentinfo": "footer",
    "banner": "header",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
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
_MARKS = frozenset("br hr input img amp-img".split())
_MARKED: Any = etree.XPath("descendant-or-self::*[@hidden or @style or @role or @itemprop or @rel]")
_STRING = etree.XPath("string()")
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src")
_PRE = INSIDE["pre"]
_EMPTY_LINE = re.compile(r"\n[ \t\r\f]*\n")


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


def read_tree(root: etree._Element, *, hidden: bool = False) -> Tree:
    """Read an element and all below it into blocks; with ``hidden`` also what the page hides until a script shows it."""
    walk = _Walk(frozenset(_MARKED(root)), hidden=hidden)
    walk.read(root)
    return walk.tree


#: An element whose end was not met: node, number of the block element that it is or stands in, whether it is silent, address,
#: style and inside of the text in it, its tag if it is a block, classes of the block element. A plain tuple is made fastest.
_Open = tuple[Any, int, bool, str | None, int, int, str, str]


class _Walk:
    """One loop over the elements in document order; a page has some hundred, so each costs as little as can be."""

    def __init__(self, marked: frozenset[Any], *, hidden: bool) -> None:
        self.tree = Tree()
        self.hidden, self.marked = hidden, marked
        self.runs: list[Run] = []
        self.stamp = ""
        self.known: dict[tuple[int, str, str], int] = {}

    def read(self, root: etree._Element) -> None:  # noqa: C901  # one loop: each call an element costs
        """Read all blocks below an element."""
        runs, open_ = self.runs, self._open
        deepest = 0
        top: Any = (None, -1, False, None, 0, 0, "", "")
        stack = [top]
        for node in root.iter():
            parent = node.getparent()
            while top[0] is not parent and len(stack) > 1:
                self._close(top)
                stack.pop()
                node_ended, top = top[0], stack[-1]
                if not top[2] and (text := node_ended.tail) and (runs or not text.isspace()):
                    self._say(text, top)
            tag: Any = node.tag
            if tag.__class__ is str:
                found = open_(node, tag, top)
                if len(node):  # the tail of an element without children is all that is left of it
                    top = found
                    stack.append(top)
                    deepest = max(deepest, len(stack))
                    if not top[2] and (text := node.text) and (runs or not text.isspace()):
                        self._say(text, top)
                    continue
                if not found[2] and (text := node.text) and (runs or not text.isspace()):
                    self._say(text, found)
                if found[6] or found[4]:
                    self._close(found)
            if not top[2] and (text := node.tail) and (runs or not text.isspace()):
                self._say(text, top)
        self.tree.depth = deepest
        while len(stack) > 1:
            self._close(stack.pop())
        if runs:
            self._flush("body", 0, 0)

    def _open(self, node: Any, tag: str, top: _Open) -> _Open:
        """Take an element's start tag into account."""
        _, element, silent, href, style, inside, _, around = top
        if silent or tag in SILENT_TAGS:
            return (node, element, True, None, 0, inside, "", around)
        if node in self.marked:
            if not self.hidden and _hidden(node):
                return (node, element, True, None, 0, inside, "", around)
            inside |= INSIDE.get(_ROLES.get(node.get("role", ""), ""), 0)
            style |= (
                AUTHOR
                if node.get("rel") == "author"
                else _PROPERTIES.get(node.get("itemprop", "").lower(), 0)
            )
        if tag in BLOCK_TAGS or (tag not in INLINE_TAGS and _stands_alone(node)):
            if self.runs:
                self._flush(self._around(element), element, inside)
            inside |= INSIDE.get(tag, 0)
            element = self._number(tag, element, around)
            return (node, element, False, href, style, inside, tag, node.get("class") or "")
        if tag == "a":
            href = node.get("href") or ""
        elif tag in _STYLES:
            style |= _STYLES[tag]
            if tag == "time":
                self.stamp = node.get("datetime") or fold(str(_STRING(node)))
                self.tree.moments.append(Moment(self.stamp, len(self.tree.blocks)))
        elif tag in _MARKS:
            self._mark(node, tag, element, inside, href)
        return (node, element, False, href, style, inside, "", around)

    def _number(self, tag: str, parent: int, around: str) -> int:
        """Note a block element's number, shape and mold."""
        tree, known = self.tree, self.known
        number = len(tree.tags)
        shape, mold = (tree.shapes[parent], tree.molds[parent]) if parent >= 0 else (0, 0)
        tree.parents.append(parent)
        tree.tags.append(tag)
        tree.shapes.append(known.setdefault((shape, tag, ""), len(known) + 1))
        tree.molds.append(known.setdefault((mold, tag, f"{around} "), len(known) + 1))
        tree.first.append(len(tree.blocks))
        tree.last.append(0)
        return number

    def _mark(self, node: Any, tag: str, element: int, inside: int, href: str | None) -> None:
        """Read an element without text: a break, a picture, a rule, an input field."""
        blocks, runs = self.tree.blocks, self.runs
        if tag == "br":
            if _breaks_twice(runs):
                self._flush(self._around(element), element, inside)
        elif tag == "hr":
            if runs:
                self._flush(self._around(element), element, inside)
            blocks.append(Block("____", "hr", element, inside))
        elif tag == "input":
            if node.get("type", "").lower() != "hidden":
                blocks.append(Block("", "input", element, inside))
        else:
            sources = (node.get(name) for name in _SOURCES)
            source = next((found for found in sources if found and not found.startswith("data:")), "")
            links = (Link(href, ""),) if href else ()
            blocks.append(Block("", "img", element, inside, image=source, links=links))

    def _close(self, ended: _Open) -> None:
        """Take an element's end tag into account."""
        if ended[6]:
            if self.runs:
                self._flush(ended[6], ended[1], ended[5])
            self.tree.last[ended[1]] = len(self.tree.blocks)
        elif ended[4] & TIME and ended[0].tag == "time":
            self.stamp = ""

    def _say(self, text: str, top: _Open) -> None:
        """Add text to the line that is being read; in ``<pre>`` an empty line ends the paragraph."""
        _, element, _, href, style, inside, _, _ = top
        if inside & _PRE and "\n" in text:
            *whole, text = _EMPTY_LINE.split(text)
            for part in whole:
                self.runs.append(Run(part, href, style))
                self._flush("p", element, inside)
        self.runs.append(new_tuple(Run, (text, href, style, self.stamp if style & TIME else "")))

    def _flush(self, tag: str, element: int, inside: int) -> None:
        """Close the paragraph that is being read, if it holds anything."""
        if (block := make_block(self.runs, tag, element, inside)) is not None:
            self.tree.blocks.append(block)
        self.runs.clear()

    def _around(self, element: int) -> str:
        return self.tree.tags[element] if element >= 0 else "body"


def _breaks_twice(runs: list[Run]) -> bool:
    """Read ``<br>``: true for the second in a row, with nothing but white space between, which ends the paragraph."""
    for run in reversed(runs):
        if run.text == BREAK:
            return True
        if run.text.strip():
            runs.append(Run(BREAK))
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
    """True for what the page does not show; a body may hide itself until a script has run."""
    style = node.get("style", "")
    if "isplay" in style and "display:none" in style.replace(" ", "").lower():
        return True
    return node.get("hidden") is not None and node.tag != "body"
