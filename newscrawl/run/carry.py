"""What an old `state.db` knows, read row by row as far as it can be read, for a state that is rebuilt from files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from newscrawl.errors import NewscrawlError, StateDamaged
from newscrawl.run.binding import bound_to
from newscrawl.store.database import Table, connect_readonly, row_digest
from newscrawl.store.state import State
from newscrawl.text.printable import counted

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Known:
    """What a state knows: versions of stories, ids of copies, and the number of its runs."""

    versions: frozenset[tuple[str, int]] = frozenset()
    copies: frozenset[str] = frozenset()
    runs: int = 0

    def __str__(self) -> str:
        stories = len({story_id for story_id, _ in self.versions})
        return f"{counted(stories, 'story', 'stories')} in {counted(len(self.versions), 'version')}, {counted(len(self.copies), 'duplicate')}, {counted(self.runs, 'run')}"

    def beyond(self, other: Known) -> list[str]:
        """Return the ids of stories and copies that this state knows, or knows a version of, and the other does not."""
        return sorted(
            {story_id for story_id, _ in self.versions - other.versions} | (self.copies - other.copies)
        )


def known_to(state: State) -> Known:
    """Return what a state knows, as far as its rows can be read."""
    return Known(
        frozenset((row.id, row.version) for row in whole_rows(state.stories)),
        frozenset(row.id for row in whole_rows(state.copies)),
        sum(1 for _ in whole_rows(state.runs)),
    )


def open_if_readable(path: Path) -> State | None:
    """Return an old state, read-only; None if there is none that can be opened."""
    with suppress(NewscrawlError, sqlite3.Error):
        return State.open_readonly(path)
    with suppress(NewscrawlError, sqlite3.Error):  # of an earlier newscrawl, and too damaged to be migrated
        return State(path, connect_readonly(path))
    return None


def whole_rows(table: Table[Row]) -> Iterator[Row]:
    """Yield the rows of a table that match their checksums; stop where the file cannot be read any further."""
    with suppress(sqlite3.Error):
        query = f"SELECT {table.columns}, sha256 FROM {table.name}"  # noqa: S608  # names of this program
        for *columns, digest in table.connection.execute(query):
            if digest == row_digest(table.name, columns):
                yield table.row(*columns)


def carry_over(old: State, new: State) -> None:
    """Add to a rebuilt state what no file holds: open and closed entries, when and where stories were seen, answers.

    Nothing is carried from the state of another site. Walks and validators are not carried: the next run reads each
    listing to its end.

    Raises:
        sqlite3.Error: the disk is full or failed.
    """
    with suppress(sqlite3.Error, StateDamaged):
        if bound_to(old) not in {None, bound_to(new) or bound_to(old)}:
            return
    for run in whole_rows(old.runs):
        rebuilt = new.runs.get("number = ?", run.number)
        if rebuilt is None:
            new.runs.put(run)
        else:
            new.runs.put(replace(run, published=1, files=rebuilt.files, ledger=rebuilt.ledger or run.ledger))
    for entry in whole_rows(old.entries):
        if new.entries.get("id = ?", entry.id) is None:
            is_lost = entry.outcome in {"stored", "duplicate"}  # its row is damaged, and no file holds it
            new.entries.put(replace(entry, outcome="open", why="", due="") if is_lost else entry)
    for seen in whole_rows(old.sightings):
        new.sightings.put(seen)
    for answer in whole_rows(old.answers):
        new.answers.put(answer)
