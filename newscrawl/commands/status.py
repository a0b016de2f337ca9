"""`scrapy status`: show the run at work and the last runs, or check that all is well."""

from __future__ import annotations

import argparse

from newscrawl.text.printable import printable
from newscrawl.tools.command import DataCommand


class Command(DataCommand):
    """Show how the last runs went; `--max-age 26h` exits with 1 unless a run has succeeded in that time."""

    example = "status --max-age 26h"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Show the run at work and how the last runs went"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--runs", type=int, default=10, help="show this many runs (default 10)")
        parser.add_argument("--drift", action="store_true", help="show how pages were read in these runs")
        parser.add_argument("--json", action="store_true", help="print all of it as one JSON object")
        parser.add_argument(
            "--max-age",
            metavar="AGE",
            help="exit with 1 unless a run succeeded in the last AGE, such as 26h, 90m or 7d",
        )
        parser.add_argument(
            "--max-quiet",
            metavar="AGE",
            help="exit with 1 unless a new story came in the last AGE, such as 7d",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Print the runs and the result of the checks that were asked for."""
        from newscrawl.tools.status import drift, has_new_story, is_fresh, read_age, report, report_json

        asked = {
            "max_age": (opts.max_age, is_fresh, "No run succeeded in the last {}."),
            "max_quiet": (opts.max_quiet, has_new_story, "No new story in the last {}."),
        }
        ages = {
            name: read_age(text, f"--{name.replace('_', '-')}")
            for name, (text, _, _) in asked.items()
            if text is not None
        }
        checks = {name: asked[name][1](self.data_dir, age) for name, age in ages.items()}
        if opts.json:
            print(printable(report_json(self.data_dir, opts.runs, checks)))
        else:
            text = drift(self.data_dir, opts.runs) if opts.drift else report(self.data_dir, opts.runs)
            failed = [asked[name][2].format(asked[name][0]) for name, holds in checks.items() if not holds]
            print("\n".join([printable(text), *failed]))
        self.exitcode = 0 if all(checks.values()) else 1
