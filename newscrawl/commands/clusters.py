"""`scrapy clusters`: which stories are one text in versions, and what changed between them."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand

from newscrawl.cluster_report import explain, list_clusters, show_history
from newscrawl.errors import NewscrawlError
from newscrawl.state.state import State


class Command(ScrapyCommand):
    """Lists clusters; with an id shows its history by paragraph; `--explain A B` what two stories share."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """Say how the command is called."""
        return "[options] [ID]"

    def short_desc(self) -> str:
        """Say what the command does, for `scrapy`."""
        return "Show versions of stories and what changed between them"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--explain", nargs=2, metavar=("A", "B"), help="show what two stories share")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print what was asked for."""
        data_dir = Path(self.settings["NEWSCRAWL_DATA_DIR"]) if self.settings else Path("data")
        try:
            state = State.look(data_dir / "state.db")
            try:
                print(self._text(state, args, opts.explain))
            finally:
                state.connection.close()
        except (NewscrawlError, LookupError) as error:
            sys.stderr.write(f"newscrawl: {error.args[0]}\n")
            self.exitcode = getattr(error, "exit_code", 64)

    def _text(self, state: State, args: list[str], pair: list[str] | None) -> str:
        if pair:
            return explain(state, *pair)
        if args:
            return show_history(state, args[0], colours=_has_colours())
        return list_clusters(state)


def _has_colours() -> bool:
    """Colour a terminal's output, unless NO_COLOR asks for none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
