"""`scrapy reextract`: run the current extractor over the archive, without any requests."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from newscrawl.errors import BadArgument, WriteFailed
from newscrawl.store.atomic import replace_file
from newscrawl.text.printable import printable
from newscrawl.tools.command import DataCommand

if TYPE_CHECKING:
    from newscrawl.tools.accept import Acceptance
    from newscrawl.tools.comparison import Comparison


class Command(DataCommand):
    """Show what would change in the published stories; `--write` writes the records, `--accept` publishes them."""

    example = "reextract --since 2026-11-01 --write new.jsonl"

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Read every archived page again and show what would change"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--run", type=int, metavar="N", help="only the pages of run N")
        parser.add_argument("--since", metavar="DAY", help="only pages fetched on DAY (2026-11-01) or later")
        parser.add_argument("--id", metavar="ID", help="only the pages of one story")
        parser.add_argument("--write", metavar="FILE", help="write the records as JSON Lines")
        parser.add_argument(
            "--accept", action="store_true", help="publish the changes as new versions, in a run of their own"
        )
        parser.add_argument(
            "--samples", type=int, default=5, help="show this many samples of each change (default 5)"
        )
        parser.add_argument(
            "--processes", type=int, help="read in this many processes (default one per core)"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Read and compare the pages and print a summary; with `--accept` store and publish what changed."""
        from newscrawl.tools.accept import accept_summary
        from newscrawl.tools.comparison import comparison_summary

        with self._accepting(accept=opts.accept) as accepted:
            comparison = self._compare(opts, accepted)
        print(printable(comparison_summary(comparison)))
        if accepted:
            print(f"\n{accept_summary(accepted, self.data_dir)}")

    def _accepting(self, *, accept: bool) -> AbstractContextManager[Acceptance | None]:
        from newscrawl.store.archive.reader import Reader
        from newscrawl.tools.accept import accepting

        if not accept:
            return nullcontext()
        Reader(self.folder.archive)  # raises CannotOpen if there is no archive, before a run begins
        return accepting(
            self.data_dir, compress=bool(self.settings and self.settings.getbool("NEWSCRAWL_GZIP"))
        )

    def _compare(self, opts: argparse.Namespace, accepted: Acceptance | None) -> Comparison:
        from tqdm import tqdm

        from newscrawl.store.archive.reader import Reader
        from newscrawl.tools.comparison import Comparison
        from newscrawl.tools.reextract import reextract

        comparison = Comparison(most_samples=opts.samples)
        selection = {"run": opts.run, "since": _day(opts.since), "story_id": opts.id}
        reader = Reader(self.folder.archive)
        longest = self.settings.getfloat("NEWSCRAWL_LONGEST_READING") if self.settings else 0
        results = reextract(
            self.data_dir, reader.places(**selection), opts.processes, longest_reading=longest
        )
        shown = tqdm(results, total=reader.index.count(**selection), unit=" pages", disable=None)
        with _writing(opts.write) as export:
            for result in shown:
                comparison.add(result)
                if result.record:
                    export(result.record)
                if accepted:
                    accepted.take(result)
        return comparison


def _day(text: str | None) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise BadArgument(f"--since {text!r} is not a date: use the form 2026-11-01.") from None


@contextmanager
def _writing(name: str | None) -> Iterator[Callable[[Any], None]]:
    """Yield a function that writes a record to a file; the file appears only when all are written."""
    from scrapy.exporters import JsonLinesItemExporter

    if name is None:
        yield lambda _record: None
        return
    try:
        with replace_file(Path(name)) as file:
            yield JsonLinesItemExporter(cast("Any", file), encoding="utf-8").export_item
    except OSError as error:
        raise WriteFailed(f"Cannot write {name}: {error}. Choose a file that can be written.") from error
