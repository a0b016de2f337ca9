"""Rests: where the walk of a section broke off, because its run ended, and where a later walk may go on from there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newscrawl.run.session import RunSession, SessionPart, stops_on_failure
from newscrawl.store.schema import ListingRow

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The newest stories of a broken walk's first page, by which a later walk knows that it has met it; so many must be met.
_ANCHORS, _MET = 5, 2
_REST = "#rest"


class Rests(SessionPart):
    """For each section the last page of a walk that did not come to its end; every method may raise CloseSpider.

    A walk reads from the newest story down. Once it has met what the broken walk began with, all from there to that walk's
    last page is known, so it goes on at that page: a budget of any size reads a listing of any length to its end, in as many
    runs as it takes. The page is read again, since stories that were withdrawn may have moved others up, unless the budget
    is spent by then.
    """

    def __init__(self, session: RunSession) -> None:
        super().__init__(session)
        self._former: dict[str, ListingRow] = {}
        self._anchors: dict[str, list[str]] = {}
        self._known: dict[str, list[str]] = {}
        """The stories behind the last one that is new to this run, by section."""
        self._read: dict[str, set[str]] = {}

    @stops_on_failure
    def begin(self, section: str) -> None:
        """Read where the section's last walk broke off, if it did."""
        if (row := self.state.listing(_key(section))) and row.next:
            self._former[section] = row

    @stops_on_failure
    def broken(self) -> set[str]:
        """Return the sections whose last walk broke off."""
        rows = self.state.listings.select("path LIKE ? AND next <> ''", f"%{_REST}")
        return {row.path.removeprefix("/").removesuffix(_REST) for row in rows}

    @stops_on_failure
    def go_on(self, section: str, path: str, ids: Sequence[str], behind: str = "") -> str:
        """Note how far a walk has come with a listing page; return the page to go on at if it is not the next one, else empty.

        ``behind`` is the page at which a later walk goes on, for a run that cannot afford to read this one again.
        """
        self._anchors.setdefault(
            section, sorted(ids, key=lambda one: (len(one), one), reverse=True)[:_ANCHORS]
        )
        self._read.setdefault(section, set()).add(path)
        known = self._known.setdefault(section, [])
        for story_id in ids:
            if story_id in self.counts.fresh:
                known.clear()
            else:
                known.append(story_id)
        far = self._met(section, known)
        if far or not behind:
            self._keep(section, far or path)
        else:
            self._keep(section, behind, last=path)
        return far

    @stops_on_failure
    def end(self, section: str) -> None:
        """Forget where the section's walk broke off: it has come to its end."""
        if self.state.listing(_key(section)):
            self._keep(section, "")

    def _met(self, section: str, known: Sequence[str]) -> str:
        former = self._former.get(section)
        if former is None or self.options.full:
            return ""
        anchors = json.loads(former.ids)
        if len(set(anchors).intersection(known)) < min(_MET, len(anchors)):
            return ""
        del self._former[section]
        if former.next in self._read[section]:
            return ""
        walk = self.counts.walk(section)
        walk.resumed = True
        if former.etag and (last := self.state.listing(former.etag)):
            walk.seen.update(json.loads(last.ids))  # so that a last page that is shown again ends the walk
        return former.next

    def _keep(self, section: str, path: str, last: str | None = None) -> None:
        """Keep the page to go on at and, if that is the one behind it, the last one that was read (in place of an ETag)."""
        ids = json.dumps(self._anchors.get(section, []))
        self.state.listings.put(ListingRow(_key(section), last, None, "", ids, path))


def _key(section: str) -> str:
    """Return the path under which a section's rest stands among the listing pages: no page has a fragment in its path."""
    return f"/{section}{_REST}"
