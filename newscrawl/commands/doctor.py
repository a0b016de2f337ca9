"""`scrapy doctor`: look at the site before the first crawl, and say what was found."""

from __future__ import annotations

import argparse
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError
from scrapy.utils.conf import arglist_to_dict

from newscrawl.channels import is_loopback
from newscrawl.errors import BadArgument, ExitCode
from newscrawl.tools.command import DataCommand
from newscrawl.tools.configuration import configure

#: Loggers whose errors the screen says in its own words.
_SAID_ON_SCREEN = (
    "newscrawl.components.robots",
    "newscrawl.components.throttle",
    "scrapy.downloadermiddlewares.retry",
    "trafilatura",
)
_SLOWEST, _FASTEST = 60.0, 1.0  # seconds between two requests; only the local machine may be asked faster


class Command(DataCommand):
    """Ask the site for at most 40 pages, one a second, and show on one screen how a crawl would fare.

    All pages are kept as a bundle in data/doctor. It changes neither the state nor published files.
    """

    example = "doctor -s NEWSCRAWL_CONTACT=you@example.org"
    requires_crawler_process = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_LEVEL": "ERROR"}

    def syntax(self) -> str:
        """Return the arguments, as the usage line shows them."""
        return "[options]"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Look at the site before the first crawl (at most 40 requests)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "-a",
            dest="spargs",
            action="append",
            default=[],
            metavar="site=URL",
            help="look at this host (default: that of a crawl)",
        )
        parser.add_argument("--replay", metavar="BUNDLE", help="read a bundle again, without the site")
        parser.add_argument("--save-pages", metavar="DIR", help="with --replay: save the bundle's pages as test pages")  # fmt: skip

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Visit the site or read a bundle, then print what was found."""
        from newscrawl.tools.doctor.diagnosis import diagnose
        from newscrawl.tools.doctor.screen import show

        if args:
            raise UsageError
        if opts.save_pages and not opts.replay:
            raise BadArgument(
                f"--save-pages {opts.save_pages}: name a bundle, too: --replay data/doctor/TIME."
            )
        if opts.replay and opts.spargs:
            raise BadArgument(f"-a {opts.spargs[0]}: a replay asks no site. Leave -a out.")
        for name in _SAID_ON_SCREEN if opts.loglevel is None else ():
            logging.getLogger(name).setLevel(logging.CRITICAL)
        folder = Path(opts.replay) if opts.replay else self._visit(opts.spargs)
        diagnosis = diagnose(folder)
        if not opts.replay:
            diagnosis.write()
        print(show(diagnosis, self._contact_option()))
        self.exitcode = self.exitcode or diagnosis.exit_code
        if opts.save_pages:
            print(diagnosis.save_pages(Path(opts.save_pages)))

    def _contact_option(self) -> str:
        """Return the contact if it was given by -s, so that the next command needs it again; else an empty text."""
        given = configure(self.settings) if self.settings else []
        return next(
            (
                str(one.value)
                for one in given
                if one.setting.name == "NEWSCRAWL_CONTACT" and one.source == "-s"
            ),
            "",
        )

    def _visit(self, spargs: list[str]) -> Path:
        """Visit the site and return the bundle's folder."""
        from newscrawl.store.lock import take_before_run
        from newscrawl.tools.doctor.bundle import Bundle
        from newscrawl.tools.doctor.spider import DoctorSpider

        if self.settings is None or self.crawler_process is None:
            raise UsageError
        site = self._site(spargs)
        lock = take_before_run(self.data_dir)  # a crawl at the same time would double the requests a second
        try:
            bundle = Bundle(self.data_dir, datetime.now(UTC))
            crawler = self.crawler_process.create_crawler(DoctorSpider)
            pace = self.settings.getfloat("DOWNLOAD_DELAY")
            self.crawler_process.crawl(crawler, site=site, bundle=bundle, report=_report, pace=pace)
            self.crawler_process.start()
            _report("")
        finally:
            lock.release()
        spider = crawler.spider
        if not isinstance(spider, DoctorSpider):
            raise TypeError("the doctor's visit did not begin")
        if spider.error:
            raise spider.error
        if spider.causes.signal:
            self.exitcode = ExitCode(128 + spider.causes.signal)
        return bundle.folder

    def _site(self, spargs: list[str]) -> str:
        """Return the site to look at; set the pace.

        Raises:
            BadArgument: an argument is not valid, or the contact is missing.
        """
        from newscrawl.spiders.arguments import read_arguments

        try:
            given = arglist_to_dict(spargs)
        except ValueError:
            raise BadArgument(f"-a {spargs!r}: give -a site=URL.") from None
        if others := sorted(given.keys() - {"site"}):
            raise BadArgument(f"Unknown argument {others[0]!r}: `scrapy doctor` knows site alone.")
        site = read_arguments(**given).site
        settings, host = self.settings, urlsplit(site).hostname or ""
        if settings is None:
            raise UsageError
        settings.set("ROBOTSTXT_OBEY", value=True, priority="cmdline")
        if is_loopback(host):
            return site
        if not settings["NEWSCRAWL_CONTACT"]:
            raise BadArgument(
                "NEWSCRAWL_CONTACT is not set: set it to a mail address or URL through which the site's operator can reach "
                "you, such as -s NEWSCRAWL_CONTACT=you@example.org."
            )
        pace = min(max(settings.getfloat("DOWNLOAD_DELAY"), _FASTEST), _SLOWEST)
        settings.set("DOWNLOAD_DELAY", pace, priority="cmdline")
        return site


def _report(line: str) -> None:
    """Show how far the visit is, if standard error is a terminal; an empty line clears it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{line[:79]}")
        sys.stderr.flush()
