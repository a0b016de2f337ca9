"""`scrapy parse URL` for this project's spider: requests stay on the host of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.commands.parse import Command as ParseCommand

from newscrawl.channels import POLITICS
from newscrawl.tools.command import HelpfulCommand, configure_or_exit

if TYPE_CHECKING:
    import argparse


class Command(HelpfulCommand, ParseCommand):
    """Fetch a page, parse it with its spider and print what that gives; with `-d 2` also what its requests give.

    The spider of this project asks no other host than the page's; nothing is stored.
    """

    example = "parse --pipelines https://www.arcamax.com/politics/opeds"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the options, then check newscrawl's settings."""
        super().process_options(args, opts)
        configure_or_exit(self.settings)
        if len(args) != 1 or "://" not in args[0]:
            self._refuse(f"{' '.join(args)!r} is no address: give one that begins with http:// or https://.")

    def set_spidercls(self, url: str, opts: argparse.Namespace) -> None:
        """Choose the spider; this project's one is given the page's site, which it then does not leave."""
        super().set_spidercls(url, opts)
        if self.spidercls is not None and self.spidercls.name == POLITICS.name:
            address = urlsplit(url)
            opts.spargs.setdefault("site", f"{address.scheme}://{address.netloc}")
            self.spidercls.only_site = opts.spargs["site"]  # type: ignore[attr-defined]  # Offsite reads it
