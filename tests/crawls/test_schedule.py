"""Scheduled crawls, one after another: what is asked for again, tried again, given up or a new version."""

import subprocess
import sys

import pytest

from newscrawl.store.state import State
from tests.crawling import ROOT, crawl, ledger, lines, on, tree
from tests.site import channel, listing, served, story
from tests.torture import own_story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
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


def test_a_failed_story_is_tried_again_and_then_given_up(tmp_path):
    pages = channel() | {"/politics/politicalnews/s-102": (500, b"")}
    with served(pages) as site:
        for number in range(1, 6):
            site.asked.clear()
            assert (
                crawl(tmp_path, *on(site), "-s", "RETRY_TIMES=0", "-s", "NEWSCRAWL_TRIES=3").returncode == 0
            )
            asked = "/politics/politicalnews/s-102" in site.asked
            assert asked == (number in {1, 2, 4}), number
    assert ledger(tmp_path, 4)["given_up"].keys() == {"102"}
    assert ledger(tmp_path, 3)["skipped"] == {"102": "retry later"}
    assert ledger(tmp_path, 5)["skipped"] == {"102": "given up"}
    entry = State.look(tmp_path / "state.db").entry("102")
    assert entry
    assert entry.outcome == "given up"  # for good: a pause that only grows would end with run 8


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
    assert [line.split()[0] for line in table.splitlines()[:3]] == ["run", "1", "2"]
