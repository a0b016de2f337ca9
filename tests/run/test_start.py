"""The start of a run: what a killed run left is published, a lost state rebuilt, and the next number taken."""

import json
from dataclasses import replace

import pytest

from newscrawl.errors import CannotOpen, Locked, StateDamaged
from newscrawl.run.frontier import Shown
from newscrawl.run.health import Causes, examine
from newscrawl.run.ledger import Ledger
from newscrawl.store.seal import check_seal, seal
from newscrawl.store.state import State
from tests.run.building import NEWS, begun, ended, story

STORIES, LEDGER = "stories/politics-000001.jsonl", "runs/politics-000001.json"


def store(run, *ids):
    for story_id in ids:
        run.frontier.show(story_id, NEWS, Shown(f"/{NEWS}/s-{story_id}"))
        run.outcomes.store(story(story_id))


def killed(run):
    """Leave a run as a kill does: what is not committed is lost, nothing is published or sealed."""
    run.state.connection.close()
    run._lock.release()


def ids(path):
    return [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]


def test_a_run_that_ended_leaves_files_a_ledger_a_seal_and_no_lock(tmp_path):
    run = begun(tmp_path)
    store(run, "101")
    with pytest.raises(Locked):
        begun(tmp_path)
    ended(run)
    assert ids(tmp_path / STORIES) == ["101"]
    said = json.loads((tmp_path / LEDGER).read_text("utf-8"))
    assert (said["run"], said["killed"], list(said["files"])) == (1, False, [STORIES])
    assert check_seal(tmp_path / "state.db", thorough=True)
    run = begun(tmp_path)
    assert run.number == 2
    assert run.state.past_ledgers(1) == [said]
    assert run.state.unpublished()[0].number == 2  # itself alone
    ended(run)


def test_what_a_killed_run_had_committed_is_published_under_its_number(tmp_path):
    run = begun(tmp_path)
    store(run, "101", "102")
    run.commit()
    store(run, "103")
    killed(run)
    (tmp_path / f"{STORIES}.part").write_text("torn")
    assert not (tmp_path / STORIES).exists()
    run = begun(tmp_path)
    assert run.number == 2
    assert ids(tmp_path / STORIES) == ["101", "102"]
    assert not list(tmp_path.rglob("*.part"))
    said = json.loads((tmp_path / LEDGER).read_text("utf-8"))
    assert (said["killed"], said["exit_code"], said["outcomes"]["stored"]) == (True, None, 2)
    assert said["files"].keys() == {STORIES}
    assert [run.frontier.wants(one) for one in ("101", "102")] == [None, None]
    store(run, "103")
    ended(run)
    assert ids(tmp_path / "stories/politics-000002.jsonl") == ["103"]


def test_the_ledger_of_a_run_that_was_killed_behind_it_is_kept(tmp_path):
    run = begun(tmp_path)
    store(run, "101")
    run.publish()
    (tmp_path / LEDGER).write_text('{"run": 1, "exit_code": 0}')
    killed(run)
    run = begun(tmp_path)
    assert run.state.past_ledgers(1) == [{"run": 1, "exit_code": 0}]
    assert (tmp_path / LEDGER).read_text() == '{"run": 1, "exit_code": 0}'
    ended(run)


def test_a_lost_ledger_is_written_again_from_its_row(tmp_path):
    ended(begun(tmp_path))
    text = (tmp_path / LEDGER).read_text("utf-8")
    (tmp_path / LEDGER).unlink()
    ended(begun(tmp_path))
    assert (tmp_path / LEDGER).read_text("utf-8") == text


def test_a_lost_state_is_rebuilt_from_what_is_published(tmp_path):
    run = begun(tmp_path)
    store(run, "101")
    ended(run)
    for path in tmp_path.glob("state.db*"):
        path.unlink()
    run = begun(tmp_path)
    assert run.number == 2
    assert run.frontier.wants("101") is None
    assert run.counts.outcomes == {"101": ("known", NEWS)}
    ended(run)
    assert [path.name for path in tmp_path.glob("stories/*")] == ["politics-000001.jsonl"]


def test_a_lost_published_file_is_written_again_and_ends_that_run_with_65(tmp_path):
    run = begun(tmp_path)
    store(run, "101")
    ended(run)
    published = (tmp_path / STORIES).read_bytes()
    (tmp_path / STORIES).unlink()
    run = begun(tmp_path)
    assert (tmp_path / STORIES).read_bytes() == published
    run.counts.walk(NEWS).seen.add("101")
    health = examine(run.session, Ledger.of_crawl(run.session, {}, "finished"), Causes())
    assert health.exit_code == 65
    assert health.lines == [
        f"1 published file(s) had been lost, such as {STORIES}: written again from state.db, as `scrapy recover --files` does"
    ]
    ended(run)
    run = begun(tmp_path)
    assert run.counts.missing_files == []
    ended(run)


def test_a_lost_file_whose_bytes_the_state_does_not_give_is_named_by_each_run(tmp_path):
    run = begun(tmp_path)
    store(run, "101")
    ended(run)
    (tmp_path / STORIES).unlink()
    state = State.open(tmp_path / "state.db")
    row = state.runs.get("number = 1")
    assert row
    state.runs.put(replace(row, files=json.dumps({STORIES: "ab"})))
    state.commit()
    state.close()
    seal(tmp_path / "state.db")
    for _ in range(2):
        run = begun(tmp_path)
        assert "restore them from a backup" in run.counts.missing_files[0]
        ended(run)


def test_a_number_that_a_file_has_is_never_taken_again(tmp_path):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs/politics-000007.json").write_text("{}")
    run = begun(tmp_path)
    assert run.number == 8
    ended(run)


def test_a_start_on_a_damaged_state_changes_nothing_and_gives_the_lock_back(tmp_path):
    ended(begun(tmp_path))
    raw = bytearray((tmp_path / "state.db").read_bytes())
    raw[5000] ^= 1
    (tmp_path / "state.db").write_bytes(raw)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for _ in range(2):
        with pytest.raises(StateDamaged):
            begun(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_folder_that_cannot_be_made_cannot_be_opened(tmp_path):
    (tmp_path / "stories").touch()
    with pytest.raises(CannotOpen):
        begun(tmp_path)
