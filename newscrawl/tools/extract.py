"""One page to one record with today's extractor, as the crawl's callback and pipelines do it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from scrapy.exceptions import DropItem

from newscrawl.items import Story
from newscrawl.pages.kind import Verdict
from newscrawl.pages.page import record_url
from newscrawl.pages.story import Hints, StoryPage, read
from newscrawl.pipelines.read_fields import ReadFields
from newscrawl.pipelines.strip_chrome import StripChrome
from newscrawl.pipelines.validate import Validate
from newscrawl.store.archive.reader import Page
from newscrawl.urls import read_address

# What the page does not say: it was decided when the story was stored.
_KEPT = ("id", "version", "url", "sections", "cluster", "version_of", "run", "fetched_at")


@dataclass(frozen=True, slots=True)
class Extracted:
    """A page as read today; ``story`` is None where none stands, ``fault`` says what the schema refuses."""

    page: StoryPage
    verdict: Verdict
    story: Story | None = None
    fault: str | None = None


def extract(page: Page, published: dict[str, Any] | None = None, text: str | None = None) -> Extracted:
    """Read a page from the archive; what was decided at publication comes from the published record.

    `text` is the page's body where that is decoded already.
    """
    shown = StoryPage(page.response, hints_of(page.facts), text)
    if published is None:
        return extract_story(shown, _decided(page))
    found = extract_story(shown, {key: published[key] for key in _KEPT})
    if found.story and published["date_published_from"] == "feed" and not found.story.date_published:
        found.story.date_published, found.story.date_published_from = published["date_published"], "feed"
    return found


def extract_story(page: StoryPage, decided: dict[str, Any]) -> Extracted:
    """Judge a page, and make its record; ``decided`` holds the record's keys that the page does not say."""
    found = read(page)
    verdict, story = found.verdict, found.story
    if story is None:
        return Extracted(page, verdict)
    for key, value in decided.items():
        setattr(story, key, value)
    story.sections = story.sections or [story.section_path]
    for pipeline in (StripChrome(), ReadFields()):
        pipeline.process_item(story)
    try:
        _validate().process_item(story)
    except DropItem as error:
        return Extracted(page, verdict, story, str(error))
    return Extracted(page, verdict, story)


def hints_of(facts: dict[str, Any]) -> Hints:
    """Read what listing and feed said of the story; what is missing is empty."""
    said = facts.get("hints") or {}
    return Hints(**{name: said[name] for name in Hints.__dataclass_fields__ if name in said})


def _decided(page: Page) -> dict[str, Any]:
    """Decide from the metadata what the record needs, for a story that was not stored."""
    facts = page.facts
    asked = read_address(facts.get("asked") or page.response.url)
    return {
        "id": str(facts.get("story_id") or asked.story_id or ""),
        "url": record_url(page.response, asked.path),
        "run": page.place.run,
        "fetched_at": facts.get("fetched_at") or page.place.date,
    }


@cache
def _validate() -> Validate:
    return Validate()
