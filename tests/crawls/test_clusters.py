"""Clusters through crawls: an update linked, its history and what it shares shown."""

import os
import pty
import subprocess
import sys

import pytest

from tests.crawling import ROOT, crawl, lines
from tests.site import channel, listing, served, story


def on_a_terminal(data, *command, **environment):
    """Run a command with a terminal as its output; gives what it shows there."""
    ours, theirs = pty.openpty()
    arguments = [sys.executable, "-m", "scrapy", *command, "-s", f"NEWSCRAWL_DATA_DIR={data}"]
    subprocess.run(arguments, cwd=ROOT, stdout=theirs, env=os.environ | environment, timeout=60, check=True)
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        shown = terminal.read(65_536)
    return (shown or b"").decode()


def read_by_nobody(data, *command):
    """Run a command whose output is closed before it says anything; gives its exit code and errors."""
    arguments = [sys.executable, "-m", "scrapy", *command, "-s", f"NEWSCRAWL_DATA_DIR={data}"]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        errors = process.stderr.read()
    return process.returncode, errors


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_crawl_links_an_update_and_shows_its_history(tmp_path):
    pages = channel()
    base = story(101).replace(b"</p><p>\xc2\xa92024", b"</p>" + b"".join(
        f"<p>The clerk of ward {n} counted {n * 37} ballots in the hall on Friday, {n * 11} fewer than last year and {n} more than ever.</p>".encode()
        for n in range(3, 20)
    ) + b"<p>\xc2\xa92024")  # fmt: skip
    later = base.replace(
        b"<p>\xc2\xa92024",
        b"<p>On Saturday the council met again behind closed doors for an hour.</p><p>\xc2\xa92024",
    )
    pages |= {
        "/politics/politicalnews": listing("politicalnews", [101]),
        "/politics/politicalnews/s-101": base,
    }
    with served(pages) as site:
        options = ("-a", f"site={site.url}", "-a", "sections=politicalnews,opeds")
        assert crawl(tmp_path, *options).returncode == 0
        site.pages["/politics/opeds"] = listing("opeds", [108, 109])
        site.pages["/politics/opeds/s-109"] = base
        site.pages["/politics/opeds/s-108"] = later
        assert crawl(tmp_path, *options).returncode == 0
    (record,) = lines(tmp_path / "stories/politics-000002.jsonl")
    assert (record["cluster"], record["version_of"]) == ("101", "101")
    assert "1.00 of 101" in crawl(tmp_path, command=("clusters",)).stdout
    history = crawl(tmp_path, "108", command=("clusters",)).stdout
    assert "addition" in history
    assert "+ On Saturday the council" in history
    explained = crawl(tmp_path, "--explain", "101", "108", command=("clusters",)).stdout
    assert "containment 1.00" in explained
    assert "The clerk of ward 3 counted 111 ballots" in explained
    assert "\x1b[32m" in on_a_terminal(tmp_path, "clusters", "108")
    assert "\x1b" not in on_a_terminal(tmp_path, "clusters", "108", NO_COLOR="1")
    for arguments, code, told in [
        (["7"], 64, "No story '7' is stored"),
        (["109"], 64, "Story 109 is a copy of 101"),
        (["--explain", "101", "7"], 64, "No story '7' is stored"),
        (["101", "108"], 64, "'101 108' is not what this command takes"),
    ]:
        failed = crawl(tmp_path, *arguments, command=("clusters",))
        assert failed.returncode == code, failed.stderr
        assert told in failed.stderr
        assert "Traceback" not in failed.stderr
    assert read_by_nobody(tmp_path, "clusters") == (0, b"")
