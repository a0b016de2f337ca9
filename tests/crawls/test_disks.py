"""Crawls on disks that are full or read-only."""

import os
import shutil
import subprocess

import pytest

from tests.crawling import crawl, lines, on, tree
from tests.site import channel, listing, served, story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


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
