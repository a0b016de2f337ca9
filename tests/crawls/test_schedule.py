"""Scheduled crawls: killed, interrupted, started twice, on full disks and damaged state."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Thread

import pytest

from newscrawl.store.state import State
from newscrawl.tools.savepage import read_saved
from tests.corruption import corrupt
from tests.crawling import ROOT, crawl, ledger, lines, start, tree
from tests.injection import sweep
from tests.site import Server, channel, listing, paragraphs, served, story
from tests.torture import own_story, torture

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
NEWS = ("-a", "sections=politicalnews")
# A program like `scrapy` whose clock is a day behind.
YESTERDAY = """
import datetime, sys, time
class Yesterday(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) - datetime.timedelta(days=1)
datetime.datetime, real = Yesterday, time.time
time.time = lambda: real() - 86400
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[1:]])
"""


def on(site):
    return ("-a", f"site={site.url}", *NEWS)


def test_killed_crawls_lose_and_repeat_nothing():
    assert "none lost" in torture(kills=6, seed=20)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is missing (Debian: strace)")
def test_injected_faults_lose_and_repeat_nothing():
    assert "nothing lost" in sweep(share=0.04, seed=4)


def test_a_killed_run_is_published_by_the_next_start(tmp_path):
    with served(channel()) as site:
        process = start(tmp_path, *on(site), "-s", "DOWNLOAD_DELAY=0.4")
        while sum("/s-" in path for path in site.asked) < 3:
            time.sleep(0.01)
        time.sleep(0.2)
        process.kill()
        process.communicate()
        assert not list(tmp_path.glob("stories/*"))
        assert crawl(tmp_path, *on(site)).returncode == 0
    first = lines(tmp_path / "stories/politics-000001.jsonl")
    assert first
    assert ledger(tmp_path)["killed"] is True
    assert ledger(tmp_path)["exit_code"] is None
    second = lines(tmp_path / "stories/politics-000002.jsonl")
    assert len({story["id"] for story in first + second}) == len(first) + len(second) == 4


def test_of_four_starts_one_crawls(tmp_path):
    with served(channel()) as site:
        runs = [start(tmp_path, *on(site), "-s", "DOWNLOAD_DELAY=0.2") for _ in range(4)]
        said = [run.communicate()[1] for run in runs]
    assert sorted(run.returncode for run in runs) == [0, 75, 75, 75]
    holder = str(next(run.pid for run in runs if run.returncode == 0))
    assert all(f"pid {holder}" in text for run, text in zip(runs, said, strict=True) if run.returncode)


@pytest.mark.parametrize(
    ("number", "times", "code"), [(signal.SIGTERM, 1, 143), (signal.SIGINT, 1, 130), (signal.SIGINT, 2, 130)]
)
def test_a_signal_ends_a_run_in_time_although_the_server_hangs(tmp_path, number, times, code):
    pages = channel()
    asked = []

    class Hanging(BaseHTTPRequestHandler):
        def do_GET(self):
            body = pages.get(self.path, (404, b""))
            asked.extend([self.path] if "/s-" in self.path else [])
            if len(asked) == 3:
                time.sleep(30)
            status, text = body if isinstance(body, tuple) else (200, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *args):
            pass

    server = Server(("127.0.0.1", 0), Hanging)
    server.daemon_threads = True
    server.block_on_close = False
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    process = start(tmp_path, "-a", f"site={url}", *NEWS, "-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0")
    while len(asked) < 3 and process.poll() is None:
        time.sleep(0.05)
    time.sleep(0.5)
    began = time.monotonic()
    for _ in range(times):
        process.send_signal(number)
        time.sleep(0.3)
    _, said = process.communicate(timeout=20)
    server.shutdown()
    server.server_close()
    assert time.monotonic() - began < 15
    assert process.returncode == code, said
    held = {one["id"] for one in lines(tmp_path / "stories/politics-000001.jsonl")}
    assert held == {path[-3:] for path in asked[:2]} - {"104"}
    said = ledger(tmp_path)
    assert said["exit_code"] == code
    assert not any("missing" in section for section in said["sections"].values())
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
    rest = {one["id"] for one in lines(tmp_path / "stories/politics-000002.jsonl")}
    assert held | rest == {"101", "102", "103", "105"}
    assert not held & rest


def test_a_newer_or_damaged_state_changes_nothing(tmp_path):
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        dice = random.Random(7)
        good = (tmp_path / "state.db").read_bytes()
        for _ in range(8):
            spoilt = bytearray(good)
            place = dice.randrange(len(good))
            spoilt[place] ^= dice.randrange(1, 256)
            (tmp_path / "state.db").write_bytes(spoilt)
            before = tree(tmp_path)
            result = crawl(tmp_path, *on(site))
            assert result.returncode == 76, (place, result.stderr)
            assert tree(tmp_path) == before
            assert crawl(tmp_path, command=("verify",)).returncode == 76
        assert crawl(tmp_path, command=("recover",)).returncode == 0
        site.asked.clear()
        assert crawl(tmp_path, *on(site)).returncode == 0
        assert not [path for path in site.asked if "/s-" in path]
        (tmp_path / "state.db.seal").unlink()
        with sqlite3.connect(tmp_path / "state.db") as state:
            state.execute("PRAGMA user_version = 99")
        state.close()
        assert crawl(tmp_path, *on(site)).returncode == 76
    assert crawl(tmp_path, command=("verify",)).returncode == 76


def test_a_lost_state_is_rebuilt_from_what_is_published(tmp_path):
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        for path in tmp_path.glob("state.db*"):
            path.unlink()
        site.asked.clear()
        result = crawl(tmp_path, *on(site))
    assert result.returncode == 0, result.stderr
    assert "rebuilding" in result.stderr
    assert not [path for path in site.asked if "/s-" in path]
    assert len(list(tmp_path.glob("stories/*"))) == 1


def test_what_only_the_archive_tells_of_is_asked_for_again(tmp_path):
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        site.pages["/politics/politicalnews"] = listing("politicalnews", [107, 101, 102])
        site.pages["/politics/politicalnews/s-107"] = own_story(107)
        assert crawl(tmp_path, *on(site)).returncode == 0
        for path in [*tmp_path.glob("*/politics-000002.json*"), *tmp_path.glob("state.db*")]:
            path.unlink()  # as if killed before it published, and the state lost
        site.pages["/politics/politicalnews"] = listing("politicalnews", [101, 102])
        site.asked.clear()
        result = crawl(tmp_path, *on(site))
    assert result.returncode == 0, result.stderr
    assert [path for path in site.asked if "/s-" in path] == ["/politics/politicalnews/s-107"]
    assert [one["id"] for one in lines(tmp_path / "stories/politics-000003.jsonl")] == ["107"]
    assert len(list(tmp_path.glob("archive/*.warc.gz"))) == 3


def test_a_failed_story_is_tried_again_and_then_given_up(tmp_path):
    pages = channel() | {"/politics/politicalnews/s-102": (500, b"")}
    with served(pages) as site:
        for number in range(1, 10):
            site.asked.clear()
            assert (
                crawl(tmp_path, *on(site), "-s", "RETRY_TIMES=0", "-s", "NEWSCRAWL_TRIES=3").returncode == 0
            )
            asked = "/politics/politicalnews/s-102" in site.asked
            assert asked == (number in {1, 2, 4}), number
    assert ledger(tmp_path, 4)["given_up"].keys() == {"102"}
    assert ledger(tmp_path, 9)["skipped"] == {"102": "given up"}


def test_a_changed_text_is_the_next_version_and_changed_chrome_is_none(tmp_path):
    path = "/politics/politicalnews/s-101"
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        site.pages[path] = story(101).replace(b"<h3>Comments</h3>", b"<h3>Comments</h3><p>Share this</p>")
        assert crawl(tmp_path, *on(site), "-a", "refresh=9999").returncode == 0
        assert len(list(tmp_path.glob("stories/*"))) == 1
        site.pages[path] = story(101).replace(b"the old bridge", b"the very old bridge")
        assert crawl(tmp_path, *on(site), "-a", "refresh=9999").returncode == 0
    (record,) = lines(tmp_path / "stories/politics-000003.jsonl")
    assert (record["id"], record["version"]) == ("101", 2)


def test_the_listing_moves_on_and_only_new_stories_are_asked_for(tmp_path):
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        site.pages["/politics/politicalnews"] = listing("politicalnews", [107, 101, 102])
        site.pages["/politics/politicalnews/s-107"] = story(107)
        site.asked.clear()
        assert crawl(tmp_path, *on(site)).returncode == 0
    assert [path for path in site.asked if "/s-" in path] == ["/politics/politicalnews/s-107"]
    assert "/politics/politicalnews/page-3" not in site.asked
    sums = ledger(tmp_path, 2)["sections"]["politics/politicalnews"]
    names = ("known", "stored", "duplicate", "tombstone", "failed", "skipped")
    assert sums["listed"] == sum(sums[name] for name in names) == 5


def test_a_full_run_reads_listings_beyond_the_stop_and_asks_for_no_story_again(tmp_path):
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        site.asked.clear()
        assert crawl(tmp_path, *on(site), "-a", "full=yes").returncode == 0
    assert "/politics/politicalnews/page-3" in site.asked
    assert not [path for path in site.asked if "/s-" in path]


def look_around(data, site):
    """Use the commands that look at pages and must leave the data folder alone."""
    url = f"{site.url}/politics/politicalnews/s-102"
    assert crawl(data, url, "-c", "response.status", command=("shell",)).returncode == 0
    assert crawl(data, "--spider", "politics", "--pipelines", url, command=("parse",)).returncode == 0
    assert crawl(data, url, command=("fetch",)).returncode == 0
    assert crawl(data, command=("check",)).returncode == 0


def test_shell_parse_fetch_and_check_leave_state_and_lock_alone(tmp_path):
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        before = tree(tmp_path)
        look_around(tmp_path, site)
    assert tree(tmp_path) == before


def test_they_leave_a_crawl_that_goes_on_alone_too(tmp_path):
    with served(channel()) as site:
        process = start(tmp_path, *on(site), "-s", "DOWNLOAD_DELAY=600")
        while not list(tmp_path.glob("state.db-wal")) or not site.asked:
            time.sleep(0.05)
        time.sleep(1)  # the crawl now waits for its second request
        before = tree(tmp_path)
        look_around(tmp_path, site)
        assert tree(tmp_path) == before
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert process.returncode == 143


@pytest.fixture
def disk(tmp_path):
    """Mount a small disk of its own."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("mounting a tmpfs needs root and mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mount is not allowed here")
    yield folder
    subprocess.run(["umount", folder], check=False)


def remount(disk, options):
    subprocess.run(["mount", "-o", f"remount,{options}", disk], check=True)


def test_a_full_disk_ends_the_run_with_74_and_loses_nothing(disk):
    numbers = range(200, 260)
    pages = channel() | {"/politics/politicalnews": listing("politicalnews", list(numbers))}
    for number in numbers:
        page = story(number).replace(b"<h3>Comm", b"<p>" + (b"%d" % number) * 3000 + b".</p><h3>Comm")
        pages[f"/politics/politicalnews/s-{number}"] = page
    with served(pages) as site:
        result = crawl(disk / "data", *on(site))
        assert result.returncode in {73, 74}, result.stderr
        assert "Traceback" not in result.stderr
        assert not list((disk / "data").rglob("*.part"))
        remount(disk, "size=40m")
        result = crawl(disk / "data", *on(site))
        assert result.returncode == 0, result.stderr
        ids = [one["id"] for path in (disk / "data").glob("stories/*") for one in lines(path)]
    assert len(ids) == len(set(ids)) >= 60


def test_a_read_only_disk_ends_the_start_with_73_and_changes_nothing(disk):
    remount(disk, "size=40m")
    with served(channel()) as site:
        assert crawl(disk / "data", *on(site)).returncode == 0
        before = tree(disk)
        remount(disk, "ro")
        site.asked.clear()
        result = crawl(disk / "data", *on(site))
        assert result.returncode == 73, result.stderr
        assert "Traceback" not in result.stderr
        assert crawl(disk / "data", command=("status",)).returncode == 0
        assert crawl(disk / "data", command=("verify",)).returncode == 0
        assert not site.asked
        assert tree(disk) == before
        remount(disk, "rw")
        assert crawl(disk / "data", *on(site)).returncode == 0
    assert len(list(disk.glob("data/stories/*"))) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is missing")
def test_a_feed_that_cannot_be_written_ends_with_74(tmp_path):
    with served(channel()) as site:
        result = crawl(tmp_path, *on(site), "-o", "/dev/full:jsonlines")
    assert result.returncode == 74, result.stderr
    assert len(lines(tmp_path / "stories/politics-000001.jsonl")) == 4


def test_a_changed_template_is_named_by_ledger_status_and_exit_code(tmp_path):
    first, second = list(range(500, 530)), list(range(540, 560))
    plain = {
        f"/politics/politicalnews/s-{n}": story(n).replace(b"by the mill", f"by mill number {n}".encode())
        for n in first + second
    }
    with served({"/politics/politicalnews": listing("politicalnews", first), **plain}) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        site.pages["/politics/politicalnews"] = listing("politicalnews", second + first)
        for path, page in plain.items():
            site.pages[path] = page.replace(b"Ann Lee, Harbor City News on ", b"").replace(
                b"<p>Published in Political News</p>", b""
            )
        result = crawl(tmp_path, *on(site))
    assert result.returncode == 65, result.stderr
    assert any(
        "byline" in line and "100 % of pages before, 0 % now" in line
        for line in ledger(tmp_path, 2)["health"]
    )
    shown = crawl(tmp_path, "--drift", command=("status",)).stdout
    assert "field byline" in shown
    assert "landmark byline: 100 % of pages before, 0 % now (such as 5" in shown
    kept = sorted(tmp_path.glob("reports/politics-000002/*.html"))
    assert kept, result.stderr
    assert kept[0].name in result.stderr
    now, expected = read_saved(kept[0])
    assert now == expected
    assert now["record"]["byline"] is None


def test_bodies_that_shrink_are_named_by_ledger_and_exit_code(tmp_path):
    first, second = list(range(500, 530)), list(range(540, 560))
    with served({"/politics/politicalnews": listing("politicalnews", first)}) as site:
        site.pages |= {f"/politics/politicalnews/s-{n}": own_story(n) for n in first}
        assert crawl(tmp_path, *on(site)).returncode == 0
        site.pages["/politics/politicalnews"] = listing("politicalnews", second + first)
        for n in second:
            page, (_, *rest) = own_story(n), paragraphs(n)
            cut = "".join(f"<p>{one}</p>" for one in rest).encode()
            site.pages[f"/politics/politicalnews/s-{n}"] = page.replace(cut, b"")
        result = crawl(tmp_path, *on(site))
    assert result.returncode == 65, result.stderr
    assert any(line.startswith("body length article_body: ") for line in ledger(tmp_path, 2)["health"])


def test_a_state_without_runs_has_no_trend(tmp_path):
    State.open(tmp_path / "state.db").close()
    assert "No run has stored a story yet" in crawl(tmp_path, "--drift", command=("status",)).stdout


def test_a_listing_that_gives_no_entries_is_kept_as_a_report(tmp_path):
    page = b"<html><title>Political News</title><h1>Political News</h1><p>Nothing to see.</p></html>"
    with served({"/politics/politicalnews": page}) as site:
        assert crawl(tmp_path, *on(site)).returncode == 66
    assert len(list(tmp_path.glob("reports/politics-000001/*_listing-politicalnews.html"))) == 1


def test_every_corruption_of_the_state_is_found():
    assert "10 corruptions: none missed" in corrupt(times=10, seed=5)


def test_a_clock_set_back_a_day_changes_no_number_order_or_file(tmp_path):
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        before = tree(tmp_path / "stories")
        site.pages["/politics/politicalnews"] = listing("politicalnews", [901, 902, 101, 102])
        site.pages |= {f"/politics/politicalnews/s-{n}": own_story(n) for n in (901, 902)}
        site.asked.clear()
        options = ("-s", f"NEWSCRAWL_DATA_DIR={tmp_path}", "-s", "DOWNLOAD_DELAY=0", *on(site))
        result = subprocess.run(
            [sys.executable, "-c", YESTERDAY, "crawl", "politics", *options],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert sorted(path for path in site.asked if "/s-" in path) == [
        f"/politics/politicalnews/s-{n}" for n in (901, 902)
    ]
    assert before.items() <= tree(tmp_path / "stories").items()
    assert {one["id"] for one in lines(tmp_path / "stories/politics-000002.jsonl")} == {"901", "902"}
    assert ledger(tmp_path, 2)["started"] < ledger(tmp_path, 1)["started"]
    assert crawl(tmp_path, command=("verify",)).returncode == 0
    table = crawl(tmp_path, command=("status",)).stdout
    assert table.index("\n    2") < table.index("\n    1") if "\n    2" in table else "2" in table
