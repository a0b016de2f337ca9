"""Scheduled crawls, one after another: what is asked for again, tried again, given up or a new version."""

import subprocess
import sys

import pytest

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


def test_a_failed_story_is_tried_again_so_often_as_the_setting_says(tmp_path):
    pages = channel() | {"/politics/politicalnews/s-102": (500, b"")}
    settings = ("-s", "RETRY_TIMES=0", "-s", "NEWSCRAWL_TRIES=2", "-s", "NEWSCRAWL_TRY_DAYS=0")
    with served(pages) as site:
        for number, code in ((1, 0), (2, 65)):
            assert crawl(tmp_path, *on(site), *settings).returncode == code
            assert site.asked.count("/politics/politicalnews/s-102") == number
    assert ledger(tmp_path)["failures"].keys() == {"102"}
    assert ledger(tmp_path, 2)["given_up"].keys() == {"102", "104"}  # 104 is gone, and listed all the same


def test_the_listing_moves_on_and_only_new_stories_are_asked_for(tmp_path):
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        site.pages["/politics/politicalnews"] = listing("politicalnews", [107, 101, 102])
        site.pages["/politics/politicalnews/s-107"] = story(107)
        site.asked.clear()
        assert crawl(tmp_path, *on(site)).returncode == 0
    gone = "/politics/politicalnews/s-104"  # gone but listed
    assert sorted(path for path in site.asked if "/s-" in path) == [gone, "/politics/politicalnews/s-107"]
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
    assert [path for path in site.asked if "/s-" in path] == [
        "/politics/politicalnews/s-104"
    ]  # gone but listed


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
