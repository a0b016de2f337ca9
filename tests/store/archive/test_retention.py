"""Old archive files go, loudly, and nothing that stays refers to what is gone."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.store.archive import retention
from newscrawl.store.archive.index import Index
from newscrawl.store.archive.place import archives
from newscrawl.store.archive.reader import Reader
from newscrawl.store.archive.retention import removed_files
from newscrawl.store.archive.writer import open_archive
from newscrawl.tools.verify import verify
from tests.archiving import is_whole, page, read
from tests.crawling import crawl
from tests.site import channel, served

SHARED = b"<p>The same on every day</p>" * 20


def aged(days, number, body=None):
    moment = datetime.now(UTC) - timedelta(days=days)
    return replace(page(number, body), date=moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


def archive(folder, run, *pages, keep_days=0):
    made = open_archive(folder, run, keep_days)
    for one in pages:
        made.write(one)
    made.sync()
    made.close()
    return made.path


@pytest.fixture
def three(tmp_path):
    """Make runs of 40, 20 and 10 days ago; the first holds what all of them show."""
    archive(tmp_path, 1, aged(40, 1, SHARED), aged(40, 2))
    archive(tmp_path, 2, aged(20, 3, SHARED), aged(20, 4))
    archive(tmp_path, 3, aged(10, 5, SHARED), aged(10, 6))
    return tmp_path


def names(folder):
    return [path.name[9:15] for path in archives(folder)]


def test_nothing_goes_unless_asked(three):
    archive(three, 4, aged(0, 7))
    assert names(three) == ["000001", "000002", "000003", "000004"]
    assert removed_files(three) == set()


def test_files_older_than_the_days_go_loudly_and_their_payloads_stay_for_who_refers_to_them(three, caplog):
    first = read(three / "politics-000001.warc.gz")[1]
    path = archive(three, 4, aged(0, 7), keep_days=30)
    assert names(three) == ["000002", "000003", "000004"]
    assert "Removed" in caplog.text
    assert "NEWSCRAWL_ARCHIVE_DAYS=30" in caplog.text
    assert is_whole(*archives(three))
    info, carried, *_ = read(path)
    assert info.kind == "warcinfo"
    assert (carried.fields, carried.payload) == (first.fields, first.payload)
    later = read(three / "politics-000003.warc.gz")[1]
    assert later.fields["WARC-Refers-To"] == carried.fields["WARC-Record-ID"]
    found = {one.place.story_id: one.response.body for one in Reader(three).pages()}
    assert set(found) == {"3", "4", "5", "6", "7"}
    assert found["3"] == found["5"] == SHARED
    assert removed_files(three) == {"politics-000001.warc.gz"}


def test_only_what_is_still_referred_to_is_carried(three):
    path = archive(three, 4, aged(0, 7), keep_days=15)
    assert names(three) == ["000003", "000004"]
    kept = [record.fields["WARC-Target-URI"] for record in read(path) if record.kind == "response"]
    assert kept == [page(1).url, page(7).url]
    archive(three, 5, aged(0, 8), keep_days=5)
    assert names(three) == ["000004", "000005"]
    assert [record.kind for record in read(three / "politics-000005.warc.gz")] == [
        "warcinfo",
        "response",
        "metadata",
    ]


def test_a_carried_payload_is_carried_on_and_referred_to_again(three):
    archive(three, 4, aged(1, 7, SHARED), keep_days=30)
    path = archive(three, 5, aged(0, 8, SHARED), keep_days=15)
    assert [record.kind for record in read(path)] == ["warcinfo", "revisit", "metadata"]
    assert {one.place.story_id for one in Reader(three).pages() if one.response.body == SHARED} == {
        "5",
        "7",
        "8",
    }


def test_the_newest_file_stays_however_old(tmp_path):
    archive(tmp_path, 1, aged(400, 1))
    archive(tmp_path, 2, keep_days=1)
    assert names(tmp_path) == ["000001", "000002"]


def test_an_index_made_again_finds_the_same(three):
    archive(three, 4, aged(0, 7), keep_days=30)
    before = [Index(three).of_story(str(number)) for number in range(1, 8)]
    for one in three.glob("index.db*"):
        one.unlink()
    index = Index(three)
    index.catch_up()
    assert [index.of_story(str(number)) for number in range(1, 8)] == before


@pytest.mark.parametrize("step", ["append", "sync_folder"])
def test_a_kill_at_any_step_loses_nothing(three, monkeypatch, step):
    real = getattr(retention, step)
    calls: list[tuple[object, ...]] = []

    class Killed(BaseException):
        pass

    for when in range(1, 9):
        calls.clear()

        def dying(*arguments, when=when):
            calls.append(arguments)
            if len(calls) == when:
                raise Killed
            return real(*arguments)

        with monkeypatch.context() as patch:
            patch.setattr(retention, step, dying)
            try:
                archive(three, 4, keep_days=15)
            except Killed:
                pass
            else:
                break
        found = {one.place.story_id: one.response.body for one in Reader(three).pages()}
        assert found["5"] == SHARED
        assert is_whole(*archives(three))
    archive(three, 4, aged(0, 7), keep_days=15)
    assert names(three) == ["000003", "000004"]
    assert is_whole(*archives(three))


def test_a_page_whose_bytes_stand_in_a_file_that_is_gone_is_told_alone(three):
    (three / "politics-000001.warc.gz").unlink()
    sources = {place.story_id: source for place, source in Reader(three).places()}
    assert {story for story, source in sources.items() if source is None} == {"3", "5"}
    assert {one.place.story_id for one in Reader(three).pages()} == {"4", "6"}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_verify_knows_what_went_by_its_age_and_what_was_lost(tmp_path):
    folder = tmp_path / "archive"
    with served(channel()) as site:
        where = ["-a", f"site={site.url}"]
        crawl(tmp_path, *where, "-a", "sections=opeds")
        crawl(tmp_path, *where, "-a", "sections=politicalnews")
        assert list(verify(tmp_path)) == []
        first = folder / "politics-000001.warc.gz"
        kept = first.read_bytes()
        first.unlink()
        assert "archive/politics-000001.warc.gz is gone: run 1 kept" in "\n".join(verify(tmp_path))
        first.write_bytes(kept)
        _age(folder, 400)
        result = crawl(tmp_path, *where, "-a", "sections=opeds", "-s", "NEWSCRAWL_ARCHIVE_DAYS=300")
    assert result.returncode == 0, result.stderr
    assert "Removed" in result.stderr
    assert names(folder) == ["000002", "000003"]
    (folder / "index.db").unlink()  # it is made again with the true dates
    assert list(verify(tmp_path)) == []
    (line,) = (folder / "removed.jsonl").read_text().splitlines()
    assert (json.loads(line)["days"], json.loads(line)["run"]) == (300, 1)


def _age(folder, days):
    """Make every page in the index so many days older; the files' own dates are not looked at."""
    index = Index(folder)
    index.catch_up()
    then = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    index._connection.execute("UPDATE pages SET date = ?", (then,))
    index.commit()
    index.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_verify_names_damaged_files_and_pages_that_are_not_there(tmp_path):
    with served(channel()) as site:
        crawl(tmp_path, "-a", f"site={site.url}", "-a", "sections=politicalnews")
    path = tmp_path / "archive/politics-000001.warc.gz"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    said = "\n".join(verify(tmp_path))
    assert "archive/politics-000001.warc.gz: the record at byte" in said
    assert "archive: the page of story" in said
    path.write_bytes(whole)
    assert list(verify(tmp_path)) == []
    index = Index(tmp_path / "archive")
    (page,) = index.of_story("102")
    index.close()
    path.write_bytes(whole[: page.offset + page.length])  # its metadata record is still to come
    assert "archive: the page of story 102" in "\n".join(verify(tmp_path))
    path.write_bytes(whole)
    assert list(verify(tmp_path)) == []
