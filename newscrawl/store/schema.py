"""The tables of `state.db` and their rows as dataclasses; every row ends with a SHA-256 of its other columns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

#: The schema version in the file's header (PRAGMA user_version). A file with a higher one is refused, since a newer
#: newscrawl wrote it; a file with a lower one is migrated by `upgrade`.
SCHEMA_VERSION = 5

SCHEMA = """
CREATE TABLE runs (
    number INTEGER PRIMARY KEY, started TEXT NOT NULL, site TEXT NOT NULL, pid INTEGER NOT NULL,
    ended TEXT, exit_code INTEGER, published INTEGER NOT NULL, files TEXT NOT NULL, ledger TEXT NOT NULL,
    sha256 BLOB NOT NULL) STRICT;
CREATE INDEX runs_unpublished ON runs (number) WHERE published = 0;
CREATE TABLE entries (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, section TEXT NOT NULL, headline TEXT NOT NULL, teaser TEXT NOT NULL,
    date TEXT, date_from TEXT NOT NULL, outcome TEXT NOT NULL, why TEXT NOT NULL, tries INTEGER NOT NULL,
    since TEXT NOT NULL, due TEXT NOT NULL, closings INTEGER NOT NULL, run INTEGER NOT NULL,
    sha256 BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX entries_open ON entries (id) WHERE outcome = 'open';
CREATE INDEX entries_run ON entries (run);
CREATE TABLE sightings (
    id TEXT NOT NULL, section TEXT NOT NULL, first_run INTEGER NOT NULL, first_seen TEXT NOT NULL,
    last_run INTEGER NOT NULL, last_seen TEXT NOT NULL, position INTEGER, sha256 BLOB NOT NULL,
    PRIMARY KEY (id, section)) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_section ON sightings (section, last_run);
CREATE TABLE answers (
    id TEXT NOT NULL, run INTEGER NOT NULL, at TEXT NOT NULL, answer TEXT NOT NULL, sha256 BLOB NOT NULL,
    PRIMARY KEY (id, run)) STRICT, WITHOUT ROWID;
CREATE TABLE stories (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, run INTEGER NOT NULL,
    fingerprint TEXT NOT NULL, day TEXT NOT NULL, record TEXT NOT NULL, sha256 BLOB NOT NULL,
    UNIQUE (id, version)) STRICT;
CREATE INDEX stories_fingerprint ON stories (fingerprint);
CREATE INDEX stories_run ON stories (run);
CREATE INDEX stories_day ON stories (day);
CREATE TABLE copies (
    id TEXT PRIMARY KEY, run INTEGER NOT NULL, line TEXT NOT NULL, sha256 BLOB NOT NULL) STRICT;
CREATE INDEX copies_run ON copies (run);
CREATE TABLE listings (
    path TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, body_sha256 TEXT NOT NULL, ids TEXT NOT NULL,
    next TEXT NOT NULL, sha256 BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE walks (
    section TEXT PRIMARY KEY, complete INTEGER NOT NULL, run INTEGER NOT NULL, whole_run INTEGER NOT NULL,
    doubt TEXT NOT NULL, doubt_run INTEGER NOT NULL, sha256 BLOB NOT NULL) STRICT, WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run; ``files`` (JSON) maps each published file to its SHA-256, ``ledger`` is the ledger's JSON text."""

    number: int
    started: str
    site: str
    pid: int
    ended: str | None = None
    exit_code: int | None = None
    published: int = 0
    files: str = "{}"
    ledger: str = ""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry: what a listing page or feed said about a story id, and its outcome.

    ``date`` is the day that a listing page or a feed gave, and ``date_from`` says which ("listing", "feed", or empty).
    ``outcome`` is open, stored, duplicate, tombstone or given up, ``why`` the reason. ``tries`` counts the requests in
    vain since the instant ``since``; an open entry is not requested before the instant ``due``, and one that was given up
    is opened again after it if a listing shows it. ``closings`` counts how often it was closed without a story, and
    ``run`` wrote the row last. Instants are UTC (ISO 8601), empty for none.
    """

    id: str
    path: str
    section: str
    headline: str = ""
    teaser: str = ""
    date: str | None = None
    date_from: str = ""
    outcome: str = "open"
    why: str = ""
    tries: int = 0
    since: str = ""
    due: str = ""
    closings: int = 0
    run: int = 0


@dataclass(frozen=True, slots=True)
class SightingRow:
    """A story on a section's listing pages or feed: the first and the last run that saw it, with their instants (UTC).

    ``position`` is its best place on the listing, 1 for the first entry of the first page; None if only feeds showed it.
    """

    id: str
    section: str
    first_run: int
    first_seen: str
    last_run: int
    last_seen: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What a story's address answered in a run that got no story from it; ``at`` is a UTC instant."""

    id: str
    run: int
    at: str
    answer: str


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One version of a story; ``record`` is its JSON line, ``day`` (ISO 8601) decides if it is in the revisit window."""

    id: str
    version: int
    run: int
    fingerprint: str
    day: str
    record: str

    @property
    def data(self) -> dict[str, Any]:
        """The story record, parsed from JSON at each call."""
        data: dict[str, Any] = json.loads(self.record)
        return data


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One line of a duplicates file."""

    id: str
    run: int
    line: str


def copy_row(story_id: str, url: str, original: str, run: int) -> CopyRow:
    """Return the row of a story whose text is stored under another id, ``original``."""
    line = {"id": story_id, "url": url, "duplicate_of": original, "verdict": "copy", "similarity": 1.0}
    return CopyRow(story_id, run, json.dumps(line, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class ListingRow:
    """The validators and story ids (a JSON array) of a listing page or feed, for the next conditional request.

    ``next`` is path and query of the page that a listing page names as its next, empty if it names none.
    """

    path: str
    etag: str | None
    last_modified: str | None
    body_sha256: str
    ids: str
    next: str = ""


@dataclass(frozen=True, slots=True)
class WalkRow:
    """Whether a section's last walk was ``complete`` (1 or 0), the run that walked it, and the last whose walk was.

    ``doubt`` is the listing page at which the walk ended although the page before named it as its next, or an earlier run
    saw stories there; ``doubt_run`` is the first run that found it so.
    """

    section: str
    complete: int
    run: int
    whole_run: int = 0
    doubt: str = ""
    doubt_run: int = 0
