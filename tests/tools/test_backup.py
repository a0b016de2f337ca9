"""Backup and restore: one moment of everything that belongs together, also during a run, and back again."""

import json
import os
import shutil
from dataclasses import replace

import pytest

from newscrawl.errors import CannotOpen, Locked, StateDamaged
from newscrawl.run.frontier import Shown
from newscrawl.store.archive.index import Index
from newscrawl.store.database import connect_readonly
from newscrawl.store.lock import Lock
from newscrawl.store.seal import check_seal
from newscrawl.tools import backup
from newscrawl.tools.backup import back_up, restore
from newscrawl.tools.forget import forget
from newscrawl.tools.verify import verify
from tests.archiving import archive, page
from tests.run.building import NEWS, begun, ended, story

STORIES = "stories/politics-000001.jsonl"


def crawl(data, *ids, compress=False):
    run = begun(data, compress=compress)
    for story_id in ids:
        run.frontier.show(story_id, NEWS, Shown(f"/{NEWS}/s-{story_id}"))
        run.outcomes.store(story(story_id))
    run.commit()
    return run


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    ended(crawl(folder, "101", "102"))
    archive(
        folder / "archive",
        1,
        *(replace(page(number), date="2026-11-24T12:00:00.000000Z") for number in (101, 102)),
    )
    Index(folder / "archive").close()
    ended(crawl(folder, "103", compress=True))
    (folder / "quarantine/deaths.json").write_text('{"7": 2}')
    (folder / "verdicts.jsonl").write_text('{"verdict": "apart", "ids": ["101", "103"]}\n')
    forget(folder, "102")
    return folder


def everything(folder):
    skipped = (
        "lock",
        "lock.holder",
        "state.db.seal",
        "archive/index.db",
        "archive/index.db-wal",
        "archive/index.db-shm",
    )
    paths = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes()
        for name, path in paths.items()
        if name not in skipped and not name.startswith("old-")
    }


def rows(folder):
    run = begun(folder)
    found = [list(table.select()) for table in (run.state.stories, run.state.entries, run.state.sightings)]
    ended(run)
    return found


def test_a_backup_is_whole_and_restored_as_it_was(data, tmp_path):
    copy, other = tmp_path / "copy", tmp_path / "other"
    assert back_up(data, copy) == len(everything(data))
    assert everything(copy).keys() == everything(data).keys()
    assert list(verify(copy)) == []
    assert check_seal(copy / "state.db", thorough=True)
    done = restore(copy, other)
    assert (done.aside, done.forgotten) == (None, [])
    assert everything(other) == everything(copy)
    assert list(verify(other)) == []
    assert rows(other) == rows(data)


def test_a_backup_during_a_run_is_one_moment(data, tmp_path):
    run = crawl(data, "104")
    back_up(data, tmp_path / "copy")
    run.frontier.show("105", NEWS, Shown(f"/{NEWS}/s-105"))
    run.outcomes.store(story("105"))
    ended(run)
    assert list(verify(tmp_path / "copy")) == []
    assert restore(tmp_path / "copy", data).aside == data / "old-1"
    assert list(verify(data)) == []
    again = crawl(data)
    assert again.number == 4
    assert again.frontier.wants("104") is None
    assert again.state.latest("105") is None
    ended(again)
    assert list(verify(data)) == []


def test_what_was_there_is_set_aside_and_what_was_forgotten_since_is_named(data, tmp_path):
    back_up(data, tmp_path / "copy")
    forget(data, "101")
    before = everything(data)
    done = restore(tmp_path / "copy", data)
    assert done.aside == data / "old-1"
    assert everything(data / "old-1") == before
    assert done.forgotten == ["101"]
    assert any("`scrapy forget 101`" in line or "forgotten story 101" in line for line in verify(data))
    forget(data, "101")
    assert list(verify(data)) == []


@pytest.mark.parametrize("name", [STORIES, "duplicates", "archive", "state.db"])
def test_a_damaged_backup_is_not_restored(data, tmp_path, name):
    back_up(data, tmp_path / "copy")
    path = (
        tmp_path
        / "copy"
        / {"duplicates": "runs/politics-000001.json", "archive": "archive/politics-000001.warc.gz"}.get(
            name, name
        )
    )
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    before = everything(data)
    with pytest.raises(StateDamaged, match="is damaged"):
        restore(tmp_path / "copy", data)
    assert everything(data) == before


@pytest.mark.parametrize("spoil", ["lost", "changed"])
def test_a_folder_that_is_not_whole_gives_no_backup_and_the_remedy_works(data, tmp_path, spoil):
    path = data / STORIES
    path.unlink() if spoil == "lost" else path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(StateDamaged, match=r"politics-000001\.jsonl.*`scrapy recover --files`"):
        back_up(data, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_folder_that_holds_anything_is_no_target(data, tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy/x").touch()
    for target in (tmp_path / "copy", data / "copy"):
        with pytest.raises(CannotOpen):
            back_up(data, target)
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["x"]


def test_nothing_is_restored_while_a_run_goes_on_or_from_no_backup(data, tmp_path):
    back_up(data, tmp_path / "copy")
    lock = Lock(data)
    lock.take()
    with pytest.raises(Locked):
        restore(tmp_path / "copy", data)
    lock.release()
    (tmp_path / "empty").mkdir()
    with pytest.raises(CannotOpen):
        restore(tmp_path / "empty", data)


@pytest.mark.parametrize("step", ["_move", "seal", "_copy_file"])
@pytest.mark.parametrize("time", [0, 1])
def test_a_restore_that_is_killed_is_refused_until_it_is_repeated(data, tmp_path, step, time):
    """Killed after the Nth of each kind of step: nothing runs on half of it, and repeating it ends it."""
    back_up(data, tmp_path / "copy")
    forget(data, "101")
    wanted = everything(tmp_path / "copy")
    steps = []

    def killing(*args):
        steps.append(args)
        if len(steps) > time:
            os._exit(9)
        return real(*args)

    real = getattr(backup, step)
    if (child := os.fork()) == 0:
        setattr(backup, step, killing)
        restore(tmp_path / "copy", data)
        os._exit(0)
    killed = os.waitpid(child, 0)[1]
    if killed and (data / "restoring").exists():
        with pytest.raises(StateDamaged, match="restore"):
            begun(data)
    done = restore(tmp_path / "copy", data)
    assert not (data / "restoring").exists()
    left = everything(data)
    assert {json.loads(line)["id"] for line in left.pop("forgotten.jsonl").splitlines()} == {"101", "102"}
    assert "101" in done.forgotten or not killed or step == "seal"
    wanted.pop("forgotten.jsonl")
    assert left == wanted
    forget(data, "101")
    assert list(verify(data)) == []


def test_a_state_that_changes_while_it_is_copied_is_copied_again(data, tmp_path, monkeypatch):
    whole = connect_readonly
    looked: list[object] = []

    def changing(path):
        if not looked:
            looked.append(path)
            os.utime(path, (1, 1))
        return whole(path)

    shutil.copytree(data, tmp_path / "other")
    monkeypatch.setattr(backup, "connect_readonly", changing)
    back_up(tmp_path / "other", tmp_path / "copy")
    assert looked
    assert list(verify(tmp_path / "copy")) == []


def test_a_copy_made_by_hand_is_restored_too(data, tmp_path):
    """It has no seal; so operating.md told to copy before there was a command."""
    shutil.copytree(data, tmp_path / "copy")
    (tmp_path / "copy/state.db.seal").unlink()
    assert restore(tmp_path / "copy", tmp_path / "other").files
    assert list(verify(tmp_path / "other")) == []
