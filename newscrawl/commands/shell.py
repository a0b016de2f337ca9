"""`scrapy shell` that knows the project's pages: `explain(response)`, `StoryPage`, `ListingPage`."""

from __future__ import annotations

from typing import Any

from scrapy.commands.shell import Command as ShellCommand


class Command(ShellCommand):
    """Adds three names to Scrapy's shell."""

    def update_vars(self, vars: dict[str, Any]) -> None:  # noqa: A002  # Scrapy's signature
        """Put them in."""
        from newscrawl.pages.listing import ListingPage
        from newscrawl.pages.story import StoryPage
        from newscrawl.tools.explain import explain

        vars.update(explain=explain, StoryPage=StoryPage, ListingPage=ListingPage)
