"""`scrapy explain URL|id|file`: say how one page is read."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.errors import NewscrawlError
from newscrawl.explain import explain
from newscrawl.onepage import find
from newscrawl.standing import standing, traced


class Command(ScrapyCommand):
    """Reads the page from the archive when it is there, else from the site."""

    requires_project = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_LEVEL": "WARNING"}

    def syntax(self) -> str:
        """Name the argument."""
        return "[options] URL|id|file"

    def short_desc(self) -> str:
        """Say what the command does, for `scrapy`."""
        return "Explain how one page is read: kind, landmarks, fields, blocks"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Find the page and explain it."""
        if len(args) != 1 or self.crawler_process is None or self.settings is None:
            raise UsageError
        data_dir = Path(self.settings["NEWSCRAWL_DATA_DIR"])
        try:
            found = find(args[0], data_dir, self.crawler_process)
            said = explain(found.response, found.facts, origin=found.origin)
            story_id = found.facts.get("story_id")
            said.data["duplicate"] = standing(data_dir, said.data.get("record"), story_id)
            said.data["versions"] = traced(data_dir, story_id) if story_id else []
        except NewscrawlError as error:
            sys.stderr.write(f"newscrawl: {error}\n")
            self.exitcode = error.exit_code
            return
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        print(said.to_json() if opts.json else said.to_text(colour=colour))
