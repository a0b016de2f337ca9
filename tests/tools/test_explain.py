"""What `scrapy explain` says of a page, wherever the page comes from."""

import json

import pytest
from scrapy.http import HtmlResponse

from newscrawl.store.archive.scan import read_record
from newscrawl.tools.explain import explain
from tests.crawling import crawl
from tests.site import channel, listing, paragraphs, served, story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
URL = "https://www.arcamax.com/politics/politicalnews/s-101"


def page(body, url=URL):
    return HtmlResponse(url, body=body)


def test_it_names_kind_landmarks_fields_and_what_was_cut():
    said = explain(
        page(story(101)), {"story_id": "101", "hints": {"section_path": "politics/politicalnews"}}
    ).data
    values = {one["name"]: one["value"] for one in said["fields"]}
    sources = {one["name"]: one["from"] for one in said["fields"]}
    assert said["kind"] == "story"
    assert said["landmarks"]["headline"].endswith("Council number 101 mends a bridge")
    assert said["landmarks"]["related"] is None
    assert (values["authors"], sources["authors"]) == (["Ann Lee"], "byline")
    assert (values["date_published"], sources["date_published"]) == ("2024-11-15", "printed line")
    assert sources["section_path"] == "listing"
    assert said["kept"] == paragraphs(101)
    assert {"text": "Politics / ArcaMax", "reason": "promotion"} in said["cut"]
    assert said["record"]["id"] == "101"
    assert said["fault"] is None


def test_a_site_that_does_not_answer_is_not_said_to_forbid(tmp_path):
    with served({}) as site:
        url = f"{site.url}/politics/opeds/s-1"
    result = crawl(tmp_path, url, "-s", "NEWSCRAWL_BACKOFF=0", command=("explain",))
    assert result.returncode == 69, result.stderr


def test_a_page_that_is_no_story_is_explained_too():
    said = explain(page(listing("politicalnews", list(range(110, 118)))))
    assert said.data["kind"] == "expired"
    assert said.data["record"] is None
    assert "Would not be stored" in said.to_text()


def test_a_page_that_is_cut_is_named():
    said = explain(page(story(101)[:-60] + b"<p cla"))
    assert said.data["kind"] == "damaged"
    assert "DAMAGED" in said.to_text()


def test_a_listing_shows_its_entries():
    said = explain(page(listing("opeds", [105, 106]), "https://www.arcamax.com/politics/opeds/"))
    assert [entry["id"] for entry in said.data["entries"]] == ["105", "106"]
    assert "105" in said.to_text()


def test_it_fits_80_columns_and_colours_only_when_asked():
    said = explain(page(story(101)), origin="archive " + "x" * 200)
    assert max(map(len, said.to_text().splitlines())) <= 80
    assert "\x1b[" not in said.to_text()
    assert "\x1b[1mSTORY" in said.to_text(colour=True)
    assert json.loads(said.to_json()) == said.data
    assert repr(said) == said.to_text()


def test_archive_site_and_file_give_the_same(tmp_path):
    data = tmp_path / "data"
    (tmp_path / "page.html").write_bytes(story(102))
    with served(channel()) as site:
        crawl(data, "-a", f"site={site.url}", "-a", "sections=politicalnews")
        live = crawl(
            tmp_path / "empty", f"{site.url}/politics/politicalnews/s-102", "--json", command=("explain",)
        )
        asked = len(site.asked)
        archived = crawl(data, "102", "--json", command=("explain",))
        assert len(site.asked) == asked
    file = crawl(data, str(tmp_path / "page.html"), "--json", command=("explain",))
    read = [json.loads(result.stdout) for result in (live, archived, file)]
    assert [one["record"]["headline"] for one in read] == ["Council number 102 mends a bridge"] * 3
    assert [one["origin"].split()[0] for one in read] == ["site", "archive", "file"]
    assert read[1]["duplicate"] == "stored as version 1 in run 1"
    (version,) = read[1]["versions"]
    with (data / version["file"]).open("rb") as opened:
        record = read_record(opened, version["offset"])
    assert (version["version"], version["run"]) == (1, 1)
    assert record.fields["WARC-Record-ID"] == version["record_id"]
    assert record.payload == story(102)
    assert "version 1 (run 1) was read from" in crawl(data, "102", command=("explain",)).stdout
    assert "/robots.txt" in site.asked


def test_an_id_that_the_archive_lacks_is_asked_for_where_a_listing_showed_it(tmp_path):
    data = tmp_path / "data"
    with served(channel()) as site:
        crawl(data, "-a", f"site={site.url}", "-a", "sections=opeds", "-s", "NEWSCRAWL_ARCHIVE=False")
        asked = len(site.asked)
        known = json.loads(crawl(data, "106", "--json", command=("explain",)).stdout)
        assert site.asked[asked:] == ["/robots.txt", "/politics/opeds/s-106"]
        new = json.loads(crawl(data, "102", "--json", command=("explain",)).stdout)
        saved = crawl(data, "101", "bridge", "--folder", str(tmp_path / "saved"), command=("savepage",))
    assert known["origin"] == f"site {site.url}/politics/opeds/s-106"
    assert known["record"]["id"] == "106"
    assert new["record"]["headline"] == "Council number 102 mends a bridge"
    assert saved.returncode == 0, saved.stderr
    assert len(list((tmp_path / "saved").glob("*_bridge.*"))) == 2


def test_a_copy_is_named(tmp_path):
    with served(channel()) as site:
        crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=politicalnews,opeds")
    said = {
        number: json.loads(crawl(tmp_path, number, "--json", command=("explain",)).stdout)["duplicate"]
        for number in ("101", "106")
    }
    assert sum("a copy of" in line for line in said.values()) >= 1


def test_robots_txt_is_obeyed(tmp_path):
    with served(channel() | {"/robots.txt": b"User-agent: *\nDisallow: /\n"}) as site:
        result = crawl(tmp_path, f"{site.url}/politics/politicalnews/s-102", command=("explain",))
        assert site.asked == ["/robots.txt"]
    assert result.returncode == 77
    assert "robots.txt" in result.stderr


def test_what_is_no_file_id_or_address_says_what_to_give(tmp_path):
    result = crawl(tmp_path, "bridge", command=("explain",))
    assert result.returncode == 64
    assert "is no file, id or address: give for example ./page.html, 3486768 or " in result.stderr
