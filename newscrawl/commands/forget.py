"""`scrapy forget ID`: remove one story from everything that was stored."""

from __future__ import annotations

import argparse

from scrapy.exceptions import UsageError

from newscrawl.text.printable import printable
from newscrawl.tools.command import DataCommand


class Command(DataCommand):
    """Rewrite the published files and archive files that hold a story; it is never requested again."""

    def syntax(self) -> str:
        """Return the arguments, as the usage line shows them."""
        return "[options] ID"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Remove one story from state, published files and archive"

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Remove the story, then print what was changed and what was not."""
        from newscrawl.tools.forget import forget, forget_summary

        if len(args) != 1:
            raise UsageError
        print(printable(forget_summary(args[0], forget(self.data_dir, args[0]), self.data_dir)))
