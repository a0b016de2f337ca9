"""`scrapy verify`: check the state, every row and every published file."""

from __future__ import annotations

import argparse

from newscrawl.errors import ExitCode
from newscrawl.text.printable import printable
from newscrawl.tools.command import DataCommand


class Command(DataCommand):
    """Says what is wrong, one line each; exit code 76 if anything is."""

    def short_desc(self) -> str:
        """Say what the command does, for `scrapy`."""
        return "Check the state and the published files"

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Print what is wrong."""
        from newscrawl.tools.verify import verify

        wrong = list(verify(self.data_dir))
        for line in wrong:
            print(printable(line))
        print(f"{len(wrong)} things are wrong." if wrong else "All is well.")
        self.exitcode = ExitCode.STATE_DAMAGED if wrong else ExitCode.OK
