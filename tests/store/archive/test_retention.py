"""Old archive files go, loudly, and nothing that stays refers to what is gone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from newscrawl.store.archive import retention
from newscrawl.store.archive.index import Index
from newscrawl.store.archive.reader import Reader
from newscrawl.store.archive.retention import removed_files
from newscrawl.store.paths import archives
from tests.archiving import archive, is_whole, names, page, read

SHARED = b"<p>The same on every day</p>" * 20


def aged(days, number, body=None):
    moment = datetime.now(UTC) - timedelta(days=days)
    return replace(page(number, body), date=moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


def told(one, ahead):
    """Let a page's response give a date that is so many days ahead of now."""
    said = format_datetime(datetime.now(UTC) + timedelta(days=ahead), usegmt=True)
    return replace(one, headers=(*one.headers, ("date", said)))


@pytest.fixture
def three(tmp_path):
    """Make runs of 40, 20 and 10 days ago, the last of which tells the date; the first holds what all of them show."""
    archive(tmp_path, 1, aged(40, 1, SHARED), aged(40, 2))
    archive(tmp_path, 2, aged(20, 3, SHARED), aged(20, 4))
    archive(tmp_path, 3, told(aged(10, 5, SHARED), -10), told(aged(10, 6), -10))
    return tmp_path


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

    kills = 0
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
                kills += 1
            else:
                break
        found = {one.place.story_id: one.response.body for one in Reader(three).pages()}
        assert found["5"] == SHARED
        assert is_whole(*archives(three))
    assert 0 < kills < 8  # at each step, and then none was left
    archive(three, 4, aged(0, 7), keep_days=15)
    assert names(three) == ["000003", "000004"]
    assert is_whole(*archives(three))


def test_a_clock_that_is_a_year_ahead_removes_nothing(three, monkeypatch):
    """A run under that clock adds a page a year ahead; the next run under the true clock removes nothing either."""
    ahead = datetime.now(UTC) + timedelta(days=365)
    monkeypatch.setattr(retention, "datetime", Clock(ahead))
    archive(three, 4, aged(-365, 7), keep_days=60)
    monkeypatch.setattr(retention, "datetime", Clock(datetime.now(UTC)))
    archive(three, 5, aged(0, 8), keep_days=60)
    assert names(three) == ["000001", "000002", "000003", "000004", "000005"]
    monkeypatch.setattr(retention, "datetime", Clock(ahead))
    archive(three, 6, aged(-365, 9), keep_days=60)
    assert len(names(three)) == 6
    assert removed_files(three) == set()


@pytest.mark.parametrize("date", [0, 365, None])
def test_however_many_runs_a_wrong_clock_sees_the_sites_own_clock_counts(three, monkeypatch, date):
    """Where the site says that it is a year later, it is; where it does not say, the gap in the archive is a wrong clock's."""
    monkeypatch.setattr(retention, "datetime", Clock(datetime.now(UTC) + timedelta(days=365)))
    for run in range(4, 8):
        one = aged(-365, run) if date is None else told(aged(-365, run), date)
        archive(three, run, one, keep_days=60)
    assert ("000001" in names(three)) == (date != 365)


def test_a_site_whose_date_is_no_date_is_not_asked(three):
    one = aged(0, 7)
    archive(three, 4, replace(one, headers=(*one.headers, ("Date", "yesterday"))))
    archive(three, 5, aged(0, 8), keep_days=15)
    assert names(three) == ["000003", "000004", "000005"]


def test_a_crawl_that_comes_back_after_months_counts_them_from_its_next_run_on(three, monkeypatch):
    monkeypatch.setattr(retention, "datetime", Clock(datetime.now(UTC) + timedelta(days=90)))
    archive(three, 4, told(aged(-90, 7), 90), keep_days=60)
    assert names(three) == ["000001", "000002", "000003", "000004"]
    archive(three, 5, told(aged(-90, 8), 90), keep_days=60)
    assert names(three) == ["000004", "000005"]


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        ([45, 40, 30, 20, 10, 0], ["000003", "000004", "000005", "000006"]),
        ([70, 40, 30, 0], ["000003", "000004"]),
        ([372, 371, 370, 2, 1, 0], ["000001", "000002", "000003", "000004", "000005", "000006"]),
        ([400, 399, 34, 30, 15, 0], ["000003", "000004", "000005", "000006"]),
        ([4, 3, -365, 1, 0], ["000001", "000002", "000003", "000004", "000005"]),
        ([50, 3, 20000, 1, 0], ["000001", "000002", "000003", "000004", "000005"]),
        ([20, 19, 18, 20, 10, 0], ["000001", "000002", "000003", "000004", "000005", "000006"]),
    ],
    ids=[
        "steady",
        "each month",
        "a year's gap",
        "an old gap",
        "ahead once",
        "long behind once",
        "carried only",
    ],
)
def test_without_the_sites_clock_only_gaps_up_to_a_month_count_in_full(tmp_path, days, kept):
    for run, ago in enumerate(days, 1):
        archive(tmp_path, run, aged(ago, run))
    archive(tmp_path, 99, keep_days=35)
    assert names(tmp_path) == [*kept, "000099"]


class Clock:
    """Stands for `datetime` at another time."""

    fromisoformat = datetime.fromisoformat

    def __init__(self, moment):
        self.moment = moment

    def now(self, _zone):
        return self.moment
