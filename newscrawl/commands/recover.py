"""`scrapy recover`: rebuild the state from the published files, or lost published files from the state."""

from __future__ import annotations

import argparse
from pathlib import Path

from newscrawl.errors import BadArgument, ExitCode, WriteFailed
from newscrawl.text.printable import counted, printable
from newscrawl.tools.command import DataCommand, confirm


class Command(DataCommand):
    """Rebuild state.db from the published files, the ledgers and what the old file still tells; that one is renamed.

    With `--files` it is the other way round: lost or changed published files are written again from state.db.
    """

    example = "recover --plan"
    _agreed = False

    def short_desc(self) -> str:
        """Return the line that `scrapy` shows for this command."""
        return "Rebuild the state from the published files, or lost files from the state"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's options to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "--plan", action="store_true", help="show what would be rebuilt, and change nothing"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask on a terminal")
        parser.add_argument(
            "--files",
            action="store_true",
            help="write lost or changed published files and ledgers again from state.db",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="rebuild from the files alone, even if state.db knows more than they do",
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # Scrapy's signature
        """Take the lock, rebuild the state or the files and print what was done."""
        from newscrawl.store.lock import locked

        if opts.files and (opts.force or opts.plan):
            raise BadArgument(
                "--files goes with neither --plan nor --force: state.db is the truth then, and is not changed."
            )
        with locked(self.data_dir):
            if opts.files:
                question = f"Write what is lost or changed below {self.data_dir} again from {self.folder.state.name}?"
                if opts.yes or confirm(question):
                    self._rewrite()
                else:
                    print("Nothing was changed.")
            else:
                self._rebuild(opts)

    def _rewrite(self) -> None:
        from newscrawl.run.rewrite import rewrite_files

        done = rewrite_files(self.data_dir)
        for name in done.written:
            print(printable(f"Written again: {name}"))
        for name in done.beyond:
            print(
                printable(
                    f"{name}: state.db does not give the bytes that were published. Restore it from a backup."
                )
            )
            self.exitcode = ExitCode.STATE_DAMAGED
        if not done.written and not done.beyond:
            print("Every published file and ledger is as it was published.")

    def _rebuild(self, opts: argparse.Namespace) -> None:
        from newscrawl.run.recover import recover
        from newscrawl.store.database import translate_errors

        with translate_errors(self.folder.state, WriteFailed):
            old = recover(
                self.data_dir,
                force=opts.force,
                show=lambda line: print(printable(line)),
                go_on=lambda: self._go_on(opts),
            )
        print(_summary(self.folder.state, old) if self._agreed else "Nothing was changed.")

    def _go_on(self, opts: argparse.Namespace) -> bool:
        self._agreed = not opts.plan and (opts.yes or confirm(f"Rebuild {self.folder.state}?"))
        return self._agreed


def _summary(path: Path, old: Path | None) -> str:
    from newscrawl.store.state import State

    state = State.open_readonly(path)
    counts = (
        "SELECT (SELECT count(*) FROM stories), (SELECT count(*) FROM copies), (SELECT count(*) FROM runs)"
    )
    stories, copies, runs = state.connection.execute(counts).fetchone()
    state.connection.close()
    aside = f" The old file is now {old}." if old else ""
    return f"Rebuilt {path}: {counted(stories, 'story', 'stories')}, {counted(copies, 'duplicate')}, {counted(runs, 'run')}.{aside}"
