"""Commands that look at pages: shell, fetch, parse and check leave the data folder alone; shell and fetch may go anywhere."""

import os
import signal
import time

import pytest

from tests.crawling import ROOT, crawl, on, start, tree
from tests.raw import NEWS, http, raw
from tests.site import channel, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


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


def test_shell_and_fetch_read_files_and_other_hosts(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<h1>A local page</h1>")
    with served(channel()) as site:
        story = f"{site.url}{NEWS}/s-102"
        calls = {
            (
                "shell",
                f"./{os.path.relpath(page, ROOT)}",
                "-c",
                "response.css('h1::text').get()",
            ): "A local page",
            ("shell", story, "-c", "StoryPage(response).headline"): "Council number 102 mends a bridge",
            ("shell", story.replace("127.0.0.1", "localhost"), "-c", "response.status"): "200",
            ("fetch", story): "Council number 102 mends a bridge",
            ("fetch", page.as_uri()): "A local page",
        }
        told = {
            call: crawl(tmp_path / "data", "--nolog", *call[1:], command=call[:1]).stdout for call in calls
        }
    assert [call for call, words in calls.items() if words not in told[call]] == []
    assert not (tmp_path / "data").exists()


def test_the_shell_knows_the_pages(tmp_path):
    with served(channel()) as site:
        url = f"{site.url}/politics/politicalnews/s-102"
        code = "(explain(response).data['kind'], StoryPage(response).headline, ListingPage)"
        result = crawl(tmp_path / "data", url, "-c", code, command=("shell",))
    assert "('story', 'Council number 102 mends a bridge'" in result.stdout, result.stderr
    assert not (tmp_path / "data").exists()


def test_parse_shows_the_cleaned_record_and_leaves_nothing_behind(tmp_path):
    with served(channel()) as site:
        url = f"{site.url}/politics/politicalnews/s-102"
        result = crawl(
            tmp_path / "data", "--pipelines", "--nocolour", url, command=("parse", "--spider", "politics")
        )
    assert "'authors': ['Ann Lee']" in result.stdout, result.stderr
    assert not (tmp_path / "data").exists()


def test_parse_stays_on_the_host_of_the_page_at_every_depth(tmp_path):
    with raw() as site, raw() as other:
        site.special["/politics/opeds/s-106"] = http(
            b"", "302 X", f"Location: {other.url}/politics/opeds/s-106"
        )
        url = f"{site.url}/politics/opeds"
        result = crawl(tmp_path / "data", "-d", "2", url, command=("parse", "--spider", "politics"))
    assert result.returncode == 0, result.stderr
    assert "Council number 105 mends a bridge" in result.stdout, result.stderr
    assert "/politics/opeds/s-106" in site.paths()
    assert other.paths() == []
    assert "www.arcamax.com" not in result.stderr


def test_the_banner_of_the_shell_names_what_newscrawl_adds(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<h1>A local page</h1>")
    result = crawl(tmp_path / "data", str(page), "-c", "shelp()", command=("shell",))
    for name in ("StoryPage(response)", "ListingPage(response)", "explain(response)", "read_html(html, url)"):
        assert name in result.stdout, result.stderr
