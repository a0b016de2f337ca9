"""What a crawl puts into the archive: bodies as received, what the record needs, nothing outside a run."""

from typing import Any

import pytest
from warcio.cli import main as warcio

from newscrawl.store.archive.scan import load_metadata, records
from tests.coding import CODINGS, serving
from tests.crawling import crawl, lines
from tests.site import channel, served

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
PATH = "archive/politics-000001.warc.gz"


@pytest.mark.parametrize(("encoding", "chunked"), [("gzip", False), ("deflate", True), (None, True)])
def test_bodies_are_archived_as_received(tmp_path, encoding, chunked):
    with serving(lambda _path: encoding, chunked=chunked) as site:
        result = crawl(tmp_path, "-a", f"site={site}", "-a", "sections=politicalnews,opeds")
    assert result.returncode == 0, result.stderr
    found = {
        r.fields["WARC-Target-URI"].removeprefix(site): r
        for _, _, r in records(tmp_path / PATH)
        if r.kind in {"response", "revisit"}
    }
    story = found["/politics/politicalnews/s-102"]
    plain: Any = channel()["/politics/politicalnews/s-102"]
    assert story.payload == CODINGS[encoding](plain)
    assert dict(story.headers).get("Content-Encoding") == encoding
    assert {"/robots.txt", "/politics/politicalnews", "/politics/politicalnews/page-3"} <= set(found)
    with pytest.raises(SystemExit) as end:
        warcio(["check", str(tmp_path / PATH)])
    assert end.value.code == 0


def test_metadata_hold_what_the_record_needs_beside_the_page(tmp_path):
    with served(channel()) as site:
        crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=politicalnews")
    facts = [
        load_metadata(record.payload)
        for _, _, record in records(tmp_path / PATH)
        if record.kind == "metadata"
    ]
    stories = {record["id"]: record for record in lines(tmp_path / "stories/politics-000001.jsonl")}
    own = next(one for one in facts if one.get("story_id") == "102")
    assert own["run"] == 1
    assert own["hints"]["headline"] == "Council number 102 mends a bridge"
    assert own["hints"]["section_path"] == "politics/politicalnews"
    assert own["fetched_at"] == stories["102"]["fetched_at"]
    assert {one["page"] for one in facts if "page" in one} == {1, 2, 3}


def test_an_archive_that_is_switched_off_is_not_there(tmp_path):
    with served(channel()) as site:
        result = crawl(
            tmp_path, "-a", f"site={site.url}", "-a", "sections=opeds", "-s", "NEWSCRAWL_ARCHIVE=False"
        )
    assert result.returncode == 0
    assert not (tmp_path / "archive").exists()
