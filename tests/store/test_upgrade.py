"""A state of an earlier version opens, keeps its verdicts, finds what it found, and goes on."""

import json
import sqlite3

import pytest

from benchmarks.wire import Writer
from newscrawl.clusters.index import DuplicateIndex
from newscrawl.errors import CannotOpen, StateDamaged
from newscrawl.store.schema import SCHEMA, SCHEMA_VERSION, StoryRow
from newscrawl.store.state import State

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
    1: TEXTS.format("shingles INTEGER NOT NULL DEFAULT 9, core INTEGER NOT NULL DEFAULT 3"),
    2: TEXTS.format(
        "length INTEGER NOT NULL DEFAULT 9, posted INTEGER NOT NULL DEFAULT 1, sample BLOB NOT NULL DEFAULT x'04000000'"
    )
    + "CREATE TABLE merged (part INTEGER PRIMARY KEY, text INTEGER NOT NULL) STRICT;",
}
VERDICTS = "SELECT id, version, cluster, version_of, score FROM texts ORDER BY number"


@pytest.fixture(params=FORMER)
def former(request, tmp_path):
    """A state of an earlier version: a story, its version, another story."""
    path = tmp_path / "state.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(f"{SCHEMA} {FORMER[request.param]} PRAGMA user_version = {request.param};")
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
