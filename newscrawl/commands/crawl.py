"""`scrapy crawl` with exit codes that say how the crawl went."""

from __future__ import annotations

import sys
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from newscrawl.channels import POLITICS
from newscrawl.errors import BadArgument, CannotOpen, ExitCode, NewscrawlError
from newscrawl.spiders.arguments import read_arguments
from newscrawl.store.lock import Lock, take_ahead

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import CrawlerProcessBase


_URI_PARAMS = "newscrawl.components.feed_paths.uri_params"


class Command(CrawlCommand):
    """Checks arguments and outputs and takes the lock first, then answers with the run's exit code."""

    lock: Lock | None = None
    code = ExitCode.INTERNAL
    """What to answer where no run came to its end."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the options, check them and take the lock, before Scrapy loads what a crawl needs."""
        try:
            super().process_options(args, opts)
            self._check_name(args)
            if args == [POLITICS.name] and self.settings:
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
        crawler = self._create_crawler(POLITICS.name)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self._note_signals(self.crawler_process)
        self.crawler_process.start()
        started = crawler._stats is not None  # noqa: SLF001  # the public attribute raises before the start
        self.exitcode = crawler.stats.get_value("newscrawl/exit_code", self.code) if started else self.code
        self.lock.release()  # a run that was opened has done so already

    def _note_signals(self, process: CrawlerProcessBase) -> None:
        """Learn of a signal that comes before the crawler and its extensions are there."""
        shut_down = process._signal_shutdown  # noqa: SLF001  # Scrapy tells nobody which signal came

        @wraps(shut_down)
        def note(number: int, frame: Any) -> None:
            self.code = ExitCode(128 + number)
            shut_down(number, frame)

        process._signal_shutdown = note  # type: ignore[assignment, method-assign]  # noqa: SLF001

    def _check_name(self, args: list[str]) -> None:
        if args != [POLITICS.name] and self.settings:
            known = get_spider_loader(self.settings).list()
            if len(args) != 1 or args[0] not in known:
                raise BadArgument(f"No spider {' '.join(args)!r}: the spiders here are {', '.join(known)}.")

    def _check_names(self, uri: str) -> None:
        """Refuse `%(…)s` in a feed's path that stands for nothing."""
        if "%(" in uri and self.settings and self.settings["FEED_URI_PARAMS"] == _URI_PARAMS:
            from newscrawl.components.feed_paths import check_feed_path

            check_feed_path(uri)

    def _check_feeds(self) -> None:
        """Open every local feed for appending, so that a wrong path is known before the first request."""
        feeds = self.settings.getdict("FEEDS") if self.settings else {}
        for uri, options in feeds.items():
            self._check_names(str(uri))
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
