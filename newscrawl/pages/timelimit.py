"""A time limit for reading one page: a page that takes long is a failure with a name, not a crawl that stands still."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from newscrawl.errors import DamagedPage

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

_AGAIN = 1.0  # seconds: a library that swallows the first exception meets the next


def time_limit(seconds: float) -> AbstractContextManager[None]:
    """Raise DamagedPage in the block once it has run for so many seconds; 0 is no limit.

    Pages are read in the reactor's thread, the process's main one. A timer of the reactor fires only when the callback
    has returned, and nothing can stop a thread; SIGALRM alone reaches Python code there, between two instructions or
    within a regular expression. What it leaves half done are the page's own objects, and they are dropped. C code of
    lxml is not interrupted: `limits.page_fault` keeps from it what it takes long for, and what hangs it nevertheless
    has left a mark (`quarantine`). In another thread nothing interrupts: there the block is judged at its end.
    """
    if not seconds:
        return nullcontext()
    in_main = threading.current_thread() is threading.main_thread()
    return _interrupted(seconds) if in_main and hasattr(signal, "setitimer") else _judged(seconds)


@contextmanager
def no_time_limit() -> Iterator[None]:
    """Suspend the time limit around this block: what it writes is not left half done."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        if left:
            signal.setitimer(signal.ITIMER_REAL, left, _AGAIN)


@contextmanager
def _interrupted(seconds: float) -> Iterator[None]:
    def ring(_number: int, _frame: Any) -> None:
        raise _too_slow(seconds)

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)  # again, should the alarm have rung in the line above
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _judged(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    if time.monotonic() - began > seconds:
        raise _too_slow(seconds)


def _too_slow(seconds: float) -> DamagedPage:
    return DamagedPage(f"takes over {seconds:g} s to read")
