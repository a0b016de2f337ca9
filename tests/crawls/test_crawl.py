"""The crawl as a user starts it: a process of its own against a site over loopback."""

import json

import pytest

from newscrawl.items import Story
from tests.crawling import crawl, lines
from tests.site import channel, paragraphs, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def test_a_channel_becomes_clean_lines_and_a_second_crawl_asks_for_no_story(tmp_path):
    with served(channel()) as site:
        first = crawl(
            tmp_path,
            "-a",
            f"site={site.url}",
            "-a",
            "sections=politicalnews,opeds",
            "-O",
            f"{tmp_path}/%(sections)s.jsonl",
        )
        assert first.returncode == 0, first.stderr
        stories = {story["id"]: story for story in lines(tmp_path / "stories/politics-000001.jsonl")}
        copies = lines(tmp_path / "duplicates/politics-000001.jsonl")
        asked = len(site.asked)
        second = crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=politicalnews,opeds")
        again = site.asked[asked:]
    assert {*stories, *(copy["id"] for copy in copies)} == {"101", "102", "103", "105", "106"}
    assert {copies[0]["id"], copies[0]["duplicate_of"]} == {"101", "106"}
    story = stories["102"]
    assert list(story) == list(Story.__dataclass_fields__)[: len(story)]
    assert story["article_body"] == "\n\n".join(paragraphs(102))
    assert story["authors"] == ["Ann Lee"]
    assert story["date_published"] == "2024-11-15"
    assert story["url"] == f"{site.url}/politics/politicalnews/s-102"
    assert stories["105"]["sections"] == ["politics/opeds", "politics/politicalnews"]
    assert {line["id"] for line in lines(tmp_path / "politics_politicalnews+politics_opeds.jsonl")} == set(
        stories
    )
    assert second.returncode == 0, second.stderr
    gone = "/politics/politicalnews/s-104"  # its listing goes on showing it, so it is asked for again
    assert [path for path in again if "/s-" in path] == [gone]
    assert [path.name for path in tmp_path.glob("stories/*")] == ["politics-000001.jsonl"]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["-a", "max_pages=none"], 64, "max_pages='none'"),
        (["-a", "sektions=opeds"], 64, "sektions"),
        (["-a", "nothing"], 64, "-a"),
        (["-a", "site=ftp://x"], 64, "ftp://x"),
        (["-a", "max_pages=" + "9" * 5_000], 64, "give a whole number from 1 to 10000"),
        (["-O", "%(nothing)s.jsonl"], 64, "'nothing'"),
        (["-O", "/proc/nowhere/out.jsonl"], 73, "/proc/nowhere"),
    ],
)
def test_a_bad_call_says_why_and_asks_for_nothing(tmp_path, options, code, said):
    result = crawl(tmp_path / "data", *options)
    assert result.returncode == code
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "data").exists()


def test_a_walk_that_its_limit_ends_says_so(tmp_path):
    note = "politics/politicalnews: stopped at max_pages=1, there may be more pages"
    with served(channel()) as site:
        where = ["-a", f"site={site.url}", "-a", "sections=politicalnews"]
        crawl(tmp_path, *where, "-a", "max_pages=1")
        assert note in crawl(tmp_path, command=("status",)).stdout
        crawl(tmp_path, *where)
    ledgers = [json.loads(path.read_text()) for path in sorted(tmp_path.glob("runs/*.json"))]
    assert [one["notes"] for one in ledgers] == [[note], []]


def test_a_misspelt_spider_is_a_bad_call(tmp_path):
    result = crawl(tmp_path / "data", command=("crawl", "polities"))
    assert (result.returncode, result.stderr) == (
        64,
        "newscrawl: No spider 'polities': name one of these spiders: politics.\n",
    )


def test_a_site_that_does_not_answer_is_unreachable(tmp_path):
    result = crawl(tmp_path, "-a", "site=http://127.0.0.1:9", "-a", "sections=opeds", "-s", "RETRY_TIMES=0")
    assert result.returncode == 69, result.stderr


def test_a_lost_listing_page_is_told(tmp_path):
    pages = channel() | {"/politics/politicalnews/page-2": (500, b"")}
    with served(pages) as site:
        result = crawl(
            tmp_path, "-a", f"site={site.url}", "-a", "sections=politicalnews", "-s", "RETRY_TIMES=0"
        )
    assert result.returncode == 65, result.stderr
