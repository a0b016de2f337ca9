"""Clusters through crawls: an update linked, its history and what it shares shown."""

import json
import os
import pty
import subprocess
import sys
from itertools import pairwise

import pytest

from benchmarks.wire import Writer
from newscrawl.store.schema import StoryRow
from newscrawl.store.state import State
from newscrawl.tools.show_clusters import explain, list_clusters
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
        (["101", "108"], 2, ""),
    ]:
        failed = crawl(tmp_path, *arguments, command=("clusters",))
        assert failed.returncode == code, failed.stderr
        assert told in failed.stderr
        assert "Traceback" not in failed.stderr
    assert read_by_nobody(tmp_path, "clusters") == (0, b"")


def test_a_state_without_versions_says_so(tmp_path):
    state = State.open(tmp_path / "state.db")
    assert list_clusters(state) == "No story is a version of another."
    state.close()


def test_two_stories_are_explained_as_the_index_judged_them(tmp_path):
    state, writer = State.open(tmp_path / "state.db"), Writer(3)
    paragraphs = [writer.words(50) for _ in range(10)]
    keeps_some = [*(writer.words(50) for _ in range(3)), *paragraphs[3:]]
    sent = [
        ("1", "2026-11-01", paragraphs),
        ("2", "2026-11-08", paragraphs[:9]),
        ("3", "2026-11-09", keeps_some),
    ]
    for number, day, parts in sent:
        body = "\n\n".join(parts)
        match = state.add_text(number, 1, "A bridge is mended", day, body)
        record = {
            "id": number, "version": 1, "headline": "A bridge is mended", "date_published": day, "article_body": body,
            "version_of": match and match.id, "cluster": match.cluster if match else number, "fetched_at": day,
        }  # fmt: skip
        state.stories.add(StoryRow(number, 1, 1, number, day, json.dumps(record)))
    assert state.duplicates.cluster_of("2") == "1"
    assert state.duplicates.cluster_of("3") == "3"
    for pair in (("2", "3"), ("3", "2")):
        explained = explain(state, *pair)
        assert "8 apart" in explained
        assert "two stories" in explained
    assert "7 apart" in explain(state, "1", "2")
    state.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_first_crawl_asks_for_the_oldest_stories_of_all_sections_first(tmp_path):
    newest_first = [*range(8060, 1000, -116)]
    pages: dict[str, bytes | tuple[int, bytes]] = {}
    for section, title, ids in [
        ("opeds", "Op Eds", newest_first[::2]),
        ("mod", "Politics, Moderate", newest_first[1::2]),
    ]:
        pages |= {f"/politics/{section}/s-{number}": story(number, section=title) for number in ids}
        pages[f"/politics/{section}"] = listing(section, ids[:15])
        pages[f"/politics/{section}/page-2"] = listing(section, ids[15:])
    with served(pages) as site:
        assert crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=opeds,mod").returncode == 0
    asked = [int(path.rpartition("-")[2]) for path in site.asked if "/s-" in path]
    assert sorted(asked) == newest_first[::-1]
    after = asked[3 * 6 :]  # three are read for each listing page meanwhile
    assert after == sorted(after)


def test_of_a_listing_the_oldest_is_asked_for_first(tmp_path):
    newest_first = [*range(240, 200, -1)]
    pages: dict[str, bytes | tuple[int, bytes]]
    pages = {f"/politics/opeds/s-{number}": story(number, section="Op Eds") for number in newest_first}
    pages["/politics/opeds"] = listing("opeds", newest_first[:20])
    pages["/politics/opeds/page-2"] = listing("opeds", newest_first[20:])
    with served(pages) as site:
        assert crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=opeds").returncode == 0
    asked = [int(path.rpartition("-")[2]) for path in site.asked if "/s-" in path]
    assert sorted(asked) == sorted(newest_first)
    assert sum(later > earlier for earlier, later in pairwise(asked)) >= len(asked) - 4
