"""Crawls on a damaged, newer or lost state."""

import sqlite3

import pytest

from tests.corruption import corrupt
from tests.crawling import crawl, on, tree
from tests.site import channel, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def test_a_newer_or_damaged_state_changes_nothing(tmp_path):
    with served(channel()) as site:
        assert crawl(tmp_path, *on(site)).returncode == 0
        spoilt = bytearray((tmp_path / "state.db").read_bytes())
        spoilt[len(spoilt) // 3] ^= 1  # other places: `corrupt`, without a process for each
        (tmp_path / "state.db").write_bytes(spoilt)
        before = tree(tmp_path)
        result = crawl(tmp_path, *on(site))
        assert result.returncode == 76, result.stderr
        assert tree(tmp_path) == before
        assert crawl(tmp_path, command=("verify",)).returncode == 76
        assert crawl(tmp_path, command=("recover",)).returncode == 0
        site.asked.clear()
        assert crawl(tmp_path, *on(site)).returncode == 0
        assert [path for path in site.asked if "/s-" in path] == [
            "/politics/politicalnews/s-104"
        ]  # gone but listed
        (tmp_path / "state.db.seal").unlink()
        with sqlite3.connect(tmp_path / "state.db") as state:
            state.execute("PRAGMA user_version = 99")
        state.close()
        assert crawl(tmp_path, *on(site)).returncode == 76
    assert crawl(tmp_path, command=("verify",)).returncode == 76


def test_every_corruption_of_the_state_is_found():
    assert "10 corruptions: none missed" in corrupt(times=10, seed=5)
