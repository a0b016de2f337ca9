"""`scrapy shell` with the names `explain`, `StoryPage` and `ListingPage`: try `explain(response)`."""

from __future__ import annotations

from typing import Any

from scrapy.commands.shell import Command as ShellCommand


class Command(ShellCommand):
    """Scrapy's shell with three more names."""

    def update_vars(self, vars: dict[str, Any]) -> None:  # noqa: A002  # Scrapy's signature
        """Add the names to those the shell offers."""
        from newscrawl.pages.listing import ListingPage
        from newscrawl.pages.story import StoryPage
        from newscrawl.tools.explain import explain

        vars.update(explain=explain, StoryPage=StoryPage, ListingPage=ListingPage)
