"""Crawls on a damaged, newer or lost state."""

import random
import sqlite3

import pytest

from tests.corruption import corrupt
from tests.crawling import crawl, lines, on, tree
from tests.site import channel, listing, served
from tests.torture import own_story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def test_a_newer_or_damaged_state_changes_nothing(tmp_path):
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        dice = random.Random(7)
        good = (tmp_path / "state.db").read_bytes()
        for _ in range(3):  # many more: `corrupt`, without a process for each
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


def test_every_corruption_of_the_state_is_found():
    assert "10 corruptions: none missed" in corrupt(times=10, seed=5)
