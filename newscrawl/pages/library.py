"""Reads any site's article page outside Scrapy: what `newscrawl.read_html` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import HtmlResponse

from newscrawl.pages.decode import decode
from newscrawl.pages.faults import source_fault, tree_fault
from newscrawl.pages.record import copy_fields, copy_text
from newscrawl.pages.story import Hints, StoryPage, read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newscrawl.items import Story


def read_page(html: str | bytes, url: str, hints: Mapping[str, str]) -> Story | None:
    """Return the record of an article page; None if it is no story or built to hang a parser."""
    response = HtmlResponse(url, body=html if isinstance(html, bytes) else b"")
    text = html if isinstance(html, str) else decode(response)
    if source_fault(text):
        return None
    page = StoryPage(response, Hints(**hints), text)
    if tree_fault(page.reading.tree):
        return None
    story = read(page).story
    return story and copy_fields(copy_text(story))
