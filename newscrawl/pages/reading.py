"""Reads what stands at a story address: what kind of page, and the story where there is one."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.items import Story
from newscrawl.pages import fallback
from newscrawl.pages.kind import PageKind, Verdict, judge
from newscrawl.pages.story import StoryPage


@dataclass(frozen=True, slots=True)
class Read:
    """A page at a story address as read; ``story`` is None where there is none."""

    verdict: Verdict
    story: Story | None = None


def read(page: StoryPage, **fields: object) -> Read:
    """Judge a page and make the story of it, with trafilatura where the landmarks show no body.

    ``fields`` are keys of the record that the page does not say, such as ``fetched_at``.
    """
    verdict = judge(page)
    blocks = fallback.read_body(page.text) if fallback.may_help(page, verdict.kind) else ()
    helped = fallback.is_body(blocks)
    if verdict.kind is not PageKind.STORY and not helped:
        return Read(verdict)
    story = page.story(page.strip(blocks) if helped else None, **fields)
    if helped:
        story.extractor = fallback.extractor()
    return Read(verdict, story)
