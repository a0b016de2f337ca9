"""Walks: how far each section's listing pages are read, and whether the end that a walk met is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from newscrawl.run.retries import age
from newscrawl.run.session import RunSession, SessionPart, stops_on_failure

if TYPE_CHECKING:
    from newscrawl.run.counts import Walk
    from newscrawl.store.schema import ListingRow, WalkRow

#: Of a section's newest stories as its last whole walk saw them, so many are looked for: one that was withdrawn is no sign.
_NEWEST = 5
#: An end that is in doubt is believed when it is still met after this time.
_DOUBTED = timedelta(hours=20)


class Walks(SessionPart):
    """Begins and ends the walk of each section; most methods raise CloseSpider if the state or the disk fails."""

    def __init__(self, session: RunSession) -> None:
        super().__init__(session)
        self._former: dict[str, WalkRow] = {}
        self._newest: dict[str, list[str]] = {}

    @stops_on_failure
    def begin(self, section: str, *, requested: bool) -> None:
        """Start the walk of a section path; read how its last walk ended."""
        walk, former = self.counts.walk(section), self.state.walk(section)
        walk.requested = requested
        walk.was_complete = bool(former.complete)
        walk.probing = self.number % self.options.probe_every == 0
        self._former[section] = former
        if former.whole_run:
            self._newest[section] = self.state.newest_listed(section, former.whole_run, _NEWEST)

    @stops_on_failure
    def begin_listing(self, section: str) -> None:
        """Mark a section's walk as incomplete before its first listing page is read.

        If the run is killed, the next one then reads the section to its last page.
        """
        if self.counts.walk(section).was_complete:
            self._put(section, complete=0)

    @stops_on_failure
    def goes_on(self, section: str, path: str, ids: set[str], named: str | None) -> bool:
        """Take one listing page into account; True if the walk goes on behind it, else it has ended.

        ``path`` is the page's own, with its query, ``ids`` are its stories, and ``named`` is the page that it names as its next.

        A walk ends at a page that is empty or repeats earlier ones, and at a page whose stories are all settled.
        """
        walk = self.counts.walk(section)
        repeats = walk.add_page(ids)
        was_named, walk.named = walk.named == path, named
        if not ids or repeats:
            why = "shows what the pages before it showed" if ids else "shows no stories"
            self.meet_end(section, path, why, was_named=was_named)
            return False
        if self._may_stop(section, walk, ids):
            self.end(section)
            return False
        return True

    @stops_on_failure
    def meet_end(self, section: str, path: str, why: str, *, was_named: bool) -> None:
        """End a walk at a page without new stories, if nothing speaks against it; else the walk has failed.

        ``why`` says what the page shows. The section's other pages, its feed, the landing page and earlier runs may show
        that there is more.
        """
        walk = self.counts.walk(section)
        against = self._said_against(section, path, was_named=was_named)
        is_shown_now = walk.pages <= 1 and not walk.seen and bool(walk.listed)
        believed = not is_shown_now and self._is_believed(section, path)
        if not against or believed:
            self.end(section, believed=believed)
            return
        walk.failure = f"{path} {why}, {against}"
        former = self._former.get(section)
        known = former is not None and former.doubt == path
        self._put(
            section, complete=0, doubt=path, doubt_run=former.doubt_run if known and former else self.number
        )

    @stops_on_failure
    def end(self, section: str, *, believed: bool = False) -> None:
        """Mark a section's walk as complete, unless it failed or met none of the stories that its last whole walk saw last.

        ``believed`` is true for an end that was in doubt for so long that it counts in any case.
        """
        walk, newest = self.counts.walk(section), None if believed else self._newest.get(section)
        if walk.failure is None and newest and not walk.seen.intersection(newest) and not walk.new:
            walk.failure = f"/{section} shows none of the {len(newest)} newest stories that it showed before, and no new one"
        if walk.failure is None:
            walk.complete = True
            self._put(section, complete=1, whole_run=self.number)

    def _said_against(self, section: str, path: str, *, was_named: bool) -> str:
        """Return who says that a section goes on at a page without new stories; empty if nobody does."""
        walk, former = self.counts.walk(section), self._former.get(section)
        if walk.pages <= 1 and not walk.seen:
            if walk.listed:
                return f"though its feed or the landing page shows {len(walk.listed)}"
            seen = former and former.whole_run and self._newest.get(section)
            return f"though run {former.whole_run} saw stories there" if former and seen else ""
        if was_named:
            return "though the page before it names it as its next"
        held = self.state.listing(path)
        return "though an earlier run saw stories there" if held and held.ids != "[]" else ""

    def _is_believed(self, section: str, path: str) -> bool:
        former = self._former.get(section)
        if former is None or former.doubt != path:
            return False
        first = self.state.runs.get("number = ?", former.doubt_run)
        return first is not None and age(first.started, self.session.now) >= _DOUBTED

    def _may_stop(self, section: str, walk: Walk, ids: set[str]) -> bool:
        """True if a section's walk may stop after a listing page with these story ids, because all are settled.

        It goes on if the section's last walk was not complete, in a full run, and while it has not met one of the section's
        newest stories: a page of pinned old ones says nothing. Every `probe_every`-th run reads one page more; if that shows
        open entries, the walk goes on to the last page.
        """
        if self.options.full or not walk.was_complete:
            return False
        newest = self._newest.get(section)
        if newest and not walk.seen.intersection(newest):
            return False
        former = self._former.get(section)
        if former and former.doubt and walk.named == former.doubt:  # it may have come back
            return False
        settled = self.is_settled(ids)
        if walk.probed:
            walk.open_beyond_stop = sum(not self.is_settled({story_id}) for story_id in ids)
            walk.probing = walk.probed = False
            walk.was_complete = walk.was_complete and not walk.open_beyond_stop
            return settled
        walk.probed = settled and walk.probing
        return settled and not walk.probed

    def is_settled(self, ids: set[str]) -> bool:
        """True if every story has an outcome in this run and none failed, or was asked for in vain by earlier runs."""
        outcomes = self.counts.outcomes
        return all(
            outcomes[story_id][0] != "failed" if story_id in outcomes else self._was_tried(story_id)
            for story_id in ids
        )

    def _was_tried(self, story_id: str) -> bool:
        entry = self.state.entry(story_id)
        return entry is not None and entry.tries > 0 and entry.run < self.number

    def _put(self, section: str, **changes: object) -> None:
        row = self.state.walk(section)
        self.state.walks.put(replace(row, run=self.number, **changes))  # type: ignore[arg-type]

    # --- conditional requests -------------------------------------------------------------------------

    @stops_on_failure
    def validators_of(self, path: str, section: str) -> ListingRow | None:
        """Return the stored validators and ids of a listing page or feed; None unless the section's last walk was complete."""
        return self.state.listing(path) if self.counts.walk(section).was_complete else None

    @stops_on_failure
    def keep_validators(self, row: ListingRow) -> None:
        """Store the validators (ETag, Last-Modified) and story ids of a listing page or feed for the next run."""
        self.state.listings.put(row)
