"""`scrapy forget ID`: remove one story from everything that was stored."""

from __future__ import annotations

import argparse

from scrapy.exceptions import UsageError

from newscrawl.text.printable import printable
from newscrawl.tools.command import DataCommand, confirm


class Command(DataCommand):
    """Rewrite the published files and archive files that hold a story; it is never requested again."""

    example = "forget 3480512"

    def syntax(self) -> str:
        """Return the arguments, as the usage line shows them."""
        return "[options] ID"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Remove one story from state, published files and archive"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--yes", action="store_true", help="do not ask on a terminal")
        parser.add_argument("--plan", action="store_true", help="show what would be removed; change nothing")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Show what holds the story, ask, remove it, then print what was changed and what was not."""
        from newscrawl.tools.forget import forget, forget_plan, forget_summary

        if len(args) != 1:
            raise UsageError
        print(printable(forget_plan(self.data_dir, args[0])))
        if opts.plan or not (opts.yes or confirm("Remove it for good?")):
            print("Nothing was changed.")
            return
        print(printable(forget_summary(args[0], forget(self.data_dir, args[0]), self.data_dir)))
