"""What takes too long is ended, wherever it hangs."""

import re
import signal
import threading
import time
from contextlib import suppress

import pytest

from newscrawl.errors import DamagedPage
from newscrawl.pages.timelimit import no_time_limit, time_limit

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


def test_what_is_written_is_not_interrupted_and_the_limit_goes_on_behind_it():
    written = []

    def write_and_hang():
        with no_time_limit():
            time.sleep(0.4)
            written.append(1)
        loop()

    with pytest.raises(DamagedPage), time_limit(0.2):
        write_and_hang()
    assert written == [1]


def test_without_a_limit_nothing_is_suspended():
    with no_time_limit():
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
