"""`scrapy settings`, with newscrawl's own settings: their values, where those came from, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.settings import Command as SettingsCommand

from newscrawl.text.printable import printable
from newscrawl.tools.command import HelpfulCommand, configure_or_exit

if TYPE_CHECKING:
    import argparse


class Command(HelpfulCommand, SettingsCommand):
    """Print the value of a setting; with `--newscrawl`, each of newscrawl's settings with its source and meaning."""

    example = "settings --newscrawl"

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

        configure_or_exit(self.settings)
        if opts.newscrawl and self.settings:
            print(printable(show_settings(configure(self.settings))))
        else:
            super().run(args, opts)
