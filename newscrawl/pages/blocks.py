"""A page's blocks: each reads as one paragraph and keeps the runs of text, links and pictures it is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from newscrawl.text.clean import fold

#: What an element says of the text inside it, one bit each.
INSIDE = {
    tag: 1 << place
    for place, tag in enumerate(
        "nav aside footer form button header figure figcaption li blockquote dialog pre h1 h2 h3 h4".split()
    )
}
INSIDE |= dict.fromkeys(("h5", "h6"), INSIDE["h4"])
SLANTED, BOLD, TIME, AUTHOR, SECTION = 1, 2, 4, 8, 16  # what a run of text stands in
BREAK = "\0"  # a <br>; the source of a page holds none


@dataclass(slots=True)  # read four times as fast as a NamedTuple
class Run:
    """Text between two tags, as written: the address it links, if any, and the styles it stands in."""

    text: str
    href: str | None = None
    style: int = 0
    stamp: str = ""
    """The machine's date of a ``<time>``."""


@dataclass(slots=True)
class Link:
    """One ``<a href>`` inside a block: its address as written and its text."""

    href: str
    text: str


@dataclass(slots=True)
class Block:
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
    alt: str = ""

    @property
    def link_share(self) -> float:
        """Share of the text that is linked, 0.0 to 1.0."""
        return min(1.0, self.linked / len(self.text)) if self.text else 0.0


class Tree:
    """The blocks of a page, and per block element its parent, its mold and the blocks inside it.

    Two elements have one ``mold`` if they and all around them have the same tags, and all around them the same classes:
    paragraphs of one text mostly do.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parents: list[int] = []
        self.molds: list[int] = []
        self.tags: list[str] = []
        self.first: list[int] = []
        self.last: list[int] = []
        """``blocks[first[e]:last[e]]`` stand in element e."""
        self.depth = 0
        """How deep the elements nest."""
        self.widest = 0
        """How many attributes the tag with most has."""
        self.title: str | None = None
        self.metas: dict[str, list[str]] = {}
        """By the ``property``, ``name`` or ``itemprop`` of each ``<meta>``, in lower case, what it says."""
        self.scripts: list[tuple[str, str]] = []
        """Type and text of each script that holds data."""


def make_block(runs: list[Run], tag: str, element: int, inside: int) -> Block | None:
    """Make a block of runs; None where they hold no text."""
    first = runs[0]
    text = first.text if len(runs) == 1 else "".join([run.text for run in runs])
    text = "\n".join([line for line in map(fold, text.split(BREAK)) if line]) if BREAK in text else fold(text)
    if not text:
        return None
    linked = slanted = bold = 0
    links: tuple[Link, ...] = ()
    if len(runs) == 1 and not first.style:
        if first.href is not None:
            links, linked = (Link(first.href, text),), len(text)
    else:
        is_linked = False
        for run in runs:
            if style := run.style:
                size = len(run.text.strip())
                slanted += size if style & SLANTED else 0
                bold += size if style & BOLD else 0
            is_linked = is_linked or run.href is not None
        if is_linked:
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
            found[-1][1].append(run.text.replace(BREAK, " "))
        before = href
    return tuple([Link(href, text) for href, parts in found if (text := fold("".join(parts)))])


def split_block(block: Block, lines: list[str]) -> list[Block]:
    """Part a block at its line breaks into blocks that read as `lines`, which joined by line breaks are its text."""
    parts: list[list[Run]] = [[]]
    for run in block.runs:
        if run.text == BREAK:
            parts.append([])
        else:
            parts[-1].append(run)
    blocks = [
        made for part in parts if part and (made := make_block(part, block.tag, block.element, block.inside))
    ]
    result: list[Block] = []
    at = 0
    for line in lines:
        size = line.count("\n") + 1
        result.append(blocks[at] if size == 1 else replace(block, text=line))
        at += size
    return result
