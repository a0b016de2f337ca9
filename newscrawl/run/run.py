"""One run: it takes the lock, goes on where a killed one stopped, stores, publishes and says how it went."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.errors import CannotOpen, NewscrawlError, StateDamaged, WriteFailed
from newscrawl.run import ledger
from newscrawl.run.counts import RunCounts
from newscrawl.run.drift import ReadingStats, expected_names
from newscrawl.run.frontier import Frontier
from newscrawl.run.outcomes import Outcomes
from newscrawl.run.quarantine import Quarantine
from newscrawl.run.session import Options, RunSession, stops_on_failure
from newscrawl.run.start import begin, make_folders, open_state, publish_killed
from newscrawl.store.archive.writer import open_archive
from newscrawl.store.database import translate_errors
from newscrawl.store.lock import take
from newscrawl.store.paths import DataFolder
from newscrawl.store.published import publish, write_whole
from newscrawl.store.seal import seal

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from newscrawl.spiders.arguments import Arguments


def open_run(settings: BaseSettings, arguments: Arguments) -> Run:
    """Open the run that settings and spider arguments ask for (see `Run` for what it raises)."""
    options = Options(
        tries=settings.getint("NEWSCRAWL_TRIES"),
        probe_every=settings.getint("NEWSCRAWL_PROBE_EVERY"),
        compress=settings.getbool("NEWSCRAWL_GZIP"),
        since=arguments.since,
        refresh=arguments.refresh,
        full=arguments.full,
        archive=settings.getbool("NEWSCRAWL_ARCHIVE"),
        archive_days=settings.getint("NEWSCRAWL_ARCHIVE_DAYS"),
    )
    return Run(Path(settings["NEWSCRAWL_DATA_DIR"]), arguments.site, options)


class Run:
    """Holds lock and state of a data folder from the first request to the published files.

    Raises:
        CannotOpen: a folder or file cannot be made, read or written.
        Locked: another run holds the folder.
        StateDamaged: the state is corrupt or newer; nothing was changed.
    """

    def __init__(self, data_dir: Path, site: str, options: Options | None = None) -> None:
        self.folder = DataFolder(data_dir)
        self.site = site
        self.options = options or Options()
        self.counts = RunCounts()
        self.started = datetime.now(UTC)
        self.files: dict[str, str] = {}
        make_folders(self.folder)
        self._lock = take(data_dir)
        try:
            self.session = self._open()
        except BaseException as error:
            self._lock.release()
            if isinstance(error, WriteFailed):
                raise CannotOpen(str(error)) from error
            raise
        self.number, self.state = self.session.number, self.session.state
        self.frontier = Frontier(self.session)
        self.outcomes = Outcomes(self.session, self.frontier)

    def _open(self) -> RunSession:
        state = open_state(self.folder)
        with translate_errors(state.path, CannotOpen):
            quarantine = Quarantine(self.folder.quarantine)
            quarantine.open()
            publish_killed(state, self.folder, compress=self.options.compress)
            number = begin(state, self.folder, self.site, self.started)
            past = [ReadingStats.from_dict(one["drift"]) for one in state.past_ledgers(10) if "drift" in one]
            self.counts.expected = expected_names(past)
        session = RunSession(number, state, self.counts, quarantine, self.options)
        if self.options.archive:
            session.archive = open_archive(self.folder.archive, number, self.options.archive_days)
        return session

    @stops_on_failure
    def commit(self) -> None:
        """Make what is stored lasting; a disk that fails ends the crawl."""
        self.session.commit()

    def publish(self) -> None:
        """Commit and publish; where the disk fails the next start publishes what is committed."""
        if isinstance(self.session.broken, StateDamaged):
            return
        try:
            with translate_errors(self.folder.root):
                self.state.rollback() if self.session.broken else self.session.commit()
                self.files = publish(self.state, self.folder, self.number, compress=self.options.compress)
        except NewscrawlError as error:
            self.session.break_off(error)

    def end(self, account: dict[str, Any], exit_code: int) -> None:
        """Write the ledger, mark the run as published, seal the state and give the lock back.

        Raises:
            WriteFailed: the disk is full or failed; the next start writes what is missing.
            StateDamaged: the state is corrupt.
        """
        try:
            with translate_errors(self.state.path):
                if self.session.archive:
                    self.session.archive.close()
                if isinstance(self.session.broken, StateDamaged):
                    self.state.rollback()
                    self.state.connection.close()
                else:
                    self._write_ledger(account, exit_code)
        finally:
            self._lock.release()

    def _write_ledger(self, account: dict[str, Any], exit_code: int) -> None:
        text = ledger.to_text(account)
        if self.session.broken is None:
            self._mark_published(account, exit_code, text)
        write_whole(self.folder.ledger(self.number), text.encode())
        self.state.close()
        if self.session.broken is None:
            seal(self.state.path)

    def _mark_published(self, account: dict[str, Any], exit_code: int, text: str) -> None:
        row = self.state.runs.get("number = ?", self.number)
        if row:
            files, ended = json.dumps(self.files), account.get("ended")
            self.state.runs.put(
                replace(row, ended=ended, exit_code=exit_code, published=1, files=files, ledger=text)
            )
            self.state.commit()
