"""One run of a crawl: lock the data folder, publish what killed runs left, store, publish, write the ledger."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from scrapy.crawler import Crawler

from newscrawl.channels import SAMPLE_SITE
from newscrawl.errors import CannotOpen, NewscrawlError, StateDamaged, WriteFailed
from newscrawl.run.binding import site_of_row
from newscrawl.run.counts import RunCounts
from newscrawl.run.drift import ReadingStats, expected_names
from newscrawl.run.frontier import Frontier
from newscrawl.run.ledger import Ledger
from newscrawl.run.outcomes import Outcomes
from newscrawl.run.quarantine import Quarantine
from newscrawl.run.session import Options, RunSession, stops_on_failure
from newscrawl.run.start import begin, make_folders, open_state, publish_killed, restore_missing
from newscrawl.run.walks import Walks
from newscrawl.store.archive.writer import open_archive
from newscrawl.store.database import translate_errors
from newscrawl.store.lock import take
from newscrawl.store.paths import DataFolder
from newscrawl.store.published import publish, write_whole
from newscrawl.store.seal import seal


class Run:
    """Holds the lock and the open state of a data folder, from before the first request until the ledger is written.

    Raises:
        CannotOpen: a folder or file cannot be created, read or written.
        Locked: another run holds the folder.
        StateDamaged: the state is corrupt or was written by a newer newscrawl; nothing was changed.
    """

    def __init__(self, data_dir: Path, site: str, options: Options | None = None) -> None:
        self.folder = DataFolder(data_dir)
        self.site = site
        make_folders(self.folder)
        self._lock = take(data_dir)
        try:
            self.session = self._open(options or Options())
        except BaseException as error:
            self._lock.release()
            if isinstance(error, WriteFailed):
                raise CannotOpen(str(error)) from error
            raise
        self.number, self.state, self.counts = self.session.number, self.session.state, self.session.counts
        self.frontier = Frontier(self.session)
        self.walks = Walks(self.session)
        self.outcomes = Outcomes(self.session, self.frontier)

    def _open(self, options: Options) -> RunSession:
        started = datetime.now(UTC)
        state = open_state(self.folder, None if options.same_site else self.site)
        with translate_errors(state.path, CannotOpen):
            quarantine = Quarantine(self.folder.quarantine)
            quarantine.open()
            publish_killed(state, self.folder, compress=options.compress)
            site = site_of_row(state, self.site, same_site=options.same_site)
            number = begin(state, self.folder, site, started)
            past = [
                ReadingStats.from_dict(one["drift"]) for one in state.past_ledgers(10) if one.get("drift")
            ]
        session = RunSession(
            folder=self.folder, site=self.site, started=started, number=number, state=state, quarantine=quarantine,
            options=options, counts=RunCounts(expected=expected_names(past)),
        )  # fmt: skip
        session.counts.missing_files = restore_missing(state, self.folder)
        if options.archive:
            session.archive = open_archive(self.folder.archive_file(number), options.archive_days)
        return session

    @stops_on_failure
    def note_home(self, home: str) -> None:
        """Bind the data folder to the bundled sample, whatever its port, if that is what a story's page came from."""
        row = self.state.runs.get("number = ?", self.number) if home == SAMPLE_SITE else None
        if row and row.site != home:
            self.state.runs.put(replace(row, site=home))

    @stops_on_failure
    def commit(self) -> None:
        """Commit everything stored so far; raise CloseSpider if the state or the disk fails."""
        self.session.commit()

    def publish(self) -> None:
        """Commit, then write the run's published files; after a disk failure the next run publishes what was committed."""
        if isinstance(self.session.broken, StateDamaged):
            return
        try:
            with translate_errors(self.folder.root):
                self.state.rollback() if self.session.broken else self.session.commit()
                compress = self.session.options.compress
                self.session.files = publish(self.state, self.folder, self.number, compress=compress)
        except NewscrawlError as error:
            self.session.break_off(error)

    def end(self, ledger: Ledger) -> None:
        """Write the ledger, mark the run as published, seal the state and release the lock.

        After an error of the state or the disk the run is not marked as published, so that the next run completes it; a
        damaged state is closed without a ledger.

        Raises:
            WriteFailed: the disk is full or failed; the next run writes what is missing.
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
                    self._write_ledger(ledger)
        finally:
            self._lock.release()

    def _write_ledger(self, ledger: Ledger) -> None:
        text = ledger.to_text()
        if self.session.broken is None:
            self._mark_published(ledger, text)
            self.session.quarantine.clear_survived()
        write_whole(self.folder.ledger(self.number), text.encode())
        self.state.close()
        if self.session.broken is None:
            seal(self.state.path)

    def _mark_published(self, ledger: Ledger, text: str) -> None:
        row = self.state.runs.get("number = ?", self.number)
        if row:
            row = replace(row, ended=ledger.ended, exit_code=ledger.exit_code, published=1, ledger=text)
            self.state.runs.put(replace(row, files=json.dumps(ledger.files)))
            self.state.commit()


def attached_run(crawler: Crawler) -> Run | None:
    """Return the run of a crawl, or None in `scrapy shell`, `scrapy parse` and the crawls of other spiders."""
    run = getattr(crawler.spider, "run", None)
    return run if isinstance(run, Run) else None
