"""Remove one story: the only operation that changes what is already published and archived.

The id is written to `forgotten.jsonl` first, and every step works out for itself what is left to do. If the process is
killed, all files are whole, and running the command again finishes the job. `verify` names any place that still holds
the story.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from newscrawl.errors import BadArgument, CannotOpen
from newscrawl.run.retries import FORGOTTEN
from newscrawl.run.start import state_to_change
from newscrawl.store.archive.erase import erasable, erase
from newscrawl.store.archive.index import Index
from newscrawl.store.database import translate_errors
from newscrawl.store.forgotten import changed_files, forgotten_ids, note_forgotten
from newscrawl.store.paths import DataFolder, archives
from newscrawl.store.published import read_published, write_without
from newscrawl.store.schema import EntryRow
from newscrawl.store.seal import file_sha256
from newscrawl.store.state import State
from newscrawl.text.printable import counted


@dataclass(slots=True)
class Forgotten:
    """What was done: the files rewritten or removed, and the ids of other stories that were copies of this one."""

    changed: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)


def forget(data_dir: Path, story_id: str) -> Forgotten:
    """Remove a story from state, published files, archive and reports; it will never be requested again.

    Raises:
        BadArgument: there is no story, tombstone or entry with this id; nothing was changed.
        Locked, CannotOpen, StateDamaged: as at the start of a crawl.
        WriteFailed: the disk is full or failed; free space, then run the command again.
    """
    folder = DataFolder(data_dir)
    _check_known(folder.state, story_id)  # before the seal is removed
    with state_to_change(folder) as state:
        return _forget(state, folder, story_id)


def forget_plan(data_dir: Path, story_id: str) -> str:
    """Return which story it is and what holds it, as lines of text.

    Raises:
        BadArgument: there is no story, tombstone or entry with this id.
    """
    folder = DataFolder(data_dir)
    _check_known(folder.state, story_id)
    with translate_errors(folder.state), closing(State.open_readonly(folder.state).connection) as connection:
        row = connection.execute(
            "SELECT count(*), max(record) FROM stories WHERE id = ?", (story_id,)
        ).fetchone()
    title = f": {json.loads(row[1])['headline']} ({counted(row[0], 'version')})" if row[0] else ""
    lines = [f"To be forgotten: story {story_id}{title}"]
    lines += [f"  to be rewritten: {path}" for path in _files_holding(folder, story_id)]
    if count := len(archives(folder.archive)):
        lines.append(f"  to be searched: {counted(count, 'archive file')} in {folder.archive}")
    return "\n".join(lines)


def check_forgotten(state: State, data_dir: Path, index: Callable[[], Index]) -> Iterator[str]:
    """Yield one line for each place that still holds a forgotten story; ``index`` returns an index of the archive."""
    folder = DataFolder(data_dir)
    ids = forgotten_ids(data_dir)
    remedy = "run `scrapy forget` again"
    for story_id in ids:
        if state.latest(story_id):
            yield f"state.db: the forgotten story {story_id} is still there: {remedy}"
    for path in folder.published_files() if ids else ():
        for story_id in {record["id"] for record in read_published(path)}.intersection(ids):
            yield f"{folder.name(path)}: the forgotten story {story_id} is still there: {remedy}"
    listed = set(ids)
    for entry in state.entries.select("why = ?", FORGOTTEN):
        if entry.outcome == "tombstone" and entry.id not in listed:
            yield f"forgotten.jsonl does not name the forgotten story {entry.id}: complete it with `scrapy recover --files`"
    if ids and archives(folder.archive):
        for story_id in ids:
            for place in erasable(index(), story_id):
                yield f"archive/{place.file}: the forgotten story {story_id} is still there: {remedy}"


def _check_known(path: Path, story_id: str) -> None:
    with translate_errors(path), closing(State.open_readonly(path).connection) as connection:
        ids = "SELECT id FROM entries WHERE id = ? UNION SELECT id FROM stories WHERE id = ?"
        if connection.execute(ids, (story_id, story_id)).fetchone() is None:
            raise BadArgument(
                f"No story {story_id!r} is known: use the id as it appears in the story's record, such as 3486768."
            )


def _forget(state: State, folder: DataFolder, story_id: str) -> Forgotten:
    done = Forgotten()
    holding = _files_holding(folder, story_id)
    if holding or story_id not in forgotten_ids(folder.root):
        note_forgotten(folder.root, story_id, holding)
    if archives(folder.archive):
        index = _index(folder)
        done.changed += erase(index, story_id)
        index.close()
    for path in holding:
        (done.changed if write_without(path, story_id) else done.removed).append(path)
    for path in sorted(folder.reports.glob(f"*/*story-{story_id}.*")):
        path.unlink()
        done.removed.append(path)
    _forget_rows(state, story_id)
    _update_checksums(state, folder, story_id)
    state.commit()
    state.connection.execute("VACUUM")  # also removes the text's bytes from the file
    done.copies = _copies(state, story_id)
    return done


def _forget_rows(state: State, story_id: str) -> None:
    entry = state.entries.get("id = ?", story_id) or EntryRow(story_id, f"/s-{story_id}", "")
    state.close_entry(entry, "tombstone", FORGOTTEN, entry.run)
    for table in ("stories", "copies"):
        state.connection.execute(f"DELETE FROM {table} WHERE id = ?", (story_id,))  # noqa: S608  # one of these two
    state.duplicates.forget(story_id)


def _update_checksums(state: State, folder: DataFolder, story_id: str) -> None:
    """Update the checksums of the files that forgetting changed; `verify` still reports any other difference."""
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
    """Return the ids of the stories whose text was a copy of this one's."""
    lines = (
        json.loads(row.line) for row in state.copies.select("line LIKE ? ORDER BY id", f'%"{story_id}"%')
    )
    return [one["id"] for one in lines if one["duplicate_of"] == story_id]


def _files_holding(folder: DataFolder, story_id: str) -> list[Path]:
    """Return the published files that hold a line of the story."""
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


def forget_summary(story_id: str, done: Forgotten, data_dir: Path) -> str:
    """Return what was changed, and the places that may still hold the story's text."""
    lines = [f"Story {story_id} is forgotten; it will not be requested again."]
    lines += [f"  rewritten: {path}" for path in done.changed]
    lines += [f"  removed: {path}" for path in done.removed]
    if done.copies:
        lines.append(
            f"Copies of its text were seen under {', '.join(done.copies)}; the text of copies is never stored."
        )
    old = DataFolder(data_dir).old_states()
    lines.append(
        f"Not touched: {', '.join([*map(str, old), 'your own backups, exports, feeds and logs'])}. Logs name the story's id and "
        "address, never its text (with Scrapy's own LOG_FORMATTER they hold it whole): the journal, LOG_FILE, /var/log, scrapyd's logs."
    )
    return "\n".join(lines)
