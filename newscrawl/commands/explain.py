"""`scrapy explain URL|id|file`: explain how one page is read."""

from __future__ import annotations

import argparse
from typing import Any, ClassVar

from scrapy.exceptions import UsageError

from newscrawl.tools.command import DataCommand, has_colours


class Command(DataCommand):
    """Explain a page from a file or the archive, or else request it from the site."""

    example = "explain 3486768"
    requires_crawler_process = True  # a page that is not in the archive is requested
    default_settings: ClassVar[dict[str, Any]] = {"LOG_LEVEL": "WARNING"}

    def syntax(self) -> str:
        """Return the arguments, as the usage line shows them."""
        return "[options] URL|id|file"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Explain how one page is read: kind, landmarks, fields, blocks"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print the explanation as JSON")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Find the page and print how it is read."""
        from newscrawl.tools.explain import explain
        from newscrawl.tools.find_page import find
        from newscrawl.tools.story_status import stored_versions, story_status

        if len(args) != 1 or self.crawler_process is None:
            raise UsageError
        found = find(args[0], self.data_dir, self.crawler_process)
        explained = explain(found.response, found.metadata, origin=found.origin)
        story_id = found.metadata.get("story_id")
        explained.data["duplicate"] = story_status(self.data_dir, explained.data.get("record"), story_id)
        explained.data["versions"] = stored_versions(self.data_dir, story_id) if story_id else []
        print(explained.to_json() if opts.json else explained.to_text(colour=has_colours()))
