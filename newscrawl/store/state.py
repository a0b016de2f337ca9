"""What is known: entries, stories, copies, walks and runs, over one SQLite connection."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from newscrawl.clusters.index import DuplicateIndex, Match
from newscrawl.errors import CannotOpen, StateDamaged
from newscrawl.store.database import Table, begin, connect, connect_readonly, translate_errors
from newscrawl.store.schema import CopyRow, EntryRow, ListingRow, RunRow, ShownRow, StoryRow, WalkRow
from newscrawl.store.upgrade import upgrade

# The last texts are kept in memory: a story's versions come soon after it, and a text is read from its record in 0.1 ms.
_RECENT, _LONG = 300, 20_000  # texts, characters


class State:
    """Tables with the questions a run asks of them; writes wait for `commit`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self.runs = Table(connection, "runs", RunRow)
        self.entries = Table(connection, "entries", EntryRow)
        self.shown = Table(connection, "shown", ShownRow)
        self.stories = Table(connection, "stories", StoryRow)
        self.copies = Table(connection, "copies", CopyRow)
        self.listings = Table(connection, "listings", ListingRow)
        self.walks = Table(connection, "walks", WalkRow)
        self.duplicates = DuplicateIndex(connection, self._body)
        self._texts: dict[tuple[str, int], str] = {}

    @classmethod
    def open(cls, path: Path) -> State:
        """Open the state for a run, brought up to date (see `connect` for what it raises)."""
        connection = connect(path)
        try:
            with translate_errors(path, CannotOpen):
                upgrade(connection)
        except BaseException:
            connection.close()
            raise
        return cls(path, connection)

    @classmethod
    def look(cls, path: Path) -> State:
        """Open the state to look at it, also while a run goes on (see `connect_readonly` for what it raises)."""
        return cls(path, connect_readonly(path))

    def commit(self) -> None:
        """Make everything written so far lasting.

        Raises:
            WriteFailed: the disk is full or failed.
        """
        with translate_errors(self.path):
            if self.connection.in_transaction:
                self.connection.execute("COMMIT")

    def rollback(self) -> None:
        """Forget everything written since the last commit."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Fold the write-ahead log into the file and close it."""
        with translate_errors(self.path):
            self.rollback()
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.connection.close()

    # --- entries ------------------------------------------------------------------------------------

    def entry(self, story_id: str) -> EntryRow | None:
        """Find a story id's entry.

        Raises:
            StateDamaged: the entry is lost although the story or copy is there: asking again would repeat it.
        """
        entry = self.entries.get("id = ?", story_id)
        if entry is None and (self.latest(story_id) or self.copies.get("id = ?", story_id)):
            raise StateDamaged(
                f"state.db: story {story_id} is stored but its entry is lost. Run `scrapy verify`, then `scrapy recover`."
            )
        return entry

    def show(self, story_id: str, section: str, run: int) -> None:
        """Note that a section shows a story, if that is new."""
        if self.shown.get("id = ? AND section = ?", story_id, section) is None:
            self.shown.add(ShownRow(story_id, section, run))

    def sections_of(self, story_id: str, until_run: int) -> list[str]:
        """List the sections that showed a story in runs up to this one, sorted."""
        return sorted(row.section for row in self.shown.select("id = ? AND run <= ?", story_id, until_run))

    def open_entries(self, run: int) -> Iterator[EntryRow]:
        """Give the open entries that may be asked for in this run, one by one; new ones may be added meanwhile."""
        last = ""
        while entry := self.entries.get("outcome = 'open' AND id > ? AND due <= ? ORDER BY id", last, run):
            last = entry.id
            yield entry

    def close_entry(self, entry: EntryRow, outcome: str, why: str, run: int) -> None:
        """Close an entry by its outcome; what the listing said of it is needed no more."""
        self.entries.put(replace(entry, outcome=outcome, why=why, run=run, headline="", teaser=""))

    # --- stories ------------------------------------------------------------------------------------

    def latest(self, story_id: str) -> StoryRow | None:
        """Find a story's newest version."""
        return self.stories.get("id = ? ORDER BY version DESC", story_id)

    def add_text(self, story_id: str, version: int, headline: str, day: str | None, text: str, cluster: str | None = None) -> Match | None:  # fmt: skip
        """Add a text to the duplicate index; gives what it is a version of."""
        begin(self.connection)
        self._texts.pop((story_id, version), None)
        if len(text) <= _LONG:
            self._texts[story_id, version] = text
        if len(self._texts) > _RECENT:
            del self._texts[next(iter(self._texts))]
        return self.duplicates.add(story_id, version, headline, day, text, cluster=cluster)

    def _body(self, story_id: str, version: int) -> str | None:
        if text := self._texts.get((story_id, version)):
            return text
        row = self.stories.get("id = ? AND version = ?", story_id, version)
        return str(row.data["article_body"]) if row else None

    def holder_of(self, fingerprint: str, story_id: str) -> str | None:
        """Name another story that holds this text."""
        row = self.stories.get("fingerprint = ? AND id <> ? ORDER BY sequence", fingerprint, story_id)
        return row.id if row else None

    # --- walks and listings -------------------------------------------------------------------------

    def walk_is_complete(self, section: str) -> bool:
        """Tell whether the section's last walk reached its end or its stop."""
        row = self.walks.get("section = ?", section)
        return bool(row and row.complete)

    def listing(self, path: str) -> ListingRow | None:
        """Find what a listing page or feed held last."""
        return self.listings.get("path = ?", path)

    # --- runs ---------------------------------------------------------------------------------------

    def last_run(self) -> int:
        """Give the number of the newest run, 0 before the first."""
        return int(self.connection.execute("SELECT coalesce(max(number), 0) FROM runs").fetchone()[0])

    def unpublished(self) -> list[RunRow]:
        """List the runs that were killed before they had published, oldest first."""
        return list(self.runs.select("published = 0 ORDER BY number"))

    def past_ledgers(self, count: int) -> list[dict[str, Any]]:
        """Give the last runs' ledgers, newest first; runs without one are passed over."""
        rows = self.runs.select("ledger <> '' ORDER BY number DESC LIMIT ?", count)
        return [json.loads(row.ledger) for row in rows]
