"""A state of an earlier version opens, keeps its verdicts, finds what it found, and goes on."""

import json
import sqlite3

import pytest

from benchmarks.wire import Writer
from newscrawl.clusters.index import SCHEMA as CLUSTERS
from newscrawl.clusters.index import DuplicateIndex
from newscrawl.errors import CannotOpen, StateDamaged
from newscrawl.store.database import row_digest, translate_errors
from newscrawl.store.schema import SCHEMA, SCHEMA_VERSION, StoryRow, WalkRow
from newscrawl.store.state import State
from newscrawl.store.upgrade import upgrade

#: The tables that version 4 changed, as they were.
TABLES = """
CREATE TABLE entries (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, section TEXT NOT NULL, headline TEXT NOT NULL, teaser TEXT NOT NULL,
    date TEXT, outcome TEXT NOT NULL, why TEXT NOT NULL, tries INTEGER NOT NULL, due INTEGER NOT NULL,
    run INTEGER NOT NULL, sha256 BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX entries_open ON entries (id) WHERE outcome = 'open';
CREATE INDEX entries_run ON entries (run);
CREATE TABLE shown (
    id TEXT NOT NULL, section TEXT NOT NULL, run INTEGER NOT NULL, sha256 BLOB NOT NULL,
    PRIMARY KEY (id, section)) STRICT, WITHOUT ROWID;
CREATE TABLE listings (
    path TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, body_sha256 TEXT NOT NULL, ids TEXT NOT NULL,
    sha256 BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE walks (
    section TEXT PRIMARY KEY, complete INTEGER NOT NULL, run INTEGER NOT NULL, sha256 BLOB NOT NULL) STRICT, WITHOUT ROWID;
"""
NEW = {
    "entries",
    "entries_open",
    "entries_run",
    "sightings",
    "sightings_section",
    "answers",
    "listings",
    "walks",
}
KEPT = ";".join(
    statement
    for statement in SCHEMA.split(";")
    if not any(f" {name} " in statement.partition("(")[0] for name in NEW)
)

#: The duplicate index as earlier versions made it; the samples of version 2 tell today's nothing.
TEXTS = """
CREATE TABLE texts (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, cluster TEXT NOT NULL,
    headline TEXT NOT NULL, day TEXT, version_of TEXT, score REAL, {}) STRICT;
CREATE INDEX texts_id ON texts (id);
CREATE INDEX texts_cluster ON texts (cluster);
CREATE TABLE postings (
    shingle INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (shingle, text)) STRICT, WITHOUT ROWID;
"""
FORMER = {
    3: CLUSTERS,
    1: TEXTS.format("shingles INTEGER NOT NULL DEFAULT 9, core INTEGER NOT NULL DEFAULT 3"),
    2: TEXTS.format(
        "length INTEGER NOT NULL DEFAULT 9, posted INTEGER NOT NULL DEFAULT 1, sample BLOB NOT NULL DEFAULT x'04000000'"
    )
    + "CREATE TABLE merged (part INTEGER PRIMARY KEY, text INTEGER NOT NULL) STRICT;",
}
ROWS = {
    "entries": (
        "9",
        "/politics/mod/s-9",
        "politics/mod",
        "A",
        "B",
        "2026-11-01",
        "open",
        "timeout",
        3,
        12,
        7,
    ),
    "shown": ("9", "politics/mod", 7),
    "listings": ("/politics/mod", '"x"', None, "ab", "[]"),
    "walks": ("politics/mod", 1, 7),
}
VERDICTS = "SELECT id, version, cluster, version_of, score FROM texts ORDER BY number"


def begun(connection, version):
    """Make the tables of an earlier version, with a row in each that version 4 changed."""
    connection.executescript(f"{KEPT};{TABLES}{FORMER[version]} PRAGMA user_version = {version};")
    connection.execute(
        "INSERT INTO runs VALUES (7, '2026-11-01T06:00:00+00:00', 'x', 1, NULL, 0, 1, '{}', '', ?)",
        (row_digest("runs", [7, "2026-11-01T06:00:00+00:00", "x", 1, None, 0, 1, "{}", ""]),),
    )
    for table, values in ROWS.items():
        marks = ", ".join("?" for _ in values)
        row = (*values, row_digest(table, values))
        connection.execute(f"INSERT INTO {table} VALUES ({marks}, ?)", row)  # noqa: S608  # no user's text


@pytest.fixture(params=[1, 2])
def former(request, tmp_path):
    """A state of an earlier version: a story, its version, another story; an open entry."""
    return made(request.param, tmp_path)


def made(version, tmp_path):
    path = tmp_path / "state.db"
    connection = sqlite3.connect(path, isolation_level=None)
    begun(connection, version)
    state = State(path, connection)
    writer = Writer(1)
    story = writer.story()
    sent = [story, writer.version(story, "light edits"), writer.story()]
    for number, one in enumerate(sent):
        origin = (story.id, 0.9) if number == 1 else (None, None)
        row = (one.id, 1, one.origin or one.id, one.headline, one.day, *origin)
        connection.execute(
            "INSERT INTO texts (id, version, cluster, headline, day, version_of, score) VALUES (?,?,?,?,?,?,?)",
            row,
        )
        state.stories.add(StoryRow(one.id, 1, 1, str(number), "", json.dumps({"article_body": one.body})))
    state.commit()
    verdicts = connection.execute(VERDICTS).fetchall()
    connection.close()
    return path, sent, verdicts, writer


def test_a_state_of_an_earlier_version_keeps_its_verdicts_and_goes_on(former):
    path, (story, _, other), verdicts, writer = former
    state = State.open(path)
    assert state.connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    assert state.connection.execute(VERDICTS).fetchall() == verdicts
    cut = writer.version(story, "cut")
    match = state.add_text(cut.id, 1, cut.headline, cut.day, cut.body)
    assert match
    assert (match.id, match.cluster) == (story.id, story.id)
    assert getattr(state.duplicates.match("A", None, other.body), "id", None) == other.id
    state.commit()
    state.close()
    again = State.open(path)
    assert again.duplicates.cluster_of(cut.id) == story.id
    again.close()


@pytest.mark.parametrize("version", [3, 4])
def test_the_index_of_an_earlier_version_is_built_anew(version, tmp_path):
    path = tmp_path / "state.db"
    if version == 3:
        connection = sqlite3.connect(path, isolation_level=None)
        begun(connection, version)
        state = State(path, connection)
    else:
        state = State.open(path)
    story = Writer(2).story()
    state.stories.add(StoryRow(story.id, 1, 1, "1", "", json.dumps({"article_body": story.body})))
    state.add_text(story.id, 1, story.headline, story.day, story.body)
    state.connection.execute("UPDATE texts SET sample = x'04000000', posted = 1")
    state.connection.execute(f"PRAGMA user_version = {version}")
    state.commit()
    state.connection.close()
    again = State.open(path)
    assert getattr(again.duplicates.match(story.headline, story.day, story.body), "id", None) == story.id
    again.close()


@pytest.mark.parametrize("version", FORMER)
def test_an_open_entry_is_due_at_once_and_a_story_was_last_seen_when_it_was_first_seen(version, tmp_path):
    if version < 3:
        path = made(version, tmp_path)[0]
    else:
        path = tmp_path / "state.db"
        connection = sqlite3.connect(path, isolation_level=None)
        begun(connection, version)
        connection.close()
    state = State.open(path)
    (entry,) = state.open_entries()
    assert (entry.id, entry.tries, entry.due, entry.date_from, entry.why) == ("9", 3, "", "feed", "timeout")
    (seen,) = state.sightings.select()
    assert (seen.first_run, seen.last_run, seen.position) == (7, 7, None)
    assert seen.first_seen == seen.last_seen == "2026-11-01T06:00:00+00:00"
    assert state.walk("politics/mod") == WalkRow("politics/mod", 1, 7, 7)
    assert list(state.listings.select()) == []
    state.close()


def test_an_upgrade_that_fails_changes_nothing(former, monkeypatch):
    path, _, verdicts, _ = former

    monkeypatch.setattr(DuplicateIndex, "restore", _disk_is_full)
    with pytest.raises(CannotOpen, match="No space left"):
        State.open(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() < (SCHEMA_VERSION,)
    assert connection.execute(VERDICTS).fetchall() == verdicts
    connection.close()


def test_a_damaged_story_stops_the_upgrade(former):
    path, _, verdicts, _ = former
    connection = sqlite3.connect(path)
    connection.execute("UPDATE stories SET record = '{}' WHERE sequence = 2")
    connection.commit()
    with pytest.raises(StateDamaged):
        State.open(path)
    assert connection.execute(VERDICTS).fetchall() == verdicts
    connection.close()


def _disk_is_full(*_):
    raise OSError("No space left on device")


def test_a_disk_that_fills_up_during_an_upgrade_is_no_damage(former, monkeypatch):
    """SQLite may roll back by itself then, so that rolling back once more is an error of its own."""
    path, _, verdicts, _ = former
    connection = sqlite3.connect(path, isolation_level=None)

    def fill_up(*_):
        connection.execute("ROLLBACK")
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorname = "SQLITE_FULL"
        raise error

    monkeypatch.setattr(DuplicateIndex, "restore", fill_up)
    with pytest.raises(CannotOpen, match="full"), translate_errors(path, CannotOpen):
        upgrade(connection)
    assert connection.execute(VERDICTS).fetchall() == verdicts
    connection.close()


def test_a_look_at_an_earlier_state_shows_it_migrated_and_leaves_it(former):
    path, *_ = former
    before = path.read_bytes()
    state = State.open_readonly(path)
    assert [(entry.id, entry.tries) for entry in state.open_entries()] == [("9", 3)]
    assert [seen.last_run for seen in state.sightings.select()] == [7]
    state.connection.close()
    assert path.read_bytes() == before
