"""Forget one story: the one thing that changes what is published and archived.

The id is noted in `forgotten.jsonl` first, and every step finds what is left to do: a kill at any moment leaves whole
files, and forgetting again ends what was begun. `verify` names what still stands somewhere.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from newscrawl.errors import BadArgument, CannotOpen
from newscrawl.run.start import make_folders, open_state, publish_killed
from newscrawl.store.archive.erase import erasable, erase
from newscrawl.store.archive.index import Index
from newscrawl.store.database import translate_errors
from newscrawl.store.forgotten import changed_files, forgotten_ids, note_forgotten
from newscrawl.store.lock import Lock
from newscrawl.store.paths import DataFolder, archives
from newscrawl.store.published import read_published, write_without
from newscrawl.store.schema import EntryRow
from newscrawl.store.seal import file_sha256, seal
from newscrawl.store.state import State

FORGOTTEN = "forgotten"
"""Why the entry of a forgotten story is a tombstone."""


@dataclass(slots=True)
class Forgotten:
    """What was done: the files written anew or removed, and the copies of the story that are left under other ids."""

    changed: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)


def forget(data_dir: Path, story_id: str) -> Forgotten:
    """Take a story out of state, published files, archive and reports; it is never asked for again.

    Raises:
        BadArgument: no such story, tombstone or entry is known; nothing was changed.
        Locked, CannotOpen, StateDamaged: as a crawl's start.
        WriteFailed: the disk is full or failed; forget again once there is room.
    """
    folder = DataFolder(data_dir)
    _check_known(folder.state, story_id)  # before the seal is broken
    make_folders(folder)
    lock = Lock(data_dir)
    lock.take()
    try:
        state = open_state(folder)
        with translate_errors(state.path):
            publish_killed(state, folder, compress=False)
            done = _forget(state, folder, story_id)
            state.close()
            seal(state.path)
        return done
    finally:
        lock.release()


def check_forgotten(state: State, data_dir: Path) -> Iterator[str]:
    """Give one line for each place where a forgotten story still stands."""
    folder = DataFolder(data_dir)
    ids = forgotten_ids(data_dir)
    remedy = "run `scrapy forget` again"
    for story_id in ids:
        if state.latest(story_id):
            yield f"state.db: the forgotten story {story_id} is there: {remedy}"
    for path in folder.published_files() if ids else ():
        for story_id in {record["id"] for record in read_published(path)}.intersection(ids):
            yield f"{folder.name(path)}: the forgotten story {story_id} is there: {remedy}"
    if ids and archives(folder.archive):
        index = _index(folder)
        for story_id in ids:
            for place in erasable(index, story_id):
                yield f"archive/{place.file}: the forgotten story {story_id} is there: {remedy}"
        index.close()


def _check_known(path: Path, story_id: str) -> None:
    with translate_errors(path), closing(State.look(path).connection) as connection:
        ids = "SELECT id FROM entries WHERE id = ? UNION SELECT id FROM stories WHERE id = ?"
        if connection.execute(ids, (story_id, story_id)).fetchone() is None:
            raise BadArgument(
                f"No story {story_id!r} is known here: give the id as it stands in the record, such as 3486768."
            )


def _forget(state: State, folder: DataFolder, story_id: str) -> Forgotten:
    done = Forgotten()
    standing = _standing(folder, story_id)
    if standing or story_id not in forgotten_ids(folder.root):
        note_forgotten(folder.root, story_id, standing)
    if archives(folder.archive):
        index = _index(folder)
        done.changed += erase(index, story_id)
        index.close()
    for path in standing:
        (done.changed if write_without(path, story_id) else done.removed).append(path)
    for path in sorted(folder.reports.glob(f"*/*story-{story_id}.*")):
        path.unlink()
        done.removed.append(path)
    _forget_rows(state, story_id)
    _renew_sums(state, folder, story_id)
    state.commit()
    state.connection.execute("VACUUM")  # the text's bytes leave the file, too
    done.copies = _copies(state, story_id)
    return done


def _forget_rows(state: State, story_id: str) -> None:
    entry = state.entries.get("id = ?", story_id) or EntryRow(story_id, f"/s-{story_id}", "")
    state.close_entry(entry, "tombstone", FORGOTTEN, entry.run)
    for table in ("stories", "copies"):
        state.connection.execute(f"DELETE FROM {table} WHERE id = ?", (story_id,))  # noqa: S608  # one of these two
    state.duplicates.forget(story_id)


def _renew_sums(state: State, folder: DataFolder, story_id: str) -> None:
    """Note the files that forgetting changed as they are now; what else happened to others stays for `verify` to tell."""
    changed = changed_files(folder.root, story_id)
    for row in state.runs.select("published = 1"):
        sums = json.loads(row.files)
        for name in sums.keys() & changed:
            sums.pop(name)
            if (folder.root / name).exists():
                sums[name] = file_sha256(folder.root / name)
        if sums != json.loads(row.files):
            state.runs.put(replace(row, files=json.dumps(sums)))


def _copies(state: State, story_id: str) -> list[str]:
    """List the ids whose text was a copy of the story's."""
    lines = (
        json.loads(row.line) for row in state.copies.select("line LIKE ? ORDER BY id", f'%"{story_id}"%')
    )
    return [one["id"] for one in lines if one["duplicate_of"] == story_id]


def _standing(folder: DataFolder, story_id: str) -> list[Path]:
    """Find the published files that hold a line of the story."""
    files = folder.published_files()
    return [path for path in files if any(record["id"] == story_id for record in read_published(path))]


def _index(folder: DataFolder) -> Index:
    try:
        index = Index(folder.archive)
        index.catch_up()
    except (OSError, sqlite3.Error) as error:
        raise CannotOpen(
            f"Cannot index the archive in {folder.archive}: {error}. Make the folder writable."
        ) from error
    return index


def tell_forgotten(story_id: str, done: Forgotten, data_dir: Path) -> str:
    """Say what was changed, and where the story's text may stand still."""
    lines = [f"Story {story_id} is forgotten; it will not be asked for again."]
    lines += [f"  written anew: {path}" for path in done.changed]
    lines += [f"  removed: {path}" for path in done.removed]
    if done.copies:
        lines.append(
            f"Copies of its text were seen under {', '.join(done.copies)}; no text of theirs is kept."
        )
    old = DataFolder(data_dir).old_states()
    lines.append(f"Not touched: {', '.join([*map(str, old), 'backups, exports and FEEDS of your own'])}.")
    return "\n".join(lines)
