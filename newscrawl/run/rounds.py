"""Rounds: the turn of the sections in runs whose budget is too small to read all of them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from newscrawl.channels import POLITICS
from newscrawl.run.retries import age
from newscrawl.run.session import RunSession, SessionPart, stops_on_failure
from newscrawl.store.schema import ListingRow
from newscrawl.urls import feed_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The path under which the round stands among the listing pages: no page has a fragment in its path.
_ROUND = "/#round"
#: A section that was read so long ago may have new stories: of two runs one reads it again before the round is over.
_OLD = timedelta(hours=20)


class Rounds(SessionPart):
    """Which sections, feeds and landing page have been read since the round began; every method may raise CloseSpider.

    A round takes as many runs as it needs. It reads each section and its feed once, so that it comes to its end with any budget, and the
    run that ends it has left nothing behind. A run that asks for other sections begins a round of its own.
    """

    def __init__(self, session: RunSession) -> None:
        super().__init__(session)
        self._named: str | None = None
        self._done: list[str] = []

    @stops_on_failure
    def begin(self, sections: Sequence[str]) -> None:
        """Go on with the round of these named sections (none for all), or begin it."""
        self._named = ",".join(sections)
        row = self.state.listing(_ROUND)
        self._done = json.loads(row.ids) if row and row.next == self._named else []

    @stops_on_failure
    def close(self, name: str) -> None:
        """Note that a section has been read in this round, or a feed, by its path."""
        if self._named is not None and name not in self._done:
            self._done.append(name)
            self._put(self._named)

    @stops_on_failure
    def end(self) -> None:
        """End the round: the next run begins another."""
        if self._named is not None and self._done:
            self._done = []
            self._put("")

    @stops_on_failure
    def due(self, sections: Iterable[str], broken: set[str]) -> list[str]:
        """Return the sections that a run reads, those that were read the longest time ago first.

        That is what the round has not read yet. Every other run begins with ``broken``, the sections whose walk broke off, so
        that it comes to its end; the runs between read old ones again, too, so that a long round misses nothing new.
        """
        last = {row.section: row.run for row in self.state.walks.select()}
        favours = self.number % 2 == 0
        found = [
            section
            for section in dict.fromkeys(sections)
            if section not in self._done or (not favours and self._is_old(last.get(section, 0)))
        ]
        return sorted(found, key=lambda one: (not (favours and one in broken), last.get(one, 0)))

    def without_feed(self) -> list[str]:
        """Return the sections that have been read in this round and whose feeds have not."""
        sections = [name for name in self._done if not name.startswith("/") and name != POLITICS.path]
        return [section for section in sections if feed_path(section) not in self._done]

    def is_closed(self, section: str) -> bool:
        """True if a section has been read in this round."""
        return section in self._done

    def _is_old(self, number: int) -> bool:
        run = self.state.runs.get("number = ?", number)
        return run is not None and age(run.started, self.session.now) >= _OLD

    def _put(self, named: str) -> None:
        self.state.listings.put(ListingRow(_ROUND, None, None, "", json.dumps(self._done), named))
