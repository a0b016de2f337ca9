"""The start of a run: create the folders, open the state, publish what killed runs left, take the next run number."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from newscrawl.clusters.corrections import correct
from newscrawl.errors import CannotOpen
from newscrawl.run.binding import check_site
from newscrawl.run.consistency import check_files, check_restored, lost_files
from newscrawl.run.ledger import Ledger
from newscrawl.run.recover import recover
from newscrawl.store.archive.index import remove_index
from newscrawl.store.archive.retention import removed_list
from newscrawl.store.database import connect_readonly, translate_errors
from newscrawl.store.lock import locked
from newscrawl.store.notes import mend_notes
from newscrawl.store.paths import PUBLISHED, DataFolder, run_number, seal_of
from newscrawl.store.published import publish, write_again, write_whole
from newscrawl.store.schema import RunRow
from newscrawl.store.seal import break_seal, changed_beside, check_seal, seal, seal_is_damaged
from newscrawl.store.state import State
from newscrawl.store.verdicts import read_corrections

logger = logging.getLogger(__name__)


def make_folders(folder: DataFolder) -> None:
    """Create the folders that a run writes to.

    Raises:
        CannotOpen: one cannot be created.
    """
    try:
        for path in (*(folder.root / kind for kind in PUBLISHED), folder.runs):
            path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotOpen(
            f"Cannot create a folder below {folder.root}: {error}. Make the folder writable, or name another with -s NEWSCRAWL_DATA_DIR=…"
        ) from error


def open_state(folder: DataFolder, site: str | None = None) -> State:
    """Check seal, files and site, and open the state; if it is missing, rebuild it from the published files, or create it.

    Raises:
        BadArgument: the folder belongs to another site than the one given; nothing was changed.
        CannotOpen: it cannot be read or written.
        StateDamaged: it is corrupt, was written by a newer newscrawl, or does not belong to the files beside it; nothing was
            changed.
    """
    path = folder.state
    with translate_errors(path, CannotOpen):
        check_restored(folder)
        check_seal(path)
        if seal_is_damaged(path):
            logger.warning("%s is damaged: it is written anew when this run ends.", seal_of(path))
        if not path.exists() and (folder.published_files() or folder.ledgers()):
            logger.warning("%s is missing but there are published files: rebuilding it from them.", path)
            recover(folder.root)
        if path.exists():
            _check(folder, site)
        else:
            logger.warning("%s does not exist: creating it; every listed story is new to this run.", path)
        state = State.open(path)
        _mend(folder)
        _correct(state, folder)
        break_seal(path)
    return state


def _mend(folder: DataFolder) -> None:
    """Rebuild what was made from other files and is damaged: the archive's index, and lists with a torn last line."""
    index = folder.archive_index
    if index.exists() and folder.name(index) in changed_beside(folder.state):
        remove_index(folder.archive)
    mend_notes(folder.forgotten)
    mend_notes(folder.verdicts)
    mend_notes(removed_list(folder.archive))


def _correct(state: State, folder: DataFolder) -> None:
    """Make the clusters agree with what people said of pairs of stories, also from now on."""
    state.duplicates.corrections = read_corrections(folder)
    for line in correct(state.connection, state.duplicates.corrections):
        logger.info("Corrected as %s says: %s.", folder.verdicts.name, line)


def _check(folder: DataFolder, site: str | None) -> None:
    state = State(
        folder.state, connect_readonly(folder.state)
    )  # of any version: it reads runs, stories and copies
    if not state.has_tables:  # the first run was killed while it created them
        state.connection.close()
        state = State.open(Path(":memory:"))
    with closing(state.connection):
        check_files(state, folder)
        if site is not None:
            check_site(state, folder, site)


def publish_killed(state: State, folder: DataFolder, *, compress: bool) -> None:
    """Publish what killed runs had committed, each under its own number and with its ledger.

    Temporary files are deleted, and the ledger files of the last three runs are written again if they are missing.
    """
    for part in folder.parts():
        part.unlink()
    for row in state.unpublished():
        files = publish(state, folder, row.number, compress=compress)
        place = folder.ledger(row.number)
        text = place.read_text("utf-8") if place.exists() else Ledger.of_killed(state, row, files).to_text()
        state.runs.put(replace(row, published=1, files=json.dumps(files), ledger=text))
        state.commit()
        names = ", ".join(files) or "no new stories"
        logger.warning("Run %d was killed: published what it had committed (%s).", row.number, names)
    for row in state.runs.select("ledger <> '' ORDER BY number DESC LIMIT 3"):
        if not folder.ledger(row.number).exists():
            write_whole(folder.ledger(row.number), row.ledger.encode())


@contextmanager
def state_to_change(folder: DataFolder) -> Iterator[State]:
    """Context manager for a command that changes the state as a run does: lock it, open it, and seal it at the end.

    Raises:
        Locked, CannotOpen, StateDamaged: as at the start of a crawl.
        WriteFailed: the disk is full or failed.
    """
    make_folders(folder)
    with locked(folder.root):
        state = open_state(folder)
        try:
            with translate_errors(state.path):
                publish_killed(state, folder, compress=False)
                yield state
        finally:
            state.close()
            seal(state.path)


def restore_missing(state: State, folder: DataFolder) -> list[str]:
    """Write missing published files again, and return a line for those that were missing and one for those that still are."""
    back: list[str] = []
    gone: list[str] = []
    for name, (run, sha256) in lost_files(state, folder).items():
        (back if write_again(state, folder.root / name, run, sha256) else gone).append(name)
    lines = {
        "had been lost, such as {}: written again from state.db, as `scrapy recover --files` does": back,
        "are lost, such as {}, and state.db does not give their bytes: restore them from a backup": gone,
    }
    return [f"{len(of)} published file(s) {line.format(of[0])}" for line, of in lines.items() if of]


def begin(state: State, folder: DataFolder, site: str, started: datetime) -> int:
    """Add the row of a new run and return its number, greater than that of every run and published file so far."""
    files = map(run_number, folder.published_files())
    number = max(state.last_run(), *files, 0) + 1
    state.runs.add(RunRow(number, started.isoformat(timespec="seconds"), site, os.getpid()))
    state.commit()
    return number
