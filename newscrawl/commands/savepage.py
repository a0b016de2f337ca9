"""`scrapy savepage URL|id NAME`: keep a page for the tests."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.errors import NewscrawlError
from newscrawl.onepage import find
from newscrawl.savepage import save_page
from newscrawl.text.printable import printable

_FOLDER = Path(__file__).resolve().parent.parent.parent / "tests" / "pages" / "saved"


class Command(ScrapyCommand):
    """Writes the page and its expected record, ready to edit; the tests pick both up."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_LEVEL": "WARNING"}

    def syntax(self) -> str:
        """Name the arguments."""
        return "[options] URL|id|file NAME"

    def short_desc(self) -> str:
        """Say what the command does, for `scrapy`."""
        return "Keep a page and its expected record for the tests"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--folder", default=_FOLDER, help="write there (default tests/pages/saved)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Find the page and save it."""
        if len(args) != 2 or self.crawler_process is None or self.settings is None:
            raise UsageError
        data_dir = Path(self.settings["NEWSCRAWL_DATA_DIR"])
        try:
            found = find(args[0], data_dir, self.crawler_process)
            page, beside = save_page(found, args[1], Path(opts.folder), datetime.now(UTC).date())
        except NewscrawlError as error:
            sys.stderr.write(f"newscrawl: {printable(str(error))}\n")
            self.exitcode = error.exit_code
            return
        print(f"{page}\n{beside}\nRead the record, mend what is wrong in it, and run: make test")
