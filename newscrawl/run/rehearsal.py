"""Rehearsal: a copy of a data folder's state in a folder that is deleted afterwards, for a run that must store nothing."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from newscrawl.errors import CannotOpen
from newscrawl.store.database import connect_readonly, translate_errors
from newscrawl.store.paths import DataFolder
from newscrawl.store.state import State

if TYPE_CHECKING:
    from newscrawl.store.schema import RunRow


def rehearse(folder: DataFolder) -> TemporaryDirectory[str]:
    """Return a temporary folder with a copy of the state, also of one that a run is writing; the data folder is only read.

    The copy knows of no published files, so that none is missed.

    Raises:
        CannotOpen: the state cannot be read, or there is no space for the copy.
        StateDamaged: the state is corrupt or was written by a newer newscrawl.
    """
    place = TemporaryDirectory(prefix="newscrawl-plan-")
    copy = DataFolder(Path(place.name))
    try:
        with translate_errors(folder.state, CannotOpen):
            if folder.state.exists():
                with (
                    closing(connect_readonly(folder.state)) as held,
                    closing(sqlite3.connect(copy.state)) as new,
                ):
                    held.backup(new)
                _without_files(copy.state)
            if folder.quarantine.exists():
                shutil.copytree(folder.quarantine, copy.quarantine)
    except BaseException:
        place.cleanup()
        raise
    return place


def _without_files(path: Path) -> None:
    state = State.open(path)
    rows: list[RunRow] = list(state.runs.select())
    for row in rows:
        state.runs.put(replace(row, published=1, files="{}"))
    state.commit()
    state.close()
