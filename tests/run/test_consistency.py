"""A state and the files beside it: what does not belong together is refused before anything is written."""

import json
import shutil

import pytest

from newscrawl.errors import StateDamaged
from newscrawl.run.frontier import Shown
from newscrawl.run.recover import recover
from tests.run.building import NEWS, begun, ended, story

FIRST, SECOND = "stories/politics-000001.jsonl", "stories/politics-000002.jsonl"


def crawl(data, *ids, end=ended):
    run = begun(data)
    for story_id in ids:
        run.frontier.show(story_id, NEWS, Shown(f"/{NEWS}/s-{story_id}"))
        run.outcomes.store(story(story_id))
    end(run)
    return run


def killed_after_publishing(run):
    """Leave a run as a kill does that comes after the rename of its files and before the row's mark."""
    run.publish()
    run.state.rollback()
    run.state.connection.close()
    run._lock.release()


def everything(data):
    return {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}


def refused(data, match):
    before = everything(data)
    for _ in range(2):
        with pytest.raises(StateDamaged, match=match):
            begun(data)
        assert everything(data) == before


@pytest.mark.parametrize("newer", [["201"], []])
def test_a_state_older_than_its_files_is_refused_and_recover_takes_them_in(tmp_path, newer):
    """Of a run that stored nothing only the ledger tells."""
    data = tmp_path / "data"
    crawl(data, "101")
    old = tmp_path / "old.db"
    shutil.copy2(data / "state.db", old)
    crawl(data, *newer)
    shutil.copy2(old, data / "state.db")
    (data / "state.db.seal").unlink()
    refused(data, "older than the files beside it")
    recover(data)
    run = begun(data)
    assert run.number == 3
    assert [run.frontier.wants(story_id) for story_id in ("101", *newer)] == [None] * (1 + len(newer))
    ended(run)


def test_a_file_that_no_run_published_is_refused_and_named(tmp_path):
    crawl(tmp_path, "101")
    crawl(tmp_path)
    shutil.copy2(tmp_path / FIRST, tmp_path / SECOND)
    refused(tmp_path, SECOND)
    (tmp_path / SECOND).unlink()
    assert crawl(tmp_path).number == 3


def test_a_run_that_was_killed_before_its_mark_is_no_stranger(tmp_path):
    crawl(tmp_path, "101", end=killed_after_publishing)
    assert (tmp_path / FIRST).exists()
    assert crawl(tmp_path).number == 2


def test_a_file_of_a_killed_run_with_other_stories_is_refused(tmp_path):
    """So a copy of the state looks that was made while the run went on."""
    crawl(tmp_path, "101", end=killed_after_publishing)
    record = json.loads((tmp_path / FIRST).read_text("utf-8"))
    (tmp_path / FIRST).write_text(json.dumps(record | {"id": "102"}) + "\n")
    refused(tmp_path, "does not hold the stories")


def test_a_lost_file_is_named_and_the_run_goes_on(tmp_path):
    crawl(tmp_path, "101")
    (tmp_path / FIRST).unlink()
    run = crawl(tmp_path)
    assert (
        f"{FIRST}: written again from state.db, as `scrapy recover --files` does"
        in run.counts.missing_files[0]
    )


def test_a_restore_that_was_interrupted_is_to_be_repeated_first(tmp_path):
    crawl(tmp_path, "101")
    (tmp_path / "restoring").mkdir()
    refused(tmp_path, "restore")
    (tmp_path / "state.db").unlink()
    refused(tmp_path, "restore")


def test_a_state_whose_tables_were_never_made_is_made_anew(tmp_path):
    (tmp_path / "state.db").touch()
    assert crawl(tmp_path, "101").number == 1


def test_an_empty_state_beside_published_files_is_refused(tmp_path):
    crawl(tmp_path, "101")
    (tmp_path / "state.db").write_bytes(b"")
    (tmp_path / "state.db.seal").unlink()
    refused(tmp_path, "older than the files beside it")
