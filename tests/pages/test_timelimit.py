"""A page that takes long to read is a named failure, and the rest of the run goes on."""

import json
import re
import signal
import threading
import time
from contextlib import suppress

import pytest

from newscrawl.errors import DamagedPage
from newscrawl.pages.timelimit import time_limit
from tests.crawling import ids, ledger
from tests.raw import ALL, NEWS, page, raw, run

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def loop():
    while True:
        pass


def backtrack():
    re.match(r"(a+)+$", "a" * 60 + "b")


@pytest.mark.parametrize("work", [loop, backtrack, lambda: time.sleep(60)])
def test_what_takes_long_is_ended(work):
    began = time.monotonic()
    with pytest.raises(DamagedPage, match=r"takes over 0.2 s"), time_limit(0.2):
        work()
    assert time.monotonic() - began < 5
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def test_an_exception_that_is_swallowed_is_raised_again():
    rung = []
    with suppress(DamagedPage), time_limit(0.1):
        try:
            loop()
        except DamagedPage:
            rung.append(1)
        loop()
    assert rung == [1]


def test_what_is_quick_is_left_alone():
    with time_limit(5):
        pass
    with time_limit(0):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_thread_is_judged_at_the_end():
    found = []

    def work():
        try:
            with time_limit(0.05):
                time.sleep(0.1)
        except DamagedPage as error:
            found.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == ["takes over 0.05 s to read"]


def test_a_slow_page_costs_no_other_story(tmp_path):
    slow = page(b"<h1>Slow</h1>" + b"8 signs.<br>" * 99_000)  # within every limit but that of time
    with raw({f"{NEWS}/s-102": slow, f"{NEWS}/rss": slow, "/politics": slow}) as site:
        result = run(tmp_path, site, "-s", "NEWSCRAWL_LONGEST_READING=1")
    assert result.returncode == 0, result.stderr
    assert ids(tmp_path) == ["101", "103", "105"]
    assert ledger(tmp_path)["failures"] == {"102": "takes over 1 s to read"}


def test_pages_that_killed_twice_are_left_out_and_a_listing_gets_another_chance(tmp_path):
    (tmp_path / "quarantine").mkdir()
    deaths = {"102": 2, "page-politics-politicalnews-page-2": 2}
    (tmp_path / "quarantine" / "deaths.json").write_text(json.dumps(deaths))
    with raw() as site:
        assert run(tmp_path, site).returncode == 65
        assert run(tmp_path, site).returncode == 0
    assert f"{NEWS}/s-102" not in site.paths()
    assert ids(tmp_path) == [number for number in ALL if number != "102"]
    assert "quarantined" in ledger(tmp_path)["sections"]["politics/politicalnews"]["failure"]
    assert "quarantined" in ledger(tmp_path, 2)["skipped"]["102"]
