"""`scrapy recover`: rebuild the state from what is published."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand

from newscrawl.errors import NewscrawlError, WriteFailed
from newscrawl.recover import recover
from newscrawl.state.database import told
from newscrawl.state.lock import Lock
from newscrawl.state.state import State


class Command(ScrapyCommand):
    """Rebuilds state.db from the published files and ledgers; the old file is set aside, not deleted."""

    requires_project = True
    requires_crawler_process = False

    def short_desc(self) -> str:
        """Say what the command does, for `scrapy`."""
        return "Rebuild the state from the published files"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Rebuild, under the lock, and say what came of it."""
        data_dir = Path(self.settings["NEWSCRAWL_DATA_DIR"]) if self.settings else Path("data")
        lock = Lock(data_dir)
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            lock.take()
            with told(data_dir / "state.db", WriteFailed):
                old = recover(data_dir)
            print(_summary(data_dir, old))
        except NewscrawlError as error:
            sys.stderr.write(f"newscrawl: {error}\n")
            self.exitcode = error.exit_code
        finally:
            lock.release()


def _summary(data_dir: Path, old: Path | None) -> str:
    state = State.look(data_dir / "state.db")
    counts = (
        "SELECT (SELECT count(*) FROM stories), (SELECT count(*) FROM copies), (SELECT count(*) FROM runs)"
    )
    stories, copies, runs = state.connection.execute(counts).fetchone()
    state.connection.close()
    aside = f" The old file stands at {old}." if old else ""
    return f"Rebuilt {data_dir / 'state.db'}: {stories} stories, {copies} duplicates, {runs} runs.{aside}"
