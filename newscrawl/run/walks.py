"""Walks: how far each section's listing pages are read, and whether the end that a walk met is believed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from newscrawl.run.rests import Rests
from newscrawl.run.retries import age
from newscrawl.run.session import RunSession, SessionPart, stops_on_failure
from newscrawl.store.schema import ListingRow, WalkRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


#: Of a section's newest stories as its last whole walk saw them, so many are looked for: one that was withdrawn is no sign.
_NEWEST = 5
#: The first so many of them, behind the last new story and in their order, show that a walk has met its old end; so many may
#: be gone.
_MET, _GONE = 2, 1
#: Of a run's new stories, so many pay for one listing page beyond an old end; after so many runs one page is read in any case.
_NEW_FOR_A_PAGE, _LATEST = 10, 100
#: An end that is in doubt is believed when it is still met after this time.
_DOUBTED = timedelta(hours=20)


class Walks(SessionPart):
    """Begins and ends the walk of each section; most methods raise CloseSpider if the state or the disk fails."""

    def __init__(self, session: RunSession) -> None:
        super().__init__(session)
        self._former: dict[str, WalkRow] = {}
        self._newest: dict[str, list[str]] = {}
        self._order: dict[str, list[str]] = {}
        self._unnamed: dict[str, str] = {}
        self._looked = self._looked_beyond()
        self._later_pages = 0
        self.rests = Rests(session)

    @stops_on_failure
    def begin(self, section: str, *, requested: bool) -> None:
        """Start the walk of a section path; read how its last walk ended."""
        walk, former = self.counts.walk(section), self.state.walk(section)
        walk.requested = requested
        walk.was_complete = bool(former.complete)
        self._former[section] = former
        self.rests.begin(section)
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
    def touch(self, section: str) -> None:
        """Note that this run has had its turn with a section, even if it does not come to read it."""
        self._put(section)

    @stops_on_failure
    def know(self, section: str) -> None:
        """Note a section that was found, so that a later run with a small budget reads it in its turn."""
        if self.state.walks.get("section = ?", section) is None:
            self.state.walks.put(WalkRow(section, 0, 0))

    @stops_on_failure
    def longest_unread(self, sections: Iterable[str], *, others: bool) -> list[str]:
        """Return sections in the order in which they were read last, those never read first; with ``others`` all known ones.

        Every other run begins with those whose walk broke off, so that it comes to its end.
        """
        known = {row.section: row.run for row in self.state.walks.select()}
        asked = dict.fromkeys([*sections, *(known if others else ())])
        broken = self.rests.broken() if self.number % 2 == 0 else set()
        return sorted(asked, key=lambda section: (section not in broken, known.get(section, 0)))

    @stops_on_failure
    def goes_on(self, section: str, path: str, ids: Sequence[str], named: str | None) -> bool:
        """Take one listing page into account; True if the walk goes on behind it, else it has ended.

        ``path`` is the page's own, with its query, ``ids`` are its stories in their order, and ``named`` is the page that it
        names as its next.

        A walk ends at a page that is empty or repeats earlier ones, and where it has met the end of the last one.
        """
        walk = self.counts.walk(section)
        repeats = walk.add_page(set(ids))
        was_named, walk.named = walk.named == path, named
        if not ids or repeats:
            why = "shows what the pages before it showed" if ids else "shows no stories"
            self.meet_end(section, path, why, was_named=was_named)
            return False
        former = self._former.get(section)
        if former and former.doubt == path:  # it shows stories again
            self._put(section, doubt="", doubt_run=0)
        before = self.state.listing(path)
        if before:
            self._order.setdefault(section, []).extend(json.loads(before.ids))
            self._unnamed[section] = "" if named else before.next
        has_grown = before is not None and not before.next and bool(named)
        if self._may_stop(section, ids, has_grown=has_grown):
            self.end(section)
            return False
        self._later_pages += 1
        return True

    @stops_on_failure
    def meet_end(self, section: str, path: str, why: str, *, was_named: bool) -> None:
        """End a walk at a page without new stories, if nothing speaks against it; else the walk has failed.

        ``why`` says what the page shows. The section's other pages, its feed, the landing page and earlier runs may show
        that there is more.
        """
        walk = self.counts.walk(section)
        if walk.probed:
            walk.open_beyond_stop, walk.probed = 0, False
        against = self._said_against(section, path, was_named=was_named)
        is_shown_now = walk.pages <= 1 and not walk.seen and bool(walk.listed)
        believed = not is_shown_now and self._is_believed(section, path)
        if not against or believed:
            self.end(section, believed=believed)
            return
        if self._has_shrunk(section, path):
            self.keep_validators(ListingRow(path, None, None, "", "[]"))
            self.end(section)
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

        ``believed`` is true for an end that was in doubt for so long that it counts, even of a section that shows nothing.
        """
        walk = self.counts.walk(section)
        newest = None if believed and not walk.seen else self._newest.get(section)
        if (
            walk.failure is None
            and newest
            and walk.seen.isdisjoint(newest)
            and walk.seen.isdisjoint(self.counts.fresh)
        ):
            walk.failure = f"/{section} shows none of the {len(newest)} newest stories that it showed before, and no new one"
        if walk.failure is None:
            walk.complete = True
            self.rests.end(section)
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

    def _has_shrunk(self, section: str, path: str) -> bool:
        """True if the page before no longer names this one as its next, and the walk has met some of the newest stories."""
        return self._unnamed.get(section) == path and not self.counts.walk(section).seen.isdisjoint(
            self._newest.get(section, ())
        )

    def _is_believed(self, section: str, path: str) -> bool:
        former = self._former.get(section)
        if former is None or former.doubt != path:
            return False
        first = self.state.runs.get("number = ?", former.doubt_run)
        return first is not None and age(first.started, self.session.now) >= _DOUBTED

    def _may_stop(self, section: str, ids: Sequence[str], *, has_grown: bool) -> bool:
        """True if a section's walk may stop behind a listing page with these story ids.

        It goes on if the section's last walk was not complete, in a full run, and until it has met the old end. Now and then
        one page more is read; if that shows open entries, the walk goes on to the last page.
        """
        walk = self.counts.walk(section)
        if self.options.full or not walk.was_complete:
            return False
        former = self._former.get(section)
        if former and former.doubt and walk.named == former.doubt:  # it may have come back
            return False
        settled = self.is_settled(ids)
        met = self._meets_old_end(section, ids, settled=settled) and not (settled and has_grown)
        if walk.probed:
            walk.open_beyond_stop = sum(not self.is_settled([story_id]) for story_id in ids)
            walk.probed = False
            walk.was_complete = not walk.open_beyond_stop
            return settled
        walk.probed = met and self._looks_beyond(section)
        return met and not walk.probed

    def _meets_old_end(self, section: str, ids: Sequence[str], *, settled: bool) -> bool:
        """True if what a walk has shown since its last new story is what the last whole walk began with.

        That is so where it shows the newest stories of that walk in their order: nothing new can stand below them. A page of
        pinned old stories shows others. One of the newest may be gone, so that the walk passes its place. Where it is
        not clear, a second page without new stories tells. ``settled`` is true for a page whose stories are all settled.
        """
        walk, newest = self.counts.walk(section), self._newest.get(section, [])
        is_second = bool(walk.tail)
        for story_id in ids:
            if self.is_settled([story_id]):
                walk.tail.append(story_id)
            else:
                walk.tail.clear()
        if not newest or (settled and is_second and not walk.seen.isdisjoint(newest)):
            return settled
        order = {story_id: place for place, story_id in enumerate(self._order.get(section, []))}
        tail = set(walk.tail)
        gone = [one for one in newest if one not in walk.seen and _is_passed(one, order, walk.tail)]
        sought = [one for one in newest if one not in gone[:_GONE]][:_MET]
        places = [order.get(one, -1) for one in walk.tail if one in sought]
        return tail.issuperset(sought) and (settled or (places == sorted(places) and -1 not in places))

    def _looks_beyond(self, section: str) -> bool:
        """True if the page behind a section's old end has not been read for long and the run's new stories pay for it."""
        passed = self.number - self._looked.get(section, 0)
        is_paid = len(self.counts.fresh) // _NEW_FOR_A_PAGE > self._later_pages
        is_late = passed >= _LATEST and not self._later_pages
        return is_late or (passed >= self.options.probe_every and is_paid)

    def _looked_beyond(self) -> dict[str, int]:
        """Return the last run that looked for a page behind each section's first, of those whose ledgers say so."""
        looked: dict[str, int] = {}
        for ledger in self.state.past_ledgers(_LATEST):
            for section, counts in ledger.get("sections", {}).items():
                if counts.get("pages", 0) > 1 or "open_beyond_stop" in counts:
                    looked[section] = max(looked.get(section, 0), ledger["run"])
        return looked

    def is_settled(self, ids: Iterable[str]) -> bool:
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


def _is_passed(story_id: str, order: Mapping[str, int], tail: Iterable[str]) -> bool:
    """True if one of the stories that stood right behind another one has been met."""
    place = order.get(story_id)
    return place is not None and any(0 < order.get(one, 0) - place <= _NEWEST for one in tail)
