"""The sample channel, and what `scrapy demo` makes of it: every record against the truth."""

import json
import re
import shlex
import signal
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


def test_the_commands_that_the_demo_ends_with_work_as_printed(demo):
    said = demo[0].partition("Next:\n")[2].splitlines()
    commands = [line.strip() for line in said if line.startswith("  ")]
    *looking, serving, crawling = commands
    done = [
        subprocess.run(["bash", "-euo", "pipefail", "-c", one], cwd=ROOT, capture_output=True, check=False)
        for one in looking
    ]
    assert [one.stderr for one in done if one.returncode or not one.stdout] == []
    assert len(looking) == 4
    process = subprocess.Popen(
        shlex.split(serving.replace("8010", "0")), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    address = re.findall(r"http://[\d.:]+", process.stdout.readline())[0]
    url = f"{address}/politics/opeds"
    words = shlex.split(crawling.replace(" crawl ", " shell ").partition(" politics")[0])
    try:
        read = subprocess.run(
            [*words, url, "-c", "len(ListingPage(response).entries)"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        process.stdout.close()
    assert int(read.stdout) > 5
    assert "-s NEWSCRAWL_CONTACT=" in crawling
    assert process.returncode == 0


def test_a_port_that_cannot_be_used_is_refused_in_one_line():
    words = [sys.executable, "-m", "newscrawl.tools.sample", "--port", "99999"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (64, 1)
    assert "'99999' is no port: give a number from 0 to 65535" in done.stderr


def test_no_text_of_the_sample_has_a_wrong_ordinal_or_two_full_stops():
    texts = [text for story in write_stories() for text in (*story.paragraphs, *story.rights)]
    assert [text for text in texts if re.search(r"(?<!1)[123]th\b|\w\.\.(?!\.)", text)] == []
