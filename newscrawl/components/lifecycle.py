"""Extension that ends a run: signals, errors, publishing, ledger and exit code."""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import CloseSpider
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

from newscrawl.errors import ExitCode, NewscrawlError
from newscrawl.run.closing import closing_lines
from newscrawl.run.health import Causes, causes_of, examine
from newscrawl.run.ledger import Ledger
from newscrawl.run.run import attached_run
from newscrawl.run.shutdown import drop_waiting_requests
from newscrawl.text.printable import printable
from newscrawl.tools.bad_pages import save_bad_pages
from newscrawl.tools.notify import tell_ended, tell_refused
from newscrawl.tools.plan import show_plan

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from newscrawl.run.run import Run

logger = logging.getLogger(__name__)

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_GRACE = 5  # seconds that running downloads may still take after SIGTERM or SIGINT


class Lifecycle:
    """Follow a run from its start to its exit code; without a run (`scrapy shell`) do nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._second: Any = signal.SIG_DFL
        self.reason = "finished"

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Lifecycle:
        """Build the extension for a crawler and connect it to its signals."""
        lifecycle = cls(crawler)
        # `scrapy crawl` has installed Scrapy's signal handlers by now; a program may do so later, so watch again then.
        lifecycle.watch()
        crawler.signals.connect(lifecycle.watch, signals.spider_opened)
        crawler.signals.connect(lifecycle.note_error, signals.spider_error)
        crawler.signals.connect(lifecycle.note_item_error, signals.item_error)
        crawler.signals.connect(lifecycle.publish, signals.spider_closed)
        crawler.signals.connect(lifecycle.end, signals.engine_stopped)
        return lifecycle

    @property
    def run(self) -> Run | None:
        """The spider's run, or None before it is attached."""
        return attached_run(self.crawler)

    # --- signals ------------------------------------------------------------------------------------

    def watch(self) -> None:
        """Wrap Scrapy's signal handlers to note which signal ends the crawl, which Scrapy does not record."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in _SIGNALS:
            handler = signal.getsignal(number)
            if callable(handler) and getattr(handler, "__name__", "") == "_signal_shutdown":
                signal.signal(number, self._noting(handler))

    def _noting(self, handler: Callable[[int, Any], Any]) -> Callable[[int, Any], Any]:
        def note(number: int, frame: Any) -> None:
            if causes := causes_of(self.crawler):
                causes.signal = number
            # Until `end` sets the final code.
            self.crawler.stats.set_value("newscrawl/exit_code", 128 + number)
            handler(number, frame)
            # Scrapy's handler for the next signal stops at once, without closing anything.
            self._second = signal.getsignal(number)
            _handle(self._cut)
            _reactor().callFromThread(self._hurry)

        return note

    def _cut(self, _number: int, _frame: Any) -> None:
        """At a second signal stop the downloads but end the run properly; a third signal makes Scrapy exit at once."""
        _handle(self._second)
        _reactor().callFromThread(self._cut_downloads)

    def _hurry(self) -> None:
        """Drop the queued requests now, and the running downloads after a short grace period."""
        drop_waiting_requests(self.crawler)
        _reactor().callLater(_GRACE, self._cut_downloads)

    def _cut_downloads(self) -> None:
        """Make each running download time out now."""
        for call in _reactor().getDelayedCalls():
            if isinstance(getattr(call.func, "__self__", None), Deferred) and call.func.__name__ == "cancel":
                call.reset(0)

    # --- errors -------------------------------------------------------------------------------------

    def note_error(self, failure: Failure, response: Any) -> None:
        """Mark a story as failed when its callback raised, so that it is not lost."""
        request = getattr(response, "request", None)
        self._fail((request.cb_kwargs if request else {}).get("story_id"), failure)

    def note_item_error(self, item: Any, failure: Failure) -> None:
        """Mark a story as failed when a pipeline raised on it."""
        self._fail(getattr(item, "id", None), failure)

    def _fail(self, story_id: str | None, failure: Failure) -> None:
        if causes := causes_of(self.crawler):
            causes.exceptions += 1
        if self.run and story_id and not self.run.session.broken:
            self.run.outcomes.mark_failed(
                story_id,
                f"internal error ({type(failure.value).__name__}: {failure.getErrorMessage()[:200]})",
            )

    # --- the end ------------------------------------------------------------------------------------

    def publish(self, reason: str) -> None:
        """Publish what the run stored."""
        self.reason = reason
        if self.run:
            with contextlib.suppress(CloseSpider):
                self.run.outcomes.conclude()
                early = "planned" if getattr(self.crawler.spider, "rehearsal", None) else ""
                self.run.frontier.note_rest(early if reason == "finished" else f"the run ended: {reason}")
            self.run.publish()

    def end(self) -> None:
        """Judge the run, write its ledger, and log how it went; the feeds are closed by now."""
        run, causes, stats = self.run, causes_of(self.crawler), self.crawler.stats.get_stats()
        command, arguments = (
            self.crawler.settings["NEWSCRAWL_NOTIFY"] or "",
            getattr(self.crawler.spider, "arguments", None),
        )
        if run is None and causes and causes.error and arguments and not arguments.plan:
            tell_refused(command, causes.exit_code, str(causes.error))
        if run is None or causes is None:
            return
        # Scrapy's exporter counts a file that it cannot put in its place in its stats alone.
        stored = (name.startswith("feedexport/failed_count/") for name in stats)
        causes.feed_failures += any(stored)
        ledger = Ledger.of_crawl(run.session, stats, self.reason)
        health = examine(run.session, ledger, causes)
        ledger.exit_code, ledger.verdict, ledger.health = int(health.exit_code), health.verdict, health.lines
        code = self._close(run, ledger, causes)
        self.crawler.stats.set_value("newscrawl/exit_code", int(code))
        if rehearsal := getattr(self.crawler.spider, "rehearsal", None):
            requests = self.crawler.spider.requests  # type: ignore[union-attr]  # a spider that rehearses has them
            delay = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
            sys.stdout.write(printable(show_plan(ledger, requests.planned, delay)))
            rehearsal.cleanup()
            return
        for page in save_bad_pages(run.folder.root, run.number, health.badly_read, datetime.now(UTC).date()):
            logger.error("A badly read page was saved as a test case: %s", page)
        for line in health.absent:
            logger.warning("Not shown any more: %s", line)
        for line in health.lines:
            logger.error("%s", line)
        ledger.exit_code = int(code)  # writing the ledger may have failed
        for line in closing_lines(ledger):
            logger.info("%s", line)
        tell_ended(command, ledger, run.folder)

    def _close(self, run: Run, ledger: Ledger, causes: Causes) -> ExitCode:
        """Write the ledger and close the run; return the exit code, which covers errors raised here as well."""
        try:
            run.end(ledger)
        except NewscrawlError as error:
            logger.critical("%s", error)
            causes.note_error(error)
        return causes.exit_code


def _handle(handler: Any) -> None:
    for number in _SIGNALS:
        signal.signal(number, handler)


def _reactor() -> Any:
    from twisted.internet import reactor  # importing it earlier would install the wrong reactor

    return reactor
