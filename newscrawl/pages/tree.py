"""Reads a page into blocks, in reading order, while lxml parses it.

lxml calls `start`, `end` and `data` for each tag and text that it meets, and builds no tree: a page has a thousand elements, and
an object for each costs more than all that is read of it. Time and memory grow with the number of elements.
"""

from __future__ import annotations

import re
from inspect import signature
from typing import TYPE_CHECKING, Any

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
    Run,
    Tree,
    make_block,
)
from newscrawl.text.clean import read_value

if TYPE_CHECKING:
    from collections.abc import Mapping

_STYLES = {
    "em": SLANTED,
    "i": SLANTED,
    "small": SLANTED,
    "cite": SLANTED,
    "b": BOLD,
    "strong": BOLD,
    "time": TIME,
}
_BLOCK, _INLINE, _SILENT, _STYLED, _MARK = 1, 2, 3, 4, 5
#: What elements are; one that HTML does not know stands inside a line only where text stands before it.
_KINDS = {
    tag: kind
    for kind, tags in {
        _BLOCK: """address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption
            figure footer form h1 h2 h3 h4 h5 h6 head header html legend li main menu nav ol optgroup option p pre section summary
            table tbody td tfoot th thead tr ul""",
        _INLINE: """a abbr acronym bdi bdo big blink code data del dfn font ins kbd label mark nobr q rp rt ruby s samp slot
            span strike sub sup tt u var wbr picture source""",
        _SILENT: """script style noscript template iframe svg math object embed audio video canvas title select textarea map
            meta link base""",
        _STYLED: " ".join(_STYLES),
        _MARK: "br hr input img amp-img",
    }.items()
    for tag in tags.split()
}
_PROPERTIES = {"author": AUTHOR, "articlesection": SECTION}
_SAYING = frozenset(("title", "script"))
_TELLING = frozenset("hidden style itemprop rel".split())
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src")
_PRE = INSIDE["pre"]
_EMPTY_LINE = re.compile(r"\n[ \t\r\f]*\n")


#: Attributes of a tag beside which lxml builds no tree in time: it compares each with each.
WIDEST = 1_000


def parse(text: str, target: Any = None) -> Any:
    """Parse a page into a tree, or with what a ``target`` makes of its tags; None where there is nothing to parse."""
    source = text.encode("utf-8", errors="replace").replace(b"\x00", b"").strip()
    if not source:
        return None
    # huge_tree: without it libxml2 drops what lies deeper than 256 elements; faults.py refuses over 2,000.
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=True, target=target)
    try:
        return etree.fromstring(source, parser)
    except etree.LxmlError:
        return None


def read_tree(text: str, *, hidden: bool = False) -> Tree:
    """Read a page into blocks; with ``hidden`` also what it hides until a script shows it."""
    reader = _Reader(hidden=hidden)
    parse(text, reader)
    return reader.tree


#: What stands around a text: its block element, that one's number, address, style, `INSIDE`, mold and class.
State = tuple[str, int, "str | None", int, int, int, str]


class _Reader:
    """What lxml calls; each element costs as little as can be."""

    def __init__(self, *, hidden: bool) -> None:
        self.tree = Tree()
        self.blocks = self.tree.blocks
        self.hidden = hidden
        self.runs: list[Run] = []
        self.texts: list[str] = []
        self.data = self.texts.append
        self.state: State = ("body", -1, None, 0, 0, 0, "")
        self.stack: list[State] = []
        self.silent = 0  # how many elements that show nothing are around
        self.script = self.stamp = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: C901, PLR0912  # each call an element costs
        """Take an element's start tag into account."""
        tree, count = self.tree, len(attributes)
        if count > tree.widest:  # noqa: PLR1730  # max() takes three times as long
            tree.widest = count
        kind = _KINDS.get(tag, 0)
        telling = count and not _TELLING.isdisjoint(attributes)
        if self.silent or kind == _SILENT or (telling and not self.hidden and _hidden(tag, attributes)):
            self._start_silent(tag, attributes)
            return
        if self.texts:
            self._say()
        stack, state = self.stack, self.state
        stack.append(state)
        if len(stack) > tree.depth:  # noqa: PLR1730
            tree.depth = len(stack)
        outer, element, href, style, inside, mold, around = state
        if telling:
            style |= (
                AUTHOR
                if attributes.get("rel") == "author"
                else _PROPERTIES.get(attributes.get("itemprop", "").lower(), 0)
            )
        if kind == _BLOCK or not (kind or self.runs):
            if self.runs:
                self._flush(state)
            mold = hash((mold, tag, around))
            number = len(tree.parents)
            tree.parents.append(element)
            tree.molds.append(mold)
            tree.tags.append(tag)
            tree.first.append(len(self.blocks))
            tree.last.append(0)
            if tag in INSIDE:
                inside |= INSIDE[tag]
            around = attributes.get("class", "") if count else ""
            self.state = (tag, number, href, style, inside, mold, around)
            return
        if tag == "a":
            href = attributes.get("href", "")
        elif kind == _STYLED:
            style |= _STYLES[tag]
            if tag == "time":
                self.stamp = attributes.get("datetime", "")
        elif kind == _MARK:
            self._mark(tag, attributes)
            return
        elif not telling:
            return
        self.state = (outer, element, href, style, inside, mold, around)

    def end(self, tag: str) -> None:
        """Take an element's end tag into account."""
        if self.silent:
            self._end_silent(tag)
            return
        if self.texts:
            self._say()
        ended, state = self.state, self.stack.pop()
        if ended is state:
            return
        self.state = state
        if ended[1] != state[1]:
            if self.runs:
                self._flush(ended)
            self.tree.last[ended[1]] = len(self.blocks)

    def close(self) -> None:
        """Take the page's end into account."""
        if self.texts and not self.silent:
            self._say()
        if self.runs:
            self._flush(self.state)

    def _start_silent(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Pass over an element, but for what the page says of itself in it."""
        if self.texts and not self.silent:
            self._say()
        self.silent += 1
        self.tree.depth = max(self.tree.depth, self.silent)
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
            if name and (content := read_value(attributes.get("content", ""))):
                self.tree.metas.setdefault(name.lower(), []).append(content)
        elif tag in _SAYING:
            self.texts.clear()
            self.script = attributes.get("type", "")

    def _end_silent(self, tag: str) -> None:
        self.silent -= 1
        if tag in _SAYING:
            if tag == "title" and self.tree.title is None:
                self.tree.title = read_value("".join(self.texts))
            elif tag == "script" and "json" in self.script:
                self.tree.scripts.append((self.script, "".join(self.texts)))
        if not self.silent:
            self.texts.clear()

    def _mark(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Read an element without text: a break, a picture, a rule, an input field."""
        blocks, (_, element, href, _, inside, _, _) = self.blocks, self.state
        if tag == "br":
            if _breaks_twice(self.runs):
                self._flush(self.state)
        elif tag == "hr":
            if self.runs:
                self._flush(self.state)
            blocks.append(Block("____", "hr", element, inside))
        elif tag == "input":
            if attributes.get("type", "").lower() != "hidden":
                blocks.append(Block("", "input", element, inside))
        else:
            sources = (attributes.get(name) for name in _SOURCES)
            source = next((found for found in sources if found and not found.startswith("data:")), "")
            links = (Link(href, ""),) if href else ()
            alt = attributes.get("alt", "")
            blocks.append(Block("", "img", element, inside, image=source, alt=alt, links=links))

    def _say(self) -> None:
        """Add the text between two tags to the line that is being read; in ``<pre>`` an empty line ends the paragraph."""
        text = self.texts[0] if len(self.texts) == 1 else "".join(self.texts)
        self.texts.clear()
        if not self.runs and text.isspace():
            return
        state = self.state
        if state[4] & _PRE and "\n" in text:
            *whole, text = _EMPTY_LINE.split(text)
            for part in whole:
                self.runs.append(Run(part, state[2], state[3]))
                self._flush(("p", *state[1:]))
        stamp = ""
        if state[3] & TIME:
            stamp = self.stamp or text
        self.runs.append(Run(text, state[2], state[3], stamp))

    def _flush(self, state: State) -> None:
        """Close the paragraph that is being read, if it holds anything."""
        if (block := make_block(self.runs, state[0], state[1], state[4])) is not None:
            self.blocks.append(block)
        self.runs.clear()


_Reader.start.__signature__ = signature(_Reader.start)  # type: ignore[attr-defined]  # lxml asks for it on each page


def _breaks_twice(runs: list[Run]) -> bool:
    """Read ``<br>``: true for the second in a row, with nothing but white space between, which ends the paragraph."""
    for run in reversed(runs):
        if run.text == BREAK:
            return True
        if run.text.strip():
            runs.append(Run(BREAK))
            break
    return False


def _hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    """True for what the page does not show; a body may hide itself until a script has run."""
    style = attributes.get("style", "")
    if "isplay" in style and "display:none" in style.replace(" ", "").lower():
        return True
    return "hidden" in attributes and tag != "body"
