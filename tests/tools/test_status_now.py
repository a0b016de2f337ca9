"""What `scrapy status` shows of the run at work and of runs that died, and its checks."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.store.paths import DataFolder
from newscrawl.store.schema import RunRow
from newscrawl.tools.status import has_new_story, is_fresh, report, report_json
from newscrawl.tools.status_now import Going, holder_of, read_now
from tests.crawling import crawl, start
from tests.run.building import STARTED, hold, ledger, story
from tests.site import channel, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
NOW = datetime.now(UTC)


def held(folder, pid, since=NOW):
    folder.lock_holder.write_text(json.dumps({"pid": pid, "since": since.isoformat(timespec="seconds")}))


def begun(run, pid, stored=("101", "102", "103"), waiting=("104", "105")):
    """Put a run that has not ended into the state, with stories stored and waiting."""
    run.state.runs.put(RunRow(run.number, STARTED.isoformat(), run.site, pid))
    run.store(*stored)
    run.show(*waiting)
    run.state.commit()


def test_the_run_at_work_is_shown_with_what_it_stored_what_waits_and_the_time_left(run):
    begun(run, os.getpid())
    folder = DataFolder(run.root)
    held(folder, os.getpid())
    now = read_now(folder, STARTED + timedelta(minutes=30))
    assert now.at_work == Going(1, STARTED.isoformat(), os.getpid(), 3, 3, 2, timedelta(minutes=20))
    assert now.lines() == [
        f"Run 1 is at work since 2026-11-24T12:00:00 (pid {os.getpid()}): 3 stories stored, 2 stories wait, about 20 minutes left."
    ]
    assert now.at_work.to_dict() == {
        "run": 1, "started": STARTED.isoformat(), "pid": os.getpid(), "stored": 3, "waiting": 2, "seconds_left": 1200,
    }  # fmt: skip
    assert "Run 1 is at work" in report(run.root, 10)


def test_with_few_outcomes_no_time_is_made_up(run):
    begun(run, os.getpid(), stored=("101",), waiting=("102",))
    held(DataFolder(run.root), os.getpid())
    (line,) = read_now(DataFolder(run.root)).lines()
    assert line.endswith("1 story stored, 1 story waits.")


def test_a_run_whose_process_is_gone_has_died(run):
    begun(run, 2**22 + 1)
    held(DataFolder(run.root), 2**22 + 1)
    now = read_now(DataFolder(run.root))
    assert (now.holder, now.at_work) == (None, None)
    assert now.lines() == [
        "Run 1 died: it began 2026-11-24T12:00:00 and had stored 3 stories; the next run publishes them."
    ]


def test_a_pid_that_was_given_to_another_process_since_holds_nothing(run):
    held(DataFolder(run.root), os.getpid(), NOW - timedelta(days=400))
    assert holder_of(DataFolder(run.root)) is None


def test_a_process_that_holds_the_folder_without_a_run_is_named(run):
    held(DataFolder(run.root), os.getpid())
    (line,) = read_now(DataFolder(run.root)).lines()
    assert line.startswith(f"Process {os.getpid()} has held the data folder since")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "x", "since": "y"}', '{"pid": 0.5}'])
def test_a_damaged_note_of_the_holder_counts_as_none(run, text):
    DataFolder(run.root).lock_holder.write_text(text)
    assert holder_of(DataFolder(run.root)) is None


def test_a_real_crawl_is_shown_at_work_and_as_dead_once_it_is_killed(tmp_path):
    with served(channel()) as site:
        process = start(
            tmp_path, "-a", f"site={site.url}", "-a", "sections=politicalnews", "-s", "DOWNLOAD_DELAY=2"
        )
        until = time.monotonic() + 60
        while time.monotonic() < until and len(site.asked) < 2:
            time.sleep(0.1)
        said = crawl(tmp_path, command=("status",)).stdout
        process.send_signal(signal.SIGKILL)
        process.communicate()
        after = crawl(tmp_path, command=("status",)).stdout
    assert f"Run 1 is at work since {datetime.now(UTC):%Y-%m-%d}" in said, said
    assert f"(pid {process.pid})" in said
    assert "Run 1 died" in after


def ran(number, ended, code=0):
    return ledger(
        number, outcomes={"stored": 1}, exit_code=code, ended=ended.isoformat(), verdict="ok", seconds=1.0
    )


@pytest.mark.parametrize(
    ("ended", "code", "fresh"),
    [
        (NOW - timedelta(hours=1), 0, True),
        (NOW - timedelta(hours=1), 124, True),
        (NOW - timedelta(hours=1), 65, False),
        (NOW - timedelta(hours=30), 0, False),
        (NOW + timedelta(hours=3), 0, False),
    ],
)
def test_only_a_run_that_ended_well_and_not_in_the_future_is_fresh(run, ended, code, fresh):
    hold(run.state, ran(1, ended, code))
    run.state.commit()
    assert is_fresh(run.root, timedelta(hours=26)) is fresh


def test_a_channel_is_quiet_when_its_newest_story_is_old_or_from_the_future(run):
    for number, fetched in (("101", NOW - timedelta(days=8)), ("102", NOW + timedelta(days=1))):
        run.show(number)
        run.outcomes.store(story(number, fetched_at=fetched.isoformat()))
    run.state.commit()
    assert not has_new_story(run.root, timedelta(days=7))
    assert has_new_story(run.root, timedelta(days=9))


def test_json_holds_all_that_is_shown(run):
    hold(run.state, ran(1, NOW))
    begun(run.next(2), os.getpid())
    found = json.loads(report_json(run.root, 10, {"max_age": True}))
    assert list(found) == ["data_dir", "at_work", "died", "runs", "windows", "drift", "disk", "checks"]
    assert [one["run"] for one in found["died"]] == [2]
    assert (found["runs"][0]["run"], found["runs"][0]["verdict"]) == (1, "ok")
    assert found["windows"]["last_run"]["stored"] == 1
    assert found["disk"]["stories"] == 3
    assert found["checks"] == {"max_age": True}


def test_the_checks_decide_the_exit_code(run):
    hold(run.state, ran(1, NOW))
    run.state.commit()
    fine = crawl(run.root, "--max-age", "1h", command=("status",))
    quiet = crawl(run.root, "--max-age", "1h", "--max-quiet", "7d", "--json", command=("status",))
    odd = crawl(run.root, "--max-quiet", "soon", command=("status",))
    assert (fine.returncode, quiet.returncode, odd.returncode) == (0, 1, 64), odd.stderr
    assert json.loads(quiet.stdout)["checks"] == {"max_age": True, "max_quiet": False}
    assert "--max-quiet 'soon' is not an age" in odd.stderr
    said = subprocess.run(
        [sys.executable, "-m", "scrapy", "status", "--max-quiet", "7d", "-s", f"NEWSCRAWL_DATA_DIR={run.root}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.stdout.endswith("No new story in the last 7d.\n")
