"""`scrapy shell` with the names `StoryPage`, `ListingPage`, `explain` and `read_html`: try `explain(response)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import shell as scrapy_shell
from scrapy.commands import shell as scrapy_command

from newscrawl.tools.command import HelpfulCommand, configure_or_exit

if TYPE_CHECKING:
    import argparse

_HELP = """\
[s] newscrawl:
[s]   StoryPage(response)    kind of page and why, fields, paragraphs, what was cut
[s]   ListingPage(response)  a listing's entries and its next page
[s]   explain(response)      every landmark and block
[s]   read_html(html, url)   the story on any site's page, or None
"""


class Command(HelpfulCommand, scrapy_command.Command):
    """Scrapy's shell with four more names: StoryPage, ListingPage, explain and read_html.

    Without a page, `fetch` one in the shell.
    """

    example = "shell https://www.arcamax.com/politics/opeds"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the options, then check newscrawl's settings."""
        super().process_options(args, opts)
        configure_or_exit(self.settings)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Open the shell; its banner and `shelp()` name what newscrawl adds."""
        vars(scrapy_command)["Shell"] = _Shell  # Scrapy's command has no other way to choose it
        super().run(args, opts)

    def update_vars(self, vars: dict[str, Any]) -> None:  # noqa: A002  # Scrapy's signature
        """Add the names to those the shell offers."""
        from newscrawl import read_html
        from newscrawl.pages.listing import ListingPage
        from newscrawl.pages.story import StoryPage
        from newscrawl.tools.explain import explain

        vars.update(explain=explain, StoryPage=StoryPage, ListingPage=ListingPage, read_html=read_html)


class _Shell(scrapy_shell.Shell):
    def get_help(self) -> str:
        """Return Scrapy's banner and the names that newscrawl adds."""
        return super().get_help() + _HELP
