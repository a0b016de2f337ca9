"""The archive's index: made again from the files, and what it finds."""

import pytest

from newscrawl.store.archive.index import Index
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
