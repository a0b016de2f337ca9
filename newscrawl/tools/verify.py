"""Check a data folder: state, published files and ledgers against it, the archive, and the lists beside them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from newscrawl.errors import NewscrawlError, StateDamaged
from newscrawl.store.archive.index import Index, index_is_damaged
from newscrawl.store.database import Table
from newscrawl.store.paths import DataFolder, seal_of
from newscrawl.store.seal import changed_beside, check_seal, seal_is_damaged
from newscrawl.store.state import State
from newscrawl.tools.check_archive import check_archive
from newscrawl.tools.check_published import check_copy, check_ledgers, check_published
from newscrawl.tools.forget import check_forgotten
from newscrawl.tools.review import check_verdicts


def verify(data_dir: Path) -> Iterator[str]:
    """Yield one line for each problem found in the data folder.

    A folder without state, such as a copy of the published files, is checked by the hashes in its ledgers.

    Raises:
        CannotOpen: there is neither a state nor a published file.
    """
    folder = DataFolder(data_dir)
    if not folder.state.exists() and (folder.published_files() or folder.ledgers()):
        yield from _guarded(partial(check_copy, folder))
        return
    try:
        check_seal(folder.state, thorough=True)
    except StateDamaged as error:
        yield str(error)
    try:
        state = State.open_readonly(folder.state)
    except StateDamaged as error:
        yield str(error)
        return
    with closing(state.connection):
        index = _FreshIndex(folder.archive)
        checks: list[Callable[[], Iterator[str]]] = [
            partial(_check_file, state.connection),
            partial(_check_rows, state),
            partial(_check_seal, state, folder),
            partial(check_published, state, folder),
            partial(check_ledgers, state, folder),
            partial(_check_index, folder),
            partial(check_archive, state, folder, index),
            partial(check_forgotten, state, data_dir, index),
            partial(check_verdicts, state, folder),
        ]
        try:
            for check in checks:
                yield from _guarded(check)
        finally:
            index.close()


class _FreshIndex:
    """Returns an index made from the archive's files, once: `index.db` is what is checked, and is not written to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index: Index | None = None

    def __call__(self) -> Index:
        if self.index is None:
            self.index = Index(self.folder, fresh=True)
            self.index.catch_up()
        return self.index

    def close(self) -> None:
        """Close the index, if it was made."""
        if self.index:
            self.index.close()


def _guarded(check: Callable[[], Iterator[str]]) -> Iterator[str]:
    """Yield a check's lines; an error becomes a line, which names its file, so that the next check follows."""
    try:
        yield from check()
    except NewscrawlError as error:
        yield str(error)
    except OSError as error:
        yield f"{error}"
    except (sqlite3.Error, ValueError, KeyError) as error:
        yield f"state.db is damaged: {error}"


def _check_file(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"state.db: {line}"


def _check_rows(state: State) -> Iterator[str]:
    tables: list[Table[Any]] = [
        state.runs, state.entries, state.sightings, state.answers, state.stories, state.copies, state.listings, state.walks,
    ]  # fmt: skip
    for table in tables:
        try:
            for _ in table.select():
                pass
        except StateDamaged as error:
            yield str(error)
    orphans = "SELECT id FROM stories EXCEPT SELECT id FROM entries WHERE outcome = 'stored'"
    yield from (f"state.db: story {row[0]} has no entry" for row in state.connection.execute(orphans))
    lost = "SELECT id FROM entries WHERE outcome = 'stored' EXCEPT SELECT id FROM stories"
    yield from (f"state.db: the text of story {row[0]} is missing" for row in state.connection.execute(lost))


def _check_seal(state: State, folder: DataFolder) -> Iterator[str]:
    """Yield a line if the seal is damaged or missing, and one for each list that is not as the last run left it."""
    path = folder.state
    if seal_is_damaged(path):
        yield f"{seal_of(path).name} is damaged: the next run writes it again"
    elif not seal_of(path).exists() and state.last_run() and not state.unpublished():
        yield f"{seal_of(path).name} is missing: without it damage to state.db may pass unnoticed. The next run writes it again"
    for name in changed_beside(path):
        if name == folder.name(folder.forgotten):
            yield f"{name} has changed since the last run. Restore it from a backup, or complete it from state.db: `scrapy recover --files`"
        elif name != folder.name(folder.archive_index) and (folder.root / name).exists():
            yield f"{name} has changed since the last run. Restore it from a backup; the next run goes on with what it can read of it"


def _check_index(folder: DataFolder) -> Iterator[str]:
    index = folder.archive_index
    if index.exists() and (
        folder.name(index) in changed_beside(folder.state) or index_is_damaged(folder.archive)
    ):
        yield f"{folder.name(index)} is damaged: the next run makes it again from the WARC files"
