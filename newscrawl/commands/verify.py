"""`scrapy verify`: check the state, the published files and the archive."""

from __future__ import annotations

import argparse

from newscrawl.errors import ExitCode
from newscrawl.text.printable import counted, printable
from newscrawl.tools.command import DataCommand


class Command(DataCommand):
    """Print one line for each problem; exit with 76 if there are any."""

    example = "verify -s NEWSCRAWL_DATA_DIR=/backup/monday"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Check the state, the published files and the archive"

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Print the problems and their number."""
        from newscrawl.tools.verify import verify

        problems = list(verify(self.data_dir))
        if not self.folder.state.exists():
            print(f"There is no {self.folder.state}: published files were checked by the ledgers' hashes.")
        for line in problems:
            print(printable(line))
        print(f"{counted(len(problems), 'problem')} found." if problems else "No problems found.")
        self.exitcode = ExitCode.STATE_DAMAGED if problems else ExitCode.OK
