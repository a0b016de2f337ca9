"""`-a plan=yes`: listings alone are asked for, what would be asked for is printed, and nothing is stored."""

import tempfile
from pathlib import Path

import pytest

from newscrawl.store.lock import Lock
from tests.crawling import crawl, ids, on, tree
from tests.site import channel, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def test_a_plan_asks_for_listings_alone_and_names_what_a_crawl_would_ask_for(tmp_path):
    data = tmp_path / "data"
    with served(channel()) as site:
        planned = crawl(data, *on(site), "-a", "plan=yes")
        assert planned.returncode == 0, planned.stderr
        assert not [path for path in site.asked if "/s-" in path]
        assert not data.exists()
        site.asked.clear()
        crawl(data, *on(site))
        asked = sorted(f"{site.url}{path}" for path in site.asked if "/s-" in path)
    lines = planned.stdout.splitlines()
    assert sorted(lines[: lines.index("")]) == asked
    assert lines[-2].split() == ["politics/politicalnews", "3", "5", "5"]
    assert lines[-1].startswith("5 stories to ask for, about ")
    assert "nothing was stored" in lines[-1]


def test_a_plan_leaves_the_data_folder_as_it_is_and_asks_for_what_is_left(tmp_path):
    with served(channel()) as site:
        crawl(tmp_path, *on(site), "-a", "max_requests=5")
        before, held = tree(tmp_path), ids(tmp_path)
        planned = crawl(tmp_path, *on(site), "-a", "plan=yes")
        assert tree(tmp_path) == before
    lines = planned.stdout.splitlines()
    named = {line.rpartition("s-")[2] for line in lines[: lines.index("")]}
    assert named == {"101", "102", "103", "104", "105"} - set(held)
    assert not list(Path(tempfile.gettempdir()).glob("newscrawl-plan-*/state.db"))


def test_a_plan_needs_no_lock(tmp_path):
    lock = Lock(tmp_path)
    lock.take()
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site), "-a", "plan=yes").returncode == 0
        assert crawl(tmp_path, *on(site)).returncode == 75
    lock.release()


def test_a_plan_of_another_site_is_refused_as_a_crawl_is(tmp_path):
    with served(channel()) as site, served(channel()) as other:
        crawl(tmp_path, *on(site))
        assert crawl(tmp_path, *on(other), "-a", "plan=yes").returncode == 64
        assert other.asked == []
