"""Reads a page whose landmarks are missing, with trafilatura."""

from __future__ import annotations

from importlib.metadata import version

from newscrawl.items import Block
from newscrawl.pages.kind import PageKind
from newscrawl.pages.page import ReadPage
from newscrawl.text.clean import fold

_SHORTEST_PAGE, _SHORTEST_BODY = 500, 300  # characters


def read_body(text: str) -> tuple[Block, ...]:
    """Extract the main text of a page as blocks; empty where trafilatura finds none."""
    import trafilatura

    body = trafilatura.extract(
        text, include_comments=False, include_tables=False, favor_precision=True, fast=True
    )
    return tuple(Block(fold(line)) for line in (body or "").split("\n") if fold(line))


def may_help(page: ReadPage, kind: PageKind) -> bool:
    """True if the page may hold a story that its landmarks did not show."""
    return (
        not page.stripped.body
        and kind in {PageKind.STORY, PageKind.EMPTY}
        and len(page.text) >= _SHORTEST_PAGE
    )


def is_body(blocks: tuple[Block, ...]) -> bool:
    """True if the blocks are long enough for a story's text, not a stray line."""
    return sum(len(block.text) for block in blocks) > _SHORTEST_BODY


def extractor() -> str:
    """Name the library and its version for the record."""
    return f"trafilatura {version('trafilatura')}"
