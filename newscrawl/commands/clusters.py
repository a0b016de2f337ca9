"""`scrapy clusters`: which stories are one text in versions, and what changed between them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from newscrawl.tools.command import DataCommand, has_colours

if TYPE_CHECKING:
    from newscrawl.store.state import State


class Command(DataCommand):
    """Lists clusters; with an id shows its history by paragraph; `--explain A B` what two stories share."""

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

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print what was asked for."""
        from newscrawl.store.state import State

        if len(args) > (0 if opts.explain else 1):
            raise UsageError
        state = State.look(self.folder.state)
        try:
            print(_text(state, args, opts.explain))
        finally:
            state.connection.close()


def _text(state: State, args: list[str], pair: list[str] | None) -> str:
    from newscrawl.tools.show_clusters import explain, list_clusters, show_history

    if pair:
        return explain(state, *pair)
    return show_history(state, args[0], colours=has_colours()) if args else list_clusters(state)
