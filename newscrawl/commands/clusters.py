"""`scrapy clusters`: show which stories are versions of one text, and what changed between them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from newscrawl.tools.command import DataCommand, has_colours

if TYPE_CHECKING:
    from newscrawl.store.state import State


class Command(DataCommand):
    """List the clusters; with an id, show its history by paragraph; with `--explain A B`, show what two stories share."""

    def syntax(self) -> str:
        """Return the arguments, as the usage line shows them."""
        return "[options] [ID]"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Show versions of stories and what changed between them"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--explain", nargs=2, metavar=("A", "B"), help="show what two stories share")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the list, the history or the comparison."""
        from newscrawl.store.state import State

        if len(args) > (0 if opts.explain else 1):
            raise UsageError
        state = State.open_readonly(self.folder.state)
        try:
            print(_text(state, args, opts.explain))
        finally:
            state.connection.close()


def _text(state: State, args: list[str], pair: list[str] | None) -> str:
    from newscrawl.tools.show_clusters import explain, list_clusters, show_history

    if pair:
        return explain(state, *pair)
    return show_history(state, args[0], colours=has_colours()) if args else list_clusters(state)
