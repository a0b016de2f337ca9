"""Outcomes: store the result of each entry (story, copy, tombstone, failure) and close the entry in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from newscrawl.errors import StateDamaged
from newscrawl.run.frontier import Frontier
from newscrawl.run.retries import GONE, age, next_chance, next_try
from newscrawl.run.session import RunSession, SessionPart, stops_on_failure
from newscrawl.store.schema import AnswerRow, copy_row
from newscrawl.store.stories import add_story
from newscrawl.text.fingerprint import fingerprint
from newscrawl.text.suspect import suspicion

if TYPE_CHECKING:
    from newscrawl.items import Story
    from newscrawl.store.schema import EntryRow

#: Of the requests in vain of a run, more than this share and more than this number are the site's fault, not the stories'.
_INCIDENT_SHARE, _INCIDENT_STORIES = 0.5, 2
#: More copies of one text in a run are in doubt: the site may show one story at every address.
_MOST_COPIES = 2
#: In how many runs a doubt has to come up until it counts as the truth.
_DOUBTS = 3
DOUBT = "in doubt: "


class Outcomes(SessionPart):
    """Records the outcome of each entry: stored, duplicate, tombstone, failed, skipped or known.

    Every method raises CloseSpider if the state or the disk fails (`stops_on_failure`).
    """

    def __init__(self, session: RunSession, frontier: Frontier) -> None:
        super().__init__(session)
        self.frontier = frontier
        self._claims: dict[str, str] = {}
        self._copies: dict[str, dict[str, str]] = {}

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
        entry = self.state.entry(story.id)
        row = add_story(self.state, record, self.number)
        story.cluster, story.version_of = record["cluster"], record["version_of"]
        self._settle(story.id, "stored", "")
        self._claims.pop(row.fingerprint, None)
        self.counts.take(record, story.page, entry.teaser if entry else "")
        self.session.written()

    def store_copy(self, story: Story, original: str) -> None:
        """Note a copy of the story ``original``; `conclude` stores it, when the run's copies of one text are counted."""
        self._copies.setdefault(original, {})[story.id] = story.url

    @stops_on_failure
    def doubt_of(self, story: Story) -> str:
        """Return why a page may be a moment's mistake; empty if there is no doubt.

        It gives another id as its own address, or its text looks cut, damaged or misdated. A doubt that has come up in two
        earlier runs does not count any more: the site gives the story two ids, or has no better text.
        """
        if self._has_been_doubted(story.id):
            return ""
        named, entry = story.page.own_ids, self.state.entry(story.id)
        if named and story.id not in named:
            return f"{DOUBT}the page gives s-{min(named)} as its own address"
        teaser = entry.teaser if entry else ""
        why = suspicion(story.article_body, story.date_published, story.fetched_at, teaser, story.page.behind)
        return f"{DOUBT}{why}" if why else ""

    def _has_been_doubted(self, story_id: str) -> bool:
        query = "id = ? AND run < ? AND answer LIKE ?"
        doubts = list(self.state.answers.select(query, story_id, self.number, f"{DOUBT}%"))
        return len(doubts) >= _DOUBTS - 1

    @stops_on_failure
    def mark_unchanged(self, story_id: str) -> None:
        """Record a revisited story that has not changed or cannot be read any more; the stored version is kept."""
        entry = self.state.entry(story_id)
        self.counts.close(story_id, "known", entry.section if entry else "")

    @stops_on_failure
    def mark_tombstone(self, story_id: str, kind: str) -> None:
        """Record an address that turned out not to be a story; `conclude` decides whether it is asked again."""
        if self.frontier.is_revisit(story_id):
            if kind in GONE:
                self.counts.withdrawn[story_id] = f"withdrawn ({kind}); the stored version is kept"
            self.mark_unchanged(story_id)
            return
        self.counts.tombstones[story_id] = kind
        self._try_again(story_id, kind, "tombstone")
        self.session.written()

    @stops_on_failure
    def mark_failed(self, story_id: str, why: str) -> None:
        """Record a story that could not be fetched or read; later runs try again, at growing intervals (see `conclude`)."""
        if self.session.is_ending:  # shutdown cancelled the request: the page did not fail
            return
        if (
            self.counts.outcomes.get(story_id, ("",))[0] == "stored"
        ):  # what failed came after: a user's own pipeline
            return
        self.counts.failures[story_id] = why
        self._claims = {text: one for text, one in self._claims.items() if one != story_id}
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
        """Leave the entry open, and due after as long a time as it has failed already."""
        entry = self.state.entry(story_id)
        if entry is None:
            return
        now = self.session.now
        since = entry.since or now
        due = next_try(since, now)
        self.state.entries.put(
            replace(entry, tries=entry.tries + 1, since=since, due=due, why=why, run=self.number)
        )
        self.state.answers.put(AnswerRow(story_id, self.number, now, why))
        self.counts.close(story_id, outcome, entry.section)

    # --- the end ----------------------------------------------------------------------------------

    @stops_on_failure
    def conclude(self) -> None:
        """Close what is gone or was tried for long enough, now that the run's requests are done; store the copies.

        An entry is closed as gone only if its page said so in two runs and no listing page or feed of this run shows it;
        given up only after `Options.tries` requests over `Options.try_days` days. Where most requests of a run were in
        vain nothing is closed, and all is asked again by the next run.
        """
        self._settle_copies()
        vain = [entry for entry in map(self.state.entry, self._vain()) if entry and entry.outcome == "open"]
        asked = sum(self.counts.count(name) for name in ("stored", "duplicate", "tombstone", "failed"))
        self.counts.incident = len(vain) > max(_INCIDENT_STORIES, _INCIDENT_SHARE * asked)
        for entry in vain:
            if self.counts.incident:
                self.state.entries.put(replace(entry, due=""))
            elif self._is_gone(entry):
                if entry.why != "cartoon":
                    self.counts.withdrawn[entry.id] = f"gone ({entry.why}) before it could be read"
                self._close(entry, "tombstone")
            elif self._is_hopeless(entry):
                if not entry.closings:
                    self.counts.given_up[entry.id] = entry.why
                self._close(entry, "tombstone" if entry.id in self.counts.tombstones else "given up")

    def _vain(self) -> list[str]:
        return [*self.counts.tombstones, *self.counts.failures]

    def _is_gone(self, entry: EntryRow) -> bool:
        if entry.why not in GONE or entry.tries < 2 or self.frontier.is_shown(entry.id):
            return False
        walk = self.counts.walks.get(entry.section)
        return walk is not None and walk.complete

    def _is_hopeless(self, entry: EntryRow) -> bool:
        tried = age(entry.since, self.session.now)
        return entry.tries >= self.options.tries and tried >= timedelta(days=self.options.try_days)

    def _close(self, entry: EntryRow, outcome: str) -> None:
        closings = entry.closings + 1
        due = next_chance(closings, self.session.now)
        self.state.close_entry(replace(entry, closings=closings, due=due), outcome, entry.why, self.number)

    def _settle_copies(self) -> None:
        for original, copies in self._copies.items():
            many = len(copies) > _MOST_COPIES
            is_stored = self.state.latest(original) is not None
            for story_id, url in copies.items():
                if not is_stored:
                    self.mark_failed(story_id, f"it has the text of s-{original}, which could not be stored")
                    continue
                if many and not self._has_been_doubted(story_id):
                    why = f"{DOUBT}{len(copies)} stories of this run have the text of s-{original}"
                    self.mark_failed(story_id, why)
                    continue
                self.state.copies.add(copy_row(story_id, url, original, self.number))
                self._settle(story_id, "duplicate", original)
        self._copies.clear()
