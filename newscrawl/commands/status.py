"""`scrapy status`: the last runs as a table, a health check, and a copy of the live state."""

from __future__ import annotations

import argparse
from pathlib import Path

from newscrawl.text.printable import printable
from newscrawl.tools.command import DataCommand


class Command(DataCommand):
    """Shows how the last runs went; `--max-age 26h` answers by exit code whether one went well lately."""

    def short_desc(self) -> str:
        """Say what the command does, for `scrapy`."""
        return "Show how the last runs went"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--runs", type=int, default=10, help="show so many runs (default 10)")
        parser.add_argument("--drift", action="store_true", help="show how pages read in these runs")
        parser.add_argument(
            "--max-age", metavar="AGE", help="exit 1 unless a run ended well in the last AGE: 26h, 90m, 7d"
        )
        parser.add_argument(
            "--backup", metavar="FILE", help="copy the state, also while a run goes on, to a new file"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Print the table, or check, or copy."""
        from newscrawl.tools.status import back_up, drift, is_fresh, read_age, report

        if opts.backup:
            back_up(self.data_dir, Path(opts.backup))
            print(f"Copied {self.folder.state} to {opts.backup}")
            return
        age = read_age(opts.max_age) if opts.max_age is not None else None
        told = drift(self.data_dir, opts.runs) if opts.drift else report(self.data_dir, opts.runs)
        print(printable(told))
        if age is not None and not is_fresh(self.data_dir, age):
            print(f"No run ended well in the last {opts.max_age}.")
            self.exitcode = 1
