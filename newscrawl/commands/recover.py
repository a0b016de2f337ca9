"""`scrapy recover`: rebuild the state from the published files."""

from __future__ import annotations

import argparse
from pathlib import Path

from newscrawl.errors import CannotOpen, WriteFailed
from newscrawl.tools.command import DataCommand


class Command(DataCommand):
    """Rebuild state.db from the published files and ledgers; the old file is renamed, not deleted."""

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Rebuild the state from the published files"

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Take the lock, rebuild the state and print what it now holds."""
        from newscrawl.run.recover import recover
        from newscrawl.store.database import translate_errors
        from newscrawl.store.lock import Lock

        lock = Lock(self.data_dir)
        try:
            with translate_errors(self.data_dir, CannotOpen):
                self.data_dir.mkdir(parents=True, exist_ok=True)
            lock.take()
            with translate_errors(self.folder.state, WriteFailed):
                old = recover(self.data_dir)
            print(_summary(self.folder.state, old))
        finally:
            lock.release()


def _summary(path: Path, old: Path | None) -> str:
    from newscrawl.store.state import State

    state = State.look(path)
    counts = (
        "SELECT (SELECT count(*) FROM stories), (SELECT count(*) FROM copies), (SELECT count(*) FROM runs)"
    )
    stories, copies, runs = state.connection.execute(counts).fetchone()
    state.connection.close()
    aside = f" The old file is now {old}." if old else ""
    return f"Rebuilt {path}: {stories} stories, {copies} duplicates, {runs} runs.{aside}"
