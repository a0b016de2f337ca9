"""`scrapy verify`: check the state, every row and every published file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand

from newscrawl.errors import ExitCode, NewscrawlError
from newscrawl.text.printable import printable
from newscrawl.verify import verify


class Command(ScrapyCommand):
    """Says what is wrong, one line each; exit code 76 if anything is."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Say what the command does, for `scrapy`."""
        return "Check the state and the published files"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Print what is wrong."""
        data_dir = Path(self.settings["NEWSCRAWL_DATA_DIR"]) if self.settings else Path("data")
        try:
            wrong = list(verify(data_dir))
        except NewscrawlError as error:
            sys.stderr.write(f"newscrawl: {error}\n")
            self.exitcode = error.exit_code
            return
        for line in wrong:
            print(printable(line))
        print(f"{len(wrong)} things are wrong." if wrong else "All is well.")
        self.exitcode = ExitCode.STATE_DAMAGED if wrong else ExitCode.OK
