"""`scrapy restore DIR`: put a backup in the place of the data folder's content."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.exceptions import UsageError

from newscrawl.text.printable import printable
from newscrawl.tools.command import DataCommand


class Command(DataCommand):
    """Copy a backup into the data folder; what was there is moved aside, not deleted."""

    example = "restore /backup/monday"

    def syntax(self) -> str:
        """Return the arguments, as the usage line shows them."""
        return "[options] DIR"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Put a backup in the place of the data folder's content"

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Check the backup, put it in place and print what is left to do."""
        from newscrawl.tools.backup import restore, restore_summary

        if len(args) != 1:
            raise UsageError
        done = restore(Path(args[0]), self.data_dir)
        print(printable(restore_summary(Path(args[0]), self.data_dir, done)))
