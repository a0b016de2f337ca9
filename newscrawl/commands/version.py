"""`scrapy version`: newscrawl's version beside Scrapy's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.version import Command as VersionCommand

from newscrawl import __version__
from newscrawl.tools.command import HelpfulCommand

if TYPE_CHECKING:
    import argparse


class Command(HelpfulCommand, VersionCommand):
    """Print the versions of newscrawl and Scrapy; with `-v` of what they build on, too."""

    example = "version -v"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Print the versions of newscrawl and Scrapy"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the versions, one a line."""
        print(f"newscrawl {__version__}")
        super().run(args, opts)
