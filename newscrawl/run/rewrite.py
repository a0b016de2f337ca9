"""Write published files, ledgers and the list of forgotten stories again from the state, where they are lost or changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from newscrawl.errors import CannotOpen, StateDamaged
from newscrawl.run.consistency import check_restored
from newscrawl.run.retries import FORGOTTEN
from newscrawl.run.start import make_folders, publish_killed
from newscrawl.store.database import translate_errors
from newscrawl.store.forgotten import forgotten_ids, note_forgotten
from newscrawl.store.paths import DataFolder
from newscrawl.store.published import write_again, write_whole
from newscrawl.store.seal import break_seal, check_seal, file_sha256, seal
from newscrawl.store.state import State


@dataclass(slots=True)
class Rewritten:
    """The names of the files that were written again, and of those whose bytes the state does not give."""

    written: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)


def rewrite_files(data_dir: Path) -> Rewritten:
    """Write again what is lost or changed; publish what killed runs had committed. The caller must hold the lock.

    Raises:
        CannotOpen: there is no state, or the disk is full or failed.
        StateDamaged: the state is damaged, or a file of a killed run holds other stories than its rows.
    """
    folder = DataFolder(data_dir)
    if not folder.state.exists():
        raise CannotOpen(
            f"{folder.state} does not exist: there is nothing to write files from. Run `scrapy recover` instead."
        )
    check_restored(folder)
    make_folders(folder)
    done = Rewritten()
    with translate_errors(folder.state, CannotOpen):
        check_seal(folder.state)
        state = State.open(folder.state)
        try:
            break_seal(folder.state)
            for name, is_written in (
                *_published(state, folder),
                *_ledgers(state, folder),
                *_forgotten(state, folder),
            ):
                (done.written if is_written else done.beyond).append(name)
            publish_killed(state, folder, compress=False)
            state.close()
        except BaseException:
            state.connection.close()
            raise
        seal(folder.state)
    return done


def _published(state: State, folder: DataFolder) -> Iterator[tuple[str, bool]]:
    """Write lost and changed published files again; yield the name of each, and whether it could be written."""
    for number, files in state.published_names().items():
        for name, sha256 in (files or {}).items():
            path = folder.root / name
            if not path.exists() or file_sha256(path) != sha256:
                yield name, write_again(state, path, number, sha256)


def _ledgers(state: State, folder: DataFolder) -> Iterator[tuple[str, bool]]:
    for row in state.runs.select("ledger <> '' ORDER BY number"):
        path = folder.ledger(row.number)
        if not path.exists() or path.read_bytes() != row.ledger.encode():
            write_whole(path, row.ledger.encode())
            yield folder.name(path), True


def _forgotten(state: State, folder: DataFolder) -> Iterator[tuple[str, bool]]:
    """Leave out damaged lines of the list of forgotten stories, and add the stories that the state knows to be forgotten."""
    path = folder.forgotten
    try:
        listed, is_changed = set(forgotten_ids(folder.root)), False
    except StateDamaged:
        lines = [line for line in path.read_bytes().splitlines() if _is_note(line)]
        write_whole(path, b"".join(line + b"\n" for line in lines))
        listed, is_changed = set(forgotten_ids(folder.root)), True
    known = [entry.id for entry in state.entries.select("outcome = 'tombstone' AND why = ?", FORGOTTEN)]
    missing = [story_id for story_id in known if story_id not in listed]
    for story_id in missing:
        note_forgotten(folder.root, story_id, [])
    if is_changed or missing:
        yield folder.name(path), True


def _is_note(line: bytes) -> bool:
    with suppress(ValueError):
        note = json.loads(line)
        return (
            isinstance(note, dict) and isinstance(note.get("id"), str) and isinstance(note.get("files"), list)
        )
    return False
