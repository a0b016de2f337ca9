"""`scrapy reextract`: run today's extractor over the archive, with no request."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any, cast

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.exporters import JsonLinesItemExporter
from tqdm import tqdm

from newscrawl.accept import Acceptance, accepting, tell_accepted
from newscrawl.archive.reader import Reader
from newscrawl.archive.reextract import Comparison, reextract, tell
from newscrawl.errors import NewscrawlError, WriteFailed


class Command(ScrapyCommand):
    """Shows what would change against the published stories; `--write` writes the records, `--accept` publishes them."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Say what the command does, for `scrapy`."""
        return "Read every archived page again and show what would change"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--run", type=int, metavar="N", help="only the pages of run N")
        parser.add_argument("--since", metavar="DAY", help="only pages fetched on DAY (2026-11-01) or later")
        parser.add_argument("--id", metavar="ID", help="only the pages of one story")
        parser.add_argument("--write", metavar="FILE", help="write the records as JSON Lines")
        parser.add_argument(
            "--accept", action="store_true", help="make the changes next versions and publish them as a run"
        )
        parser.add_argument("--samples", type=int, default=5, help="show so many of each change (default 5)")
        parser.add_argument("--processes", type=int, help="use so many processes (default: every core)")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the options."""
        super().process_options(args, opts)
        try:
            opts.since = date.fromisoformat(opts.since).isoformat() if opts.since else None
        except ValueError:
            raise UsageError(f"--since {opts.since!r} is no day: give one such as 2026-11-01.") from None

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Read, compare, tell; with `--accept` store and publish what changed."""
        data_dir = Path(self.settings["NEWSCRAWL_DATA_DIR"]) if self.settings else Path("data")
        try:
            with self._accepting(data_dir, accept=opts.accept) as accepted:
                comparison = self._compare(data_dir, opts, accepted)
        except NewscrawlError as error:
            sys.stderr.write(f"newscrawl: {error}\n")
            self.exitcode = error.exit_code
            return
        print(tell(comparison))
        if accepted:
            print(f"\n{tell_accepted(accepted, data_dir)}")

    def _accepting(self, data_dir: Path, *, accept: bool) -> AbstractContextManager[Acceptance | None]:
        if not accept:
            return nullcontext()
        Reader(data_dir / "archive")  # without an archive no run begins
        return accepting(data_dir, compress=bool(self.settings and self.settings.getbool("NEWSCRAWL_GZIP")))

    def _compare(self, data_dir: Path, opts: argparse.Namespace, accepted: Acceptance | None) -> Comparison:
        comparison = Comparison(most_samples=opts.samples)
        selection = {"run": opts.run, "since": opts.since, "story_id": opts.id}
        reader = Reader(data_dir / "archive")
        longest = self.settings.getfloat("NEWSCRAWL_LONGEST_READING") if self.settings else 0
        places = reader.places(**selection)
        outcomes = reextract(data_dir, places, opts.processes, longest_reading=longest)
        shown = tqdm(outcomes, total=reader.index.count(**selection), unit=" pages", disable=None)
        with _writing(opts.write) as export:
            for outcome in shown:
                comparison.add(outcome)
                if outcome.record:
                    export(outcome.record)
                if accepted:
                    accepted.take(outcome)
        return comparison


@contextmanager
def _writing(name: str | None) -> Iterator[Any]:
    """Write records to a file that appears whole or not at all."""
    if name is None:
        yield lambda _record: None
        return
    part = Path(f"{name}.part")
    try:
        with part.open("wb") as file:
            yield JsonLinesItemExporter(cast("Any", file), encoding="utf-8").export_item
        part.rename(name)
    except OSError as error:
        raise WriteFailed(f"Cannot write {name}: {error}. Name a file that can be written.") from error
