"""Delete archive files older than NEWSCRAWL_ARCHIVE_DAYS, and keep the payloads that later files refer to."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.store.archive.index import Index
from newscrawl.store.atomic import append, sync_folder
from newscrawl.store.notes import add_note, read_notes
from newscrawl.store.paths import run_number

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger(__name__)

_TRUSTED = timedelta(days=7)


def retire(index: Index, days: int, into: Path, head: bytes) -> None:
    """Delete each file whose last page was fetched more than ``days`` days ago; the newest file is always kept.

    Neither the clock nor the dates of pages are believed where they leap ahead (`believed`): what looks old by a leap is kept.

    The records whose payload a `revisit` record of another file refers to are copied, byte for byte, to the file
    ``into``, which begins with ``head``. They are synced, and the deletion is noted in `removed.jsonl`, before the old
    file is deleted, so that a kill loses nothing. The caller must hold the lock.

    Raises:
        OSError: the disk is full or failed; the old file was not deleted.
    """
    pages = index.last_pages()[::-1]
    if not pages:
        return
    known = believed([last for _, last, _ in pages])
    now = min(datetime.now(UTC), known[-1] + _TRUSTED)
    before = now - timedelta(days=days)
    older = list(zip(pages, known, strict=True))[:-1]
    # newest first, so that payloads that only other old files refer to are not copied
    for (name, last, count), least in reversed(older):
        if max(datetime.fromisoformat(last), least) < before and name != into.name:
            _remove(index, name, {"last": last, "pages": count, "days": days}, into, head)


def believed(dates: Sequence[str]) -> list[datetime]:
    """Return, for the dates of the last pages of files, oldest file first, the newest instant that is believed at each.

    A date more than a week ahead of all before it may come from a wrong clock: it is believed when a file that is at
    least a week younger follows. A date behind the others does not make its file older than the file before it.

    >>> [one.day for one in believed(["2026-11-01T06:00:00Z", "2026-11-02T06:00:00Z", "2027-11-25T06:00:00Z"])]
    [1, 2, 2]
    >>> [one.day for one in believed(["2026-11-01T06:00:00Z", "2026-11-12T06:00:00Z", "2026-11-20T06:00:00Z"])]
    [1, 1, 20]
    """
    found: list[datetime] = []
    leap: datetime | None = None
    for date in map(datetime.fromisoformat, dates):
        known = found[-1] if found else date
        if date <= known + _TRUSTED:
            known, leap = max(known, date), None
        elif leap is None or date < leap:
            leap = date
        elif date >= leap + _TRUSTED:
            known, leap = date, None
        found.append(known)
    return found


def removed_files(folder: Path) -> set[str]:
    """Return the names of the archive files that were deleted because of their age.

    Raises:
        StateDamaged: the list of them is damaged.
    """
    return {str(note["file"]) for note in read_notes(removed_list(folder), "file")}


def removed_list(folder: Path) -> Path:
    """Return the path of the list of deleted files in an archive folder."""
    return folder / "removed.jsonl"


def _remove(index: Index, name: str, details: dict[str, Any], into: Path, head: bytes) -> None:
    path = index.folder / name
    places = index.referred_to(name)
    if places:
        with path.open("rb") as file:
            members = [_cut_out(file.fileno(), place.offset, place.length) for place in places]
        append(into, b"".join(members), head)
        index.catch_up()
    size = path.stat().st_size
    note = {"file": name, "run": run_number(name), "bytes": size, "carried": len(places)} | details
    note["removed"] = datetime.now(UTC).isoformat(timespec="seconds")
    add_note(removed_list(index.folder), note)
    path.unlink()
    sync_folder(index.folder)
    index.forget(name)
    index.commit()
    logger.warning(
        "Removed %s (%d pages, %.1f MB): its last page was fetched on %s, and NEWSCRAWL_ARCHIVE_DAYS=%d. "
        "%d payloads that later files refer to were copied to %s.",
        path, details["pages"], size / 1e6, details["last"][:10], details["days"], len(places), into.name,
    )  # fmt: skip


def _cut_out(handle: int, offset: int, length: int) -> bytes:
    return os.pread(handle, length, offset)
