"""The sample channel, and what `scrapy demo` makes of it: every record against the truth."""

import json
import subprocess
import sys

import pytest

from newscrawl.tools.sample.channel import build
from newscrawl.tools.sample.stories import write_stories
from tests.crawling import ROOT


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    command = [sys.executable, "-m", "scrapy", "demo", "-s", f"NEWSCRAWL_DATA_DIR={data}"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert result.returncode == 0, result.stderr
    lines = (data / "demo/stories/politics-000001.jsonl").read_text(encoding="utf-8").splitlines()
    return result.stdout, {record["id"]: record for record in map(json.loads, lines)}


def test_the_channel_is_the_same_every_time():
    assert build() == build()
    assert len({story.id for story in write_stories()}) == len(write_stories()) >= 150


def test_one_of_each_text_is_published_and_no_tombstone(demo):
    channel, (_, records) = build(), demo
    held = [len(ids & set(records)) for ids in channel.groups.values()]
    assert held == [1] * len(records)
    assert len(records) >= 140
    assert channel.tombstones
    assert not set(channel.tombstones) & set(records)


@pytest.mark.parametrize(
    ("key", "truth"),
    [
        ("article_body", lambda story: "\n\n".join(story.paragraphs)),
        ("headline", lambda story: story.headline),
        ("byline", lambda story: story.byline),
        ("authors", lambda story: list(story.authors)),
        ("source_organization", lambda story: story.source),
        ("contributor_note", lambda story: story.contributor_note),
        ("author_note", lambda story: story.author_note),
        ("copyright_notice", lambda story: "\n".join(story.rights) or None),
    ],
)
def test_every_field_is_read_as_it_was_written(demo, key, truth):
    records = demo[1]
    stories = {story.id: story for story in build().stories}
    wrong = {
        number: (record[key], truth(stories[number]))
        for number, record in records.items()
        if record[key] != truth(stories[number])
    }
    assert not wrong


def test_dates_are_those_of_page_or_feed(demo):
    stories = {story.id: story for story in build().stories}
    days = {number: str(stories[number].day) if stories[number].day else None for number in demo[1]}
    assert {
        number: (record["date_published"] or "")[:10] or None for number, record in demo[1].items()
    } == days


def test_the_summary_says_what_was_written_and_where(demo):
    said = demo[0]
    assert "Stories by section" in said
    assert "Duplicates: 8" in said
    assert "politics-000001.jsonl" in said
