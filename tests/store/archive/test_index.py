"""The archive's index: made again from the files, and what it finds."""

import sqlite3
from contextlib import closing

import pytest

from newscrawl.store.archive.index import Index, index_is_damaged
from tests.archiving import archive, page


def test_the_index_is_made_again_from_the_files(tmp_path):
    archive(tmp_path, 1, page(1), page(2))
    archive(tmp_path, 2, page(1))
    before = [Index(tmp_path).of_story(story) for story in ("1", "2")]
    for name in tmp_path.glob("index.db*"):
        name.unlink()
    index = Index(tmp_path)
    index.catch_up()
    assert [index.of_story(story) for story in ("1", "2")] == before
    (tmp_path / "politics-000002.warc.gz").unlink()
    index.catch_up()
    assert len(index.of_story("1")) == 1


def test_the_pages_to_read_are_found_without_a_scan_for_each(tmp_path):
    archive(tmp_path, 1, page(1), page(2))
    asked: list[str] = []
    index = Index(tmp_path)
    index._connection.set_trace_callback(asked.append)
    assert [place.story_id for place in index.story_pages()] == ["1", "2"]
    plan = [row[3] for row in index._connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert any(step.startswith("SEARCH later USING INDEX") for step in plan), plan


@pytest.mark.parametrize(("run", "found"), [(1, 1), (2, 2), (3, 2)])
def test_of_two_runs_in_one_second_a_story_came_from_its_own(tmp_path, run, found):
    for number in (1, 2):
        archive(tmp_path, number, page(1, b"<p>As run %d saw it" % number))
    traced = Index(tmp_path).trace({"id": "1", "fetched_at": "2026-11-24T12:00:01+00:00", "run": run})
    assert traced
    assert traced.run == found


def test_a_damaged_index_is_made_again(tmp_path, caplog):
    archive(tmp_path, 1, page(1))
    (tmp_path / "index.db").write_bytes(b"no database" * 500)
    archive(tmp_path, 2, page(1))
    assert "rebuilding it" in caplog.text
    assert len(Index(tmp_path).of_story("1")) == 2


@pytest.mark.parametrize("how", ["middle", "no tables", "another schema", "empty", "folder"])
def test_an_index_that_is_smashed_anywhere_is_made_again(tmp_path, caplog, how):
    archive(tmp_path, 1, *(page(number) for number in range(1, 40)))
    path = tmp_path / "index.db"
    raw = bytearray(path.read_bytes())
    assert not index_is_damaged(tmp_path)
    if how == "middle":
        raw[4096:] = b"\xaa" * (len(raw) - 4096)
        path.write_bytes(raw)
    elif how == "folder":
        path.unlink()
        path.mkdir()
    elif how == "empty":
        path.write_bytes(b"")
    else:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("DROP TABLE pages")
            if how == "another schema":
                connection.execute("CREATE TABLE pages (file TEXT)")
            connection.commit()
    assert index_is_damaged(tmp_path) or how == "empty"  # which counts as not made yet
    archive(tmp_path, 2, page(1))
    assert ("rebuilding it" in caplog.text) == (how != "empty")
    assert len(Index(tmp_path).of_story("1")) == 2
    assert len(Index(tmp_path).of_story("39")) == 1


def test_an_index_in_memory_leaves_the_file_alone(tmp_path):
    archive(tmp_path, 1, page(1))
    (tmp_path / "index.db").write_bytes(b"no database" * 500)
    index = Index(tmp_path, fresh=True)
    index.catch_up()
    assert len(index.of_story("1")) == 1
    index.close()
    assert (tmp_path / "index.db").read_bytes() == b"no database" * 500
