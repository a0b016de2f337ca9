"""`scrapy explain URL|id|file`: say how one page is read."""

from __future__ import annotations

import argparse
from typing import Any, ClassVar

from scrapy.exceptions import UsageError

from newscrawl.tools.command import DataCommand, has_colours


class Command(DataCommand):
    """Reads the page from the archive when it is there, else from the site."""

    requires_crawler_process = True  # a page that the archive does not hold is fetched
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

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Find the page and explain it."""
        from newscrawl.tools.explain import explain
        from newscrawl.tools.find_page import find
        from newscrawl.tools.story_status import standing, traced

        if len(args) != 1 or self.crawler_process is None:
            raise UsageError
        found = find(args[0], self.data_dir, self.crawler_process)
        said = explain(found.response, found.facts, origin=found.origin)
        story_id = found.facts.get("story_id")
        said.data["duplicate"] = standing(self.data_dir, said.data.get("record"), story_id)
        said.data["versions"] = traced(self.data_dir, story_id) if story_id else []
        print(said.to_json() if opts.json else said.to_text(colour=has_colours()))
