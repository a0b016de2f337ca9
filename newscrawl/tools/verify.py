"""Check the state file, each of its rows, each published file against the rows, and the archive."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newscrawl.errors import CannotOpen, NewscrawlError, StateDamaged
from newscrawl.store.database import Table
from newscrawl.store.paths import DataFolder
from newscrawl.store.published import read_published
from newscrawl.store.seal import check_seal, file_sha256
from newscrawl.store.state import State
from newscrawl.text.fingerprint import text_sha256
from newscrawl.tools.check_archive import check_archive
from newscrawl.tools.forget import check_forgotten


def verify(data_dir: Path) -> Iterator[str]:
    """Yield one line for each problem found in the data folder.

    Raises:
        CannotOpen: there is no state.
    """
    folder = DataFolder(data_dir)
    path = folder.state
    try:
        check_seal(path, thorough=True)
    except StateDamaged as error:
        yield str(error)
    try:
        state = State.look(path)
    except StateDamaged as error:
        yield str(error)
        return
    try:
        yield from _check_file(state.connection)
        yield from _check_rows(state)
        yield from _check_published(state, folder)
        yield from check_archive(state, folder)
        yield from check_forgotten(state, data_dir)
    except CannotOpen as error:
        yield str(error)
    except (sqlite3.Error, NewscrawlError, ValueError, KeyError) as error:
        yield f"state.db is damaged: {error}"
    finally:
        state.connection.close()


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


def _check_published(state: State, folder: DataFolder) -> Iterator[str]:
    seen: set[tuple[str, int]] = set()
    for row in state.runs.select("published = 1 ORDER BY number"):
        for name, sha256 in json.loads(row.files).items():
            if not (folder.root / name).exists():
                yield f"{name} is missing: run {row.number} published it"
            elif file_sha256(folder.root / name) != sha256:
                yield f"{name} has changed since run {row.number} published it"
    for path in folder.published_files("stories"):
        yield from _check_file_lines(path, seen)


def _check_file_lines(path: Path, seen: set[tuple[str, int]]) -> Iterator[str]:
    try:
        for record in read_published(path):
            name = (record["id"], record["version"])
            if name in seen:
                yield f"{path.name}: story {name[0]} version {name[1]} is published twice"
            seen.add(name)
            if record["text_sha256"] != text_sha256(record["article_body"]):
                yield f"{path.name}: the text of story {name[0]} does not match its text_sha256"
    except (StateDamaged, KeyError, OSError) as error:
        yield f"{path.name}: a line is not a story record ({error})"
