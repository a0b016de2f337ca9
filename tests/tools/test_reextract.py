"""Crawl, stop the server, read every page again: the same stories, and every change is told."""

import gzip
import json
import os
import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest

from newscrawl.errors import CannotOpen
from newscrawl.pages.story import StoryPage
from newscrawl.store.archive.reader import Reader
from newscrawl.store.state import State
from newscrawl.tools.comparison import (
    CHANGED,
    COPY,
    FAULTY,
    GONE,
    NEW,
    NO_STORY,
    SAME,
    UNCHANGED,
    Comparison,
    comparison_summary,
)
from newscrawl.tools.reextract import reextract
from tests.archiving import archive, page
from tests.coding import CODINGS, serving
from tests.crawling import ROOT, crawl, lines
from tests.site import channel, listing, paragraphs, served, story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    with serving(lambda _path: "gzip", chunked=True) as site:
        crawl(data, "-a", f"site={site}", "-a", "sections=politicalnews,opeds")
    return data


def again(data, processes=1, **selection):
    return {
        one.story_id: one for one in reextract(data, Reader(data / "archive").places(**selection), processes)
    }


def test_reextract_writes_the_stories_of_the_crawl(crawled, tmp_path):
    out = tmp_path / "out.jsonl"
    result = crawl(crawled, "--write", str(out), "--processes", "2", command=("reextract",))
    assert result.returncode == 0, result.stderr
    published = (crawled / "stories/politics-000001.jsonl").read_bytes().splitlines()
    assert sorted(out.read_bytes().splitlines()) == sorted(published)
    assert "same" in result.stdout


def odd_channel():
    """Make a channel of what may read differently a second time, each story under a coding of its own."""
    plain = b"<p>Ann Lee, Harbor City News on Nov 15, 2024</p>"
    undated = story(120).replace(plain, b"<p>Ann Lee, Harbor City News</p>")
    body = "".join(f"<p>{one}</p>" for n in (121, 222, 323) for one in paragraphs(n))
    unmarked = f"<html><head><title>A bridge | ArcaMax Publishing</title></head><body><h1>A bridge</h1><form>{body}</form></body></html>"
    latin = story(122).decode().replace("<head>", '<head><meta charset="windows-1252">').encode("cp1252")
    feed = (
        "<rss><channel><item><title>Council number 120 mends a bridge</title><link>https://www.arcamax.com/opeds/s-120</link>"
        "<pubDate>Nov/14/2024</pubDate></item></channel></rss>"
    )
    return channel() | {
        "/politics/opeds": listing("opeds", [106, 105, 120, 121, 122]),
        "/politics/opeds/rss": feed.encode(),
        "/politics/opeds/s-120": undated,
        "/politics/opeds/s-121": unmarked.encode(),
        "/politics/opeds/s-122": latin,
    }


def coding_by_name(path):
    """Return the coding of an address; story numbers in a row go through all of them."""
    digits = "".join(sign for sign in path if sign.isdigit())
    return list(CODINGS)[int(digits or len(path)) % len(CODINGS)]


@pytest.mark.parametrize("chunked", [True, False])
def test_whatever_a_crawl_meets_is_read_again_byte_by_byte(tmp_path, chunked):
    pages = odd_channel()
    with serving(coding_by_name, chunked=chunked, pages=pages) as site:
        where = ["-a", f"site={site}", "-a", "sections=politicalnews,opeds"]
        crawl(tmp_path, *where)
        pages["/politics/politicalnews/s-102"] = story(102).replace(b"will cost", b"may cost")
        result = crawl(tmp_path, *where, "-a", "refresh=9999")
        assert result.returncode == 0, result.stderr
    result = crawl(tmp_path, "--write", str(tmp_path / "out.jsonl"), command=("reextract",))
    assert result.returncode == 0, result.stderr
    published = [line for path in tmp_path.glob("stories/*.jsonl") for line in path.read_bytes().splitlines()]
    assert sorted((tmp_path / "out.jsonl").read_bytes().splitlines()) == sorted(published)
    stories = [json.loads(line) for line in published]
    by_id = {one["id"]: one for one in stories}
    assert ("102", 2) in {(one["id"], one["version"]) for one in stories}
    assert (by_id["120"]["date_published"], by_id["120"]["date_published_from"]) == ("2024-11-14", "feed")
    assert by_id["121"]["article_body"]  # no landmark stands on it
    assert "“We waited" in by_id["122"]["article_body"]
    assert len(list(tmp_path.glob("duplicates/*"))) == 1


def test_what_was_no_story_and_what_was_a_copy_stays_so(crawled):
    categories = {story_id: one.category for story_id, one in again(crawled).items()}
    copy = lines(crawled / "duplicates/politics-000001.jsonl")[0]["id"]
    assert categories.pop("104") == NO_STORY
    assert categories.pop(copy) == COPY
    assert set(categories.values()) == {SAME}


def test_a_changed_extractor_is_shown_by_field_with_a_diff(crawled, monkeypatch):
    monkeypatch.setattr(StoryPage, "headline", property(lambda page: f"New {page.address.story_id}"))
    monkeypatch.setattr("newscrawl.pages.story.classify_page", _judge_103_expired)
    comparison = Comparison()
    outcomes = again(crawled)
    for outcome in outcomes.values():
        comparison.add(outcome)
    assert outcomes["102"].category == CHANGED
    assert outcomes["103"].category == GONE
    assert comparison.fields["headline"] >= 3
    assert "-Council number 102 mends a bridge" in comparison_summary(comparison)
    assert "+New 102" in comparison_summary(comparison)


@pytest.mark.parametrize(
    ("coding", "body"), [("gzip", b"none"), ("br", b"none"), ("gzip", gzip.compress(bytes(11 << 20)))]
)
def test_a_page_that_cannot_be_unpacked_is_told_and_keeps_no_other_from_being_read(tmp_path, coding, body):
    State.open(tmp_path / "state.db").close()
    packed = replace(page(1, body), headers=(("Content-Type", "text/html"), ("Content-Encoding", coding)))
    archive(tmp_path / "archive", 1, packed, page(2, story(2)))
    found = again(tmp_path)
    assert {story_id: one.category for story_id, one in found.items()} == {"1": FAULTY, "2": NEW}
    assert "cannot be unpacked" in found["1"].why


def test_a_rotten_record_is_told_and_keeps_no_other_from_being_read(tmp_path):
    State.open(tmp_path / "state.db").close()
    path = archive(tmp_path / "archive", 1, page(1, story(1)), page(2, story(2)))
    place = Reader(tmp_path / "archive").index.of_story("1")[0]
    raw = bytearray(path.read_bytes())
    raw[place.offset + place.length // 2] ^= 0xFF
    path.write_bytes(raw)
    found = again(tmp_path)
    assert {story_id: one.category for story_id, one in found.items()} == {"1": FAULTY, "2": NEW}
    assert "scrapy verify" in found["1"].why
    result = crawl(tmp_path, "1", command=("explain",))
    assert (result.returncode, "Traceback" in result.stderr) == (76, False)


def test_a_killed_reextract_leaves_no_process_behind(crawled, tmp_path):
    program = f"""
        import time
        from pathlib import Path
        from newscrawl.store.archive.reader import Reader
        from newscrawl.tools.reextract import reextract
        if __name__ == "__main__":
            data = Path({str(crawled)!r})
            outcomes = reextract(data, Reader(data / "archive").places(), 2)
            next(outcomes)
            print("reading", flush=True)
            time.sleep(60)
    """
    script = tmp_path / "program.py"
    script.write_text(textwrap.dedent(program))
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=env)
    assert parent.stdout
    assert parent.stdout.readline() == "reading\n"
    parent.kill()
    parent.communicate(timeout=20)  # its output ends when the last process that holds it has ended


def _judge_103_expired(page):
    from newscrawl.pages.kind import PageKind, Verdict, classify_page

    return Verdict(PageKind.EXPIRED, "tried") if page.address.story_id == "103" else classify_page(page)


def test_a_selection_reads_only_its_pages(crawled):
    assert set(again(crawled, story_id="102")) == {"102"}
    assert not again(crawled, run=2)
    assert not again(crawled, since="2999-01-01")


def test_a_story_read_again_unchanged_is_written_once(tmp_path):
    with served(channel()) as site:
        arguments = ["-a", f"site={site.url}", "-a", "sections=politicalnews"]
        crawl(tmp_path, *arguments)
        crawl(tmp_path, *arguments, "-a", "refresh=9999")
    found = [
        one for one in reextract(tmp_path, Reader(tmp_path / "archive").places(), 1) if one.story_id == "102"
    ]
    assert [one.category for one in found] == [SAME, UNCHANGED]


def test_without_an_archive_the_command_says_what_to_do(tmp_path):
    with pytest.raises(CannotOpen, match="Crawl first"):
        Reader(tmp_path)
    result = crawl(tmp_path, command=("reextract",))
    assert result.returncode == 73
    assert "Crawl first" in result.stderr


def test_outcomes_are_plain_json(crawled):
    assert json.dumps([one.record for one in again(crawled).values()])
