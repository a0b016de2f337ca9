"""Rebuild `state.db` from the published files, the ledgers, the archive, `forgotten.jsonl` and `verdicts.jsonl`."""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from newscrawl.clusters.corrections import correct
from newscrawl.errors import StateDamaged
from newscrawl.run.carry import carry_over, known_to, open_if_readable
from newscrawl.run.consistency import check_restored
from newscrawl.store.archive.reader import Reader
from newscrawl.store.forgotten import forgotten_ids
from newscrawl.store.paths import DataFolder, archives, run_number, seal_of
from newscrawl.store.published import read_published
from newscrawl.store.schema import CopyRow, EntryRow, RunRow
from newscrawl.store.seal import file_sha256, seal
from newscrawl.store.state import State
from newscrawl.store.stories import add_story
from newscrawl.store.verdicts import read_corrections
from newscrawl.text.printable import counted
from newscrawl.urls import read_address

logger = logging.getLogger(__name__)


def recover(
    data_dir: Path,
    *,
    force: bool = False,
    show: Callable[[str], None] = logger.info,
    go_on: Callable[[], bool] = lambda: True,
) -> Path | None:
    """Rebuild the state in a new file, rename the old file and put the new one in its place.

    What the old state knows and no file holds, such as open entries, is carried over as far as its rows can be read; with
    ``force`` it is not. ``show`` gets the lines of the plan before anything changes; then nothing does unless ``go_on``
    returns True.
    Return the old file's new path (``state.db.old-1`` …), or None if there was no old file.

    Raises:
        StateDamaged: a published file is damaged, or the old state holds stories that no file does; nothing was changed.
        CannotOpen: the archive's index cannot be written; nothing was changed.
        OSError: the disk is full or failed; nothing was changed.
    """
    folder = DataFolder(data_dir)
    check_restored(folder)
    path = folder.state
    fresh = folder.new_state
    _remove(fresh)
    state = State.open(fresh)
    try:
        rebuild(state, folder)
        _plan(state, folder, show, force=force)
        state.commit()
        state.close()
    except BaseException:
        state.connection.close()
        _remove(fresh)
        raise
    if not go_on():
        _remove(fresh)
        return None
    old = _set_aside(folder)
    fresh.rename(path)
    seal(path)
    return old


def _plan(state: State, folder: DataFolder, show: Callable[[str], None], *, force: bool) -> None:
    """Show what the rebuilt state knows beside the old one, and carry over what only the old one does.

    Raises:
        StateDamaged: the old state holds stories that no file does.
    """
    rebuilt = known_to(state)
    show(
        f"{counted(len(folder.published_files()), 'published file')} and {counted(len(folder.ledgers()), 'ledger')} hold {rebuilt}."
    )
    old = open_if_readable(folder.state)
    if old is None:
        return
    with closing(old.connection):
        known = known_to(old)
        show(f"{folder.state.name}, as far as it can be read, holds {known}.")
        forgotten = set(forgotten_ids(folder.root))
        lost = [story_id for story_id in known.beyond(rebuilt) if story_id not in forgotten]
        if lost and not force:
            raise StateDamaged(
                f"{folder.state} holds {counted(len(lost), 'story', 'stories')} that no published file holds, such as {lost[0]}: nothing was "
                "changed. `scrapy recover --files` writes lost files again from state.db; to give these stories up, run "
                "`scrapy recover --force`."
            )
        if force:
            show(
                f"Given up: {', '.join(lost[:10]) or 'no story'}; open entries and what listings showed are not carried over."
            )
        else:
            carry_over(old, state)
            show(
                "Carried over from it: open and closed entries, and when and where listings showed each story."
            )


def rebuild(state: State, folder: DataFolder) -> None:
    """Fill an empty state from the published files, ledgers, archive and list of forgotten stories of a data folder."""
    files: dict[int, dict[str, str]] = {}
    for kind, put in (("stories", _put_story), ("duplicates", _put_copy)):
        for path in folder.published_files(kind):
            files.setdefault(run_number(path), {})[folder.name(path)] = file_sha256(path)
            for record in read_published(path):
                _put_record(put, state, record, path)
    ledgers = {run_number(path): path for path in folder.ledgers()}
    archived = set(map(run_number, archives(folder.archive)))
    for number in sorted(files.keys() | ledgers.keys() | archived):
        _put_run(state, number, ledgers.get(number), files.get(number, {}))
    for story_id in forgotten_ids(folder.root):
        _put_tombstone(state, story_id, "forgotten", 0)
    if archived:
        _reopen_archived(state, folder.archive)
    correct(state.connection, read_corrections(folder))


def _put_record(put: Callable[..., None], state: State, record: dict[str, Any], path: Path) -> None:
    try:
        put(state, record, run_number(path))
    except (KeyError, TypeError, AttributeError, sqlite3.IntegrityError) as error:
        raise StateDamaged(
            f"{path} is damaged: the record of story {record['id']!r} lacks a key or occurs twice ({error!r}). "
            "Restore the file from a backup, then run `scrapy recover` again."
        ) from error


def _put_story(state: State, record: dict[str, Any], run: int) -> None:
    add_story(state, record, run, linked=True)
    _put_entry(state, record["id"], record["url"], record["section_path"], "stored", run)
    for section in record["sections"]:
        state.show(record["id"], section, run, record["fetched_at"])


def _put_copy(state: State, record: dict[str, Any], run: int) -> None:
    state.copies.put(CopyRow(record["id"], run, json.dumps(record, ensure_ascii=False)))
    section = read_address(record["url"]).section_path or ""
    _put_entry(state, record["id"], record["url"], section, "duplicate", run, record["duplicate_of"])


def _put_entry(
    state: State, story_id: str, url: str, section: str, outcome: str, run: int, why: str = ""
) -> None:
    path = read_address(url).path
    state.entries.put(EntryRow(story_id, path, section, outcome=outcome, why=why, run=run))


def _put_run(state: State, number: int, path: Path | None, files: dict[str, str]) -> None:
    ledger = _read_ledger(path) if path else {}
    text = path.read_text(encoding="utf-8") if path and ledger else ""
    state.runs.put(
        RunRow(
            number, ledger.get("started") or "", ledger.get("site") or "", 0, ledger.get("ended"),
            ledger.get("exit_code"), 1, json.dumps(files), text,
        )
    )  # fmt: skip
    for story_id, why in ledger.get("tombstones", {}).items():
        if why in {"expired", "not found", "cartoon"}:
            _put_tombstone(state, story_id, why, number)


def _read_ledger(path: Path) -> dict[str, Any]:
    """Return the content of a ledger; a damaged one counts as empty, since the published files hold what was stored."""
    try:
        ledger = json.loads(path.read_bytes())
    except ValueError:
        return {}
    return ledger if isinstance(ledger, dict) else {}


def _put_tombstone(state: State, story_id: str, why: str, run: int) -> None:
    if state.entries.get("id = ?", story_id) is None:
        state.entries.put(EntryRow(story_id, f"/s-{story_id}", "", outcome="tombstone", why=why, run=run))


def _reopen_archived(state: State, folder: Path) -> None:
    """Add an open entry for each archived story page that is in no published file, ledger or list of forgotten stories.

    Its run was killed before it published, and the listing may no longer show the story: the next run requests it again.
    """
    for place in Reader(folder).index.story_pages():
        if state.entries.get("id = ?", place.story_id) is None:
            address = read_address(place.url)
            state.entries.put(
                EntryRow(place.story_id, address.path, address.section_path or "", run=place.run)
            )


def _set_aside(folder: DataFolder) -> Path | None:
    """Rename the old state and its write-ahead log to the first free name; only the seal is deleted."""
    seal_of(folder.state).unlink(missing_ok=True)
    if not folder.state.exists():
        return None
    old = folder.next_old_state
    for tail in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            folder.state.with_name(folder.state.name + tail).rename(old.with_name(old.name + tail))
    return old


def _remove(path: Path) -> None:
    for tail in ("", "-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)
