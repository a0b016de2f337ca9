"""The state: entries, stories, copies, listings, walks and runs, over one SQLite connection."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from newscrawl.clusters.index import DuplicateIndex, Match
from newscrawl.errors import CannotOpen, StateDamaged
from newscrawl.store.database import Table, begin, connect, connect_readonly, translate_errors
from newscrawl.store.schema import (
    SCHEMA_VERSION,
    AnswerRow,
    CopyRow,
    EntryRow,
    ListingRow,
    RunRow,
    SightingRow,
    StoryRow,
    WalkRow,
)
from newscrawl.store.upgrade import upgrade

# The last texts are cached: the other versions of a story come soon after it, and reading a text from its row takes 0.1 ms.
_RECENT, _LONG = 300, 20_000  # texts, characters


class State:
    """The tables of `state.db` and the queries of a run; writes are kept in a transaction until `commit`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self.runs = Table(connection, "runs", RunRow)
        self.entries = Table(connection, "entries", EntryRow)
        self.sightings = Table(connection, "sightings", SightingRow)
        self.answers = Table(connection, "answers", AnswerRow)
        self.stories = Table(connection, "stories", StoryRow)
        self.copies = Table(connection, "copies", CopyRow)
        self.listings = Table(connection, "listings", ListingRow)
        self.walks = Table(connection, "walks", WalkRow)
        self.duplicates = DuplicateIndex(connection, self._body)
        self._texts: dict[tuple[str, int], str] = {}

    @classmethod
    def open(cls, path: Path) -> State:
        """Open the state for a run, migrate it to the current schema (see `connect` for errors)."""
        connection = connect(path)
        try:
            with translate_errors(path, CannotOpen):
                upgrade(connection)
        except BaseException:
            connection.close()
            raise
        return cls(path, connection)

    @classmethod
    def open_readonly(cls, path: Path) -> State:
        """Open the state read-only, even while a run is writing to it (see `connect_readonly` for errors).

        A state of an earlier newscrawl is migrated in memory; the file is left as it is.
        """
        connection = connect_readonly(path)
        with translate_errors(path, CannotOpen):
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if not 0 < version < SCHEMA_VERSION:
                return cls(path, connection)
            with closing(connection):
                copy = sqlite3.connect(":memory:", isolation_level=None)
                connection.backup(copy)
            upgrade(copy, quiet=True)
        return cls(path, copy)

    @property
    def has_tables(self) -> bool:
        """True unless the file is empty, because it was created and nothing was written to it."""
        return bool(self.connection.execute("PRAGMA user_version").fetchone()[0])

    def commit(self) -> None:
        """Commit everything written so far to the disk.

        Raises:
            WriteFailed: the disk is full or failed.
        """
        with translate_errors(self.path):
            if self.connection.in_transaction:
                self.connection.execute("COMMIT")

    def rollback(self) -> None:
        """Discard everything written since the last commit."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Discard what is not committed, move the write-ahead log into the file and close it."""
        with translate_errors(self.path):
            self.rollback()
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.connection.close()

    # --- entries ------------------------------------------------------------------------------------

    def entry(self, story_id: str) -> EntryRow | None:
        """Return the entry of a story id, or None.

        Raises:
            StateDamaged: the story or copy is stored without its entry; a crawl would store it a second time.
        """
        entry = self.entries.get("id = ?", story_id)
        if entry is None and (self.latest(story_id) or self.copies.get("id = ?", story_id)):
            raise StateDamaged(
                f"state.db: story {story_id} is stored but its entry is missing. Run `scrapy verify`, then `scrapy recover`."
            )
        return entry

    def show(self, story_id: str, section: str, run: int, at: str, position: int | None = None) -> None:
        """Record that a run saw a story in a section at an instant (UTC), at ``position`` of its listing or in its feed."""
        old = self.sightings.get("id = ? AND section = ?", story_id, section)
        if old is None:
            self.sightings.add(SightingRow(story_id, section, run, at, run, at, position))
            return
        best = min(filter(None, (old.position, position)), default=None)
        if (old.last_run, old.position) != (run, best):
            self.sightings.put(replace(old, last_run=run, last_seen=at, position=best))

    def sections_of(self, story_id: str, until_run: int) -> list[str]:
        """Return the section paths that showed a story in runs up to ``until_run``, sorted."""
        rows = self.sightings.select("id = ? AND first_run <= ?", story_id, until_run)
        return sorted(row.section for row in rows)

    def newest_listed(self, section: str, since_run: int, count: int) -> list[str]:
        """Return the ids that a section's listing pages have shown since a run, the highest first: those are the newest."""
        rows = self.connection.execute(
            "SELECT id FROM sightings WHERE section = ? AND last_run >= ? AND position IS NOT NULL "
            "ORDER BY length(id) DESC, id DESC LIMIT ?",
            (section, since_run, count),
        )
        return [story_id for (story_id,) in rows]

    def open_entries(self) -> Iterator[EntryRow]:
        """Yield the open entries by id; entries may be written during the iteration."""
        last = ""
        while entry := self.entries.get("outcome = 'open' AND id > ? ORDER BY id", last):
            last = entry.id
            yield entry

    def count_open(self) -> int:
        """Return the number of open entries."""
        return int(
            self.connection.execute("SELECT count(*) FROM entries WHERE outcome = 'open'").fetchone()[0]
        )

    def count_sections(self) -> int:
        """Return the number of sections that are known; the landing page, which has a row among the walks, is none."""
        return int(
            self.connection.execute("SELECT count(*) FROM walks WHERE section LIKE '%/%'").fetchone()[0]
        )

    def close_entry(self, entry: EntryRow, outcome: str, why: str, run: int) -> None:
        """Set the outcome of an entry and drop the listing's headline and teaser, which are no longer needed."""
        self.entries.put(replace(entry, outcome=outcome, why=why, run=run, headline="", teaser=""))

    # --- stories ------------------------------------------------------------------------------------

    def latest(self, story_id: str) -> StoryRow | None:
        """Return the newest version of a story, or None."""
        return self.stories.get("id = ? ORDER BY version DESC", story_id)

    def add_text(self, story_id: str, version: int, headline: str, day: str | None, text: str, cluster: str | None = None) -> Match | None:  # fmt: skip
        """Add a text to the duplicate index; return the match if it is a version of another story (`DuplicateIndex.add`)."""
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
        """Return the id of the first other story with this fingerprint (`newscrawl.text.fingerprint`), or None."""
        row = self.stories.get("fingerprint = ? AND id <> ? ORDER BY sequence", fingerprint, story_id)
        return row.id if row else None

    # --- walks and listings -------------------------------------------------------------------------

    def walk(self, section: str) -> WalkRow:
        """Return how the section's last walk ended; an incomplete one if there was none."""
        return self.walks.get("section = ?", section) or WalkRow(section, 0, 0)

    def listing(self, path: str) -> ListingRow | None:
        """Return the stored validators and ids of a listing page or feed, or None."""
        return self.listings.get("path = ?", path)

    # --- runs ---------------------------------------------------------------------------------------

    def last_run(self) -> int:
        """Return the number of the newest run, 0 before the first."""
        return int(self.connection.execute("SELECT coalesce(max(number), 0) FROM runs").fetchone()[0])

    def published_names(self) -> dict[int, dict[str, str] | None]:
        """Return what each run has published: the SHA-256 of each file by its name; None for a run that has not ended.

        Raises:
            StateDamaged: a row is damaged. (Its checksum is not checked, since the ledger in it may be large.)
        """
        found: dict[int, dict[str, str] | None] = {}
        for number, published, files in self.connection.execute(
            "SELECT number, published, files FROM runs ORDER BY number"
        ):
            try:
                found[number] = json.loads(files) if published else None
            except ValueError as error:
                raise StateDamaged(
                    f"state.db: the row of run {number} is damaged. Run `scrapy verify`, then `scrapy recover`."
                ) from error
        return found

    def unpublished(self) -> list[RunRow]:
        """Return the runs that were killed before they published, oldest first."""
        return list(self.runs.select("published = 0 ORDER BY number"))

    def past_ledgers(self, count: int) -> list[dict[str, Any]]:
        """Return the newest ledgers, up to ``count``, newest first; runs without a ledger are skipped."""
        rows = self.runs.select("ledger <> '' ORDER BY number DESC LIMIT ?", count)
        return [json.loads(row.ledger) for row in rows]

    def ledgers_since(self, instant: str) -> list[dict[str, Any]]:
        """Return the ledgers of the runs that started at or after an instant (UTC), oldest first; runs without one are skipped."""
        rows = self.runs.select("ledger <> '' AND started >= ? ORDER BY number", instant)
        return [json.loads(row.ledger) for row in rows]
