"""`scrapy backup DIR`: copy all of the data folder that belongs together."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.exceptions import UsageError

from newscrawl.text.printable import printable
from newscrawl.tools.command import DataCommand


class Command(DataCommand):
    """Copy state, published files, ledgers, archive and lists into a new folder; safe while a run is going on."""

    example = "backup /backup/monday"

    def syntax(self) -> str:
        """Return the arguments, as the usage line shows them."""
        return "[options] DIR"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Copy the data folder, also while a run is going on"

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Make the copy and print how many files it has."""
        from newscrawl.tools.backup import back_up, backup_summary

        if len(args) != 1:
            raise UsageError
        print(printable(backup_summary(Path(args[0]), back_up(self.data_dir, Path(args[0])))))
