"""`scrapy forget ID`: take one story out of everything that was kept."""

from __future__ import annotations

import argparse

from scrapy.exceptions import UsageError

from newscrawl.text.printable import printable
from newscrawl.tools.command import DataCommand


class Command(DataCommand):
    """Rewrites the published files and archive files that hold the story; it is never asked for again."""

    def syntax(self) -> str:
        """Name the argument."""
        return "[options] ID"

    def short_desc(self) -> str:
        """Say what the command does, for `scrapy`."""
        return "Take one story out of state, published files and archive"

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Forget, and say what was changed and what is left."""
        from newscrawl.tools.forget import forget, tell_forgotten

        if len(args) != 1:
            raise UsageError
        print(printable(tell_forgotten(args[0], forget(self.data_dir, args[0]), self.data_dir)))
