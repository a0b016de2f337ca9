"""Migrate a `state.db` of an earlier newscrawl to the current schema, in one transaction."""

from __future__ import annotations

import logging
import sqlite3

from newscrawl.clusters.index import SCHEMA as CLUSTERS
from newscrawl.clusters.index import DuplicateIndex
from newscrawl.store.database import Table
from newscrawl.store.schema import SCHEMA_VERSION, StoryRow

logger = logging.getLogger(__name__)


def upgrade(connection: sqlite3.Connection) -> None:
    """Rebuild the duplicate index of schema versions 1 and 2 from the stories; clusters stay as they were published.

    Version 1 stored no samples, and version 2 hashed shingles differently.

    Raises:
        StateDamaged: a story's row is damaged; nothing was changed.
        sqlite3.Error: the disk is full or failed; nothing was changed.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version >= SCHEMA_VERSION:
        return
    logger.warning(
        "Migrating state.db from schema version %d to %d: rebuilding the duplicate index.",
        version,
        SCHEMA_VERSION,
    )
    connection.execute("BEGIN IMMEDIATE")
    try:
        _rebuild_index(connection)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


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
