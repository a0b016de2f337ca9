"""Frontier: what listings and feeds show, and which of it is to be asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from newscrawl.channels import POLITICS
from newscrawl.run.session import RunSession, stops_on_failure
from newscrawl.store.schema import EntryRow, ListingRow, StoryRow, WalkRow


class Frontier:
    """Stores every entry as open when it is shown, and gives those that a run may ask for."""

    def __init__(self, session: RunSession) -> None:
        self.session = session
        self.state = session.state
        self.counts = session.counts
        self.options = session.options
        self.number = session.number
        self.revisited: dict[str, StoryRow] = {}
        """The newest version of each story that is being read again."""

    # --- walks and what they show ---------------------------------------------------------------------

    @stops_on_failure
    def begin_walk(self, section: str, *, requested: bool) -> None:
        """Open a section's account and read how its last walk ended."""
        walk = self.counts.walk(section)
        walk.requested = requested
        walk.was_complete = self.state.walk_is_complete(section)
        walk.probing = self.number % self.options.probe_every == 0

    @stops_on_failure
    def begin_listing(self, section: str) -> None:
        """Note, before a section's first listing page is read, that its walk is not complete."""
        if self.counts.walk(section).was_complete:
            self.state.walks.put(WalkRow(section, 0, self.number))

    @stops_on_failure
    def end_walk(self, section: str) -> None:
        """Note that a walk reached its end or its stop."""
        walk = self.counts.walk(section)
        if walk.failure is None:
            walk.complete = True
            self.state.walks.put(WalkRow(section, 1, self.number))

    @stops_on_failure
    def show(self, story_id: str, section: str, path: str, *, headline: str = "", teaser: str = "", date: str | None = None, by_feed: bool = False) -> None:  # fmt: skip
        """Store what a section's listing or feed shows: an open entry, and better hints for one that is open."""
        self.counts.walk(section).listed.add(story_id)
        self.state.show(story_id, section, self.number)
        old = self.state.entry(story_id)
        if old is None:
            entry = EntryRow(story_id, path, section, headline, teaser, date, run=self.number)
            self.state.entries.add(entry)
        elif old.outcome == "open":
            named = not by_feed and not old.path.startswith(f"/{POLITICS.path}/")
            new = replace(
                old,
                path=path if named else old.path,
                headline=old.headline or headline,
                teaser=old.teaser or teaser,
                date=old.date or date,
            )
            if new != old:
                self.state.entries.put(new)
        elif date and not old.date:
            self.state.entries.put(replace(old, date=date))

    def show_again(self, section: str, ids: Iterable[str]) -> None:
        """Note the ids of a listing page or feed that has not changed."""
        self.counts.walk(section).listed.update(ids)

    @stops_on_failure
    def entry(self, story_id: str) -> EntryRow | None:
        """Find a story's entry."""
        return self.state.entry(story_id)

    @stops_on_failure
    def wants(self, story_id: str) -> EntryRow | None:
        """Give the entry to ask for; None (and its outcome noted) where there is nothing to ask."""
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
        if entry.due > self.number:
            return "retry later"
        old = self.options.since and entry.date and entry.date[:10] < self.options.since
        return "since" if old else None

    @stops_on_failure
    def note_rest(self, early: str) -> None:
        """Note the outcome of what was shown but not asked for: closed already, or left by a run that ended early."""
        for story_id in self.counts.missing():
            entry = self.wants(story_id)
            if entry and early:
                self.counts.skips[story_id] = early
                self.counts.close(story_id, "skipped", entry.section)

    def is_settled(self, ids: Iterable[str]) -> bool:
        """Tell whether nothing is left to do for these stories."""
        outcomes = self.counts.outcomes
        return all(story_id in outcomes and outcomes[story_id][0] != "failed" for story_id in ids)

    @stops_on_failure
    def may_stop(self, section: str, ids: set[str]) -> bool:
        """Stop after a page whose entries are all closed; now and then one page later, to see what that misses.

        A walk that was not completed last time goes to its end, and so does every one of a full run.
        """
        walk = self.counts.walk(section)
        if self.options.full or not walk.was_complete:
            return False
        settled = self.is_settled(ids)
        if walk.probed:
            walk.open_beyond_stop = sum(not self.is_settled({story_id}) for story_id in ids)
            walk.probing = walk.probed = False
            return settled
        walk.probed = settled and walk.probing
        return settled and not walk.probed

    @stops_on_failure
    def open_entries(self, sections: Iterable[str] = ()) -> list[EntryRow]:
        """Give the open entries that this run may still ask for, those of the given sections or all."""
        wanted = frozenset(sections)
        return [
            entry
            for entry in self.state.open_entries(self.number)
            if entry.id not in self.counts.outcomes and (not wanted or self._is_in(entry, wanted))
        ]

    def _is_in(self, entry: EntryRow, sections: frozenset[str]) -> bool:
        return not sections.isdisjoint({entry.section, *self.state.sections_of(entry.id, self.number)})

    @stops_on_failure
    def revisits(self, sections: Iterable[str] = ()) -> list[EntryRow]:
        """Give the entries of stored stories that lie inside the revisit window."""
        if self.options.refresh is None:
            return []
        first = (date.today() - timedelta(days=self.options.refresh)).isoformat()  # noqa: DTZ011  # the operator's day
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
        """Tell whether a stored story is being read again."""
        return story_id in self.revisited

    # --- listing pages that have not changed ------------------------------------------------------------

    @stops_on_failure
    def listing_held(self, path: str, section: str) -> ListingRow | None:
        """Give what a listing page or feed held, if the section's last walk was complete."""
        return self.state.listing(path) if self.counts.walk(section).was_complete else None

    @stops_on_failure
    def hold_listing(self, row: ListingRow) -> None:
        """Keep a listing page's validators and ids for the next run."""
        self.state.listings.put(row)
