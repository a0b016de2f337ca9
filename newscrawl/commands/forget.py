"""`scrapy forget ID`: take one story out of everything that was kept."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.errors import NewscrawlError


class Command(ScrapyCommand):
    """Rewrites the published files and archive files that hold the story; it is never asked for again."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Name the argument."""
        return "[options] ID"

    def short_desc(self) -> str:
        """Say what the command does, for `scrapy`."""
        return "Take one story out of state, published files and archive"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Forget, and say what was changed and what is left."""
        from newscrawl.forget import forget, tell_forgotten

        if len(args) != 1:
            raise UsageError
        data_dir = Path(self.settings["NEWSCRAWL_DATA_DIR"]) if self.settings else Path("data")
        try:
            print(tell_forgotten(args[0], forget(data_dir, args[0]), data_dir))
        except NewscrawlError as error:
            sys.stderr.write(f"newscrawl: {error}\n")
            self.exitcode = error.exit_code
