"""`scrapy savepage URL|id|file NAME`: save a page for the tests."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from scrapy.exceptions import UsageError

from newscrawl.store.checkout import checkout
from newscrawl.tools.command import DataCommand


class Command(DataCommand):
    """Write a page and its expected record, ready to edit; in a checkout the tests find both by themselves."""

    example = "savepage 3486768 my-page"
    requires_crawler_process = True  # a page that is not in the archive is requested
    default_settings: ClassVar[dict[str, Any]] = {"LOG_LEVEL": "WARNING"}

    def syntax(self) -> str:
        """Return the arguments, as the usage line shows them."""
        return "[options] URL|id|file NAME"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Save a page and its expected record for the tests"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        where = "tests/pages/saved in a checkout, otherwise saved_pages in the working folder"
        parser.add_argument("--folder", help=f"write to this folder (default {where})")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Find the page and save it."""
        from newscrawl.tools.find_page import find
        from newscrawl.tools.savepage import save_page

        if len(args) != 2 or self.crawler_process is None:
            raise UsageError
        project = checkout()
        folder = project / "tests" / "pages" / "saved" if project else Path("saved_pages")
        found = find(args[0], self.data_dir, self.crawler_process)
        page, beside = save_page(found, args[1], Path(opts.folder or folder), datetime.now(UTC).date())
        then = "run: make test" if project else "send both files to the maintainers of newscrawl."
        print(f"{page}\n{beside}\nRead the record, correct what is wrong in it, then {then}")
