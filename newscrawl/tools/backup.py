"""Copy all of a data folder that belongs together into a backup, also during a run, and put a backup in its place again."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from newscrawl.errors import CannotOpen, StateDamaged
from newscrawl.run.consistency import check_restored
from newscrawl.store.atomic import sync, sync_folder
from newscrawl.store.database import connect_readonly, translate_errors
from newscrawl.store.forgotten import forgotten_ids, note_forgotten
from newscrawl.store.lock import locked
from newscrawl.store.notes import mend_notes
from newscrawl.store.paths import DataFolder, archives, seal_of
from newscrawl.store.seal import check_seal, file_sha256, seal
from newscrawl.store.state import State
from newscrawl.text.printable import counted
from newscrawl.tools.program import program
from newscrawl.tools.verify import verify

_ATTEMPTS = 5


@dataclass(slots=True)
class Restored:
    """What was copied, where the former content went (None if there was none), and stories that are forgotten since."""

    files: int = 0
    aside: Path | None = None
    forgotten: list[str] = field(default_factory=list)


def back_up(data_dir: Path, target: Path) -> int:
    """Copy state, published files, ledgers, archive and lists into a new folder; return the number of files.

    The state is copied first, by SQLite's backup, and then what it says is published: so the copy is one moment's,
    whatever a run writes meanwhile. A run that goes on stands in it as one that was killed then.

    Raises:
        CannotOpen: there is no state, or the target is no empty folder, or cannot be written; nothing is left of it.
        StateDamaged: the state, or a file that it says is published, is lost or damaged.
    """
    source, copy = DataFolder(data_dir), DataFolder(target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CannotOpen(f"{target} exists and is not empty: name a new folder for the backup.")
    if target.resolve().is_relative_to(data_dir.resolve()):
        raise CannotOpen(
            f"{target} is inside {data_dir}: name a folder outside of it, on another disk if there is one."
        )
    check_restored(source)
    with translate_errors(target, CannotOpen):
        check_seal(source.state)
        is_new = not target.exists()
        try:
            target.mkdir(parents=True, exist_ok=True)
            _copy_state(source.state, copy.state)
            files = _copy_all(source, copy)
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            if not is_new:
                target.mkdir(exist_ok=True)
            raise
    return files + 1


def restore(source_dir: Path, data_dir: Path) -> Restored:
    """Put a backup in the place of a data folder's content, which is moved to a folder ``old-1`` …, not deleted.

    Stories that were forgotten since the backup was made stay noted, so that they can be forgotten again.

    Raises:
        CannotOpen: the backup holds no state, or the data folder cannot be written.
        Locked: a run is going on.
        StateDamaged: the backup is damaged; nothing was changed.
    """
    source, folder = DataFolder(source_dir), DataFolder(data_dir)
    # A copy that was made by hand has no seal.
    problems = [line for line in verify(source_dir) if not line.startswith(seal_of(source.state).name)]
    if problems:
        raise StateDamaged(
            f"{source_dir} is damaged ({problems[0]}): nothing was changed. Restore another backup."
        )
    if not source.state.exists():
        raise CannotOpen(
            f"{source.state} does not exist: {source_dir} is not a backup. Make one with `scrapy backup DIR`."
        )
    with translate_errors(data_dir, CannotOpen), locked(data_dir):
        return _replace(source, folder)


def _copy_state(path: Path, target: Path) -> None:
    """Copy the state; if a run began and ended meanwhile, copy it again, since without its log SQLite takes no lock."""
    for _ in range(_ATTEMPTS):
        before, has_log = path.stat() if path.exists() else None, path.with_name(f"{path.name}-wal").exists()
        with closing(connect_readonly(path)) as state, closing(sqlite3.connect(target)) as copy:
            state.backup(copy)
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        after = path.stat()
        if before and (has_log or (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)):
            break
    else:
        raise CannotOpen(f"{path} keeps changing: run the command again.")
    with target.open("rb") as file:
        sync(file)


def _copy_all(source: DataFolder, copy: DataFolder) -> int:
    """Copy what the copied state says is published, and everything that has no version; seal the copy."""
    state = State.open_readonly(copy.state)
    with closing(state.connection):
        paths = list(_published(state, source, copy))
    for path in [*archives(source.archive), *_lists(source)]:
        if path.exists():
            _copy_file(path, copy.root / source.name(path))
            paths.append(path)
    for path in copy.lists:
        mend_notes(path)
    seal(copy.state)
    for folder in {copy.root, *(path for path in copy.root.rglob("*") if path.is_dir())}:
        sync_folder(folder)
    return len(paths)


def _published(state: State, source: DataFolder, copy: DataFolder) -> Iterator[Path]:
    for number, files in state.published_names().items():
        for name, sha256 in (files or {}).items():
            path = source.root / name
            if not path.exists() or _copy_file(path, copy.root / name) != sha256:
                raise StateDamaged(
                    f"{path} is missing, or not as run {number} published it: the backup would not be whole, and is not made. "
                    "Run `scrapy recover --files`, which writes it again, then `scrapy backup` once more."
                )
            yield path
    for row in state.runs.select("ledger <> '' ORDER BY number"):
        path = copy.ledger(row.number)
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as file:
            file.write(row.ledger.encode())
            sync(file)
        yield path


def _lists(folder: DataFolder) -> Iterator[Path]:
    """Yield the files beside the state that only grow, and the list of pages in quarantine."""
    yield from folder.lists
    yield from sorted(folder.quarantine.glob("*.json"))


def _copy_file(path: Path, target: Path) -> str:
    """Copy a file durably; return the SHA-256 of the copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as old, target.open("wb") as new:
        shutil.copyfileobj(old, new, 1 << 20)
        sync(new)
    shutil.copystat(path, target)
    return file_sha256(target)


def _replace(source: DataFolder, folder: DataFolder) -> Restored:
    """Copy the backup beside the old content, then exchange them; until that is done no run starts (`check_restored`)."""
    done = Restored()
    shutil.rmtree(folder.restoring, ignore_errors=True)
    kept = [path for path in source.contents() if path.exists()]
    try:
        for path in kept:
            for file in _files_of(path):
                _copy_file(file, folder.restoring / source.name(file))
                done.files += 1
    except BaseException:
        shutil.rmtree(folder.restoring, ignore_errors=True)
        raise
    # In a folder that an interrupted restore has set aside, too.
    homes = [folder.root, *folder.root.glob("old-*")]
    was_forgotten = dict.fromkeys(story_id for home in homes for story_id in forgotten_ids(home))
    old = [path for path in folder.contents() if path.exists()]
    if old:
        done.aside = folder.next_aside
        done.aside.mkdir()
        _move(old, done.aside)
    fresh = DataFolder(folder.restoring)
    _move([path for path in fresh.contents() if path.exists()], folder.root)
    done.forgotten = [story_id for story_id in was_forgotten if story_id not in forgotten_ids(folder.root)]
    for story_id in done.forgotten:
        note_forgotten(folder.root, story_id, [])
    seal(folder.state)
    folder.restoring.rmdir()
    sync_folder(folder.root)
    return done


def _files_of(path: Path) -> list[Path]:
    return sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


def _move(paths: list[Path], into: Path) -> None:
    for path in paths:
        path.rename(into / path.name)
    sync_folder(into)


def backup_summary(target: Path, files: int) -> str:
    """Return what was copied."""
    return f"Copied {counted(files, 'file')} to {target}. To check them: {program()} verify -s NEWSCRAWL_DATA_DIR={shlex.quote(str(target))}"


def restore_summary(source: Path, data_dir: Path, done: Restored) -> str:
    """Return what was put in place, and what is left to do."""
    lines = [f"Restored {counted(done.files, 'file')} from {source} to {data_dir}."]
    if done.aside:
        lines.append(f"What was there is now in {done.aside}.")
    lines += [
        f"Forgotten since the backup was made: run {program()} forget {story_id}"
        for story_id in done.forgotten
    ]
    return "\n".join(lines)
