"""Crawl, stop the server, read every page again: the same stories, and every change is told."""

import json

import pytest

from newscrawl.archive.reader import Reader
from newscrawl.archive.reextract import (
    CHANGED,
    COPY,
    GONE,
    NO_STORY,
    SAME,
    UNCHANGED,
    Comparison,
    reextract,
    tell,
)
from newscrawl.archive.scan import records
from newscrawl.errors import CannotOpen
from newscrawl.pages.story import StoryPage
from tests.archive.test_capture import serving
from tests.site import channel, served, story
from tests.test_crawl import crawl, lines

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    with serving("gzip", chunked=True) as site:
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


def test_what_was_no_story_and_what_was_a_copy_stays_so(crawled):
    verdicts = {story_id: one.verdict for story_id, one in again(crawled).items()}
    copy = lines(crawled / "duplicates/politics-000001.jsonl")[0]["id"]
    assert verdicts.pop("104") == NO_STORY
    assert verdicts.pop(copy) == COPY
    assert set(verdicts.values()) == {SAME}


def test_each_story_is_traced_to_its_record(crawled):
    reader = Reader(crawled / "archive")
    for published in lines(crawled / "stories/politics-000001.jsonl"):
        place = reader.trace(published)
        assert place is not None
        offsets = {offset: record for offset, _, record in records(crawled / "archive" / place.file)}
        assert offsets[place.offset].fields["WARC-Record-ID"] == place.record_id
        assert offsets[place.offset].fields["WARC-Target-URI"] == published["fetched_url"]


def test_pages_are_found_by_id_and_by_any_address_of_the_story(crawled):
    reader = Reader(crawled / "archive")
    by_id = reader.by_id("102")
    again = reader.by_url("https://www.arcamax.com/politics/opeds/s-102")
    assert by_id is not None
    assert again is not None
    assert by_id.response.body.decode() == story(102).decode()
    assert again.place == by_id.place
    assert reader.by_url("https://www.arcamax.com/politics/opeds/s-9") is None


def test_a_changed_extractor_is_shown_by_field_with_a_diff(crawled, monkeypatch):
    monkeypatch.setattr(StoryPage, "headline", property(lambda page: f"New {page.address.story_id}"))
    monkeypatch.setattr("newscrawl.pages.read.judge", _judge_103_expired)
    comparison = Comparison()
    outcomes = again(crawled)
    for outcome in outcomes.values():
        comparison.add(outcome)
    assert outcomes["102"].verdict == CHANGED
    assert outcomes["103"].verdict == GONE
    assert comparison.fields["headline"] >= 3
    assert "-Council number 102 mends a bridge" in tell(comparison)
    assert "+New 102" in tell(comparison)


def _judge_103_expired(page):
    from newscrawl.pages.gate import PageKind, Verdict, judge

    return Verdict(PageKind.EXPIRED, "tried") if page.address.story_id == "103" else judge(page)


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
    assert [one.verdict for one in found] == [SAME, UNCHANGED]


def test_without_an_archive_the_command_says_what_to_do(tmp_path):
    with pytest.raises(CannotOpen, match="crawl first"):
        Reader(tmp_path)
    result = crawl(tmp_path, command=("reextract",))
    assert result.returncode == 73
    assert "crawl first" in result.stderr


def test_outcomes_are_plain_json(crawled):
    assert json.dumps([one.record for one in again(crawled).values()])
