"""`scrapy clusters`: show which stories are versions of one text, and what changed between them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from newscrawl.errors import BadArgument, WriteFailed
from newscrawl.tools.command import DataCommand, has_colours

if TYPE_CHECKING:
    from newscrawl.store.state import State


class Command(DataCommand):
    """List the clusters; with an id, show its history by paragraph; with `--explain A B`, show what two stories share.

    `--review` writes a page with the ties that are worth a look; `--verdicts` reads it back when it is filled in.
    """

    example = "clusters 3486768"

    def syntax(self) -> str:
        """Return the arguments, as the usage line shows them."""
        return "[options] [ID]"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Show versions of stories and what changed between them"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        ways = parser.add_mutually_exclusive_group()
        ways.add_argument("--explain", nargs=2, metavar=("A", "B"), help="show what two stories share")
        ways.add_argument(
            "--review", nargs="?", const="-", metavar="FILE",
            help="write the ties that are worth a look to a page: text, or HTML if FILE ends in .html; without FILE, print it",
        )  # fmt: skip
        ways.add_argument(
            "--verdicts", metavar="FILE", help="read the verdicts of a reviewed page (- for standard input)"
        )
        ways.add_argument("--tie", nargs=2, metavar=("A", "B"), help="say that two stories are one text")
        ways.add_argument(
            "--apart", nargs=2, metavar=("A", "B"), help="say that two stories are not one text"
        )
        parser.add_argument("--every", action="store_true", help="with --review: near-identical texts too")

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the list, the history or the comparison; write a page for review, or keep verdicts."""
        from newscrawl.store.state import State

        said = [(verdict, *pair) for verdict in ("tie", "apart") if (pair := getattr(opts, verdict))]
        if len(args) > (0 if said or opts.explain or opts.review or opts.verdicts else 1):
            raise UsageError
        if said or opts.verdicts:
            self._keep(said or _read(opts.verdicts))
            return
        state = State.open_readonly(self.folder.state)
        try:
            print(self._page(state, opts) if opts.review else _text(state, args, opts.explain))
        finally:
            state.connection.close()

    def _page(self, state: State, opts: argparse.Namespace) -> str:
        """Write the page for review; return what to print."""
        from newscrawl.store.atomic import replace_file
        from newscrawl.store.verdicts import read_corrections
        from newscrawl.tools.review import ties_to_review
        from newscrawl.tools.review_page import html_page, text_page

        ties = ties_to_review(state, read_corrections(self.folder), every=opts.every)
        if opts.review == "-" or not ties:
            return text_page(ties) if ties else "No tie is left to review."
        path = Path(opts.review)
        page = (html_page if path.suffix == ".html" else text_page)(ties)
        try:
            with replace_file(path) as file:
                file.write(page.encode())
        except OSError as error:
            raise WriteFailed(
                f"Cannot write {path}: {error.strerror}. Name a file in a folder that exists."
            ) from error
        return f"Wrote {path} with {len(ties)} tie{'' if len(ties) == 1 else 's'}. Then: scrapy clusters --verdicts FILE"

    def _keep(self, said: list[tuple[str, str, str]]) -> None:
        from newscrawl.tools.review import record_verdicts

        changed = record_verdicts(self.data_dir, said)
        print(f"Kept {len(said)} verdict{'' if len(said) == 1 else 's'} in {self.folder.verdicts}.")
        print("\n".join(changed) or "The clusters agree with them already.")


def _read(name: str) -> list[tuple[str, str, str]]:
    """Return the verdicts of a reviewed page.

    Raises:
        BadArgument: the file cannot be read, or a line of it is no verdict.
    """
    from newscrawl.tools.review import read_page

    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadArgument(
            f"Cannot read {name}: {error}. Name the page that --review wrote, with its verdicts filled in."
        ) from error
    return read_page(text)


def _text(state: State, args: list[str], pair: list[str] | None) -> str:
    from newscrawl.tools.show_clusters import explain, list_clusters, show_history

    if pair:
        return explain(state, *pair)
    return show_history(state, args[0], colours=has_colours()) if args else list_clusters(state)
