"""`scrapy status`: show the last runs as a table, or check their age."""

from __future__ import annotations

import argparse

from newscrawl.text.printable import printable
from newscrawl.tools.command import DataCommand


class Command(DataCommand):
    """Show how the last runs went; `--max-age 26h` exits with 1 unless a run has succeeded in that time."""

    example = "status --max-age 26h"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Show how the last runs went"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--runs", type=int, default=10, help="show this many runs (default 10)")
        parser.add_argument("--drift", action="store_true", help="show how pages were read in these runs")
        parser.add_argument(
            "--max-age",
            metavar="AGE",
            help="exit with 1 unless a run succeeded in the last AGE, such as 26h, 90m or 7d",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Print the table and check the age."""
        from newscrawl.tools.status import drift, is_fresh, read_age, report

        age = read_age(opts.max_age) if opts.max_age is not None else None
        text = drift(self.data_dir, opts.runs) if opts.drift else report(self.data_dir, opts.runs)
        print(printable(text))
        if age is not None and not is_fresh(self.data_dir, age):
            print(f"No run succeeded in the last {opts.max_age}.")
            self.exitcode = 1
