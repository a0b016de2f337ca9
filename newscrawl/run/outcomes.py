"""Outcomes: store the result of each entry (story, copy, tombstone, failure) and close the entry in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newscrawl.errors import StateDamaged
from newscrawl.run.frontier import Frontier
from newscrawl.run.session import RunSession, stops_on_failure
from newscrawl.store.schema import copy_row
from newscrawl.store.stories import add_story
from newscrawl.text.fingerprint import fingerprint

if TYPE_CHECKING:
    from newscrawl.items import Story

#: Kinds of tombstone that may be temporary: later runs request the address again.
PASSING = frozenset({"captcha", "consent", "maintenance", "empty"})


class Outcomes:
    """Records the outcome of each entry: stored, duplicate, tombstone, failed, skipped or known.

    Every method raises CloseSpider if the state or the disk fails (`stops_on_failure`).
    """

    def __init__(self, session: RunSession, frontier: Frontier) -> None:
        self.session = session
        self.state = session.state
        self.counts = session.counts
        self.options = session.options
        self.number = session.number
        self.frontier = frontier
        self._claims: dict[str, str] = {}

    @stops_on_failure
    def is_changed(self, story: Story) -> bool:
        """True if the headline or text of a revisited story differs from its newest stored version."""
        record = self.frontier.revisited[story.id].data
        return (record["headline"], record["text_sha256"]) != (story.headline, story.text_sha256)

    @stops_on_failure
    def copy_of(self, story: Story) -> str | None:
        """Return the id of another story with the same normalised text, stored or still in the pipelines; else None."""
        text = fingerprint(story.article_body)
        original = self.state.holder_of(text, story.id) or self._claims.setdefault(text, story.id)
        return None if original == story.id else original

    @stops_on_failure
    def store(self, story: Story) -> None:
        """Store a new story, or the next version of a revisited one, and close its entry.

        Sets the story's version, run, sections, cluster and version_of.
        """
        known = self.frontier.revisited.get(story.id)
        story.version = known.version + 1 if known else 1
        story.run = self.number
        story.sections = self.state.sections_of(story.id, self.number) or [story.section_path]
        record = story.record()
        row = add_story(self.state, record, self.number)
        story.cluster, story.version_of = record["cluster"], record["version_of"]
        self._settle(story.id, "stored", "")
        self._claims.pop(row.fingerprint, None)
        self.counts.take(record, story.page.landmarks)
        self.session.written()

    @stops_on_failure
    def store_copy(self, story: Story, original: str) -> None:
        """Store a line of the duplicates file for a copy of the story ``original``, and close the copy's entry."""
        self.state.copies.add(copy_row(story.id, story.url, original, self.number))
        self._settle(story.id, "duplicate", original)
        self.session.written()

    @stops_on_failure
    def mark_unchanged(self, story_id: str) -> None:
        """Record a revisited story that has not changed or cannot be read any more; the stored version is kept."""
        entry = self.state.entry(story_id)
        self.counts.close(story_id, "known", entry.section if entry else "")

    @stops_on_failure
    def mark_tombstone(self, story_id: str, kind: str) -> None:
        """Record an address that turned out not to be a story; a temporary ``kind`` is requested again by later runs."""
        if self.frontier.is_revisit(story_id):
            self.mark_unchanged(story_id)
            return
        self.counts.tombstones[story_id] = kind
        if kind in PASSING:
            self._try_again(story_id, kind, "tombstone")
        else:
            self._settle(story_id, "tombstone", kind)
        self.session.written()

    @stops_on_failure
    def mark_failed(self, story_id: str, why: str) -> None:
        """Record a story that could not be fetched or read; later runs try again, at growing intervals, then give up."""
        if self.session.is_ending:  # shutdown cancelled the request: the page did not fail
            return
        self.counts.failures[story_id] = why
        if self.frontier.is_revisit(story_id):
            self.mark_unchanged(story_id)
            return
        self._try_again(story_id, why, "failed")
        self.session.written()

    @stops_on_failure
    def skip(self, story_id: str, why: str, date: str | None) -> None:
        """Record a story that this run skips; its entry stays open. ``date`` (ISO 8601) is kept if the entry has none."""
        self.counts.skips[story_id] = why
        entry = self.state.entry(story_id)
        if entry:
            self.state.entries.put(replace(entry, date=entry.date or date, run=self.number))
            self.counts.close(story_id, "skipped", entry.section)
        self.session.written()

    def _settle(self, story_id: str, outcome: str, why: str) -> None:
        entry = self.state.entry(story_id)
        if entry is None:
            raise StateDamaged(
                f"state.db: story {story_id} has no entry. Run `scrapy verify`, then `scrapy recover`."
            )
        self.state.close_entry(entry, outcome, why, self.number)
        self.counts.close(story_id, outcome, entry.section)

    def _try_again(self, story_id: str, why: str, outcome: str) -> None:
        """Leave the entry open, due after 1, 2, 4, 8 … runs; close it after the last of `Options.tries` tries."""
        entry = self.state.entry(story_id)
        if entry is None:
            return
        tries = entry.tries + 1
        if tries >= self.options.tries:
            self.counts.given_up[story_id] = why
            closed = "tombstone" if outcome == "tombstone" else "given up"
            self.state.close_entry(replace(entry, tries=tries), closed, why, self.number)
        else:
            due = self.number + 2 ** (tries - 1)
            self.state.entries.put(replace(entry, tries=tries, due=due, why=why, run=self.number))
        self.counts.close(story_id, outcome, entry.section)
