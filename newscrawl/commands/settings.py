"""`scrapy settings`, with newscrawl's own settings: their values, where those came from, and what they mean."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scrapy.commands.settings import Command as SettingsCommand

from newscrawl.errors import NewscrawlError
from newscrawl.text.printable import printable

if TYPE_CHECKING:
    import argparse


class Command(SettingsCommand):
    """Print the value of a setting; with `--newscrawl`, each of newscrawl's settings with its source and meaning."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's option to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "--newscrawl", action="store_true", help="print newscrawl's settings: value, source and meaning"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print what was asked for; values are those that a crawl would use."""
        from newscrawl.tools.configuration import configure
        from newscrawl.tools.show_settings import show_settings

        if not self.settings:
            super().run(args, opts)
            return
        try:
            configured = configure(self.settings)
        except NewscrawlError as error:
            sys.stderr.write(f"newscrawl: {printable(str(error))}\n")
            self.exitcode = error.exit_code
            return
        if opts.newscrawl:
            print(printable(show_settings(configured)))
        else:
            super().run(args, opts)
