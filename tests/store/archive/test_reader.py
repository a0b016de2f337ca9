"""Pages read back from the archive, found by id, by address and by published record."""

from dataclasses import replace

import pytest

from newscrawl.store.archive.reader import Reader
from newscrawl.store.archive.scan import records
from tests.archiving import archive, is_whole, page, read
from tests.crawling import crawl, lines
from tests.site import channel, served, story

pytestmark = [pytest.mark.filterwarnings("ignore::ResourceWarning"), pytest.mark.slow]


@pytest.mark.parametrize("sent", ["Ångsbro — naïve".encode(), b"caf\xe9", b"\x1c\x85"])
def test_a_header_of_any_encoding_is_read_back_byte_by_byte(tmp_path, sent):
    value = sent.decode("latin-1")
    path = archive(tmp_path, 1, replace(page(1), headers=(("X-Place", value),)))
    found = Reader(tmp_path).by_id("1")
    assert read(path)[1].headers == (("X-Place", value),)
    assert found
    assert found.response.headers["X-Place"] == sent
    assert is_whole(path)


def test_an_address_is_shown_as_it_was_last_read_not_as_not_modified(tmp_path):
    answers = [
        replace(page(1, b"" if status != 200 else b"<p>Read"), status=status) for status in (200, 304, 503)
    ]
    for run, answer in enumerate(answers, 1):
        archive(tmp_path, run, replace(answer, date=f"2026-11-2{run}T12:00:00.000000Z", facts={}))
    found = Reader(tmp_path).by_url(page(1).url)
    assert found
    assert (found.response.status, found.response.body) == (200, b"<p>Read")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    with served(channel()) as site:
        crawl(data, "-a", f"site={site.url}", "-a", "sections=politicalnews,opeds")
    return data


def test_each_story_is_traced_to_its_record(crawled):
    reader = Reader(crawled / "archive")
    stories = lines(crawled / "stories/politics-000001.jsonl")
    assert stories
    for published in stories:
        place = reader.index.trace(published)
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


def test_a_page_whose_bytes_stand_in_a_file_that_is_gone_is_told_alone(tmp_path):
    shared = b"<p>The same on every day</p>" * 20
    first = archive(tmp_path, 1, page(1, shared), page(2))
    archive(tmp_path, 2, page(3, shared), page(4))
    first.unlink()
    sources = {place.story_id: source for place, source in Reader(tmp_path).places()}
    assert {story for story, source in sources.items() if source is None} == {"3"}
    assert {one.place.story_id for one in Reader(tmp_path).pages()} == {"4"}
