"""`scrapy crawl`, with exit codes that say how the crawl went."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from newscrawl.channels import POLITICS
from newscrawl.errors import BadArgument, CannotOpen, ExitCode, NewscrawlError
from newscrawl.spiders.arguments import meanings, read_arguments
from newscrawl.store.lock import Lock, take_before_run
from newscrawl.tools.command import HelpfulCommand, refuse
from newscrawl.tools.configuration import configure, setting_alone
from newscrawl.tools.notify import tell_refused

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import CrawlerProcessBase


_URI_PARAMS = "newscrawl.components.feed_paths.uri_params"


class Command(HelpfulCommand, CrawlCommand):
    """Crawl the channel into the data folder, then exit with the run's exit code (docs/exit-codes.md).

    `-o` and `-O` write what this run stores, not what the data folder holds: without new stories the file is empty.
    """

    example = "crawl politics -a sections=opeds -a max_pages=1"
    lock: Lock | None = None
    is_run = False
    """True if the spider is newscrawl's own."""
    code = ExitCode.INTERNAL
    """The exit code if no run reached its end."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add Scrapy's options, and the spider's arguments to the help."""
        super().add_options(parser)
        group = parser.add_argument_group(title="Arguments of the spider politics")
        for name, meaning in meanings().items():
            group.add_argument(f"-a {name}", action="store_true", dest="_", help=meaning.replace("%", "%%"))

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read and check the options and take the lock, before Scrapy loads what a crawl needs."""
        try:
            super().process_options(args, opts)
            if self.settings:
                configure(self.settings)
            self._check_name(args)
            if args == [POLITICS.name] and self.settings:
                arguments = read_arguments(**opts.spargs)
                self.is_run = True
                if arguments.plan:
                    return
                self._check_feeds()
                self.lock = take_before_run(Path(self.settings["NEWSCRAWL_DATA_DIR"]))
        except UsageError as error:  # of Scrapy's own options
            self._refuse(str(error))
        except NewscrawlError as error:
            if self.settings and args == [POLITICS.name]:
                command = setting_alone("NEWSCRAWL_NOTIFY", self.settings)
                tell_refused(command, error.exit_code, str(error))
            refuse(error)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl; keep a reference to the crawler, because Scrapy drops its own at the end."""
        if not self.is_run or self.crawler_process is None:
            super().run(args, opts)
            return
        crawler = self._create_crawler(POLITICS.name)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self._note_signals(self.crawler_process)
        self.crawler_process.start()
        started = crawler._stats is not None  # noqa: SLF001  # the public attribute raises before the start
        reached = crawler.stats.get_value("newscrawl/exit_code") if started else None
        self.exitcode = self.code if reached is None else reached
        if self.lock:
            self.lock.release()  # does nothing if a run was opened: it has released the lock itself
        if reached is None and self.settings:
            why = "The crawl ended before a run had begun; its log says why."
            tell_refused(self.settings["NEWSCRAWL_NOTIFY"], self.code, why)

    def _note_signals(self, process: CrawlerProcessBase) -> None:
        """Note the exit code of a signal that arrives before the crawler and its extensions exist."""
        shut_down = process._signal_shutdown  # noqa: SLF001  # Scrapy does not make the signal's number public

        @wraps(shut_down)
        def note(number: int, frame: Any) -> None:
            self.code = ExitCode(128 + number)
            shut_down(number, frame)

        process._signal_shutdown = note  # type: ignore[assignment, method-assign]  # noqa: SLF001

    def _check_name(self, args: list[str]) -> None:
        if args != [POLITICS.name] and self.settings:
            known = get_spider_loader(self.settings).list()
            if len(args) != 1 or args[0] not in known:
                raise BadArgument(
                    f"No spider {' '.join(args)!r}: name one of these spiders: {', '.join(known)}."
                )

    def _check_feed_params(self, uri: str) -> None:
        """Raise BadArgument if a feed's path contains an unknown `%(…)s`."""
        if "%(" in uri and self.settings and self.settings["FEED_URI_PARAMS"] == _URI_PARAMS:
            from newscrawl.components.feed_paths import check_feed_path

            check_feed_path(uri)

    def _check_feeds(self) -> None:
        """Open every local feed for appending, so that a wrong path is reported before the first request."""
        feeds = self.settings.getdict("FEEDS") if self.settings else {}
        for uri, options in feeds.items():
            self._check_feed_params(str(uri))
            path = Path(str(uri).removeprefix("file://"))
            if "://" in str(path) or "%(" in str(path) or str(uri) == "stdout:":
                continue
            if not isinstance(options, dict):
                raise BadArgument(
                    f"FEEDS[{uri!r}] is not a dict of options: {options!r}. Use for example {{'format': 'csv'}}."
                )
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("ab"):
                    pass
            except OSError as error:
                raise CannotOpen(
                    f"Cannot write the feed {path}: {error}. Choose a file that can be written."
                ) from error
