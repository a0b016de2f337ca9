"""Frontier: the entries that listing pages and feeds show, and which of them a run requests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from newscrawl.channels import POLITICS
from newscrawl.run.retries import is_due, reopens
from newscrawl.run.session import RunSession, SessionPart, stops_on_failure
from newscrawl.store.schema import EntryRow, StoryRow


class Shown(NamedTuple):
    """What a listing page or feed says of an entry: its path, and its headline, teaser and day (ISO 8601), each if any.

    ``position`` is its place on the listing, 1 for the first entry of the first page.
    """

    path: str
    headline: str = ""
    teaser: str = ""
    date: str | None = None
    position: int | None = None
    by_feed: bool = False


class Frontier(SessionPart):
    """Stores every entry as open when a listing page or feed first shows it, and selects those that a run requests.

    Most methods raise CloseSpider if the state or the disk fails (`stops_on_failure`).
    """

    def __init__(self, session: RunSession) -> None:
        super().__init__(session)
        self.revisited: dict[str, StoryRow] = {}
        """The newest stored version of each story that this run requests again, by story id."""

    @stops_on_failure
    def show(self, story_id: str, section: str, shown: Shown) -> None:
        """Store an entry that a section's listing page or feed shows.

        A new entry is stored as open. An open one gains the hints it lacks (headline, teaser, date), and the listing's path
        in place of a bare feed path. A closed one gains a date if it has none, and is opened again if it was closed
        without a story long ago.
        """
        known = self.state.entry(story_id)
        self._see(section, story_id, shown.position)
        if known is None:
            self.counts.fresh.add(story_id)
        came = ("feed" if shown.by_feed else "listing") if shown.date else ""
        if known is None:
            hints = (shown.headline, shown.teaser, shown.date, came)
            self.state.entries.add(EntryRow(story_id, shown.path, section, *hints, run=self.number))
            return
        new = known if known.date else replace(known, date=shown.date, date_from=came)
        if known.outcome == "open" or reopens(known, self.session.now):
            named = not shown.by_feed and not known.path.startswith(f"/{POLITICS.path}/")
            new = replace(
                new,
                outcome="open",
                path=shown.path if named else known.path,
                headline=known.headline or shown.headline,
                teaser=known.teaser or shown.teaser,
            )
        if new != known:
            self.state.entries.put(new)

    @stops_on_failure
    def show_again(self, section: str, ids: Iterable[str]) -> None:
        """Record the story ids of a listing page or feed that has not changed since the last run."""
        for story_id in ids:
            self._see(section, story_id)
            old = self.state.entry(story_id)
            if old and reopens(old, self.session.now):
                self.state.entries.put(replace(old, outcome="open"))

    def _see(self, section: str, story_id: str, position: int | None = None) -> None:
        self.counts.walk(section).listed.add(story_id)
        self.state.show(story_id, section, self.number, self.session.now, position)

    def is_shown(self, story_id: str) -> bool:
        """True if a listing page or feed of this run shows a story."""
        return any(story_id in walk.listed for walk in self.counts.walks.values())

    @stops_on_failure
    def entry(self, story_id: str) -> EntryRow | None:
        """Return a story's entry, or None if it has never been shown."""
        return self.state.entry(story_id)

    @stops_on_failure
    def wants(self, story_id: str) -> EntryRow | None:
        """Return the entry if it should be requested; otherwise record its outcome and return None."""
        entry = self.state.entry(story_id)
        if entry is None or story_id in self.counts.outcomes:
            return None
        if why := self._skip(entry):
            self.counts.skips[story_id] = why
            self.counts.close(story_id, "skipped", entry.section)
        elif entry.outcome != "open":
            self.counts.close(story_id, "known", entry.section)
        else:
            return entry
        return None

    def _skip(self, entry: EntryRow) -> str | None:
        if entry.outcome == "given up":
            return "given up"
        if entry.id in self.session.quarantine:
            return "quarantined: its page killed the process twice"
        if entry.outcome != "open":
            return None
        if not is_due(entry.due, self.session.now):
            return "retry later"
        old = self.options.since and entry.date and entry.date[:10] < self.options.since
        return "since" if old else None

    @stops_on_failure
    def note_rest(self, early: str) -> None:
        """Record an outcome for each listed story that was not requested.

        A closed entry is known. An open one is skipped if the run ended early; ``early`` is the reason, or empty.
        """
        for story_id in self.counts.missing():
            entry = self.wants(story_id)
            if entry and early:
                self.counts.skips[story_id] = early
                self.counts.close(story_id, "skipped", entry.section)

    @stops_on_failure
    def open_entries(self, sections: Iterable[str] = ()) -> list[EntryRow]:
        """Return the open entries that this run may still request, of the given section paths or (default) of all."""
        wanted = frozenset(sections)
        return [
            entry
            for entry in self.state.open_entries()
            if entry.id not in self.counts.outcomes
            and is_due(entry.due, self.session.now)
            and (not wanted or self._is_in(entry, wanted))
        ]

    def _is_in(self, entry: EntryRow, sections: frozenset[str]) -> bool:
        return not sections.isdisjoint({entry.section, *self.state.sections_of(entry.id, self.number)})

    @stops_on_failure
    def revisits(self, sections: Iterable[str] = ()) -> list[EntryRow]:
        """Return the entries of stored stories within the revisit window (`refresh` days), of the given sections or all."""
        if self.options.refresh is None:
            return []
        first = (date.today() - timedelta(days=self.options.refresh)).isoformat()  # noqa: DTZ011  # the operator's local date
        wanted = frozenset(sections)
        newest = {row.id: row for row in self.state.stories.select("day >= ? ORDER BY sequence", first)}
        entries = [self.state.entry(story_id) for story_id in newest if story_id not in self.revisited]
        again = [
            entry
            for entry in entries
            if entry and entry.outcome == "stored" and (not wanted or self._is_in(entry, wanted))
        ]
        self.revisited |= {entry.id: newest[entry.id] for entry in again}
        return again

    def is_revisit(self, story_id: str) -> bool:
        """True if this run requests a story again that is stored already."""
        return story_id in self.revisited
