"""Recover: the state is rebuilt from published files, ledgers, archive and what was forgotten, or nothing changes."""

import gzip
import json
import shutil
import sqlite3

import pytest

from newscrawl.errors import StateDamaged
from newscrawl.run.frontier import Shown
from newscrawl.run.recover import recover
from newscrawl.run.rewrite import rewrite_files
from newscrawl.run.run import Run
from newscrawl.run.session import Options
from newscrawl.store.forgotten import note_forgotten
from newscrawl.store.published import write_without
from newscrawl.store.seal import check_seal
from newscrawl.store.state import State
from tests.archiving import archive, page
from tests.run.building import NEWS, OPEDS, begun, ended, story

STORIES = "stories/politics-000001.jsonl"


def show(run, *ids, section=NEWS):
    for story_id in ids:
        run.frontier.show(story_id, section, Shown(f"/{section}/s-{story_id}"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a data folder of two runs: stories, a copy, tombstones, and a second version."""
    folder = tmp_path_factory.mktemp("data") / "data"
    first = begun(folder)
    show(first, "101", "102", "103", "104", "105", "106")
    show(first, "102", section=OPEDS)
    for story_id in ("101", "102"):
        first.outcomes.store(story(story_id))
    first.outcomes.store_copy(story("103"), "101")
    gone = (("104", "expired"), ("105", "not found"), ("106", "cartoon"))
    for story_id, kind in gone:
        first.outcomes.mark_tombstone(story_id, kind)
    first.walks.end(NEWS)
    ended(first)
    second = begun(folder, refresh=9999)
    for story_id, kind in gone:
        second.outcomes.mark_tombstone(story_id, kind)
    second.counts.walk(NEWS).complete = True
    second.frontier.revisits()
    second.outcomes.store(story("101", "The bridge is mended at last."))
    show(second, "108", "107")
    second.outcomes.store(story("108"))
    second.outcomes.store(story("107"))
    ended(second)
    return folder


@pytest.fixture
def data(made, tmp_path):
    return shutil.copytree(made, tmp_path / "data")


def rows(data):
    """Read what a rebuilt state must know as the old one did."""
    state = State.open_readonly(data / "state.db")
    found = {
        "stories": list(state.stories.select("1 ORDER BY run, sequence")),
        "copies": list(state.copies.select("1 ORDER BY id")),
        "entries": [(one.id, one.outcome, one.why) for one in state.entries.select("1 ORDER BY id")],
        "paths": [(one.id, one.path, one.section) for one in state.entries.select("outcome IN ('stored', 'duplicate') ORDER BY id")],
        "shown": [(one.id, one.section, one.first_run) for one in state.sightings.select("id IN (SELECT id FROM stories) ORDER BY id, section")],
        "runs": [(one.number, one.started, one.site, one.ended, one.exit_code, one.files, one.ledger) for one in state.runs.select("1 ORDER BY number")],
        "clusters": state.connection.execute("SELECT id, version, cluster FROM texts ORDER BY id, version").fetchall(),
    }  # fmt: skip
    state.connection.close()
    return found


def everything(data):
    return {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}


def test_a_rebuilt_state_knows_the_same_stories_copies_entries_and_runs(data):
    before = rows(data)
    assert [len(before[name]) for name in ("stories", "copies", "entries", "runs")] == [5, 1, 8, 2]
    assert recover(data) == data / "state.db.old-1"
    assert rows(data) == before
    (data / "state.db").unlink()
    assert recover(data) is None
    assert rows(data) == before


def test_links_between_stories_are_those_published_not_decided_anew(data):
    path = data / "stories/politics-000002.jsonl"
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    records[-1] |= {"cluster": "102", "version_of": "102"}
    path.write_text("".join(json.dumps(one) + "\n" for one in records))
    recover(data)
    after = rows(data)
    assert after["stories"][-1].data == records[-1]
    assert ("107", 1, "102") in after["clusters"]


def test_compressed_files_are_read_too(data):
    before = rows(data)
    for path in data.glob("*/*.jsonl"):
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        path.unlink()
    recover(data)
    after = rows(data)
    assert {key for key in before if before[key] != after[key]} == {"runs"}  # their files' names and sums


def test_old_states_are_set_aside_and_none_is_overwritten(data):
    first = (data / "state.db").read_bytes()
    recover(data)
    assert recover(data) == data / "state.db.old-2"
    assert (data / "state.db.old-1").read_bytes() == first
    assert check_seal(data / "state.db", thorough=True)
    assert not list(data.glob("state.db.new*"))


def test_the_next_run_goes_on_with_a_rebuilt_state(data):
    recover(data)
    run = begun(data)
    assert run.number == 3
    assert [run.frontier.wants(one) for one in ("101", "103", "104", "107")] == [None] * 4
    assert run.outcomes.copy_of(story("108", story("107").article_body)) == "107"
    ended(run)


def spoilt(path, how):
    lines = path.read_bytes().splitlines(keepends=True)
    record = json.loads(lines[-1])
    return {
        "torn": b"".join(lines)[:-40],
        "no JSON": b"{\n",
        "no object": b"[]\n",
        "no text": json.dumps({key: value for key, value in record.items() if key != "article_body"}).encode(),
        "odd text": json.dumps(record | {"article_body": None}).encode(),
        "twice": b"".join([*lines, lines[-1]]),
        "bytes": b"".join(lines).replace(b"mends", b"m\xffnds"),
    }[how]  # fmt: skip


@pytest.mark.parametrize("how", ["torn", "no JSON", "no object", "no text", "odd text", "twice", "bytes"])
def test_a_damaged_published_file_is_named_and_nothing_changes(data, how):
    path = data / STORIES
    path.write_bytes(spoilt(path, how))
    before = everything(data)
    with pytest.raises(StateDamaged, match="politics-000001"):
        recover(data)
    assert everything(data) == before


@pytest.mark.parametrize("at", [0, 3, 15, 100, -6, -1])
def test_a_damaged_compressed_file_is_named_and_nothing_changes(data, at):
    path = data / STORIES
    packed = bytearray(gzip.compress(path.read_bytes(), mtime=0))
    path.unlink()
    packed[at] ^= 0x55
    path.with_name(f"{path.name}.gz").write_bytes(packed)
    before = everything(data)
    with pytest.raises(StateDamaged, match="politics-000001"):
        recover(data)
    assert everything(data) == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"1"])
def test_a_damaged_ledger_costs_its_figures_and_no_story(data, content):
    before = rows(data)
    (data / "runs/politics-000002.json").write_bytes(content)
    recover(data)
    assert rows(data) == before  # the old state tells them
    (data / "state.db").unlink()
    recover(data)
    after = rows(data)
    assert {key for key in before if before[key] != after[key]} == {"runs"}
    assert [one[-1] == "" for one in after["runs"]] == [False, True]


def test_what_was_forgotten_stays_so(data):
    path = data / STORIES
    note_forgotten(data, "102", [path])
    write_without(path, "102")
    recover(data)
    state = State.open_readonly(data / "state.db")
    entry = state.entry("102")
    assert entry
    assert (entry.outcome, entry.why) == ("tombstone", "forgotten")
    assert state.latest("102") is None
    state.connection.close()


def test_a_torn_last_line_of_what_was_forgotten_is_left_out(data, caplog):
    """It was to announce what had not begun."""
    with (data / "forgotten.jsonl").open("ab") as file:
        file.write(b'{"id": "10')
    recover(data)
    assert "cut off" in caplog.text
    ended(begun(data))
    assert (data / "forgotten.jsonl").read_bytes() == b""


@pytest.mark.parametrize("line", [b'{"id": "10\n', b"\xff\n", b"1\n", b'{"files": []}\n'])
def test_a_damaged_list_of_what_was_forgotten_is_named_and_nothing_changes(data, line):
    note_forgotten(data, "102", [])
    with (data / "forgotten.jsonl").open("ab") as file:
        file.write(line)
    before = everything(data)
    with pytest.raises(StateDamaged, match=r"forgotten\.jsonl"):
        recover(data)
    assert everything(data) == before


def test_an_archived_story_page_that_nothing_else_tells_of_is_asked_for_again(data):
    archive(data / "archive", 2, page(101), page(106), page(109))
    archive(data / "archive", 3, page(110))
    recover(data)
    run = begun(data)
    assert run.number == 4  # never a number that the archive holds
    assert [(one.id, one.path, one.section, one.run) for one in run.frontier.open_entries()] == [
        ("109", "/politics/opeds/s-109", OPEDS, 2),
        ("110", "/politics/opeds/s-110", OPEDS, 3),
    ]
    ended(run)


def test_what_may_pass_is_no_tombstone_in_a_rebuilt_state(tmp_path):
    run = begun(tmp_path)
    show(run, "101")
    run.outcomes.mark_tombstone("101", "captcha")
    ended(run)
    (tmp_path / "state.db").unlink()
    recover(tmp_path)
    assert rows(tmp_path)["entries"] == []


def test_an_empty_folder_becomes_an_empty_state(tmp_path):
    assert recover(tmp_path) is None
    assert not any(rows(tmp_path).values())


def test_what_only_the_old_state_knows_is_carried_over(data):
    run = begun(data)
    show(run, "201", "202")
    run.outcomes.mark_failed("202", "503")
    ended(run)
    recover(data)
    state = State.open_readonly(data / "state.db")
    found = [
        (one.id, one.outcome, one.tries) for one in state.entries.select("id IN ('201', '202') ORDER BY id")
    ]
    assert found == [("201", "open", 0), ("202", "open", 1)]
    assert [one.answer for one in state.answers.select("id = '202'")] == ["503"]
    assert [one.last_run for one in state.sightings.select("id = '201'")] == [3]
    assert not list(state.walks.select())
    state.connection.close()


def test_a_lost_file_is_not_given_up_without_force_and_the_remedies_work(data):
    path = data / STORIES
    published = path.read_bytes()
    path.unlink()
    before = everything(data)
    with pytest.raises(
        StateDamaged, match=r"such as 101.*`scrapy recover --files`.*`scrapy recover --force`"
    ):
        recover(data)
    assert everything(data) == before
    assert rewrite_files(data).written == [STORIES]
    assert path.read_bytes() == published
    recover(data)
    path.unlink()
    recover(data, force=True)
    assert [one.id for one in rows(data)["stories"]] == ["101", "108", "107"]


def test_the_plan_is_shown_and_changes_nothing(data):
    before = everything(data)
    lines: list[str] = []
    assert recover(data, go_on=lambda: False, show=lines.append) is None
    assert everything(data) == before
    assert "4 stories in 5 versions, 1 duplicate, 2 runs" in lines[0]
    assert "4 stories in 5 versions, 1 duplicate, 2 runs" in lines[1]


def test_the_readable_rows_of_a_damaged_state_are_kept(data):
    run = begun(data)
    show(run, *map(str, range(300, 400)))
    ended(run)
    with sqlite3.connect(data / "state.db") as state:
        state.execute("UPDATE entries SET headline = 'odd' WHERE id IN ('301', '101')")
    state.close()
    recover(data)
    found = {one[0]: one[1] for one in rows(data)["entries"]}
    assert found["300"] == "open"
    assert "301" not in found
    assert found["101"] == "stored"


def test_nothing_is_carried_over_from_another_sites_state(data, tmp_path):
    other = Run(tmp_path / "other", "http://127.0.0.1:8000", Options(archive=False))
    show(other, "201")
    ended(other)
    shutil.copy2(tmp_path / "other/state.db", data / "state.db")
    recover(data)
    assert "201" not in {one[0] for one in rows(data)["entries"]}
