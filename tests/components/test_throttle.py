"""Throttle, measured where it counts: by the instants at which requests arrive at the server.

A busy machine notices an arrival late, so that bounds are lower than what is configured, but far above none.
"""

import time
from datetime import UTC, datetime
from email.utils import formatdate
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.components.throttle import read_retry_after
from tests.crawling import crawl, ids, ledger
from tests.raw import ALL, NEWS, heals, http, raw, run

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def gaps(site):
    return [b - a for (a, _), (b, _) in pairwise(site.asked)]


def test_any_two_requests_keep_the_delay(tmp_path):
    """robots.txt, its redirect, landing page, feeds, listings, stories, redirects, retries after every kind of fault."""
    special = {
        "/robots.txt": http(b"", "301 X", "Location: /rules.txt"),
        "/rules.txt": http(b"User-agent: *\nDisallow: /nowhere\n"),
        f"{NEWS}/rss": heals(http(b"", "500 X")),
        f"{NEWS}/page-2": http(b"", "302 X", "Location: /politics/politicalnews/page-3"),
        f"{NEWS}/s-101": heals("reset", http(b"", "503 X")),
        f"{NEWS}/s-102": heals(http(b"", "302 X", f"Location: {NEWS}/s-102?again")),
        f"{NEWS}/s-103": heals(http(b"", "429 X", "Retry-After: 0")),
    }
    with raw(special) as site:
        result = crawl(tmp_path, "-a", f"site={site.url}", "-a", "max_pages=2", "-s", "DOWNLOAD_DELAY=0.4", "-s", "NEWSCRAWL_BACKOFF=0.05")  # fmt: skip
    assert result.returncode == 65, result.stderr  # sections that the test's site lacks
    assert {*special, "/politics", "/politics/opeds"} <= set(site.paths())
    assert site.paths().count(f"{NEWS}/s-101") == 3
    assert min(gaps(site)) > 0.2


def test_a_crawl_delay_is_kept(tmp_path):
    with raw({"/robots.txt": http(b"User-agent: *\nCrawl-delay: 0.8\n")}) as site:
        assert run(tmp_path, site, "-s", "DOWNLOAD_DELAY=0.2").returncode == 0
    assert min(gaps(site)[1:]) > 0.5


def soon(_count):
    """Ask to come back at an instant one to two seconds away."""
    return (
        http(b"", "503 X", f"Retry-After: {formatdate(time.time() + 2, usegmt=True)}")
        if _count == 1
        else None
    )


def test_nothing_is_asked_before_retry_after_has_passed(tmp_path):
    """Whatever is refused, and whatever else waits for its turn."""
    again = http(b"", "429 X", "Retry-After: 1.5")
    special = dict.fromkeys(("/robots.txt", f"{NEWS}/rss", NEWS, f"{NEWS}/s-102"), heals(again))
    with raw(special | {f"{NEWS}/s-103": soon}) as site:
        assert run(tmp_path, site).returncode == 0
    for path in (*special, f"{NEWS}/s-103"):
        refused = site.times(path)[0]
        following = min(at for at, _ in site.asked if at > refused)
        assert following - refused >= (0.6 if path.endswith("s-103") else 1.2), path
    assert ids(tmp_path) == ALL
    assert ledger(tmp_path)["seconds_waited"] >= 6


@pytest.mark.parametrize("answer", [http(b"", "429 X"), http(b"", "503 X", "Retry-After: 99999999")])
def test_a_site_that_keeps_refusing_is_left_alone(tmp_path, answer):
    with raw({f"{NEWS}/rss": answer, NEWS: answer}) as site:
        result = run(tmp_path, site)
    assert result.returncode == 78, result.stderr
    said = ledger(tmp_path)
    assert (said["verdict"], said["reason"]) == ("blocked", "rate limited")
    assert "rate-limited" in said["health"][0]


def test_a_wait_beyond_the_cap_ends_the_run_at_once(tmp_path):
    """What waits for its turn is not asked for any more; what was stored is kept, and the next run goes on."""
    with raw({f"{NEWS}/s-102": heals(http(b"", "503 X", "Retry-After: 99999"))}) as site:
        result = run(tmp_path, site)
        assert result.returncode == 78, result.stderr
        assert site.paths()[-1] == f"{NEWS}/s-102"
        left = [number for number in ALL if f"{NEWS}/s-{number}" not in site.paths()[:-1]]
        skipped = sorted(ledger(tmp_path)["skipped"].keys() & set(ALL))
        assert len(skipped) > 1
        assert set(skipped) <= set(left)  # what a listing showed that was not read is not known
        assert run(tmp_path, site).returncode == 0
    assert ids(tmp_path) == ALL


def test_pauses_after_faults_grow_while_other_requests_go_on(tmp_path):
    faults = {
        f"{NEWS}/s-101": heals("reset", "reset", "reset"),
        f"{NEWS}/s-103": heals("hang", http(b"", "500 X")),
    }
    options = (
        "-s",
        "NEWSCRAWL_BACKOFF=0.4",
        "-s",
        "RETRY_TIMES=3",
        "-s",
        "DOWNLOAD_TIMEOUT=1",
        "-s",
        "DOWNLOAD_DELAY=0.1",
    )
    with raw(faults) as site:
        assert run(tmp_path, site, *options).returncode == 0
    times = site.times(f"{NEWS}/s-101")
    waits = [b - a for a, b in pairwise(times)]
    assert [wait >= least for wait, least in zip(waits, (0.3, 0.6, 1.2), strict=True)] == [True] * 3
    assert any(times[0] < at < times[-1] for at in site.times(f"{NEWS}/s-102") + site.times(f"{NEWS}/s-105"))
    assert ids(tmp_path) == ALL


def test_a_site_that_refuses_connections_is_asked_ever_more_rarely(tmp_path):
    with raw() as site:
        pass
    began = time.monotonic()
    assert run(tmp_path, site, "-s", "NEWSCRAWL_BACKOFF=0.5").returncode == 69
    assert time.monotonic() - began > 0.5  # robots.txt has one more try, and without it nothing is asked
    assert ledger(tmp_path)["seconds_waited"] >= 0.5


@given(
    st.one_of(
        st.binary(max_size=60),
        st.integers().map(lambda number: str(number).encode()),
        st.floats().map(lambda number: str(number).encode()),
        st.text("0123456789 :,+-GMTSunNov", max_size=40).map(str.encode),
        st.datetimes().map(lambda at: at.strftime("%a, %d %b %Y %H:%M:%S GMT").encode()),
        st.builds("Sun, {} Nov {} {}:00:00 {:+}".format, st.integers(), st.integers(), st.integers(), st.integers()).map(str.encode),
    )
)  # fmt: skip
@example(b"9" * 5_000)
@example(b"1" * 400 + b".5")
@example(b"Sun, 01 Nov 99999999999999999999 00:00:00 GMT")
@example(b"Sat, 01 Jan 0001 00:00:00 +2359")
@example(b"Fri, 31 Dec 9999 23:59:59 -2359")
@example("１２０".encode())
@example(b"\xb2")
def test_no_retry_after_raises(value):
    wait = read_retry_after(value, NOW)
    assert wait is None or wait >= 0


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        (b"120", 120), (b" 0 ", 0), (b"1.5", 1.5), (b"-5", None), (b"1e3", None), (b"", None), (None, None), (b"soon", None),
        (b"Sun, 01 Nov 2026 00:01:00 GMT", 60), (b"Sunday, 01-Nov-26 00:01:00 GMT", 60), (b"Sun Nov  1 00:01:00 2026", 60),
        (b"Sun, 01 Nov 2020 00:01:00 GMT", 0), ("１２".encode(), None), (b"9" * 5_000, float("inf")),
    ],
)  # fmt: skip
def test_retry_after_is_read(value, wait):
    assert read_retry_after(value, NOW) == wait
