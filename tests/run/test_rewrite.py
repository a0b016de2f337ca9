"""Files that are lost or changed are written again from the state, byte for byte."""

import json
import shutil
from dataclasses import replace

import pytest

from newscrawl.errors import CannotOpen, StateDamaged
from newscrawl.run.frontier import Shown
from newscrawl.run.rewrite import rewrite_files
from newscrawl.store.forgotten import forgotten_ids
from newscrawl.tools.forget import forget
from newscrawl.tools.verify import verify
from tests.run.building import NEWS, OPEDS, begun, ended, story

COPIES, LEDGER = "duplicates/politics-000001.jsonl", "runs/politics-000001.json"


def crawl(data, *ids, compress=False, **hints):
    run = begun(data, compress=compress)
    for story_id in ids:
        run.frontier.show(story_id, NEWS, Shown(f"/{NEWS}/s-{story_id}"))
        run.outcomes.store(story(story_id))
        run.frontier.show(story_id, OPEDS, Shown(f"/{OPEDS}/s-{story_id}", by_feed=True, **hints))
    return run


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "gzip"])
def made(request, tmp_path_factory):
    """Make a folder of three runs: undated stories, one that a feed dates before and others that it dates afterwards."""
    data = tmp_path_factory.mktemp("data") / "data"
    run = crawl(data, "101", "102", compress=request.param)
    run.frontier.show("103", NEWS, Shown(f"/{NEWS}/s-103"))
    run.outcomes.store_copy(story("103"), "101")
    ended(run)
    ended(crawl(data, "104", compress=request.param, date="2026-11-20"))
    run = crawl(data, "105", compress=request.param)
    for story_id in ("101", "104"):
        run.frontier.show(
            story_id, "politics/mod", Shown(f"/politics/mod/s-{story_id}", date="2026-11-22", by_feed=True)
        )
    ended(run)
    assert list(verify(data)) == []
    return data


@pytest.fixture
def data(made, tmp_path):
    return shutil.copytree(made, tmp_path / "data")


def everything(data):
    return {
        path: path.read_bytes()
        for path in data.rglob("*")
        if path.is_file() and ".seal" not in path.name and "state" not in path.name
    }


@pytest.mark.parametrize("how", ["lost", "flipped", "torn", "empty"])
@pytest.mark.slow
def test_every_file_is_written_again_with_its_bytes(data, how):
    before = everything(data)
    paths = [path for kind in ("stories", "duplicates", "runs") for path in (data / kind).iterdir()]
    assert len(paths) == 7
    for path in paths:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        spoilt = {"flipped": bytes(content), "torn": bytes(content[:-9]), "empty": b"", "lost": b""}[how]
        path.write_bytes(spoilt) if how != "lost" else path.unlink()
    for path in paths:
        assert any(data.joinpath(line.partition(" ")[0].rstrip(":")) == path for line in verify(data)), path
    done = rewrite_files(data)
    assert (len(done.written), done.beyond) == (7, [])
    assert everything(data) == before
    assert list(verify(data)) == []
    ended(begun(data))


def test_nothing_lost_is_nothing_done(data):
    before = everything(data)
    assert rewrite_files(data).written == []
    assert everything(data) == before


def test_what_a_killed_run_had_committed_is_published_too(data):
    run = crawl(data, "106")
    run.commit()
    run.state.connection.close()
    run._lock.release()
    rewrite_files(data)
    assert (data / "stories/politics-000004.jsonl").exists()
    assert list(verify(data)) == []


def test_a_file_that_was_rewritten_to_forget_a_story_is_written_again_so(data):
    forget(data, "101")
    path = next((data / "stories").glob("politics-000001*"))
    content = path.read_bytes()
    path.unlink()
    rewrite_files(data)
    assert path.read_bytes() == content
    assert list(verify(data)) == []


@pytest.mark.parametrize("spoil", ["gone", "flipped", "no line"])
def test_the_list_of_forgotten_stories_is_completed_from_the_state(data, spoil):
    forget(data, "101")
    forget(data, "105")
    path = data / "forgotten.jsonl"
    first, second = path.read_bytes().splitlines(keepends=True)
    changed = {"flipped": first.replace(b'"101"', b'"109"') + second, "no line": b"\xff\n" + second}
    path.unlink() if spoil == "gone" else path.write_bytes(changed[spoil])
    assert any(line.startswith(("forgotten.jsonl", str(path))) for line in verify(data))
    rewrite_files(data)
    assert {"101", "105"} <= set(forgotten_ids(data))
    assert list(verify(data)) == []


def test_bytes_that_the_state_does_not_give_are_named_and_the_file_is_left(data):
    run = begun(data)
    (row,) = run.state.runs.select("number = 1")
    sums = json.loads(row.files)
    name = next(name for name in sums if name.startswith("stories"))
    run.state.runs.update(replace(row, files=json.dumps(sums | {name: "0" * 64})), "number = 1")
    ended(run)
    before = (data / name).read_bytes()
    assert rewrite_files(data).beyond == [name]
    assert (data / name).read_bytes() == before


def test_without_a_state_there_is_nothing_to_write_from(data):
    (data / "state.db").unlink()
    with pytest.raises(CannotOpen, match="recover"):
        rewrite_files(data)


def test_a_damaged_state_changes_nothing(data):
    raw = bytearray((data / "state.db").read_bytes())
    raw[5000] ^= 1
    (data / "state.db").write_bytes(raw)
    before = everything(data)
    with pytest.raises(StateDamaged):
        rewrite_files(data)
    assert everything(data) == before
