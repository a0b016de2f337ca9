"""`scrapy status`: the last runs as a table, a health check, and a copy of the live state."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.errors import ExitCode, NewscrawlError
from newscrawl.status import back_up, drift, is_fresh, read_age, report
from newscrawl.text.printable import printable


class Command(ScrapyCommand):
    """Shows how the last runs went; `--max-age 26h` answers by exit code whether one went well lately."""

    requires_project = True
    requires_crawler_process = False

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

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Print the table, or check, or copy."""
        data_dir = Path(self.settings["NEWSCRAWL_DATA_DIR"]) if self.settings else Path("data")
        try:
            if opts.backup:
                back_up(data_dir, Path(opts.backup))
                print(f"Copied {data_dir / 'state.db'} to {opts.backup}")
                return
            age = self._age(opts.max_age)
            print(printable(drift(data_dir, opts.runs) if opts.drift else report(data_dir, opts.runs)))
            if age is not None and not is_fresh(data_dir, age):
                print(f"No run ended well in the last {opts.max_age}.")
                self.exitcode = 1
        except NewscrawlError as error:
            sys.stderr.write(f"newscrawl: {error}\n")
            self.exitcode = error.exit_code

    def _age(self, text: str | None) -> timedelta | None:
        try:
            return read_age(text) if text is not None else None
        except ValueError as error:
            self.exitcode = ExitCode.BAD_ARGUMENT
            raise UsageError(str(error)) from None
