"""`scrapy crawl` with exit codes that say how the crawl went."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError

from newscrawl.errors import BadArgument, CannotOpen, ExitCode, NewscrawlError
from newscrawl.spiders.arguments import read_arguments
from newscrawl.state.lock import Lock, take_ahead

if TYPE_CHECKING:
    import argparse

logger = logging.getLogger(__name__)


class Command(CrawlCommand):
    """Checks arguments and outputs and takes the lock first, then answers with the run's exit code."""

    lock: Lock | None = None

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the options, check them and take the lock, before Scrapy loads what a crawl needs."""
        try:
            super().process_options(args, opts)
            if args == ["politics"] and self.settings:
                read_arguments(**opts.spargs)
                self._check_feeds()
                self.lock = take_ahead(Path(self.settings["NEWSCRAWL_DATA_DIR"]))
        except (UsageError, NewscrawlError) as error:
            # An unreadable option is a bad argument (64), not Scrapy's 2.
            sys.stderr.write(f"newscrawl: {error}\n")
            raise SystemExit(getattr(error, "exit_code", ExitCode.BAD_ARGUMENT)) from None

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, keeping hold of the crawler: Scrapy forgets it at the end."""
        if self.lock is None or self.crawler_process is None:
            super().run(args, opts)
            return
        crawler = self._create_crawler("politics")
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        started = crawler._stats is not None  # noqa: SLF001  # the public attribute raises before the start
        self.exitcode = (
            crawler.stats.get_value("newscrawl/exit_code", ExitCode.INTERNAL)
            if started
            else ExitCode.INTERNAL
        )
        self.lock.release()  # a run that was opened has done so already

    def _check_feeds(self) -> None:
        """Open every local feed for appending, so that a wrong path is known before the first request."""
        feeds = self.settings.getdict("FEEDS") if self.settings else {}
        for uri, options in feeds.items():
            path = Path(str(uri).removeprefix("file://"))
            if "://" in str(path) or "%(" in str(path) or str(uri) == "stdout:":
                continue
            if not isinstance(options, dict):
                raise BadArgument(f"FEEDS[{uri!r}] is no dict of options: {options!r}.")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("ab"):
                    pass
            except OSError as error:
                raise CannotOpen(
                    f"Cannot write the feed {path}: {error}. Name a file that can be written."
                ) from error
