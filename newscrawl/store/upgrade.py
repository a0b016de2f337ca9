"""Migrate a `state.db` of an earlier newscrawl to the current schema, in one transaction."""

from __future__ import annotations

import logging
import re
import sqlite3
from dataclasses import dataclass

from newscrawl.clusters.index import SCHEMA as CLUSTERS
from newscrawl.clusters.index import DuplicateIndex
from newscrawl.store.database import Table
from newscrawl.store.schema import SCHEMA, SCHEMA_VERSION, EntryRow, RunRow, SightingRow, StoryRow, WalkRow

logger = logging.getLogger(__name__)

_SIGHTINGS, _TODAYS_INDEX = 4, 5  # the versions that brought them
_STATEMENTS = {
    found[1]: statement
    for statement in SCHEMA.split(";")
    if (found := re.search(r"CREATE (?:TABLE|INDEX) (\w+)", statement))
}


@dataclass(frozen=True, slots=True)
class _FormerEntry:
    """An entry up to version 3: ``due`` was a run's number."""

    id: str
    path: str
    section: str
    headline: str
    teaser: str
    date: str | None
    outcome: str
    why: str
    tries: int
    due: int
    run: int


@dataclass(frozen=True, slots=True)
class _FormerSighting:
    """The first run in which a section showed a story, up to version 3."""

    id: str
    section: str
    run: int


@dataclass(frozen=True, slots=True)
class _FormerWalk:
    """A walk up to version 3."""

    section: str
    complete: int
    run: int


def upgrade(connection: sqlite3.Connection, *, quiet: bool = False) -> None:
    """Bring a state of an earlier version up to date.

    Versions before 5 get a new duplicate index, made from the stories; clusters stay as they were published. (Version 1
    stored no samples, version 2 hashed shingles differently, versions 3 and 4 knew no templates and no text without blanks.)
    Version 4 brought times and sightings: an open entry of
    an earlier version is due at once, and a story was last seen when it was first seen.

    Raises:
        StateDamaged: a row is damaged; nothing was changed.
        sqlite3.Error: the disk is full or failed; nothing was changed.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version >= SCHEMA_VERSION:
        return
    logger.log(
        logging.DEBUG if quiet else logging.WARNING,
        "Migrating state.db from schema version %d to %d.",
        version,
        SCHEMA_VERSION,
    )
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version < _TODAYS_INDEX:
            _rebuild_index(connection)
        if version < _SIGHTINGS:
            _add_sightings(connection)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        # After some errors, such as a full disk, SQLite has rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _add_sightings(connection: sqlite3.Connection) -> None:
    started = {row.number: row.started for row in Table(connection, "runs", RunRow).select()}
    _renew(connection, "entries", "entries_open", "entries_run")
    entries = Table(connection, "entries", EntryRow)
    for old in Table(connection, "former", _FormerEntry).select(of="entries"):
        entries.add(
            EntryRow(
                old.id, old.path, old.section, old.headline, old.teaser, old.date, "feed" if old.date else "",
                old.outcome, old.why, old.tries, run=old.run,
            )
        )  # fmt: skip
    connection.execute("DROP TABLE former")
    for name in ("sightings", "sightings_section", "answers"):
        connection.execute(_STATEMENTS[name])
    sightings = Table(connection, "sightings", SightingRow)
    for seen in Table(connection, "shown", _FormerSighting).select():
        at = started.get(seen.run, "")
        sightings.add(SightingRow(seen.id, seen.section, seen.run, at, seen.run, at))
    connection.execute("DROP TABLE shown")
    _renew(connection, "walks")
    walks = Table(connection, "walks", WalkRow)
    for walk in Table(connection, "former", _FormerWalk).select(of="walks"):
        walks.add(WalkRow(walk.section, walk.complete, walk.run, walk.run if walk.complete else 0))
    connection.execute("DROP TABLE former")
    _renew(connection, "listings")  # the next run asks for each page without conditions
    connection.execute("DROP TABLE former")


def _renew(connection: sqlite3.Connection, table: str, *indexes: str) -> None:
    """Rename a table to ``former`` and create it anew with its indexes."""
    connection.execute(f"ALTER TABLE {table} RENAME TO former")
    for index in indexes:
        connection.execute(f"DROP INDEX {index}")
    for name in (table, *indexes):
        connection.execute(_STATEMENTS[name])


def _rebuild_index(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE texts RENAME TO former")
    for old in ("INDEX texts_id", "INDEX texts_cluster", "TABLE postings", "TABLE IF EXISTS merged"):
        connection.execute(f"DROP {old}")
    for statement in CLUSTERS.split(";"):
        connection.execute(statement)
    index = DuplicateIndex(connection)
    stories = Table(connection, "stories", StoryRow)
    rows = connection.execute(
        "SELECT id, version, cluster, headline, day, version_of, score FROM former ORDER BY number"
    )
    for row in rows:
        story = stories.get("id = ? AND version = ?", *row[:2])
        if story:
            index.restore(row, story.data["article_body"])
    connection.execute("DROP TABLE former")
