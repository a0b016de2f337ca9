"""What a crawl's log says of stories: one line each, and no word of their text, whatever the level."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import DropItem

from newscrawl.components.story_log import StoryLogFormatter
from newscrawl.pipelines.validate import Validate
from tests.crawling import crawl, ids, on
from tests.run.building import story
from tests.site import channel, listing, paragraphs, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
SPIDER: Any = SimpleNamespace(crawler=SimpleNamespace(settings={"DEFAULT_DROPITEM_LOG_LEVEL": "WARNING"}))
TEXT = "Nobody may read this in a log."


def said(found):
    return found["msg"] % found["args"]


def test_no_way_of_logging_a_story_shows_its_text():
    item, formatter = story("101", TEXT), StoryLogFormatter()
    found = [
        formatter.scraped(item, None, SPIDER),
        formatter.dropped(item, DropItem("a copy of 7", log_level="DEBUG"), None, SPIDER),
        formatter.item_error(item, ValueError("tried"), None, SPIDER),
    ]
    assert [one["level"] for one in found] == [logging.INFO, logging.DEBUG, logging.ERROR]
    assert [said(one) for one in found] == [
        f"Story 101: 7 words, {item.url}",
        "a copy of 7",
        f"Error processing {item.url}",
    ]
    item.version = 2
    assert "7 words, version 2, " in said(formatter.scraped(item, None, SPIDER))


def test_the_items_of_other_spiders_are_logged_as_scrapy_does():
    spider, formatter = SPIDER, StoryLogFormatter()
    response: Any = "<200 x>"
    assert "'a': 1" in said(formatter.scraped({"a": 1}, response, spider))
    assert "'a': 1" in said(formatter.dropped({"a": 1}, DropItem("no"), response, spider))
    assert "'a': 1" in said(formatter.item_error({"a": 1}, ValueError(), response, spider))


@pytest.mark.parametrize("level", [(), ("-s", "LOG_LEVEL=DEBUG")])
def test_a_crawls_log_holds_no_text_and_a_line_a_story(tmp_path, level):
    with served(channel()) as site:
        result = crawl(tmp_path, *on(site), *level)
    assert result.returncode == 0, result.stderr
    for number in (101, 102, 103, 105):
        assert not [text for text in (*paragraphs(number), f"number {number} mends") if text in result.stderr]
    for story_id in ids(tmp_path):
        mentions = [line for line in result.stderr.splitlines() if f"s-{story_id}" in line]
        assert len(mentions) == (1 if not level else 2), (
            mentions
        )  # with DEBUG also Scrapy's line of the request


def test_an_invalid_record_is_named_without_its_text():
    broken = story("101", TEXT, headline=[TEXT])
    with pytest.raises(DropItem, match="headline must be string, not a list of 1") as dropped:
        Validate().process_story(broken)
    assert TEXT not in str(dropped.value)


def test_the_last_lines_say_what_was_done_doubted_and_is_to_do(tmp_path):
    pages = channel() | {"/politics/politicalnews/s-103": (503, b"")}
    with served(pages) as site:
        result = crawl(tmp_path, *on(site), "-s", "RETRY_TIMES=0", "-a", "max_requests=9")
    lines = [line.partition("INFO: ")[2] for line in result.stderr.splitlines()[-3:]]
    assert lines[0].startswith("Run 1 ended after 0:00:0"), result.stderr
    assert "3 stories stored, 0 copies" in lines[0]
    assert lines[1].startswith("In doubt: 1 failed and will be asked for again (1 status 503)"), lines
    assert lines[2].startswith("To do: nothing")


def test_lists_of_components_are_left_out_unless_debugging(tmp_path):
    with served({"/politics/politicalnews": listing("politicalnews", [101])}) as site:
        short, long = (crawl(tmp_path, *on(site), *more).stderr for more in ((), ("-s", "LOG_LEVEL=DEBUG")))
    assert "Enabled downloader middlewares" not in short
    assert "Enabled downloader middlewares" in long
