"""Check the archive: every file is whole, none is missing except by retention, and each stored story has its page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from newscrawl.store.archive.index import Index
from newscrawl.store.archive.repair import odd_record, whole_until
from newscrawl.store.archive.retention import removed_files
from newscrawl.store.paths import DataFolder, archives, run_number
from newscrawl.store.state import State
from newscrawl.text.printable import counted


def check_archive(state: State, folder: DataFolder, index: Callable[[], Index]) -> Iterator[str]:
    """Yield one line for each problem; the files of a run that is still going on are not checked.

    ``index`` returns an index of the archive; it is called only where there is one.

    Raises:
        CannotOpen: the archive's index cannot be written.
        StateDamaged: a row of the state is damaged.
    """
    unfinished = {row.number for row in state.unpublished()}
    finished = [path for path in archives(folder.archive) if run_number(path) not in unfinished]
    yield from _check_missing(state, folder, {path.name for path in archives(folder.archive)})
    yield from check_records(finished)
    if finished:
        yield from _check_pages(state, index(), {run_number(path) for path in finished})


def check_records(paths: list[Path]) -> Iterator[str]:
    """Yield a line for each archive file in which a record is damaged."""
    for path in paths:
        with path.open("rb") as file:
            end, odd = whole_until(file), odd_record(file)
        if end != path.stat().st_size:
            yield f"archive/{path.name}: the record at byte {end} is damaged"
        elif odd is not None:
            yield f"archive/{path.name}: the record at byte {odd} is damaged where no checksum covers it"


def _check_missing(state: State, folder: DataFolder, names: set[str]) -> Iterator[str]:
    removed = removed_files(folder.archive)
    for row in state.runs.select("ledger <> '' ORDER BY number"):
        count = json.loads(row.ledger).get("archived", 0)
        name = folder.archive_file(row.number).name
        if count and name not in names | removed:
            yield f"archive/{name} is missing: run {row.number} stored {counted(count, 'response')} in it"


def _check_pages(state: State, index: Index, runs: set[int]) -> Iterator[str]:
    for row in state.stories.select("1 ORDER BY sequence"):
        if row.run in runs and index.trace(row.data) is None:
            yield f"archive: the page of story {row.id} version {row.version} (run {row.run}) is missing"
