"""`scrapy savepage` keeps a page and what it must give."""

import json
from datetime import date

import pytest
from scrapy.http import HtmlResponse

from newscrawl.errors import BadArgument
from newscrawl.tools.find_page import Found
from newscrawl.tools.savepage import read_saved, save_page, scrub
from tests.crawling import crawl
from tests.site import channel, served, story

DAY = date(2026, 11, 24)


def found(body, **facts):
    url = "https://www.arcamax.com/politics/politicalnews/s-101"
    return Found(
        HtmlResponse(
            url, body=body, headers={"Content-Type": "text/html; charset=utf-8", "Set-Cookie": "s=1"}
        ),
        "test",
        facts,
    )


def test_a_page_that_is_saved_reads_as_expected_unedited(tmp_path):
    page, beside = save_page(
        found(story(101), story_id="101", hints={"date": "2024-11-15"}), "bridge", tmp_path, DAY
    )
    assert page.name == "2026-11-24_bridge.html"
    got, expected = read_saved(page)
    assert got == expected
    assert expected["record"]["headline"] == "Council number 101 mends a bridge"
    assert "Set-Cookie" not in beside.read_text()
    assert json.loads(beside.read_text())["facts"] == {"story_id": "101", "hints": {"date": "2024-11-15"}}


def test_what_changes_daily_is_scrubbed():
    body = b"""<a href="/x?utm_source=a&id=3">x</a><!-- 31 ms --><script nonce="1">track()</script><!--[if IE]>i<![endif]-->"""
    assert scrub(body) == b"""<a href="/x?id=3">x</a><!--[if IE]>i<![endif]-->"""
    json_ld = b"""<script type="application/ld+json">{"@type": "NewsArticle"}</script>"""
    assert scrub(json_ld) == json_ld
    assert scrub(scrub(body)) == scrub(body)


def test_a_name_that_is_taken_or_no_name_is_refused(tmp_path):
    save_page(found(story(101)), "bridge", tmp_path, DAY)
    with pytest.raises(BadArgument, match="already"):
        save_page(found(story(101)), "bridge", tmp_path, DAY)
    with pytest.raises(BadArgument, match="is not a name"):
        save_page(found(story(101)), "../bridge", tmp_path, DAY)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_the_command_saves_from_the_archive(tmp_path):
    with served(channel()) as site:
        crawl(tmp_path / "data", "-a", f"site={site.url}", "-a", "sections=politicalnews")
    for name, target in (("mended", "102"), ("gone", "104")):
        result = crawl(
            tmp_path / "data", target, name, "--folder", str(tmp_path / "saved"), command=("savepage",)
        )
        assert result.returncode == 0, result.stderr
    kinds = {}
    for path in (tmp_path / "saved").glob("*.html"):
        got, expected = read_saved(path)
        assert got == expected
        kinds[path.stem.partition("_")[2]] = got["kind"]
    assert kinds == {"mended": "story", "gone": "expired"}
