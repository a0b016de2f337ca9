"""The second opinion: where the reading of a page is unsure, trafilatura reads it too, and the better-supported body wins."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from newscrawl.text.clean import fold

if TYPE_CHECKING:
    from newscrawl.pages.story import StoryPage

_SHORTEST_PAGE, _SHORTEST_BODY = 500, 300  # characters
_SHARE = 0.6  # of its words: a body with fewer than this of the second opinion's lost some


def better_body(page: StoryPage) -> tuple[str, ...]:
    """Return the second opinion's paragraphs where they are a better body than the page's own; empty where not."""
    if not is_unsure(page):
        return ()
    body = read_body(page.text)
    size = sum(map(len, body))
    own = sum(map(len, page.stripped.body))
    return body if size > _SHORTEST_BODY and own < _SHARE * size else ()


def is_unsure(page: StoryPage) -> bool:
    """True for a page that is large enough for a story, but shows none or little of one."""
    return not page.stripped.body and len(page.text) >= _SHORTEST_PAGE


def read_body(text: str) -> tuple[str, ...]:
    """Extract the main text of a page as paragraphs; empty where trafilatura finds none."""
    import trafilatura

    body = trafilatura.extract(
        text, include_comments=False, include_tables=False, favor_precision=True, fast=True
    )
    return tuple(fold(line) for line in (body or "").split("\n") if fold(line))


@cache
def extractor() -> str:
    """Name the library and its version for the record."""
    return f"trafilatura {version('trafilatura')}"
