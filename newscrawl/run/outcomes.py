"""Outcomes: what becomes of each story, stored with its entry's end in one transaction."""

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

#: What a page may be for a while: its address is asked for again in later runs.
PASSING = frozenset({"captcha", "consent", "maintenance", "empty"})


class Outcomes:
    """Closes entries: stored, duplicate, tombstone, failed, skipped; or leaves them as they are."""

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
        """Compare a story that is read again with its newest version: headline and text, no chrome."""
        record = self.frontier.revisited[story.id].data
        return (record["headline"], record["text_sha256"]) != (story.headline, story.text_sha256)

    @stops_on_failure
    def copy_of(self, story: Story) -> str | None:
        """Name the story that holds this text already, stored or on its way through the pipelines."""
        text = fingerprint(story.article_body)
        original = self.state.holder_of(text, story.id) or self._claims.setdefault(text, story.id)
        return None if original == story.id else original

    @stops_on_failure
    def store(self, story: Story) -> None:
        """Store a story, or the next version of one that is read again."""
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
        """Store the line that says a story is a copy of another."""
        self.state.copies.add(copy_row(story.id, story.url, original, self.number))
        self._settle(story.id, "duplicate", original)
        self.session.written()

    @stops_on_failure
    def mark_unchanged(self, story_id: str) -> None:
        """Note that a story read again has not changed, or is gone now: what is stored stays."""
        entry = self.state.entry(story_id)
        self.counts.close(story_id, "known", entry.section if entry else "")

    @stops_on_failure
    def mark_tombstone(self, story_id: str, kind: str) -> None:
        """Note that an address turned out to be no story; what may pass is asked for again in later runs."""
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
        """Note that a story could not be fetched or read: later runs try again, spaced, until given up."""
        if self.session.is_ending:  # cut off by a signal: the entry stays as it is
            return
        self.counts.failures[story_id] = why
        if self.frontier.is_revisit(story_id):
            self.mark_unchanged(story_id)
            return
        self._try_again(story_id, why, "failed")
        self.session.written()

    @stops_on_failure
    def skip(self, story_id: str, why: str, date: str | None) -> None:
        """Note that a story is left out of this run; its entry stays open."""
        self.counts.skips[story_id] = why
        entry = self.state.entry(story_id)
        if entry:
            self.state.entries.put(replace(entry, date=entry.date or date, run=self.number))
            self.counts.close(story_id, "skipped", entry.section)
        self.session.written()

    def _settle(self, story_id: str, outcome: str, why: str) -> None:
        entry = self.state.entry(story_id)
        if entry is None:
            raise StateDamaged(f"state.db: story {story_id} has no entry. Run `scrapy verify`.")
        self.state.close_entry(entry, outcome, why, self.number)
        self.counts.close(story_id, outcome, entry.section)

    def _try_again(self, story_id: str, why: str, outcome: str) -> None:
        """Leave the entry open for the next run, then for every second, fourth …, then give up."""
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
