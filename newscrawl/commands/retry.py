"""`scrapy retry`: ask again for stories that were closed without one."""

from __future__ import annotations

import argparse

from scrapy.exceptions import UsageError

from newscrawl.text.printable import counted, printable
from newscrawl.tools.command import DataCommand


class Command(DataCommand):
    """Open entries that were closed without a story; the next run asks for them."""

    example = "retry --outcome given_up"

    def syntax(self) -> str:
        """Return the arguments, as the usage line shows them."""
        return "[options] [ID …]"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Ask again for stories that were given up, gone or unreadable"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the ways to choose stories."""
        super().add_options(parser)
        parser.add_argument(
            "--outcome",
            metavar="NAME",
            help="all with this outcome or last answer: given_up, not_found, expired, captcha …",
        )
        parser.add_argument(
            "--run", metavar="N", type=int, dest="run_number", help="all that the ledger of this run names"
        )
        parser.add_argument("--lost", action="store_true", help="all that have no story, but cartoons")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Open the chosen entries and print their ids."""
        from newscrawl.tools.retry import by_ids, by_outcome, by_run, lost, retry

        ways = [bool(args), opts.outcome is not None, opts.run_number is not None, opts.lost]
        if sum(ways) != 1:
            raise UsageError("name stories by their ids, or by one of --outcome, --run and --lost")
        choice = (
            by_ids(args)
            if args
            else by_outcome(opts.outcome)
            if opts.outcome is not None
            else by_run(opts.run_number)
            if opts.run_number is not None
            else lost
        )
        ids = retry(self.data_dir, choice)
        named = f": {', '.join(ids[:20])}{' …' if len(ids) > 20 else ''}" if ids else ""
        print(printable(f"The next run asks for {counted(len(ids), 'story', 'stories')} again{named}"))
